"""The formulas of the indicators over rows of cases. Pure; each formula has a version and a source.

Sources: domain facts §3 (广东省信访考核口径), 信访工作条例 第21—23、34条; targets come from the rule pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What the formulas see of one case; dates are office days, None where nothing happened (yet)."""

    number: str
    unit_code: str | None
    online: bool
    by_proxy: bool
    repeat: bool | None
    withdrawn: bool
    notify_due_on: date | None
    notified_on: date | None
    conclude_due_on: date | None
    answered_on: date | None
    concluded: bool
    rating_bureau: int | None
    rating_unit: int | None


Test = Callable[[CaseFigures, date], bool]


@dataclass(frozen=True, slots=True)
class Formula:
    """numerator / denominator, both as tests on a case and the day of the report."""

    id: str
    label: str
    version: str
    source: str
    denominator: Test
    numerator: Test


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator; `value` is None when nothing counts. The numbers of the cases make it checkable to the row."""

    formula: Formula
    numerator: int
    denominator: int
    value: float | None
    counted: tuple[str, ...]
    fulfilled: tuple[str, ...]


def _due_or_done(due: date | None, done: date | None, today: date) -> bool:
    """Cases whose last day has come, or that were done before it."""
    return due is not None and (done is not None or due < today)


def _in_time(due: date | None, done: date | None) -> bool:
    return due is not None and done is not None and done <= due


FORMULAS: tuple[Formula, ...] = (
    Formula(
        "online_share", "网上信访占比", "2026.1", "网上、微信提交的件数 / 总件数（昌江 74% 口径）",
        lambda case, _: not case.withdrawn, lambda case, _: case.online,
    ),
    Formula(
        "proxy_share", "代办率", "2026.1", "代办员代为提交的件数 / 总件数（沥海 50% 口径）",
        lambda case, _: not case.withdrawn, lambda case, _: case.by_proxy,
    ),
    Formula(
        "timely_acceptance", "责任单位及时受理率", "2022.1",
        "收到转送之日起规定期限内告知的件数 / 期限已到或已告知的件数（条例第23条第3款）",
        lambda case, today: _due_or_done(case.notify_due_on, case.notified_on, today),
        lambda case, _: _in_time(case.notify_due_on, case.notified_on),
    ),
    Formula(
        "on_time_conclusion", "按期办结率", "2022.1", "期限内办结的件数 / 期限已到或已办结的件数（条例第34条）",
        lambda case, today: _due_or_done(case.conclude_due_on, case.answered_on, today),
        lambda case, _: _in_time(case.conclude_due_on, case.answered_on),
    ),
    Formula(
        "repeats", "重复信访率", "2026.1", "经人工确认的重复件数 / 经人工确认是否重复的件数",
        lambda case, _: case.repeat is not None and not case.withdrawn, lambda case, _: bool(case.repeat),
    ),
    Formula(
        "rated", "群众参评率", "2026.1", "已评价的件数 / 已办结的件数",
        lambda case, _: case.concluded, lambda case, _: case.rating_bureau is not None,
    ),
    Formula(
        "satisfied_bureau", "对信访部门满意率", "2020.1", "（满意＋基本满意）/ 已评价",
        lambda case, _: case.rating_bureau is not None, lambda case, _: (case.rating_bureau or 0) >= 2,
    ),
    Formula(
        "satisfied_unit", "对责任单位满意率", "2020.1", "（满意＋基本满意）/ 已评价",
        lambda case, _: case.rating_unit is not None, lambda case, _: (case.rating_unit or 0) >= 2,
    ),
)  # fmt: skip


def compute(cases: Iterable[CaseFigures], today: date, formulas: Sequence[Formula] = FORMULAS) -> list[Result]:
    """Every indicator over the given cases."""
    rows = list(cases)
    return [_result(formula, rows, today) for formula in formulas]


def _result(formula: Formula, rows: list[CaseFigures], today: date) -> Result:
    counted = [case for case in rows if formula.denominator(case, today)]
    fulfilled = [case for case in counted if formula.numerator(case, today)]
    value = len(fulfilled) / len(counted) if counted else None
    return Result(
        formula, len(fulfilled), len(counted), value, tuple(case.number for case in counted),
        tuple(case.number for case in fulfilled),
    )  # fmt: skip
