"""The demonstration is a lawful office: every case got where it is by steps that the gates allowed."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import STAFF_ROLES
from api.cases.lifecycle import CaseState
from api.cases.models import Case, HandlingRecord
from api.demo.office import AlreadyFull, fill, staff, stories
from api.demo.people import STAFF
from api.routing.units import cards
from api.settings import settings
from classifier import taxonomy
from tests.api.making import MONDAY, PASSWORD


def test_every_story_names_real_labels(db: Session) -> None:
    known = {card.code for card in cards(db)}
    for story in stories():
        assert tuple(story["category"].split("/")) in taxonomy.categories(), story["category"]
        assert story["unit"] in known
    assert len(stories()) >= 60
    assert len({story["story"] for story in stories()}) == len(stories())


@pytest.mark.parametrize("pack", ["national", "yongchuan"])
def test_a_month_with_every_role_and_many_states(db: Session, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    monkeypatch.setattr(settings(), "RULE_PACK", pack)
    actors = staff(db, PASSWORD, MONDAY)
    cases = list(fill(db, actors, MONDAY))
    assert {one.role for one in STAFF} == set(STAFF_ROLES)
    states = Counter(case.state for case in cases)
    assert len(states) >= 6
    assert states[CaseState.CONCLUDED] >= 5
    assert all(case.state != CaseState.CONCLUDED or case.decided_at for case in cases)
    assert db.scalar(sa.select(sa.func.max(HandlingRecord.at))) < MONDAY
    assert all(case.unit_code in (None, "JW") for case in cases if case.sealed)
    assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == len(stories())
    with pytest.raises(AlreadyFull):
        staff(db, PASSWORD, MONDAY)
