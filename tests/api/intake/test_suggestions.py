"""Suggestions come from the classifier, and their absence is said and survived."""

from __future__ import annotations

import pytest

from api.intake import suggestions
from api.rules.vocabulary import Purpose
from classifier.store import resolve

LINE = {
    "id": "1",
    "purpose": {"label": "检举控告", "confidence": 0.81, "alternatives": [], "evidence": ["书记"]},
    "category": {"path": ["纪检监察", "滥用职权", None], "confidence": 0.7, "alternatives": [], "evidence": []},
    "sensitivity": {"level": "sensitive", "flags": [{"flag": "cadre", "confidence": 0.7, "evidence": []}]},
    "unit": {"label": "纪委监委", "alternatives": [{"label": "组织部", "confidence": 0.1}, "公安局"]},
    "route": None,
}


def test_reading_a_line_of_the_contract() -> None:
    read = suggestions.read(LINE)
    assert (read.purpose, read.purpose_confidence) == (Purpose.ACCUSATION, 0.81)
    assert read.category == ("纪检监察", "滥用职权")
    assert read.sensitivity == "sensitive"
    assert read.units == ("纪委监委", "组织部", "公安局")


def test_a_model_that_abstains_suggests_nothing() -> None:
    read = suggestions.read({"purpose": {"label": None}, "category": {"path": [None, None, None]}, "unit": None})
    assert read == suggestions.Suggestion(read.raw)


@pytest.mark.parametrize("error", [FileNotFoundError(), ImportError(), MemoryError(), ValueError("x")])
def test_whatever_happens_filing_gets_an_answer(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: str) -> dict[str, object]:
        raise error

    monkeypatch.setattr(suggestions, "_propose", broken)
    said = suggestions.suggest("标题", "小区停水三天")
    assert said.purpose is None
    assert "请人工选择" in said.raw["missing"]
    assert not suggestions.warm_up()


def test_the_shipped_model() -> None:
    try:
        resolve()
    except FileNotFoundError:
        pytest.skip("there is no trained classifier yet: python -m classifier train")
    said = suggestions.suggest("拖欠农民工工资", "我们在工地干活，老板拖欠工资三个月不发，要求支付工资。")
    assert said.raw["model"]
    assert said.purpose is Purpose.GRIEVANCE
    assert said.category[0] == "劳动和社会保障"
