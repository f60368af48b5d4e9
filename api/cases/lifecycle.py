"""The life of a case: states, steps, who may take which step when, and what a step needs. Pure tables.

Sources: 信访工作条例 第21—36条; 信访事项网上办理工作规程.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.accounts.actors import Role
from api.rules.vocabulary import HandlingStep, Outcome, Procedure

Step = HandlingStep


class CaseState(StrEnum):
    """Where a case stands."""

    REGISTERED = "registered"
    REVIEWED = "reviewed"
    FORWARDED = "forwarded"
    OBJECTED = "objected"
    RETURNED = "returned"
    SIGNED = "signed"
    ACCEPTED = "accepted"
    GUIDED = "guided"
    REFUSED = "refused"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    REPLIED = "replied"
    SIGNED_OFF = "signed_off"
    DELIVERED = "delivered"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


S = CaseState
STATE_LABELS = {
    S.REGISTERED: "已登记",
    S.REVIEWED: "已审核",
    S.FORWARDED: "已转交承办单位",
    S.OBJECTED: "承办单位提出异议",
    S.RETURNED: "退回信访部门",
    S.SIGNED: "承办单位已签收",
    S.ACCEPTED: "已受理，正在办理",
    S.GUIDED: "已导入其他法定途径",
    S.REFUSED: "不予受理",
    S.NO_LONGER_ACCEPTED: "不再受理",
    S.REPLIED: "已拟处理意见，待审签",
    S.SIGNED_OFF: "已审签，待送达",
    S.DELIVERED: "已送达",
    S.CONCLUDED: "已办结",
    S.WITHDRAWN: "已撤回",
}
CLOSED = frozenset({S.CONCLUDED, S.WITHDRAWN})
OPEN = frozenset(S) - CLOSED
AT_BUREAU = frozenset({S.REGISTERED, S.REVIEWED, S.RETURNED})
AT_UNIT = frozenset({S.FORWARDED, S.SIGNED, S.ACCEPTED, S.GUIDED})
DECIDED = frozenset({S.REFUSED, S.NO_LONGER_ACCEPTED, S.REPLIED, S.SIGNED_OFF, S.DELIVERED, S.CONCLUDED})
WITHDRAWABLE = OPEN - DECIDED


@dataclass(frozen=True, slots=True)
class StepRule:
    """One row of the table: from which states, by whom, to which state (None: it stays), and what must be given."""

    label: str
    sources: frozenset[CaseState]
    roles: frozenset[Role]
    target: CaseState | None = None
    needs: frozenset[str] = frozenset()
    shown_to_citizen: bool = True
    by_unit: bool = False


_BUREAU = frozenset({Role.REGISTRAR, Role.LEADER})
_UNIT = frozenset({Role.HANDLER, Role.LEADER, Role.REGISTRAR})
_LEADER = frozenset({Role.LEADER})
_CITIZEN = frozenset({Role.CITIZEN, Role.PROXY, Role.REGISTRAR})
_SYSTEM = frozenset({Role.SYSTEM, Role.REGISTRAR, Role.LEADER})
_WHY = frozenset({"why"})

STEPS: dict[Step, StepRule] = {
    Step.REVIEW: StepRule("审核", WITHDRAWABLE, _UNIT, None, shown_to_citizen=False, by_unit=True),
    Step.REPORT: StepRule("报请决定", AT_BUREAU, _BUREAU, None, _WHY, shown_to_citizen=False),
    Step.FORWARD: StepRule("转送", AT_BUREAU, _BUREAU, S.FORWARDED, frozenset({"unit"})),
    Step.ASSIGN: StepRule("交办", AT_BUREAU, _BUREAU, S.FORWARDED, frozenset({"unit"})),
    Step.SIGN: StepRule("签收", frozenset({S.FORWARDED}), _UNIT, S.SIGNED, by_unit=True),
    Step.OBJECT: StepRule(
        "提出异议", frozenset({S.FORWARDED, S.SIGNED}), _UNIT, S.OBJECTED, _WHY, shown_to_citizen=False, by_unit=True
    ),
    Step.AGREE_RETURN: StepRule("同意退回", frozenset({S.OBJECTED}), _BUREAU, S.RETURNED, shown_to_citizen=False),
    Step.REJECT_RETURN: StepRule(
        "不同意退回", frozenset({S.OBJECTED}), _BUREAU, S.FORWARDED, _WHY, shown_to_citizen=False
    ),
    Step.ACCEPT: StepRule("受理", frozenset({S.SIGNED}), _UNIT, S.ACCEPTED, frozenset({"route"}), by_unit=True),
    Step.REFUSE: StepRule(
        "不予受理", AT_BUREAU | {S.SIGNED}, _UNIT, S.REFUSED, frozenset({"why", "reason"}), by_unit=True
    ),
    Step.NO_LONGER_ACCEPT: StepRule(
        "不再受理", AT_BUREAU | {S.SIGNED}, _UNIT, S.NO_LONGER_ACCEPTED, _WHY, by_unit=True
    ),
    Step.GUIDE_STATUTORY: StepRule(
        "导入其他法定途径", AT_BUREAU | {S.SIGNED, S.ACCEPTED}, _UNIT, S.GUIDED, _WHY, by_unit=True
    ),
    Step.CONTACT: StepRule(
        "联系信访人", frozenset({S.FORWARDED, S.SIGNED, S.ACCEPTED, S.GUIDED}), _UNIT, None, _WHY, by_unit=True
    ),
    Step.INVESTIGATE: StepRule(
        "调查核实", frozenset({S.SIGNED, S.ACCEPTED, S.GUIDED}), _UNIT, None, _WHY, shown_to_citizen=False, by_unit=True
    ),
    Step.EXTEND: StepRule(
        "延长办理期限", frozenset({S.ACCEPTED}), _LEADER, None, frozenset({"why", "days"}), by_unit=True
    ),
    Step.REPLY_DIRECTLY: StepRule("直接回复", AT_BUREAU | {S.SIGNED}, _UNIT, S.REPLIED, by_unit=True),
    Step.REPLY: StepRule("出具处理意见", frozenset({S.ACCEPTED, S.GUIDED}), _UNIT, S.REPLIED, by_unit=True),
    Step.RETURN_REPLY: StepRule(
        "退回重新办理", frozenset({S.REPLIED, S.SIGNED_OFF}), _BUREAU, S.ACCEPTED, _WHY, shown_to_citizen=False
    ),
    Step.SIGN_OFF: StepRule(
        "审签", frozenset({S.REPLIED}), _LEADER, S.SIGNED_OFF, shown_to_citizen=False, by_unit=True
    ),
    Step.DELIVER: StepRule(
        "送达", frozenset({S.SIGNED_OFF, S.REFUSED, S.NO_LONGER_ACCEPTED}), _UNIT, S.DELIVERED, by_unit=True
    ),
    Step.CONCLUDE: StepRule("办结", frozenset({S.DELIVERED}), _UNIT, S.CONCLUDED, by_unit=True),
    Step.FOLLOW_UP: StepRule("回访", frozenset({S.DELIVERED, S.CONCLUDED}), _UNIT, None, _WHY, by_unit=True),
    Step.RATE: StepRule("评价", frozenset({S.CONCLUDED}), frozenset({Role.CITIZEN}), None),
    Step.REMIND: StepRule("提醒", OPEN, _SYSTEM, None, _WHY, shown_to_citizen=False),
    Step.SUPERVISE: StepRule("督办", OPEN, _BUREAU, None, _WHY),
    Step.WARN: StepRule("预警提醒", OPEN, _SYSTEM, None, _WHY, shown_to_citizen=False),
    Step.SUPPLEMENT: StepRule("补充材料", OPEN, _CITIZEN, None),
    Step.WITHDRAW: StepRule("撤回", WITHDRAWABLE, _CITIZEN, S.WITHDRAWN),
    Step.REQUEST_RE_EXAMINATION: StepRule("请求复查", frozenset({S.DELIVERED, S.CONCLUDED}), _CITIZEN, None),
    Step.ANSWER_RE_EXAMINATION: StepRule("复查意见", frozenset({S.DELIVERED, S.CONCLUDED}), _BUREAU, None, _WHY),
    Step.REQUEST_FINAL_RE_EXAMINATION: StepRule("请求复核", frozenset({S.DELIVERED, S.CONCLUDED}), _CITIZEN, None),
    Step.ANSWER_FINAL_RE_EXAMINATION: StepRule("复核意见", frozenset({S.DELIVERED, S.CONCLUDED}), _BUREAU, None, _WHY),
}
STEP_LABELS: dict[Step, str] = {
    Step.REGISTER: "登记",
    Step.STORE: "存",
    **{step: rule.label for step, rule in STEPS.items()},
}
ORDERED_AFTER: dict[Step, Step] = {
    Step.ANSWER_RE_EXAMINATION: Step.REQUEST_RE_EXAMINATION,
    Step.REQUEST_FINAL_RE_EXAMINATION: Step.ANSWER_RE_EXAMINATION,
    Step.ANSWER_FINAL_RE_EXAMINATION: Step.REQUEST_FINAL_RE_EXAMINATION,
}
ONLY_ONCE = frozenset({Step.EXTEND, Step.REQUEST_RE_EXAMINATION, Step.REQUEST_FINAL_RE_EXAMINATION})
OUTCOMES: dict[Step, Outcome] = {
    Step.REPLY_DIRECTLY: Outcome.DIRECT_REPLY,
    Step.REFUSE: Outcome.REFUSED,
    Step.NO_LONGER_ACCEPT: Outcome.NO_LONGER,
}


def outcome_of(step: Step, procedure: Procedure) -> Outcome | None:
    """The outcome that a deciding step gives a case; None for steps that decide nothing."""
    if step is Step.REPLY:
        return Outcome.STATUTORY if procedure is Procedure.STATUTORY else Outcome.PETITION
    return OUTCOMES.get(step)


def state_before_objection(steps: tuple[Step, ...]) -> CaseState:
    """Where a case goes back to when an objection is not agreed to: signed cases stay signed."""
    since = steps[max((i for i, s in enumerate(steps) if s in (Step.FORWARD, Step.ASSIGN)), default=0) :]
    return S.SIGNED if Step.SIGN in since else S.FORWARDED
