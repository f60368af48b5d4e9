"""The indicators page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.accounts.access import CurrentActor
from api.cases.schemas import ClauseView, UnitCode
from api.database import ReadDb
from api.errors import Invalid
from api.rules.loader import load, names
from api.rules.pack import Target
from api.settings import settings
from api.statistics import indicators, repository
from api.working_days import office_today

router = APIRouter(tags=["statistics"])
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]  # beyond them lies the calendar's end


class IndicatorView(BaseModel):
    """One indicator with all that is needed to check it."""

    id: str
    label: str
    numerator: int
    denominator: int
    value: float | None
    target: float | None
    direction: Literal["at_least", "at_most"] | None
    reached: bool | None
    formula_version: str
    formula: str
    clause: ClauseView | None


class IndicatorsAnswer(BaseModel):
    """All indicators of a period, unit and rule pack."""

    first: date
    last: date
    unit: str | None
    pack: str
    pack_version: str
    indicators: list[IndicatorView]


@router.get("/api/statistics/indicators")
def get_indicators(
    *,
    actor: CurrentActor,
    db: ReadDb,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    unit: Annotated[UnitCode | None, Query()] = None,
    pack: Annotated[str | None, Query(max_length=32)] = None,
) -> IndicatorsAnswer:
    """The indicators of the cases registered in a period (the last 30 days unless given) against a pack's targets."""
    today = office_today()
    begin, end = first or today - timedelta(days=29), last or today
    if begin > end:
        raise Invalid("period", "开始日期不能晚于结束日期。", fields={"from": "晚于结束日期"})
    if pack is not None and pack not in names():
        raise Invalid("pack", "没有这个规则包。", fields={"pack": "没有这个规则包"})
    rules = load(pack or settings().RULE_PACK)
    figures = repository.figures(db, actor, begin, end, unit=unit)
    shown = [_view(result, rules.target(result.formula.id)) for result in indicators.compute(figures, today)]
    return IndicatorsAnswer(
        first=begin, last=end, unit=unit, pack=rules.name, pack_version=rules.version, indicators=shown
    )  # fmt: skip


def _view(result: indicators.Result, target: Target | None) -> IndicatorView:
    formula = result.formula
    return IndicatorView(
        id=formula.id, label=formula.label, numerator=result.numerator, denominator=result.denominator,
        value=result.value, target=target.value if target else None, direction=target.direction if target else None,
        reached=_reached(result.value, target), formula_version=formula.version, formula=formula.source,
        clause=ClauseView(**target.clause.model_dump()) if target else None,
    )  # fmt: skip


def _reached(value: float | None, target: Target | None) -> bool | None:
    if value is None or target is None:
        return None
    return value >= target.value if target.direction == "at_least" else value <= target.value
