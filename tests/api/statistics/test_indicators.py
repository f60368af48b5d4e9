"""The indicators' formulas, and the page over real cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Role
from api.intake import progress
from api.rules.vocabulary import HandlingStep
from api.statistics.indicators import FORMULAS, CaseFigures, Result, compute
from api.working_days import now
from tests.api.making import HANDLER, LEADER, accepted, filed, sign_in, step

TODAY = date(2026, 9, 30)
PLAIN = CaseFigures("n", "RS", True, False, False, False, None, None, None, None, False, None, None)


def one(indicator: str, *cases: CaseFigures) -> Result:
    return next(result for result in compute(cases, TODAY) if result.formula.id == indicator)


def test_nothing_gives_no_value() -> None:
    assert all(result.value is None for result in compute([], TODAY))


def test_online_share_leaves_out_withdrawn_cases() -> None:
    result = one("online_share", PLAIN, replace(PLAIN, online=False), replace(PLAIN, withdrawn=True))
    assert (result.numerator, result.denominator, result.value) == (1, 2, 0.5)


def test_timely_acceptance_waits_for_the_last_day() -> None:
    running = replace(PLAIN, notify_due_on=TODAY + timedelta(days=1))
    late = replace(PLAIN, notify_due_on=TODAY - timedelta(days=1))
    done = replace(PLAIN, notify_due_on=TODAY + timedelta(days=1), notified_on=TODAY)
    too_late = replace(PLAIN, notify_due_on=TODAY - timedelta(days=2), notified_on=TODAY)
    result = one("timely_acceptance", running, late, done, too_late)
    assert (result.numerator, result.denominator) == (1, 3)


def test_only_confirmed_repeats_count() -> None:
    guess = replace(PLAIN, repeat=None)
    result = one("repeats", guess, PLAIN, replace(PLAIN, number="r", repeat=True))
    assert (result.numerator, result.denominator) == (1, 2)
    assert result.fulfilled == ("r",)


def test_ratings_of_bureau_and_unit_are_apart() -> None:
    rated = replace(PLAIN, concluded=True, rating_bureau=3, rating_unit=1)
    unrated = replace(PLAIN, concluded=True)
    assert one("rated", rated, unrated).value == 0.5
    assert one("satisfied_bureau", rated, unrated).value == 1
    assert one("satisfied_unit", rated, unrated).value == 0


def test_every_formula_says_its_version_and_source() -> None:
    assert len({formula.id for formula in FORMULAS}) == len(FORMULAS)
    assert all(formula.version and formula.source for formula in FORMULAS)


def test_the_page(client: TestClient) -> None:
    with database.transaction() as db:
        filed(db, now())
        case = accepted(db, now())
        step(db, case, HandlingStep.REPLY, HANDLER, now(), documents=("受理告知书", "信访处理意见书"))
        step(db, case, HandlingStep.SIGN_OFF, LEADER, now())
        step(db, case, HandlingStep.DELIVER, HANDLER, now())
        step(db, case, HandlingStep.CONCLUDE, HANDLER, now())
        progress.rate(db, case.query_code, "1234", bureau=3, unit=2, reasons="", now=now())
    sign_in(client, Role.LEADER)
    answer = client.get("/api/statistics/indicators", params={"pack": "changjiang"}).json()
    shown = {entry["id"]: entry for entry in answer["indicators"]}
    assert (shown["online_share"]["numerator"], shown["online_share"]["denominator"]) == (2, 2)
    assert shown["online_share"]["target"] == 0.74
    assert shown["online_share"]["reached"]
    assert "74%" in shown["online_share"]["clause"]["quote"]
    assert (shown["timely_acceptance"]["value"], shown["on_time_conclusion"]["value"]) == (1.0, 1.0)
    assert shown["satisfied_unit"]["denominator"] == 1
    own = client.get("/api/statistics/indicators", params={"unit": "GA"}).json()
    assert all(entry["denominator"] == 0 for entry in own["indicators"])


IMPOSSIBLE = [
    {"pack": "nowhere"}, {"from": "2026-09-02", "to": "2026-09-01"}, {"from": "0001-01-01"}, {"to": "9999-12-31"},
]  # fmt: skip


@pytest.mark.parametrize("query", IMPOSSIBLE)
def test_impossible_questions(client: TestClient, query: dict[str, str]) -> None:
    sign_in(client, Role.LEADER)
    assert client.get("/api/statistics/indicators", params=query).status_code == 422
