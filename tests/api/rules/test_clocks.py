"""The clocks of rules.md 1–8, and properties that hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from api.rules.clocks import CaseFacts, Clock, Event, due_dates
from api.rules.loader import load, names
from api.rules.vocabulary import Channel, HandlingStep, Procedure, Purpose
from api.working_days import is_working_day

S = HandlingStep
GRIEVANCE = CaseFacts(Purpose.GRIEVANCE, Channel.WEB, Procedure.PETITION)


def one(pack: str, rule: str, facts: CaseFacts, *events: Event) -> Clock:
    """The clock of one rule."""
    return next(clock for clock in due_dates(load(pack), facts, events) if clock.id == rule)


def ids(pack: str, facts: CaseFacts, *events: Event) -> set[str]:
    return {clock.id for clock in due_dates(load(pack), facts, events)}


def test_rule_8_bureau_has_15_days_and_a_last_rest_day_moves_on() -> None:
    # 15 days after Friday 2026-09-11 is Saturday 26 September, in the mid-autumn holiday: Monday the 28th
    clock = one("national", "bureau_forward", GRIEVANCE, Event(S.REGISTER, date(2026, 9, 11)))
    assert (clock.due_on, clock.provisional, clock.source) == (date(2026, 9, 28), False, "law")


def test_rule_8_objection_counts_working_days_over_the_national_holiday() -> None:
    clock = one("national", "unit_object", GRIEVANCE, Event(S.FORWARD, date(2026, 9, 28)))
    assert clock.due_on == date(2026, 10, 10)


def test_rule_8_sixty_days_only_in_the_petition_procedure_from_acceptance() -> None:
    events = (Event(S.REGISTER, date(2026, 9, 1)), Event(S.ACCEPT, date(2026, 9, 21)))
    assert one("national", "unit_conclude", GRIEVANCE, *events).due_on == date(2026, 11, 20)
    statutory = CaseFacts(Purpose.GRIEVANCE, Channel.WEB, Procedure.STATUTORY)
    assert "unit_conclude" not in ids("national", statutory, *events)
    suggestion = CaseFacts(Purpose.SUGGESTION, Channel.WEB, Procedure.PETITION)
    assert "unit_conclude" not in ids("national", suggestion, *events)


def test_rule_8_extension_is_at_most_30_days() -> None:
    accepted = Event(S.ACCEPT, date(2026, 3, 2))
    plain = one("national", "unit_conclude", GRIEVANCE, accepted)
    longer = one("national", "unit_conclude", GRIEVANCE, accepted, Event(S.EXTEND, date(2026, 4, 1), days=90))
    assert plain.due_on == date(2026, 5, 6)  # 1 May holiday until the 5th
    assert longer.due_on == date(2026, 6, 1)  # day 90 is Sunday 31 May


def test_rule_8_review_has_30_days_to_ask_and_30_to_answer() -> None:
    delivered = Event(S.DELIVER, date(2026, 6, 1))
    assert one("national", "request_re_examination", GRIEVANCE, delivered).due_on == date(2026, 7, 1)
    asked = Event(S.REQUEST_RE_EXAMINATION, date(2026, 6, 10))
    assert one("national", "answer_re_examination", GRIEVANCE, delivered, asked).due_on == date(2026, 7, 10)
    answered = Event(S.ANSWER_RE_EXAMINATION, date(2026, 7, 1))
    again = Event(S.REQUEST_FINAL_RE_EXAMINATION, date(2026, 7, 6))
    assert one("national", "request_final_re_examination", GRIEVANCE, asked, answered).due_on == date(2026, 7, 31)
    assert one("national", "answer_final_re_examination", GRIEVANCE, asked, answered, again).due_on == date(2026, 8, 5)


def test_rule_1_yongchuan_signs_in_a_day_and_accepts_in_five() -> None:
    forwarded = Event(S.FORWARD, date(2026, 9, 7))
    assert one("yongchuan", "yongchuan_sign", GRIEVANCE, forwarded).due_on == date(2026, 9, 8)
    assert one("yongchuan", "yongchuan_accept", GRIEVANCE, forwarded).due_on == date(2026, 9, 14)  # 12th is a Saturday


def test_rule_2_yongchuan_direct_reply_in_fifteen_days_but_not_for_grievances() -> None:
    forwarded = Event(S.FORWARD, date(2026, 9, 1))
    suggestion = CaseFacts(Purpose.SUGGESTION, Channel.WEB)
    assert one("yongchuan", "yongchuan_direct_reply", suggestion, forwarded).due_on == date(2026, 9, 16)
    assert "yongchuan_direct_reply" not in ids("yongchuan", GRIEVANCE, forwarded)


def test_rule_3_lihai_week_for_web_fifteen_working_days_for_letters() -> None:
    registered = Event(S.REGISTER, date(2026, 9, 7))
    assert one("lihai", "lihai_week", GRIEVANCE, registered).due_on == date(2026, 9, 14)
    letter = CaseFacts(Purpose.GRIEVANCE, Channel.LETTER)
    assert one("lihai", "lihai_fifteen", letter, registered).due_on == date(2026, 9, 28)  # 20 September is worked
    assert "lihai_week" not in ids("lihai", letter, registered)


def test_rule_4_changjiang_same_day_and_simple_three_and_seven() -> None:
    registered, forwarded = Event(S.REGISTER, date(2026, 9, 7)), Event(S.FORWARD, date(2026, 9, 8))
    assert one("changjiang", "changjiang_same_day_forward", GRIEVANCE, registered).due_on == date(2026, 9, 7)
    simple = CaseFacts(Purpose.GRIEVANCE, Channel.VISIT, Procedure.SIMPLE)
    assert one("changjiang", "changjiang_simple_check", simple, registered, forwarded).due_on == date(2026, 9, 11)
    assert one("changjiang", "changjiang_simple_answer", simple, registered, forwarded).due_on == date(2026, 9, 15)


def test_rule_5_and_6_lihai_call_in_a_working_day_and_recheck_after_warning() -> None:
    friday = Event(S.FORWARD, date(2026, 9, 11))
    assert one("lihai", "lihai_call", GRIEVANCE, friday).due_on == date(2026, 9, 14)
    warned = Event(S.WARN, date(2026, 9, 7))
    assert one("lihai", "lihai_warning_recheck", GRIEVANCE, warned).due_on == date(2026, 9, 16)


def test_rule_7_jiangsu_first_petitions_are_passed_on_the_same_day() -> None:
    registered = Event(S.REGISTER, date(2026, 9, 7))
    assert one("jiangsu", "jiangsu_same_day_forward", GRIEVANCE, registered).due_on == date(2026, 9, 7)
    repeat = CaseFacts(Purpose.GRIEVANCE, Channel.WEB, repeat=True)
    assert "jiangsu_same_day_forward" not in ids("jiangsu", repeat, registered)


def test_a_step_meets_a_clock_and_withdrawal_ends_it() -> None:
    events = (Event(S.REGISTER, date(2026, 9, 7)), Event(S.FORWARD, date(2026, 9, 9)))
    assert one("national", "bureau_forward", GRIEVANCE, *events).met_on == date(2026, 9, 9)
    gone = one("national", "unit_notify", GRIEVANCE, *events, Event(S.WITHDRAW, date(2026, 9, 10)))
    assert (gone.met_on, gone.ended_on) == (None, date(2026, 9, 10))


def test_a_case_given_to_another_unit_starts_that_units_clock_anew() -> None:
    events = (
        Event(S.FORWARD, date(2026, 9, 7)), Event(S.OBJECT, date(2026, 9, 8)),
        Event(S.AGREE_RETURN, date(2026, 9, 9)), Event(S.FORWARD, date(2026, 9, 10)),
    )  # fmt: skip
    clock = one("national", "unit_notify", GRIEVANCE, *events)
    assert (clock.started_on, clock.due_on, clock.ended_on) == (date(2026, 9, 10), date(2026, 9, 28), None)


days = st.dates(date(2015, 1, 1), date(2028, 12, 31))
facts = st.builds(
    CaseFacts, purpose=st.sampled_from(Purpose), channel=st.sampled_from(Channel), procedure=st.sampled_from(Procedure),
    repeat=st.booleans(), people=st.integers(1, 500), sensitivity=st.sampled_from(["normal", "sensitive", "urgent"]),
)  # fmt: skip
steps = st.sampled_from(HandlingStep)
packs = st.sampled_from(names())
histories = st.lists(st.tuples(steps, st.integers(0, 40)), max_size=8)


@settings(max_examples=200, deadline=None)
@given(pack=packs, facts=facts, start=days, taken=histories)
def test_clocks_never_end_on_a_rest_day_or_before_they_start(
    pack: str, facts: CaseFacts, start: date, taken: list[tuple[HandlingStep, int]]
) -> None:
    on, events = start, []
    for step, gap in taken:
        on += timedelta(days=gap)
        events.append(Event(step, on))
    for clock in due_dates(load(pack), facts, events):
        assert clock.due_on >= clock.started_on
        assert is_working_day(clock.due_on)[0]
        assert clock.met_on is None or clock.met_on >= clock.started_on
        assert clock.clause.quote


@settings(max_examples=100, deadline=None)
@given(pack=packs, facts=facts, start=days, later=st.integers(0, 30), step=steps)
def test_starting_later_never_ends_earlier(
    pack: str, facts: CaseFacts, start: date, later: int, step: HandlingStep
) -> None:
    early = due_dates(load(pack), facts, [Event(step, start)])
    late = {clock.id: clock for clock in due_dates(load(pack), facts, [Event(step, start + timedelta(days=later))])}
    for clock in early:
        assert late[clock.id].due_on >= clock.due_on


@settings(max_examples=60, deadline=None)
@given(facts=facts, start=days)
def test_every_local_pack_keeps_all_clocks_of_the_law(facts: CaseFacts, start: date) -> None:
    events = [Event(step, start) for step in (S.REGISTER, S.FORWARD, S.ACCEPT, S.DELIVER)]
    law = {clock.id: clock.due_on for clock in due_dates(load("national"), facts, events)}
    for name in names():
        own = {clock.id: clock.due_on for clock in due_dates(load(name), facts, events)}
        assert law.items() <= own.items()
