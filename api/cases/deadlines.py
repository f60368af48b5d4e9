"""From the steps of a case to its clocks and lights. Pure: the day is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from api.rules.clocks import CaseFacts, Clock, Event, due_dates
from api.rules.pack import Pack
from api.rules.vocabulary import Who


class Light(StrEnum):
    """How urgent an open deadline is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"


LIGHT_LABELS = {Light.GREEN: "正常", Light.YELLOW: "临期", Light.RED: "逾期", Light.NONE: "无期限"}


def light(due_on: date | None, today: date, warn_days: int) -> Light:
    """Red after the last day, yellow within `warn_days` of it (江苏: 临期提示、到期催办、逾期问效)."""
    if due_on is None:
        return Light.NONE
    if today > due_on:
        return Light.RED
    return Light.YELLOW if (due_on - today).days <= warn_days else Light.GREEN


def plan(pack: Pack, facts: CaseFacts, events: Sequence[Event]) -> list[Clock]:
    """All clocks of a case as they stand after `events`."""
    return due_dates(pack, facts, events)


def is_open(clock: Clock) -> bool:
    """Whether the clock still runs."""
    return clock.met_on is None and clock.ended_on is None


def next_due(clocks: Iterable[Clock]) -> date | None:
    """The nearest last day of what offices still owe; what the citizen may ask for is no duty and does not count."""
    return min((c.due_on for c in clocks if is_open(c) and c.who is not Who.PETITIONER), default=None)
