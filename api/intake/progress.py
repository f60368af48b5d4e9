"""What a citizen can see and do with a query code: follow, add material, withdraw, rate (条例 第21条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.accounts.actors import CITIZEN
from api.cases import repository
from api.cases.lifecycle import CLOSED, STATE_LABELS, STEPS, WITHDRAWABLE, CaseState, Step
from api.cases.models import Case, Deadline, HandlingRecord, Rating
from api.cases.petitions import plain_number
from api.cases.service import StepRequest, take_step
from api.cases.veil import Veil
from api.errors import Conflict, Invalid, NotFound
from api.intake.attachments import count_attachments, link_attachments
from api.security import same
from api.working_days import office_today

RATINGS = {3: "满意", 2: "基本满意", 1: "不满意"}
LONGEST_TEXT = 5000


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """One step that the citizen may see."""

    at: datetime
    step: str
    what: str
    unit: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProgressDeadline:
    """One deadline of the law or of the office; `state` is open, met or overdue."""

    label: str
    due_on: date
    clause: str
    source: str
    provisional: bool
    state: str


@dataclass(frozen=True, slots=True)
class RatingState:
    """`state`: not_yet (still handled), open, done, none (nothing to rate); 3 满意, 2 基本满意, 1 不满意."""

    state: str
    bureau: int | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A case as its own citizen sees it."""

    case_number: str
    query_code: str
    title: str
    status: str
    status_label: str
    filed_at: datetime
    unit: str | None
    steps: tuple[ProgressStep, ...]
    deadlines: tuple[ProgressDeadline, ...]
    documents: tuple[str, ...]
    attachments: int
    can_supplement: bool
    can_withdraw: bool
    rating: RatingState


def find(db: Session, query_code: str, phone_tail: str) -> Case:
    """The case of a code and a phone tail; a wrong code and a wrong tail give the same answer (NotFound)."""
    case = repository.by_query_code(db, query_code)
    if case is None or not _is_tail_of(case, phone_tail):
        raise NotFound("no_case", "没有查到这件事项，请核对查询码和手机号后四位。")
    return case


def view(db: Session, query_code: str, phone_tail: str, now: datetime) -> ProgressView:
    """How the case stands; raises NotFound."""
    case = find(db, query_code, phone_tail)
    state = CaseState(case.state)
    return ProgressView(
        case_number=case.number,
        query_code=case.query_code,
        title=Veil.over(case.petition).text(case.petition.title),
        status=state,
        status_label=STATE_LABELS[state],
        filed_at=case.registered_at,
        unit=case.unit_name,
        steps=tuple(_step(record) for record in case.records if _is_shown(record)),
        deadlines=tuple(_deadline(row, office_today(now)) for row in case.deadlines if row.ended_on is None),
        documents=tuple(dict.fromkeys(n for r in case.records if _is_shown(r) for n in r.documents)),
        attachments=count_attachments(db, case.petition_id),
        can_supplement=state not in CLOSED,
        can_withdraw=state in WITHDRAWABLE,
        rating=_rating(case),
    )


def supplement(  # noqa: PLR0917
    db: Session, query_code: str, phone_tail: str, text: str, attachment_ids: list[str], now: datetime
) -> HandlingRecord:  # fmt: skip
    """补充材料; the same again changes nothing. Raises NotFound, Invalid (nothing given), Conflict (already closed)."""
    case = find(db, query_code, phone_tail)
    clean = text.strip()
    if not clean and not attachment_ids:
        raise Invalid("nothing_given", "请写下要补充的内容，或者添加材料。", fields={"text": "必须填写"})
    if len(clean) > LONGEST_TEXT:
        say = f"补充内容请不要超过 {LONGEST_TEXT} 字，可以分几次补充。"
        raise Invalid("too_long", say, fields={"text": "内容太长"})
    detail = {"text": clean, "attachment_ids": attachment_ids}
    last = case.records[-1]
    if last.step == Step.SUPPLEMENT and last.detail == detail and last.actor_id == CITIZEN.id:
        return last  # sent twice: a second tap, or a lost answer
    link_attachments(db, case.petition_id, attachment_ids)
    return take_step(db, case, StepRequest(Step.SUPPLEMENT, detail=detail), CITIZEN, now)


def withdraw(db: Session, query_code: str, phone_tail: str, reason: str, now: datetime) -> HandlingRecord:
    """撤回: possible until the office has decided; what was filed is kept. Raises NotFound, Conflict."""
    case = find(db, query_code, phone_tail)
    return take_step(db, case, StepRequest(Step.WITHDRAW, why=reason.strip()[:LONGEST_TEXT]), CITIZEN, now)


def rate(  # noqa: PLR0917
    db: Session, query_code: str, phone_tail: str, bureau: int, unit: int, reasons: str, now: datetime
) -> HandlingRecord:  # fmt: skip
    """评价 bureau and unit apart (3 满意, 2 基本满意, 1 不满意), once. Raises NotFound, Invalid, Conflict."""
    case = find(db, query_code, phone_tail)
    if bureau not in RATINGS or unit not in RATINGS:
        raise Invalid("rating_range", "请选择满意、基本满意或者不满意。")
    if case.rating is not None:
        raise Conflict("already_rated", "这件事项您已经评价过了，谢谢。")
    record = take_step(db, case, StepRequest(Step.RATE, detail={"bureau": bureau, "unit": unit}), CITIZEN, now)
    case.rating = Rating(bureau=bureau, unit=unit, reasons=reasons.strip()[:LONGEST_TEXT] or None, rated_at=now)
    db.flush()
    return record


def _is_tail_of(case: Case, given: str) -> bool:
    """The last four digits of the phone; of the ID number when no phone was given; nothing when neither was."""
    person = case.petition.petitioner
    number = person.phone or person.id_number
    return number is None or same(plain_number(given), plain_number(number)[-4:])


def _is_shown(record: HandlingRecord) -> bool:
    step = Step(record.step)
    return step is Step.REGISTER or STEPS[step].shown_to_citizen


def _step(record: HandlingRecord) -> ProgressStep:
    step = Step(record.step)
    label = "登记" if step is Step.REGISTER else STEPS[step].label
    own = record.detail.get("text") if step is Step.SUPPLEMENT else None
    told = record.why if step in _NOTES_SHOWN else None
    return ProgressStep(record.at, step, label, record.unit_name, own or told or None)


_NOTES_SHOWN = frozenset({Step.REFUSE, Step.NO_LONGER_ACCEPT, Step.GUIDE_STATUTORY, Step.EXTEND, Step.WITHDRAW})


def _deadline(row: Deadline, today: date) -> ProgressDeadline:
    clause = f"《{row.clause['document']}》{row.clause['section']}"
    state = "met" if row.met_on else "overdue" if row.due_on < today else "open"
    return ProgressDeadline(row.label, row.due_on, clause, row.source, row.provisional, state)


def _rating(case: Case) -> RatingState:
    if case.rating is not None:
        return RatingState("done", case.rating.bureau, case.rating.unit)
    if case.state == CaseState.CONCLUDED:
        return RatingState("open")
    return RatingState("none" if case.state == CaseState.WITHDRAWN else "not_yet")
