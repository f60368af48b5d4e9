"""The office's calendar: now, today, working days with 调休, calendar-day and working-day deadlines.

Order of authority: the override table given by the caller's office, then `chinesecalendar` (the State Council's
notices, with 调休), then weekdays less statutory holidays by `holidays`, which is only *provisional*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
Overrides = Mapping[date, bool]
_NONE: Overrides = {}


@dataclass(frozen=True, slots=True)
class DueDate:
    """A last day. `provisional` means a day on the way is not yet announced by the State Council."""

    on: date
    provisional: bool = False


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def to_office(moment: datetime) -> datetime:
    """The same moment on the office's clock (Asia/Shanghai)."""
    return moment.astimezone(OFFICE_ZONE)


def office_today(moment: datetime | None = None) -> date:
    """The office's date now, or at `moment`."""
    return to_office(moment or now()).date()


@lru_cache(maxsize=8)
def _statutory(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def is_working_day(day: date, overrides: Overrides = _NONE) -> tuple[bool, bool]:
    """Whether the office works on `day`, and whether that is only provisional."""
    if day in overrides:
        return overrides[day], False
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < 5 and day not in _statutory(day.year), True


def add_working_days(start: date, days: int, overrides: Overrides = _NONE) -> DueDate:
    """The last of `days` working days after `start`; the day of the event itself does not count."""
    day, left, provisional = start, days, False
    while left > 0:
        day += timedelta(days=1)
        works, unsure = is_working_day(day, overrides)
        provisional |= unsure
        left -= works
    return DueDate(day, provisional)


def add_calendar_days(start: date, days: int, overrides: Overrides = _NONE) -> DueDate:
    """The last of `days` calendar days after `start`; a last day that is a rest day moves to the next working day."""
    day, provisional = start + timedelta(days=days), False
    while True:
        works, unsure = is_working_day(day, overrides)
        provisional |= unsure
        if works:
            return DueDate(day, provisional)
        day += timedelta(days=1)
