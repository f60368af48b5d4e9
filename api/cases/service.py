"""Opening a case and taking its steps. Services never commit; the request or job does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from api.accounts.actors import Actor
from api.cases import ports
from api.cases.gates import Refusal, Wish, refusals
from api.cases.lifecycle import DECIDED, STEPS, CaseState, Step, outcome_of, state_before_objection
from api.cases.models import Case, HandlingRecord
from api.cases.repository import situation_of
from api.cases.running_clocks import refresh_deadlines
from api.errors import Conflict, Forbidden, Invalid, OfficeError
from api.rules.loader import load
from api.rules.pack import Pack
from api.rules.vocabulary import Procedure
from api.settings import settings


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What somebody gives for a step. `expected_version` is the version of the case that they were looking at."""

    step: Step
    why: str = ""
    reason: str | None = None
    unit_code: str | None = None
    route: Procedure | None = None
    days: int | None = None
    documents: tuple[str, ...] = ()
    expected_version: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


class StepRefused(Forbidden):
    """A rule stands against the step; carries the clause when there is one, and whether it touched a protection."""

    def __init__(self, refusal: Refusal) -> None:
        clause = refusal.clause
        source = f"（{clause.document}{clause.section}）" if clause else ""
        fields = {"clause": f"{clause.document} {clause.section}：“{clause.quote}”"} if clause else {}
        super().__init__(refusal.code, refusal.message + source, fields=fields)
        self.protected = refusal.code in {"accused_unit", "sealed"}


def office_pack() -> Pack:
    """The rule pack of this office."""
    return load(settings().RULE_PACK)


def open_case(
    db: Session, case: Case, actor: Actor, now: datetime, detail: dict[str, Any] | None = None
) -> HandlingRecord:
    """登记: put a new case into the database with its first record and its clocks."""
    case.state = CaseState.REGISTERED
    case.registered_at = now
    db.add(case)
    db.flush()
    record = _record(db, case, StepRequest(Step.REGISTER, detail=detail or {}), actor=actor, now=now, before=None)
    refresh_deadlines(db, case, office_pack())
    ports.tell(db, case, record)
    return record


def stale() -> Conflict:
    """Somebody else was faster on this case."""
    return Conflict("stale", "这件信访事项刚刚被别人处理过，请刷新后再操作，您填写的内容仍在页面上。")


def take_step(db: Session, case: Case, request: StepRequest, actor: Actor, now: datetime) -> HandlingRecord:
    """Take one step or raise why not (StepRefused, Conflict, Invalid); leaves a record and fresh clocks."""
    if request.expected_version is not None and request.expected_version != case.version:
        raise stale()
    unit_name = _unit_name(db, request.unit_code)
    pack, situation = office_pack(), situation_of(case)
    found = refusals(pack, situation, _wish(request), actor)
    if found:
        _refuse(found)
    before = CaseState(case.state)
    _apply(case, request, unit_name, now)
    case.state = _state_after(case, request.step, len(situation.signatures) + 1, pack.sign_offs)
    flag_modified(case, "state")  # even a step that leaves the state must raise the version, so that two agents collide
    record = _record(db, case, request, actor=actor, now=now, before=before)
    _stamp(case, before, now)
    refresh_deadlines(db, case, pack)
    ports.tell(db, case, record)
    return record


def _wish(request: StepRequest) -> Wish:
    return Wish(
        request.step, request.why, request.reason, request.unit_code, request.route, request.days,
        frozenset(request.documents),
    )  # fmt: skip


def _unit_name(db: Session, code: str | None) -> str | None:
    if code is None:
        return None
    name = ports.unit_book().unit_name(db, code)
    if name is None:
        raise Invalid("unknown_unit", "没有这个承办单位，请重新选择。", fields={"unit": "没有这个单位"})
    return name


def _refuse(found: list[Refusal]) -> NoReturn:
    order = {"rule": 0, "forbidden": 1, "conflict": 2, "invalid": 3}
    first = min(found, key=lambda refusal: order[refusal.kind])
    errors: dict[str, type[OfficeError]] = {"conflict": Conflict, "invalid": Invalid}
    if first.kind not in errors:
        raise StepRefused(first)
    missing = {r.code.removeprefix("missing_"): r.message for r in found if r.code.startswith("missing_")}
    raise errors[first.kind](first.code, first.message, fields=missing if first.kind == "invalid" else {})


def _apply(case: Case, request: StepRequest, unit_name: str | None, now: datetime) -> None:
    step = request.step
    if step in (Step.FORWARD, Step.ASSIGN):
        case.unit_code, case.unit_name, case.forwarded_at = request.unit_code, unit_name, now
    if step is Step.AGREE_RETURN:
        case.unit_code = case.unit_name = None
    if step is Step.ACCEPT and request.route is not None:
        case.procedure = request.route
    if step is Step.GUIDE_STATUTORY:
        case.procedure = Procedure.STATUTORY
    case.outcome = outcome_of(step, Procedure(case.procedure)) or case.outcome


def _state_after(case: Case, step: Step, signatures: int, needed: int) -> CaseState:
    if step is Step.REJECT_RETURN:
        return state_before_objection(tuple(Step(record.step) for record in case.records))
    if step is Step.REVIEW and case.state == CaseState.REGISTERED:
        return CaseState.REVIEWED
    if step is Step.SIGN_OFF and signatures < needed:
        return CaseState(case.state)
    return STEPS[step].target or CaseState(case.state)


def _stamp(case: Case, before: CaseState, now: datetime) -> None:
    after = CaseState(case.state)
    if after in DECIDED and before not in DECIDED:
        case.decided_at = now
    if after is CaseState.CONCLUDED:
        case.concluded_at = now


def _record(
    db: Session, case: Case, request: StepRequest, *, actor: Actor, now: datetime, before: CaseState | None
) -> HandlingRecord:
    given = {"reason": request.reason, "route": request.route, "days": request.days, "to_unit": request.unit_code}
    detail = {**request.detail, **{name: value for name, value in given.items() if value is not None}}
    record = HandlingRecord(
        case=case, sequence=len(case.records) + 1, step=request.step, at=now, actor_id=actor.id, actor_name=actor.name,
        actor_role=actor.role, unit_code=case.unit_code, unit_name=case.unit_name, why=request.why.strip(),
        detail=detail, documents=list(request.documents), state_before=before, state_after=case.state,
    )  # fmt: skip
    db.add(record)
    try:
        db.flush()
    except StaleDataError as error:
        raise stale() from error
    return record
