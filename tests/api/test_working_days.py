"""The office's calendar: 调休, roll-over, provisional days, properties of adding days."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.working_days import (
    DueDate,
    add_calendar_days,
    add_working_days,
    is_working_day,
    office_today,
)

KNOWN = st.dates(date(2010, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 9, 28), 5, DueDate(date(2026, 10, 10))),
        (date(2026, 2, 12), 5, DueDate(date(2026, 2, 26))),
        (date(2026, 12, 25), 5, DueDate(date(2027, 1, 4), provisional=True)),
    ],
)
def test_working_days_skip_holidays_and_count_adjusted_days(start: date, days: int, due: DueDate) -> None:
    assert add_working_days(start, days) == due


def test_a_last_calendar_day_on_a_rest_day_moves_on() -> None:
    assert add_calendar_days(date(2026, 9, 17), 15) == DueDate(date(2026, 10, 8))


def test_the_office_may_override_a_day() -> None:
    monday = date(2026, 11, 30)
    assert is_working_day(monday) == (True, False)
    assert is_working_day(monday, {monday: False}) == (False, False)
    assert add_working_days(date(2026, 11, 29), 1, {monday: False}).on == date(2026, 12, 1)


def test_the_office_day_starts_in_shanghai() -> None:
    assert office_today(datetime(2026, 11, 26, 16, 30, tzinfo=UTC)) == date(2026, 11, 27)


@given(KNOWN, st.integers(1, 60))
def test_working_days_agree_with_the_published_calendar(start: date, days: int) -> None:
    due = add_working_days(start, days)
    if due.provisional:
        return
    between = [start + timedelta(n) for n in range(1, (due.on - start).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in between) == days
    assert chinese_calendar.is_workday(due.on)


@given(KNOWN, st.integers(1, 60))
def test_more_days_are_never_earlier_and_never_on_a_rest_day(start: date, days: int) -> None:
    assert add_working_days(start, days).on < add_working_days(start, days + 1).on
    assert add_calendar_days(start, days).on <= add_calendar_days(start, days + 1).on
    assert is_working_day(add_calendar_days(start, days).on)[0]
