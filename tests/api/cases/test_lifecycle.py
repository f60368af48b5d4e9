"""The table of steps: complete, reachable, and refused with reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.actors import Actor, Role
from api.cases.gates import Situation, Wish, allowed_steps, refusals
from api.cases.lifecycle import (
    CLOSED,
    OPEN,
    STATE_LABELS,
    STEP_LABELS,
    STEPS,
    CaseState,
    Step,
    outcome_of,
    state_before_objection,
)
from api.rules.loader import load, names
from api.rules.vocabulary import Outcome, Procedure, Purpose
from tests.api.making import HANDLER, LEADER, REGISTRAR

NATIONAL = load("national")
S = CaseState


def situation(state: CaseState = S.SIGNED, **given: object) -> Situation:
    """A case of unit RS with confirmed labels."""
    base: dict[str, object] = {
        "state": state, "purpose": Purpose.GRIEVANCE, "procedure": Procedure.UNDECIDED, "outcome": None,
        "unit_code": "RS", "purpose_confirmed": True,
    }  # fmt: skip
    return Situation(**{**base, **given})  # type: ignore[arg-type]


def codes(case: Situation, wish: Wish, actor: Actor = HANDLER, pack: str = "national") -> set[str]:
    return {refusal.code for refusal in refusals(load(pack), case, wish, actor)}


def test_every_step_but_registering_and_storing_is_in_the_table() -> None:
    assert set(STEPS) == set(Step) - {Step.REGISTER, Step.STORE}
    assert set(STEP_LABELS) == set(Step)
    assert set(STATE_LABELS) == set(CaseState)


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached, grown = {S.REGISTERED, S.REVIEWED}, True
    while grown:
        new = {rule.target for rule in STEPS.values() if rule.target and rule.sources & reached} - reached
        reached |= new
        grown = bool(new)
    assert reached == set(CaseState)
    for state in OPEN:
        assert any(state in rule.sources and rule.target not in (None, state) for rule in STEPS.values()), state


def test_nothing_but_after_care_happens_to_a_closed_case() -> None:
    for step, rule in STEPS.items():
        if rule.sources & CLOSED:
            assert rule.target is None, step


def test_accepting_needs_a_road_and_confirmed_labels() -> None:
    assert codes(situation(), Wish(Step.ACCEPT, route=Procedure.PETITION)) == set()
    assert codes(situation(), Wish(Step.ACCEPT)) == {"missing_route"}
    assert codes(situation(), Wish(Step.ACCEPT, route=Procedure.UNDECIDED)) == {"missing_route"}
    unconfirmed = situation(purpose_confirmed=False)
    assert codes(unconfirmed, Wish(Step.ACCEPT, route=Procedure.PETITION)) == {"labels_not_confirmed"}


@pytest.mark.parametrize("pack", names())
def test_rule_9_storing_and_not_mine_are_forbidden_with_the_clause(pack: str) -> None:
    stored = refusals(load(pack), situation(S.REVIEWED), Wish(Step.STORE), REGISTRAR)
    assert stored
    assert stored[0].kind == "rule"
    assert stored[0].clause is not None
    refused = refusals(load(pack), situation(), Wish(Step.REFUSE, why="不归我们管", reason="not_mine"), HANDLER)
    assert refused[0].code.startswith("forbidden_")
    assert codes(situation(), Wish(Step.REFUSE, why="正在办理", reason="pending"), pack=pack) == set()


def test_yongchuan_says_its_own_clause_first() -> None:
    first = refusals(load("yongchuan"), situation(S.REVIEWED), Wish(Step.STORE), REGISTRAR)[0]
    assert first.clause is not None
    assert "严禁使用“存”" in first.clause.quote


@pytest.mark.parametrize("pack", names())
def test_rule_2_a_grievance_is_not_closed_by_a_direct_reply(pack: str) -> None:
    assert codes(situation(), Wish(Step.REPLY_DIRECTLY), pack=pack) == {"forbidden_no_direct_reply_to_grievance"}
    assert codes(situation(purpose=Purpose.SUGGESTION), Wish(Step.REPLY_DIRECTLY), pack=pack) == set()


def test_only_the_right_people_take_a_step() -> None:
    other = Actor("x", "别人", Role.HANDLER, "GA")
    assert codes(situation(S.FORWARDED), Wish(Step.SIGN), other) == {"other_unit"}
    assert codes(situation(S.REVIEWED), Wish(Step.FORWARD, unit_code="RS"), HANDLER) == {"wrong_role"}
    unit_leader = Actor("y", "局长", Role.LEADER, "RS")
    assert codes(situation(S.REVIEWED), Wish(Step.FORWARD, unit_code="GA"), unit_leader) == {"bureau_only"}
    assert codes(situation(S.REPLIED), Wish(Step.SIGN_OFF), HANDLER) == {"wrong_role"}
    assert codes(situation(S.REPLIED), Wish(Step.SIGN_OFF), unit_leader) == set()


def test_rule_13_never_to_the_accused_unit() -> None:
    case = situation(S.REVIEWED, excluded_units=frozenset({"RS"}))
    found = refusals(NATIONAL, case, Wish(Step.FORWARD, unit_code="RS"), REGISTRAR)
    assert [(refusal.kind, refusal.code) for refusal in found] == [("rule", "accused_unit")]


def test_rule_20_closing_waits_for_the_documents() -> None:
    case = situation(S.DELIVERED, outcome=Outcome.PETITION, documents=frozenset({"受理告知书"}))
    found = refusals(load("yongchuan"), case, Wish(Step.CONCLUDE), HANDLER)
    assert [refusal.code for refusal in found] == ["documents_missing"]
    assert "送达回证" in found[0].message
    complete = frozenset({"信访处理意见书", "送达回证"})
    assert codes(case, Wish(Step.CONCLUDE, documents=complete), pack="yongchuan") == set()


def test_rule_21_two_different_leaders_sign_where_the_pack_says_so() -> None:
    case = situation(S.REPLIED, signatures=(LEADER.id,))
    assert codes(case, Wish(Step.SIGN_OFF), LEADER, "yongchuan") == {"already_signed"}
    assert codes(case, Wish(Step.SIGN_OFF), LEADER, "national") == set()


def test_extension_is_short_reasoned_and_single() -> None:
    case = situation(S.ACCEPTED, procedure=Procedure.PETITION)
    assert codes(case, Wish(Step.EXTEND, why="案情复杂", days=30), LEADER) == set()
    assert codes(case, Wish(Step.EXTEND, why="案情复杂", days=31), LEADER) == {"missing_days"}
    assert codes(case, Wish(Step.EXTEND, days=30), LEADER) == {"missing_why"}
    again = situation(S.ACCEPTED, taken=(Step.EXTEND,))
    assert "only_once" in codes(again, Wish(Step.EXTEND, why="还要查", days=5), LEADER)


def test_a_final_re_examination_follows_a_re_examination() -> None:
    from api.accounts.actors import CITIZEN

    assert codes(situation(S.CONCLUDED), Wish(Step.REQUEST_FINAL_RE_EXAMINATION), CITIZEN) == {"not_yet"}


def test_sealed_cases_need_the_permission() -> None:
    case = situation(S.REVIEWED, sealed=True)
    without = Actor("z", "登记员", Role.REGISTRAR)
    assert codes(case, Wish(Step.FORWARD, unit_code="JW"), without) == {"sealed"}
    assert codes(case, Wish(Step.FORWARD, unit_code="JW"), REGISTRAR) == set()


def test_outcomes_and_going_back() -> None:
    assert outcome_of(Step.REPLY, Procedure.STATUTORY) is Outcome.STATUTORY
    assert outcome_of(Step.REPLY, Procedure.PETITION) is Outcome.PETITION
    assert outcome_of(Step.SIGN, Procedure.PETITION) is None
    assert state_before_objection((Step.REGISTER, Step.FORWARD, Step.SIGN, Step.OBJECT)) is S.SIGNED
    again = (Step.FORWARD, Step.SIGN, Step.AGREE_RETURN, Step.FORWARD, Step.OBJECT)
    assert state_before_objection(again) is S.FORWARDED


@given(
    state=st.sampled_from(CaseState), purpose=st.sampled_from(Purpose), pack=st.sampled_from(names()),
    role=st.sampled_from([Role.HANDLER, Role.LEADER, Role.REGISTRAR, Role.CITIZEN]),
)  # fmt: skip
def test_whatever_is_refused_says_why_in_words(state: CaseState, purpose: Purpose, pack: str, role: Role) -> None:
    actor = Actor("a", "某人", role, "RS" if role is Role.HANDLER else None)
    for step, against in allowed_steps(load(pack), situation(state, purpose=purpose), actor).items():
        assert all(refusal.message.endswith("。") for refusal in against), step
