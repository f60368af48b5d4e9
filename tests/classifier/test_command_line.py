"""`python -m classifier` as others call it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "classifier", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, check=False)


def test_train_evaluate_predict(corpus_file: Path, tmp_path: Path) -> None:
    trained = run("train", "--corpus", str(corpus_file), str(corpus_file), "--out", str(tmp_path), "--json")
    assert trained.returncode == 0, trained.stderr
    assert json.loads(trained.stdout)["labels_known"]["purpose"] == 80
    scored = run("evaluate", "--model", str(tmp_path), "--data", str(corpus_file), "--json")
    figures = json.loads(scored.stdout)
    assert figures["rows"] == 40
    assert {"purpose", "category1", "category2", "category3", "flags", "unit"} <= set(figures["heads"])
    assert set(figures["calibration"]) == {"purpose_ece", "category1_ece"}
    assert figures["heads"]["purpose"]["accuracy"] > 0.9
    said = run(
        "predict", "--model", str(tmp_path), given='{"id":7,"text":"拖欠工资"}\n{"id":8,"title":"a","body":"b"}\n'
    )
    assert said.returncode == 0
    assert [json.loads(line)["id"] for line in said.stdout.splitlines()] == [7, 8]


def test_bad_lines_get_an_error_and_do_not_stop_the_others(model_folder: Path) -> None:
    given = 'not json\n[1]\n{"id":2}\n{"id":3,"text":5}\n{"id":4,"text":"拖欠工资"}\n{"id":5,"text":"\\ud800"}\n'
    said = run("predict", "--model", str(model_folder), given=given)
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.returncode == 1
    assert ["error" in answer for answer in answers[:5]] == [True, True, True, True, False]
    assert len(answers) == 6


def test_wrong_files_give_one_clear_line(tmp_path: Path, model_folder: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    cut = tmp_path / "cut.jsonl"
    cut.write_text('{"id": 1, "text": "拖欠', encoding="utf-8")
    for path in (wrong, cut, tmp_path / "missing.csv", model_folder):
        failed = run("train", "--corpus", str(path), "--out", str(tmp_path / "m"))
        assert failed.returncode == 2, failed.stderr
        assert "Traceback" not in failed.stderr
    assert run("evaluate", "--model", str(tmp_path / "none"), "--data", str(wrong)).returncode == 2
