"""The receipt of a filed petition: codes, what happens next, by when, and by which clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.cases.models import Case
from api.cases.petitions import Petitioner
from api.cases.repository import purpose_of
from api.rules.clocks import last_day
from api.rules.pack import ClockRule, Pack
from api.rules.vocabulary import Duty, Purpose
from api.working_days import office_today

_FORWARD = "信访部门审核登记，转送、交办给有权处理的单位"
_IN_COURT = (
    "信访部门登记备查，涉及诉讼权利救济的转送同级政法部门依法处理；案件本身请按诉讼、仲裁程序进行，不受这次登记影响"
)
_ACCUSATION = (
    "检举控告类事项由纪检监察机关或有权处理的单位依规依纪依法接收、受理、办理和反馈，"
    "不得把材料透露或者转给被检举、揭发的人和单位"
)
_SUGGESTION = "有权处理的单位认真研究您的建议，科学合理、现实可行的予以采纳并回复"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that the office owes. `by_on` is None when the day depends on an earlier step."""

    what: str
    by_on: date | None
    clause: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes home. `unit_name` is only proposed until somebody has forwarded the case."""

    query_code: str
    case_number: str
    filed_at: datetime
    unit_name: str | None
    next_steps: tuple[NextStep, ...]
    confidential: bool


def receipt_of(case: Case, pack: Pack, proposed_unit: str | None) -> Receipt:
    """The receipt of a case; the same whenever it is asked for again, while the pack is the same."""
    return Receipt(
        case.query_code,
        case.number,
        case.registered_at,
        case.unit_name or proposed_unit,
        next_steps(case, pack),
        case.confidential or case.sealed,
    )


def next_steps(case: Case, pack: Pack) -> tuple[NextStep, ...]:
    """What the law owes this petitioner, in order. Only the law's clocks: an office's stricter ones are its own aim."""
    purpose, filed_on = purpose_of(case), office_today(case.registered_at)
    if case.petition.record_only:
        return (_forward(_law(pack, Duty.FORWARD), filed_on, _IN_COURT),)
    steps = [_forward(_law(pack, Duty.FORWARD), filed_on)]
    if purpose is Purpose.ACCUSATION:
        return (*steps, NextStep(_ACCUSATION, None, "《信访工作条例》第30条"))
    steps.append(_notify(_law(pack, Duty.NOTIFY), case.petition.petitioner))
    if purpose is Purpose.GRIEVANCE:
        steps.append(_conclude(_law(pack, Duty.CONCLUDE)))
    if purpose is Purpose.SUGGESTION:
        steps.append(NextStep(_SUGGESTION, None, "《信访工作条例》第29条"))
    return tuple(steps)


def _forward(rule: ClockRule, filed_on: date, what: str = _FORWARD) -> NextStep:
    due = last_day(rule, filed_on)
    return NextStep(what, due.on, _clause(rule), due.provisional)


def _notify(rule: ClockRule, person: Petitioner) -> NextStep:
    """Nobody can be written to without a name and an address (条例 第23条第2款: 姓名、住址不清的除外)."""
    what = f"有权处理的单位收到后 {rule.value} {_days(rule)}内，书面告知您接收情况以及处理途径和程序"
    if not (person.name and person.address):
        what += "；您没有留下姓名或者住址，可能没法书面告知，请凭查询码查看进展"
    return NextStep(what, None, _clause(rule))


def _conclude(rule: ClockRule) -> NextStep:
    what = (
        f"按信访程序办理的，自受理之日起 {rule.value} {_days(rule)}内办结，"
        f"情况复杂的可以延长不超过 {rule.extendable_by} 日；应当通过诉讼、仲裁、行政复议等法定途径的，按相应的法定期限"
    )
    return NextStep(what, None, _clause(rule))


def _law(pack: Pack, duty: Duty) -> ClockRule:
    return next(entry.rule for entry in pack.clocks if entry.source == "law" and entry.rule.duty is duty)


def _days(rule: ClockRule) -> str:
    return "个工作日" if rule.unit == "工作日" else "日"


def _clause(rule: ClockRule) -> str:
    return f"《{rule.clause.document}》{rule.clause.section}"
