"""Runs: one at a time, by a real child process, cancelled, given up when their process died, never promoting."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database, working_days
from api.accounts.actors import Actor, Role
from api.errors import Conflict
from api.settings import ROOT
from api.training import artefacts, recipes, runs, trainer
from api.training.artefacts import Kind
from api.training.models import TrainingRun
from tests.api.making import MONDAY, confirm, filed, sign_in
from tests.api.training.conftest import MakeBot

ANNA = Actor("t-anna", "训练员甲", Role.TRAINER)
ROWS = [
    {"title": f"拖欠工资{i}", "body": f"包工头拖欠我们{i}个月的工资，要求尽快发放。", "purpose": "申诉求决"}
    for i in range(1, 9)
] + [
    {"title": f"建议{i}", "body": f"建议在{i}号路口增设路灯和斑马线，方便学生过马路。", "purpose": "意见建议"}
    for i in range(1, 9)
]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, models: Path) -> Any:
    """Lets a test say in Python what the training program of the bot does; `out` and `name` are its arguments."""
    monkeypatch.setattr(trainer, "LOOK_EVERY", 0.1)

    def use(source: str) -> None:
        real = recipes.prepare

        def prepare(kind: Kind, run_id: str, *more: Any) -> recipes.Recipe:
            recipe = real(kind, run_id, *more)
            command = [sys.executable, "-c", source, str(recipe.staging), str(recipe.version)]
            return recipes.Recipe(kind, command, recipe.staging, recipe.version)

        monkeypatch.setattr(trainer.recipes, "prepare", prepare)
        monkeypatch.setattr(recipes, "RASA_PYTHON", Path(sys.executable))

    return use


MAKES_A_BOT = """
import sys, tarfile, os
print("Epoch 1", flush=True)
path = f"{sys.argv[1]}/{sys.argv[2]}.tar.gz"
with tarfile.open(path, "w:gz") as archive:
    archive.addfile(tarfile.TarInfo("metadata.json"))
print("nice", os.nice(0), "secret", os.environ.get("ACTION_TOKEN"), flush=True)
"""
SLEEPS = "import time, os; print('pid', os.getpid(), flush=True); time.sleep(120)"


def ask(kind: Kind = Kind.BOT, **more: Any) -> str:
    with database.transaction() as db:
        return runs.ask(db, kind, "补了方言说法", ANNA, working_days.now(), **more).id


def read(run_id: str) -> TrainingRun:
    with database.reading() as db:
        return runs.find(db, run_id)


def _wait_for(run_id: str, condition: Any) -> TrainingRun:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        run = read(run_id)
        if condition(run):
            return run
        time.sleep(0.05)
    pytest.fail("it did not happen in time")


@pytest.mark.usefixtures("office_db")
def test_a_run_makes_a_version_with_a_card_and_promotes_nothing(program: Any, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    program(MAKES_A_BOT)
    run_id = ask()
    assert trainer.run_next(working_days.now()) == run_id
    run = read(run_id)
    assert (run.state, run.problem) == ("done", None)
    assert artefacts.current(Kind.BOT) == "one"
    version = artefacts.version(Kind.BOT, str(run.version))
    assert version.card["run"] == run_id
    assert version.card["examples"] > 1000
    artefacts.check(Kind.BOT, version.name)
    assert "nice 10 secret None" in run.log  # low priority, and no secrets of the office
    assert not list(artefacts.folder(Kind.BOT).glob(".run-*"))
    assert trainer.run_next(working_days.now()) is None


@pytest.mark.usefixtures("office_db")
def test_a_program_that_fails_leaves_the_reason_and_nothing_else(program: Any, models: Path) -> None:
    program("print('no such intent', flush=True); raise SystemExit(3)")
    run_id = ask()
    trainer.run_next(working_days.now())
    run = read(run_id)
    assert run.state == "failed"
    assert "退出码 3" in str(run.problem)
    assert "no such intent" in run.log
    assert list((models / "bot").iterdir()) == []


@pytest.mark.usefixtures("office_db")
def test_a_program_that_leaves_no_model_has_failed(program: Any) -> None:
    program("pass")
    run_id = ask()
    trainer.run_next(working_days.now())
    assert "没有留下可用的模型" in str(read(run_id).problem)


@pytest.mark.usefixtures("office_db")
def test_a_running_one_is_cancelled_and_its_program_ends(program: Any) -> None:
    program(SLEEPS)
    run_id, second = ask(), ask()
    worker = threading.Thread(target=trainer.run_next, args=(working_days.now(),))
    worker.start()
    pid = int(_wait_for(run_id, lambda run: "pid" in run.log).log.split()[1])
    assert trainer.run_next(working_days.now()) is None  # one at a time
    assert read(second).state == "queued"
    for wanted in (run_id, second):
        with database.transaction() as db:
            runs.cancel(db, wanted, ANNA, working_days.now())
    worker.join(20)
    assert (read(run_id).state, read(second).state) == ("cancelled", "cancelled")
    assert not Path(f"/proc/{pid}").exists()
    with database.transaction() as db, pytest.raises(Conflict):
        runs.cancel(db, run_id, ANNA, working_days.now())


def test_one_left_by_a_dead_process_is_given_up_and_the_next_has_its_turn(db: Session, models: Path) -> None:
    dead, waiting = (runs.ask(db, Kind.BOT, "补了说法", ANNA, MONDAY) for _ in range(2))
    assert runs.anything_to_do(db, MONDAY)
    assert runs.claim(db, MONDAY) is not None
    soon, later = MONDAY + timedelta(seconds=20), MONDAY + timedelta(minutes=2)
    assert not runs.anything_to_do(db, soon)
    assert runs.give_up_dead(db, soon) == 0
    assert runs.claim(db, soon) is None
    assert runs.anything_to_do(db, later)
    assert runs.give_up_dead(db, later) == 1
    db.refresh(dead)
    assert (dead.state, dead.problem) == ("failed", runs.DIED)
    assert not runs.beat(db, dead.id, later, "still here")  # should it wake up again, it ends
    taken = runs.claim(db, later)
    assert taken is not None
    assert taken.id == waiting.id


def test_the_program_dies_with_a_killed_worker(tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [
            sys.executable, "-c",
            "import os, subprocess, sys\n"
            "program = [sys.executable, '-c', \"import time; print('up', flush=True); time.sleep(60)\"]\n"
            "child = subprocess.Popen([sys.executable, '-m', 'api.training.launch', str(os.getpid()), *program])\n"
            "print(child.pid, flush=True); child.wait()",
        ],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None
    said = {worker.stdout.readline().strip(), worker.stdout.readline().strip()}
    pid = int((said - {"up"}).pop())
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    until = time.monotonic() + 5
    while time.monotonic() < until and Path(f"/proc/{pid}/stat").exists():
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{pid}").exists()


@pytest.mark.usefixtures("office_db")
def test_the_classifier_learns_confirmed_labels_for_real(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        case = filed(db)
        confirm(db, case)
        case.labels_confirmed_at = MONDAY
    small = tmp_path / "root" / "nlu_data" / "corpus"
    small.mkdir(parents=True)
    (small / "small.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS))
    monkeypatch.setattr(recipes, "ROOT", tmp_path / "root")
    run_id = ask(Kind.CLASSIFIER, with_confirmed=True)
    trainer.run_next(working_days.now())
    run = read(run_id)
    assert run.state == "done", run.log
    found = artefacts.version(Kind.CLASSIFIER, str(run.version))
    assert found.card["rows"] == len(ROWS) + 1
    assert artefacts.current(Kind.CLASSIFIER) is None  # trained, not promoted
    artefacts.check(Kind.CLASSIFIER, found.name)
    assert not list(trainer.settings().data_dir.glob("training/*"))  # the labels' file is gone


def test_by_http_a_trainer_starts_and_an_admin_only_looks(client: TestClient, models: Path) -> None:
    sign_in(client, Role.ADMIN)
    body = {"kind": "classifier", "why": "补充了农村类语料", "with_confirmed": True}
    assert client.post("/api/training/runs", json=body).status_code == 403
    sign_in(client, Role.TRAINER)
    started = client.post("/api/training/runs", json=body)
    assert started.status_code == 201, started.text
    assert client.post("/api/training/runs", json={**body, "kind": "cat"}).status_code == 422
    run_id = started.json()["id"]
    assert client.get(f"/api/training/runs/{run_id}").json()["asked_by"] == "某trainer"
    assert client.post(f"/api/training/runs/{run_id}/cancel").json()["state"] == "cancelled"
    sign_in(client, Role.ADMIN)
    assert [run["id"] for run in client.get("/api/training/runs").json()] == [run_id]
    assert client.get("/api/training/runs/" + "0" * 26).status_code == 404


def test_the_queue_is_bounded(db: Session) -> None:
    for _ in range(runs.WAITING_ALLOWED):
        runs.ask(db, Kind.BOT, "补了说法", ANNA, MONDAY)
    with pytest.raises(Conflict):
        runs.ask(db, Kind.BOT, "补了说法", ANNA, MONDAY)
    assert db.scalar(sa.select(sa.func.count()).select_from(TrainingRun)) == runs.WAITING_ALLOWED


def test_the_log_is_shown_as_a_person_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\x1b[32mstart\x1b[0m\n\nEpochs: 10%\rEpochs: 100%\n\xff broken\n")
    assert trainer.last_lines(path).splitlines() == ["start", "Epochs: 100%", "\ufffd broken"]
