"""Finding cases, and reading from their records what the pure rules want to know."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.cases.gates import Situation
from api.cases.lifecycle import CaseState, Step
from api.cases.models import Case, HandlingRecord
from api.cases.numbers import normal_query_code, query_code_index
from api.cases.petitions import Petition
from api.rules.clocks import CaseFacts, Event
from api.rules.vocabulary import Channel, Outcome, Procedure, Purpose
from api.working_days import office_today


def by_number(db: Session, number: str) -> Case | None:
    """The case of a number."""
    return db.scalar(sa.select(Case).where(Case.number == number))


def by_query_code(db: Session, typed: str) -> Case | None:
    """The case of a query code as people type it."""
    code = normal_query_code(typed)
    return db.scalar(sa.select(Case).where(Case.query_code_index == query_code_index(code))) if code else None


def by_draft(db: Session, draft_id: str) -> Case | None:
    """The case that a draft became, if it was filed."""
    return db.scalar(sa.select(Case).join(Petition).where(Petition.draft_id == draft_id))


def purpose_of(case: Case) -> Purpose:
    """The confirmed purpose, else the suggested one, else the one with the strictest rules."""
    return Purpose(case.confirmed_purpose or case.suggested_purpose or Purpose.GRIEVANCE)


def sensitivity_of(case: Case) -> str:
    """normal, sensitive or urgent; the human answer before the guess."""
    return case.confirmed_sensitivity or case.suggested_sensitivity or "normal"


def facts_of(case: Case) -> CaseFacts:
    """What the rule packs look at."""
    repeat = case.repeat if case.confirmed_repeat is None else case.confirmed_repeat
    return CaseFacts(
        purpose_of(case), Channel(case.channel), Procedure(case.procedure), repeat, case.people_count,
        sensitivity_of(case),
    )  # fmt: skip


def events_of(records: list[HandlingRecord]) -> list[Event]:
    """The steps of a case as events on office days."""
    return [Event(Step(r.step), office_today(r.at), int(r.detail.get("days") or 0)) for r in records]


def situation_of(case: Case) -> Situation:
    """What the gates look at."""
    steps = tuple(Step(record.step) for record in case.records)
    replied = max((i for i, step in enumerate(steps) if step in (Step.REPLY, Step.REPLY_DIRECTLY)), default=0)
    return Situation(
        state=CaseState(case.state),
        purpose=purpose_of(case),
        procedure=Procedure(case.procedure),
        outcome=Outcome(case.outcome) if case.outcome else None,
        unit_code=case.unit_code,
        purpose_confirmed=case.confirmed_purpose is not None,
        taken=steps,
        documents=frozenset(name for record in case.records for name in record.documents),
        excluded_units=frozenset(exclusion.unit_code for exclusion in case.exclusions),
        sealed=case.sealed,
        signatures=tuple(r.actor_id for r in case.records[replied:] if r.step == Step.SIGN_OFF),
    )
