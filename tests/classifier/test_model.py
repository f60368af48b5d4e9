"""What the model proposes, and that it is kept safe."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import store, taxonomy
from classifier.corpus import read_corpus
from classifier.model import Classifier, CurrentClassifier, ModelError
from classifier.training import train


def test_a_wage_case_gets_its_labels_with_evidence_from_the_text(model: Classifier) -> None:
    body = "老板拖欠我们八个人工资半年，请劳动监察大队查处"
    proposal = model.predict("", body)
    assert proposal.purpose.label == "申诉求决"
    assert proposal.category.path[0] == "劳动和社会保障"
    assert "wage" in [flag.flag for flag in proposal.sensitivity.flags]
    assert proposal.sensitivity.level == "sensitive"
    assert proposal.unit.label == "人社局"
    assert proposal.route == "依法履职"
    assert any("工资" in word for word in proposal.category.evidence)
    assert all(word in body for word in proposal.category.evidence + proposal.purpose.evidence)


def test_an_accusation_goes_to_the_discipline_inspection_and_is_marked(model: Classifier) -> None:
    proposal = model.predict("实名举报", "举报村支书贪污低保款，请纪委调查")
    assert proposal.purpose.label == "检举控告"
    assert proposal.unit.label == "纪委监委"
    assert "cadre" in [flag.flag for flag in proposal.sensitivity.flags]
    assert proposal.route is None


def test_the_lexicon_speaks_where_no_model_was_taught(model: Classifier) -> None:
    proposal = model.predict("", "再不给解决我就不想活了")
    assert [flag.flag for flag in proposal.sensitivity.flags if flag.flag == "self_harm"]
    assert proposal.sensitivity.level == "urgent"


@pytest.mark.parametrize("text", ["", "😀😀😀", "\x00\x01\x02", "!!!???", "0123456789"])
def test_nothing_to_read_is_an_abstention(model: Classifier, text: str) -> None:
    proposal = model.predict("", text)
    assert proposal.purpose.label is None
    assert proposal.category.path == [None, None, None]
    assert proposal.unit.label is None


def test_a_very_long_text_is_read(model: Classifier) -> None:
    assert model.predict("", "拖欠工资，请求解决。" * 20_000).purpose.label == "申诉求决"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=300))
def test_any_text_gives_a_consistent_proposal(model: Classifier, title: str, body: str) -> None:
    proposal = model.predict(title, body)
    path = tuple(name for name in proposal.category.path if name)
    assert not path or path in taxonomy.categories()
    chances = [proposal.purpose.confidence, proposal.category.confidence, proposal.unit.confidence]
    assert all(0 <= chance <= 1 + 1e-6 for chance in chances)
    json.dumps(proposal.to_json(), ensure_ascii=False)


def test_the_same_data_and_seed_give_the_same_model(corpus_file: Path) -> None:
    rows = read_corpus([corpus_file])
    one, other = train(rows, seed=3).learned, train(rows, seed=3).learned
    assert np.array_equal(one.dense, other.dense)
    assert one.numbers == other.numbers


def test_a_head_without_labels_abstains(tmp_path: Path) -> None:
    path = tmp_path / "only_category.csv"
    path.write_text("text,category1\n包工头拖欠工资,劳动和社会保障\n夜间施工噪音,环境保护\n", encoding="utf-8")
    trained = train(read_corpus([path]))
    assert trained.learned.heads == {"category"}
    store.save(trained, tmp_path / "m", {})
    proposal = Classifier.load(tmp_path / "m").predict("", "工地噪音太大")
    assert proposal.purpose.label is None
    assert proposal.category.path[0] == "环境保护"


def test_a_changed_model_file_is_refused(model_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "m"
    shutil.copytree(model_folder, copy)
    with (store.resolve(copy) / store.MODEL).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="hash"):
        Classifier.load(copy)


def test_types_that_are_not_trusted_are_refused(model_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "m"
    shutil.copytree(model_folder, copy)
    folder = store.resolve(copy)
    skops.io.dump({"words": Path("/")}, folder / store.MODEL)
    card = json.loads((folder / store.CARD).read_text())
    (folder / store.CARD).write_text(json.dumps({**card, "sha256": store._sha256(folder / store.MODEL)}))
    with pytest.raises(ModelError):
        Classifier.load(copy)


def test_no_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="classifier train"):
        Classifier.load(tmp_path)


def test_a_switched_model_is_picked_up_and_a_broken_one_is_not(
    model_folder: Path, corpus_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "m"
    shutil.copytree(model_folder, folder)
    serving = CurrentClassifier(folder)
    first = serving.get().version
    store.save(train(read_corpus([corpus_file]), seed=11), folder, {})
    second = serving.get().version
    assert second != first
    (store.resolve(folder) / store.CARD).write_text("{broken")
    pointer = folder / store.CURRENT
    os.utime(pointer, ns=(1, pointer.stat().st_mtime_ns + 10_000_000))
    assert serving.get().version == second
