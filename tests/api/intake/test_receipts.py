"""The receipt promises what the law owes this petitioner, and nothing more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from api.intake import filing
from api.intake.filing import receipt
from api.settings import settings
from tests.api.making import filed


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.intake.suggestions import Suggestion

    monkeypatch.setattr(filing, "suggest", lambda *_: Suggestion({"missing": "没有模型"}))


def clauses(db: Session, **given: object) -> list[str]:
    return [step.clause.removeprefix("《信访工作条例》") for step in receipt(filed(db, **given)).next_steps]


def test_each_purpose_has_its_own_road(db: Session) -> None:
    assert clauses(db) == ["第22条第1款", "第23条第3款", "第34条"]
    assert clauses(db, suggestion=True) == ["第22条第1款", "第23条第3款", "第29条"]
    assert clauses(db, accusation=True) == ["第22条第1款", "第30条"]


def test_a_matter_in_court_is_only_recorded(db: Session) -> None:
    steps = receipt(filed(db, record_only=True)).next_steps
    assert len(steps) == 1
    assert "诉讼" in steps[0].what
    assert "60" not in steps[0].what


def test_an_office_with_stricter_clocks_still_promises_only_the_law(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "RULE_PACK", "lihai")
    case = filed(db)
    assert "lihai_week" in {row.rule_id for row in case.deadlines}
    assert all("条例" in step.clause for step in receipt(case).next_steps)


def test_days_of_a_year_without_published_holidays_are_provisional(db: Session) -> None:
    late = receipt(filed(db, datetime(2027, 3, 1, 2, 0, tzinfo=UTC))).next_steps[0]
    assert (late.by_on, late.provisional) == (date(2027, 3, 16), True)


def test_confidential_is_said(db: Session) -> None:
    assert receipt(filed(db, accusation=True)).confidential
    assert receipt(filed(db, confidential=True)).confidential
    assert not receipt(filed(db)).confidential


@pytest.mark.parametrize("missing", [{"address": None, "address_refused": True}, {"petitioner_name": None}])
def test_who_cannot_be_written_to_is_not_promised_a_letter(db: Session, missing: dict[str, object]) -> None:
    notify = receipt(filed(db, **missing)).next_steps[1]
    assert "没法书面告知" in notify.what
    assert "没法书面告知" not in receipt(filed(db)).next_steps[1].what
