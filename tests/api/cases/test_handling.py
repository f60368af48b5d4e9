"""Cases taken through their steps in the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from api import database
from api.accounts.actors import Actor, Role
from api.cases import repository
from api.cases.lifecycle import CaseState
from api.cases.models import Case
from api.cases.service import StepRefused, StepRequest, take_step
from api.errors import Conflict, Invalid
from api.routing.delivery.models import OutboxMessage
from api.rules.vocabulary import HandlingStep, Procedure
from api.settings import settings
from tests.api.making import HANDLER, LEADER, MONDAY, REGISTRAR, accepted, confirm, filed, step

S = HandlingStep


def test_a_case_goes_from_filing_to_its_end(db: Session) -> None:
    case = accepted(db)
    step(db, case, S.REPLY, HANDLER, documents=("受理告知书", "信访处理意见书"))
    step(db, case, S.SIGN_OFF, LEADER)
    step(db, case, S.DELIVER, HANDLER, documents=("送达回证",))
    step(db, case, S.CONCLUDE, HANDLER)
    assert case.state == CaseState.CONCLUDED
    assert case.outcome == "petition"
    assert case.concluded_at == MONDAY
    assert [record.step for record in case.records] == [
        "register", "forward", "sign", "accept", "reply", "sign_off", "deliver", "conclude",
    ]  # fmt: skip
    assert all(record.actor_name for record in case.records)
    assert [record.sequence for record in case.records] == list(range(1, 9))


def test_clocks_follow_the_steps(db: Session) -> None:
    case = filed(db)
    assert {row.rule_id for row in case.deadlines} == {"bureau_forward"}
    confirm(db, case)
    step(db, case, S.FORWARD, REGISTRAR, MONDAY + timedelta(days=1), unit_code="RS")
    rows = {row.rule_id: row for row in case.deadlines}
    assert rows["bureau_forward"].met_on == date(2026, 9, 8)
    assert rows["unit_notify"].due_on == date(2026, 9, 23)
    assert case.next_due_on == date(2026, 9, 15)  # five working days to object
    step(db, case, S.SIGN, HANDLER, MONDAY + timedelta(days=1))
    step(db, case, S.ACCEPT, HANDLER, MONDAY + timedelta(days=2), route=Procedure.PETITION)
    assert case.next_due_on == date(2026, 11, 9)  # day 60 is Sunday 8 November


def test_given_back_and_forwarded_anew(db: Session) -> None:
    case = filed(db)
    step(db, case, S.FORWARD, REGISTRAR, unit_code="RS")
    step(db, case, S.OBJECT, HANDLER, MONDAY + timedelta(days=1), why="工程款纠纷，不属于我局职权")
    step(db, case, S.AGREE_RETURN, REGISTRAR, MONDAY + timedelta(days=2))
    assert (case.state, case.unit_code) == ("returned", None)
    step(db, case, S.FORWARD, REGISTRAR, MONDAY + timedelta(days=3), unit_code="ZJ")
    runs = [(row.started_on.day, row.ended_on is None) for row in case.deadlines if row.rule_id == "unit_notify"]
    assert sorted(runs) == [(7, False), (10, True)]
    assert case.unit_name == "住房和城乡建设局"


def test_each_step_reaches_the_outbox_under_its_own_key(db: Session) -> None:
    case = accepted(db)
    keys = db.scalars(sa.select(OutboxMessage.key).order_by(OutboxMessage.key)).all()
    assert keys == [f"{case.number}:{n}" for n in range(1, 5)]


def test_an_unknown_unit_is_refused(db: Session) -> None:
    case = filed(db)
    with pytest.raises(Invalid):
        step(db, case, S.FORWARD, REGISTRAR, unit_code="NOWHERE")


def test_a_refusal_carries_the_clause(db: Session) -> None:
    case = filed(db)
    with pytest.raises(StepRefused) as refused:
        step(db, case, S.STORE, REGISTRAR)
    assert "信访工作条例" in refused.value.fields["clause"]
    assert case.state == CaseState.REGISTERED


def test_missing_details_are_named(db: Session) -> None:
    case = filed(db)
    with pytest.raises(Invalid) as invalid:
        step(db, case, S.FORWARD, REGISTRAR)
    assert set(invalid.value.fields) == {"unit"}


def test_somebody_who_looked_at_an_older_version_is_told(db: Session) -> None:
    case = filed(db)
    seen = case.version
    step(db, case, S.SUPERVISE, REGISTRAR, why="群众多次来电催问")
    with pytest.raises(Conflict):
        step(db, case, S.FORWARD, REGISTRAR, unit_code="RS", expected_version=seen)


def test_two_agents_at_once_only_one_wins(office_db: sa.Engine) -> None:
    with database.transaction() as db:
        number = filed(db).number
    both_have_read = Barrier(2 if office_db.dialect.name == "postgresql" else 1)  # SQLite lets only one in at a time

    def forward(unit: str) -> str:
        try:
            with database.transaction() as own:
                case = repository.by_number(own, number)
                assert case is not None
                both_have_read.wait(10)
                take_step(own, case, StepRequest(S.FORWARD, unit_code=unit), REGISTRAR, MONDAY)
                return unit
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(2) as pool:
        outcome = sorted(pool.map(forward, ("RS", "ZJ")))
    assert "conflict" in outcome
    winner = next(unit for unit in outcome if unit != "conflict")
    with database.transaction() as db:
        assert db.scalars(sa.select(Case.unit_code)).all() == [winner]


def test_two_signatures_where_the_pack_wants_them(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "RULE_PACK", "yongchuan")
    case = accepted(db)
    step(db, case, S.REPLY, HANDLER)
    step(db, case, S.SIGN_OFF, LEADER)
    assert case.state == CaseState.REPLIED
    step(db, case, S.SIGN_OFF, Actor("u-head", "主要领导", Role.LEADER))
    assert case.state == CaseState.SIGNED_OFF
