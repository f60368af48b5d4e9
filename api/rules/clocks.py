"""The clocks of a case, from its facts and what happened so far. Pure: nothing is read but the arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.rules.pack import Clause, ClockRule, Conditions, Pack, SourcedClock
from api.rules.vocabulary import (
    ENDED_BY,
    STOPPED_BY,
    UNIT_DUTIES,
    Channel,
    Duty,
    HandlingStep,
    Procedure,
    Purpose,
    TimeUnit,
    Who,
)
from api.working_days import DueDate, add_calendar_days, add_working_days


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules look at. `people` counts all who petition together; `sensitivity` is normal, sensitive, urgent."""

    purpose: Purpose
    channel: Channel
    procedure: Procedure = Procedure.UNDECIDED
    repeat: bool = False
    people: int = 1
    sensitivity: str = "normal"


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken, on an office day; `days` only for EXTEND."""

    step: HandlingStep
    on: date
    days: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A running, met or ended deadline with the clause it comes from."""

    id: str
    label: str
    duty: Duty
    who: Who
    value: int
    unit: TimeUnit
    start_event: HandlingStep
    started_on: date
    due_on: date
    provisional: bool
    met_on: date | None
    ended_on: date | None
    source: Literal["law", "office"]
    pack: str
    clause: Clause


def applies(when: Conditions, facts: CaseFacts) -> bool:
    """Whether a rule's conditions hold for a case."""
    return (
        (not when.purpose or facts.purpose in when.purpose)
        and (not when.channel or facts.channel in when.channel)
        and (not when.procedure or facts.procedure in when.procedure)
        and (when.repeat is None or facts.repeat == when.repeat)
        and (when.min_people is None or facts.people >= when.min_people)
        and (not when.sensitivity or facts.sensitivity in when.sensitivity)
    )


def due_dates(
    pack: Pack, facts: CaseFacts, events: Sequence[Event], overrides: Mapping[date, bool] | None = None
) -> list[Clock]:
    """Every clock that has started, in order of its last day. Events are in the order they happened."""
    clocks = [
        clock
        for entry in pack.clocks if applies(entry.rule.when, facts)
        for clock in [_clock(entry, events, overrides or {})] if clock is not None
    ]  # fmt: skip
    return sorted(clocks, key=lambda clock: (clock.due_on, clock.id))


def last_day(
    rule: ClockRule, started_on: date, extra_days: int = 0, overrides: Mapping[date, bool] | None = None
) -> DueDate:
    """The last day of a rule that starts on `started_on`; the starting day itself does not count (民法典 第201条)."""
    add = add_working_days if rule.unit is TimeUnit.WORKING else add_calendar_days
    return add(started_on, rule.value + extra_days, overrides or {})


def _clock(entry: SourcedClock, events: Sequence[Event], overrides: Mapping[date, bool]) -> Clock | None:
    rule = entry.rule
    begun = max((i for i, event in enumerate(events) if event.step in rule.start), default=None)
    if begun is None:
        return None
    start, later = events[begun], events[begun + 1 :]
    due = last_day(rule, start.on, _extension(rule, later), overrides)
    met_on = next((event.on for event in later if event.step in STOPPED_BY[rule.duty]), None)
    ended_on = None if met_on else next((event.on for event in later if event.step in _ends(rule.duty)), None)
    return Clock(
        rule.id, rule.label, rule.duty, rule.who, rule.value, rule.unit, start.step, start.on, due.on,
        due.provisional, met_on, ended_on, entry.source, entry.pack, rule.clause,
    )  # fmt: skip


def _extension(rule: ClockRule, later: Sequence[Event]) -> int:
    if rule.extendable_by is None:
        return 0
    asked = sum(event.days for event in later if event.step is HandlingStep.EXTEND)
    return min(asked, rule.extendable_by)


def _ends(duty: Duty) -> frozenset[HandlingStep]:
    """A withdrawn case owes nothing; a unit that gave the case back owes nothing more on it; nor an answered one."""
    if duty in UNIT_DUTIES:
        return ENDED_BY | {HandlingStep.AGREE_RETURN, HandlingStep.CONCLUDE}
    return ENDED_BY
