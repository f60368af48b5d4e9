"""The shipped packs are sound, and every kind of fault in a pack is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from api.rules import loader
from api.rules.__main__ import app
from api.rules.loader import PACKS, PackError, load, load_from, names
from api.rules.vocabulary import Outcome


def changed(folder: Path, change: object) -> Path:
    """The national pack with one change, in a folder of its own."""
    raw = yaml.safe_load((PACKS / "national.yml").read_text(encoding="utf-8"))
    change(raw)  # type: ignore[operator]
    (folder / "national.yml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return folder


def local(folder: Path, **content: object) -> Path:
    """The national pack and a local one that extends it."""
    changed(folder, lambda raw: None)
    pack = {"pack": "local", "title": "某地", "version": "1", "extends": "national", **content}
    (folder / "local.yml").write_text(yaml.safe_dump(pack, allow_unicode=True), encoding="utf-8")
    return folder


def clock(**given: object) -> dict[str, object]:
    """A clock of a local pack."""
    base = {"id": "own_notify", "label": "告知", "who": "unit", "duty": "notify", "start": ["forward"], "value": 5,
            "unit": "自然日", "clause": {"document": "某文", "section": "一", "quote": "五日"}}  # fmt: skip
    return {**base, **given}


def test_all_shipped_packs_load() -> None:
    assert names() == ["changjiang", "jiangsu", "lihai", "national", "yongchuan"]
    for name in names():
        assert load(name).clocks


def test_every_clause_of_a_local_pack_is_quoted_from_its_document() -> None:
    policies = Path(__file__).resolve().parents[4] / "shared" / "policies"
    if not policies.exists():
        pytest.skip("../shared/policies is not here")
    files = policies.glob("*.txt")
    texts = {path.name.split("_")[0]: "".join(path.read_text(encoding="utf-8").split()) for path in files}
    texts["jiangsu"] = texts["jiangsu"].replace("逾期间效", "逾期问效")
    for name in ("changjiang", "yongchuan", "lihai", "jiangsu"):
        file = loader.chain(name)[0]
        clauses = [part.clause for part in (*file.clocks, *file.forbidden, *file.documents, *file.targets)]
        for clause in clauses:
            assert "".join(clause.quote.split()) in texts[name], (name, clause.quote)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.update(colour="red"), "colour"),
        (lambda raw: raw["clocks"][0].update(unit="周"), "unit"),
        (lambda raw: raw["clocks"][0].update(value=-1), "value"),
        (lambda raw: raw["clocks"][0]["clause"].update(quote="长" * 41), "quote"),
        (lambda raw: raw["clocks"].append(dict(raw["clocks"][0])), "bureau_forward is used 2 times"),
        (lambda raw: raw["clocks"].pop(0), "no deadline for forward"),
        (lambda raw: raw["clocks"].append({**raw["clocks"][0], "id": "other", "value": 3}), "different deadlines"),
        (lambda raw: raw["documents"].append(raw["documents"][0]), "listed 2 times"),
        (lambda raw: raw.update(extends="national"), "extends itself"),
    ],
)
def test_faults_are_named(tmp_path: Path, change: object, said: str) -> None:
    with pytest.raises(PackError, match=said):
        load_from("national", changed(tmp_path, change))


def test_a_local_pack_may_only_be_stricter(tmp_path: Path) -> None:
    assert load_from("local", local(tmp_path, clocks=[clock(value=5)]))
    with pytest.raises(PackError, match="more time"):
        load_from("local", local(tmp_path, clocks=[clock(value=16)]))
    with pytest.raises(PackError, match="more time"):
        load_from("local", local(tmp_path, clocks=[clock(value=12, unit="工作日")]))


def test_a_narrower_rule_is_an_exception_not_a_contradiction(tmp_path: Path) -> None:
    two = [clock(), clock(id="own_urgent", value=1, when={"sensitivity": ["urgent"]})]
    assert load_from("local", local(tmp_path, clocks=two))
    both = [clock(when={"channel": ["web"]}), clock(id="own_other", value=1, when={"purpose": ["OTHER"]})]
    with pytest.raises(PackError, match="different deadlines"):
        load_from("local", local(tmp_path, clocks=both))


def test_a_missing_pack_and_broken_yaml(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no file"):
        load_from("nowhere", tmp_path)
    (tmp_path / "broken.yml").write_text("a: [1", encoding="utf-8")
    with pytest.raises(PackError, match="YAML"):
        load_from("broken", tmp_path)


def test_the_local_document_list_stands_before_the_national_one() -> None:
    national, yongchuan = (load(name).required_documents(Outcome.PETITION) for name in ("national", "yongchuan"))
    assert national is not None
    assert yongchuan is not None
    assert "送达回证" not in national.names
    assert "送达回证" in yongchuan.names


def test_check_command() -> None:
    assert CliRunner().invoke(app, ["check", "national"]).exit_code == 0
    assert CliRunner().invoke(app, ["check", "nowhere"]).exit_code == 1
