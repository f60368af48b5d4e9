"""Why a step is not allowed now: state, role, unit, missing details, forbidden methods, documents. Pure.

Every refusal has a code, a sentence for the agent and, where a rule is behind it, the clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from api.accounts.actors import Actor, Role
from api.cases.lifecycle import (
    ONLY_ONCE,
    ORDERED_AFTER,
    STATE_LABELS,
    STEP_LABELS,
    STEPS,
    CaseState,
    Step,
)
from api.rules.pack import Clause, Pack
from api.rules.vocabulary import Outcome, Procedure, Purpose


@dataclass(frozen=True, slots=True)
class Situation:
    """What the gates see of a case."""

    state: CaseState
    purpose: Purpose
    procedure: Procedure
    outcome: Outcome | None
    unit_code: str | None
    purpose_confirmed: bool
    taken: tuple[Step, ...] = ()
    documents: frozenset[str] = frozenset()
    excluded_units: frozenset[str] = frozenset()
    sealed: bool = False
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """The step that somebody wants to take and what they give for it."""

    step: Step
    why: str = ""
    reason: str | None = None
    unit_code: str | None = None
    route: Procedure | None = None
    days: int | None = None
    documents: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. `kind` forbidden: never this person; conflict: not now; invalid: something missing; rule: a clause."""

    kind: str
    code: str
    message: str
    clause: Clause | None = None


LONGEST_EXTENSION = 30  # 条例 第34条
Gate = Callable[[Pack, Situation, Wish, Actor], Iterator[Refusal]]


def refusals(pack: Pack, case: Situation, wish: Wish, actor: Actor) -> list[Refusal]:
    """Everything that stands against the step; an empty list allows it. Forbidden methods come first."""
    banned = list(_forbidden(pack, case, wish, actor))
    if banned or wish.step not in STEPS:
        return banned or [Refusal("invalid", "unknown_step", "没有这个办理步骤。")]
    return [refusal for gate in _GATES for refusal in gate(pack, case, wish, actor)]


def allowed_steps(pack: Pack, case: Situation, actor: Actor) -> dict[Step, list[Refusal]]:
    """Every step with what stands against it now, apart from details that the agent has not filled in yet."""
    result = {}
    for step in STEPS:
        found = refusals(pack, case, Wish(step), actor)
        result[step] = [refusal for refusal in found if refusal.kind != "invalid"]
    return result


def _forbidden(pack: Pack, case: Situation, wish: Wish, _: Actor) -> Iterator[Refusal]:
    for rule in pack.forbidden:
        same_step = rule.step is wish.step and (rule.reason is None or rule.reason == wish.reason)
        if same_step and (not rule.purpose or case.purpose in rule.purpose):
            yield Refusal("rule", f"forbidden_{rule.id}", rule.message, rule.clause)


def _role(_: Pack, case: Situation, wish: Wish, actor: Actor) -> Iterator[Refusal]:
    rule = STEPS[wish.step]
    label = STEP_LABELS[wish.step]
    if actor.role not in rule.roles:
        yield Refusal("forbidden", "wrong_role", f"您的岗位不能进行“{label}”。")
    elif actor.role is not Role.CITIZEN and not actor.in_bureau and not rule.by_unit and actor.role is not Role.PROXY:
        yield Refusal("forbidden", "bureau_only", f"“{label}”由信访部门进行。")
    elif not actor.in_bureau and rule.by_unit and actor.unit_code != case.unit_code:
        yield Refusal("forbidden", "other_unit", "这件信访事项不由您所在的单位承办。")


def _state(_: Pack, case: Situation, wish: Wish, __: Actor) -> Iterator[Refusal]:
    if case.state not in STEPS[wish.step].sources:
        message = f"现在的状态是“{STATE_LABELS[case.state]}”，不能进行“{STEP_LABELS[wish.step]}”。"
        yield Refusal("conflict", "wrong_state", message)
    if wish.step in ONLY_ONCE and wish.step in case.taken:
        yield Refusal("conflict", "only_once", f"“{STEP_LABELS[wish.step]}”只能进行一次。")
    before = ORDERED_AFTER.get(wish.step)
    if before is not None and before not in case.taken:
        yield Refusal("conflict", "not_yet", f"还没有“{STEP_LABELS[before]}”，不能进行“{STEP_LABELS[wish.step]}”。")


_MISSING = {
    "why": "请说明理由或情况。",
    "unit": "请选择承办单位。",
    "reason": "请选择不予受理的原因。",
    "route": "请先选定办理途径（信访程序或者其他法定途径）。",
    "days": "请填写延长的天数（1 到 30 天）。",
}


def _details(_: Pack, __: Situation, wish: Wish, ___: Actor) -> Iterator[Refusal]:
    given = {
        "why": bool(wish.why.strip()),
        "unit": bool(wish.unit_code),
        "reason": bool(wish.reason),
        "route": wish.route is not None and wish.route is not Procedure.UNDECIDED,
        "days": wish.days is not None and 1 <= wish.days <= LONGEST_EXTENSION,
    }
    for need in sorted(STEPS[wish.step].needs):
        if not given[need]:
            yield Refusal("invalid", f"missing_{need}", _MISSING[need])


def _labels(_: Pack, case: Situation, wish: Wish, __: Actor) -> Iterator[Refusal]:
    # No acceptance, refusal or closing rests on a machine's guess alone (个人信息保护法 第24条).
    deciding = {Step.ACCEPT, Step.REFUSE, Step.NO_LONGER_ACCEPT, Step.GUIDE_STATUTORY, Step.REPLY_DIRECTLY}
    if wish.step in deciding and not case.purpose_confirmed:
        yield Refusal("conflict", "labels_not_confirmed", "请先确认信访目的和内容分类，系统的建议不能代替人工判断。")


_PROTECT = Clause(
    document="信访工作条例",
    section="第30条第3款",
    quote="不得将…检举、揭发材料…透露或者转给被检举、揭发的人员或者单位",
)


def _protection(_: Pack, case: Situation, wish: Wish, actor: Actor) -> Iterator[Refusal]:
    if wish.unit_code and wish.unit_code in case.excluded_units:
        yield Refusal("rule", "accused_unit", "不能把检举控告材料转给被检举、揭发的单位。", _PROTECT)
    if case.sealed and actor.role not in (Role.CITIZEN, Role.SYSTEM) and not actor.may_open_sealed:
        yield Refusal("forbidden", "sealed", "这是检举控告事项，需要专门的权限才能办理。", _PROTECT)


def _documents(pack: Pack, case: Situation, wish: Wish, _: Actor) -> Iterator[Refusal]:
    if wish.step is not Step.CONCLUDE or case.outcome is None:
        return
    needed = pack.required_documents(case.outcome)
    missing = [name for name in needed.names if name not in case.documents | wish.documents] if needed else []
    if needed and missing:
        yield Refusal("rule", "documents_missing", f"办结前还缺：{'、'.join(missing)}。", needed.clause)


def _signatures(pack: Pack, case: Situation, wish: Wish, actor: Actor) -> Iterator[Refusal]:
    if wish.step is Step.SIGN_OFF and pack.sign_offs > 1 and actor.id in case.signatures:
        yield Refusal("conflict", "already_signed", "您已经审签过，还需要另一位领导审签。")


_GATES: tuple[Gate, ...] = (_role, _state, _details, _labels, _protection, _documents, _signatures)
