"""How cases are shown to those who handle them: masked persons, lights, clauses, allowed steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.accounts.actors import ROLE_LABELS, Actor, Role
from api.cases import schemas
from api.cases.attachments.repository import of_petition
from api.cases.deadlines import light
from api.cases.documents import checklist
from api.cases.gates import allowed_steps
from api.cases.lifecycle import STATE_LABELS, STEP_LABELS, STEPS, CaseState, Step
from api.cases.models import Case, Deadline, HandlingRecord
from api.cases.repository import sensitivity_of, situation_of
from api.cases.scope import may_know_person, may_see
from api.cases.veil import Veil, veil_of
from api.rules.pack import Clause, Pack
from api.rules.vocabulary import OUTCOME_LABELS, PURPOSE_LABELS, Outcome, Purpose
from api.security import mask_address, mask_id_number, mask_name, mask_phone


def row(case: Case, actor: Actor, today: date, pack: Pack) -> schemas.CaseRow:
    """A line of the work list."""
    return schemas.CaseRow(**_row(case, actor, today, pack))


def detail(db: Session, case: Case, actor: Actor, today: date, pack: Pack) -> schemas.CaseDetail:
    """The whole case."""
    told, veil = case.petition, veil_of(case, actor)
    return schemas.CaseDetail(
        **_row(case, actor, today, pack), version=case.version, story=veil.text(told.story),
        demand=veil.maybe(told.demand), region=told.region, respondent=veil.maybe(told.respondent),
        history=veil.all_of(told.history), representatives=veil.people(told.representatives),
        record_only=told.record_only, campaign=told.campaign, person=person(case, actor),
        suggestion=veil.all_of(case.suggestion), confirmed=_confirmed(case), procedure=case.procedure,
        repeat_of=_earlier(db, case.repeat_of_id, actor),
        excluded_units=[exclusion.unit_code for exclusion in case.exclusions],
        deadlines=[deadline(entry, today, pack) for entry in case.deadlines],
        records=[_record(entry, veil) for entry in case.records], steps=_steps(case, actor, pack),
        documents=_documents(case, pack), attachments=_attachments(db, case.petition_id, veil),
        rating={"bureau": case.rating.bureau, "unit": case.rating.unit} if case.rating else None,
    )  # fmt: skip


def person(case: Case, actor: Actor, *, whole: bool = False) -> schemas.PersonView:
    """The petitioner masked, or whole for a recorded reveal; nothing when the identity is kept from this person."""
    if not may_know_person(case, actor):
        return schemas.PersonView(withheld=True)
    petition, told = case.petition, case.petition.petitioner
    marks = {"id_refused": told.id_refused, "minor": told.minor}
    if whole:
        return schemas.PersonView(
            name=told.name, id_number=told.id_number, phone=told.phone, address=told.address, guardian=told.guardian,
            title=petition.title, story=petition.story, demand=petition.demand,
            representatives=petition.representatives or [], **marks,
        )  # fmt: skip
    return schemas.PersonView(
        name=mask_name(told.name), id_number=mask_id_number(told.id_number), phone=mask_phone(told.phone),
        address=mask_address(told.address), guardian=mask_name(told.guardian) or None, **marks,
    )  # fmt: skip


def deadline(entry: Deadline, today: date, pack: Pack) -> schemas.DeadlineView:
    """A clock with its light; one that is met or ended has none."""
    running = entry.met_on is None and entry.ended_on is None
    return schemas.DeadlineView(
        rule_id=entry.rule_id, label=entry.label, who=entry.who, value=entry.value, unit=entry.unit,
        started_on=entry.started_on, due_on=entry.due_on, provisional=entry.provisional, met_on=entry.met_on,
        ended_on=entry.ended_on, light=light(entry.due_on if running else None, today, pack.warn_days),
        source=entry.source, clause=schemas.ClauseView(**entry.clause),
    )  # fmt: skip


def _row(case: Case, actor: Actor, today: date, pack: Pack) -> dict[str, Any]:
    purpose = case.confirmed_purpose or case.suggested_purpose
    shown = may_know_person(case, actor)
    return {
        "number": case.number, "title": veil_of(case, actor).text(case.petition.title),
        "petitioner": mask_name(case.petition.petitioner.name) if shown else "身份保密",
        "state": case.state, "state_label": STATE_LABELS[CaseState(case.state)], "purpose": purpose,
        "purpose_label": PURPOSE_LABELS[Purpose(purpose)] if purpose else None,
        "labels_confirmed": case.confirmed_purpose is not None,
        "category": case.confirmed_category or case.suggested_category, "sensitivity": sensitivity_of(case),
        "unit_code": case.unit_code, "unit_name": case.unit_name, "suggested_unit_code": case.suggested_unit_code,
        "channel": case.channel, "people_count": case.people_count, "registered_at": case.registered_at,
        "next_due_on": case.next_due_on, "light": light(case.next_due_on, today, pack.warn_days), "sealed": case.sealed,
        "confidential": case.confidential, "urgent_safety": case.urgent_safety,
        "repeat": case.repeat if case.confirmed_repeat is None else case.confirmed_repeat,
        "opened": case.opened_at is not None,
    }  # fmt: skip


def _confirmed(case: Case) -> dict[str, Any]:
    return {
        "purpose": case.confirmed_purpose, "category": case.confirmed_category,
        "sensitivity": case.confirmed_sensitivity, "flags": case.confirmed_flags,
        "unit_code": case.confirmed_unit_code, "repeat": case.confirmed_repeat, "at": case.labels_confirmed_at,
    }  # fmt: skip


def _record(entry: HandlingRecord, veil: Veil) -> schemas.RecordView:
    return schemas.RecordView(
        sequence=entry.sequence, step=entry.step, label=STEP_LABELS[Step(entry.step)], at=entry.at,
        actor=entry.actor_name, role=ROLE_LABELS[Role(entry.actor_role)], unit_name=entry.unit_name,
        why=veil.text(entry.why), detail=veil.all_of(entry.detail), documents=entry.documents,
    )  # fmt: skip


def _clause(clause: Clause | None) -> schemas.ClauseView | None:
    return schemas.ClauseView(**clause.model_dump()) if clause else None


def _steps(case: Case, actor: Actor, pack: Pack) -> list[schemas.StepView]:
    return [
        schemas.StepView(
            step=step, label=STEP_LABELS[step], allowed=not against, needs=sorted(STEPS[step].needs),
            why_not=against[0].message if against else None, clause=_clause(against[0].clause if against else None),
        )
        for step, against in allowed_steps(pack, situation_of(case), actor).items()
        if step is not Step.RATE
    ]  # fmt: skip


def _documents(case: Case, pack: Pack) -> schemas.DocumentsView:
    outcome = Outcome(case.outcome) if case.outcome else None
    found = checklist(pack, outcome, (name for record in case.records for name in record.documents))
    return schemas.DocumentsView(
        outcome=outcome, outcome_label=OUTCOME_LABELS[outcome] if outcome else None, required=list(found.required),
        present=list(found.present), missing=list(found.missing), clause=_clause(found.clause),
    )  # fmt: skip


def _earlier(db: Session, case_id: str | None, actor: Actor) -> str | None:
    """The number of the earlier case, for those who may see it: even that there was an accusation is not for all."""
    case = db.get(Case, case_id) if case_id else None
    return case.number if case is not None and may_see(case, actor) else None


def _attachments(db: Session, petition_id: str, veil: Veil) -> list[dict[str, Any]]:
    found = of_petition(db, petition_id)
    return [{"attachment_id": a.id, "name": veil.text(a.name), "kind": a.kind, "bytes": a.byte_count} for a in found]
