"""Keeping the deadlines table in step with a case: computed anew after every step, changed rows only."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.cases.deadlines import next_due, plan
from api.cases.models import Case, Deadline
from api.cases.repository import events_of, facts_of
from api.rules.clocks import Clock
from api.rules.pack import Pack


def refresh_deadlines(db: Session, case: Case, pack: Pack) -> list[Clock]:
    """Compute all clocks of a case from its records and store what changed; gives the clocks."""
    clocks = plan(pack, facts_of(case), events_of(case.records))
    kept = {(row.rule_id, row.started_on): row for row in case.deadlines}
    for clock in clocks:
        row = kept.pop((clock.id, clock.started_on), None)
        if row is None:
            row = Deadline(rule_id=clock.id, started_on=clock.started_on)
            case.deadlines.append(row)
        _fill(row, clock, pack.version)
    for (rule_id, _), row in kept.items():
        _retire(db, case, row, any(clock.id == rule_id for clock in clocks))
    case.next_due_on = next_due(clocks)
    db.flush()
    return clocks


def _fill(row: Deadline, clock: Clock, pack: str) -> None:
    row.label, row.duty, row.who = clock.label, clock.duty, clock.who
    row.value, row.unit, row.start_event = clock.value, clock.unit, clock.start_event
    row.due_on, row.provisional = clock.due_on, clock.provisional
    row.met_on, row.ended_on = clock.met_on, clock.ended_on
    row.source, row.pack, row.clause = clock.source, pack, clock.clause.model_dump()


def _retire(db: Session, case: Case, row: Deadline, restarted: bool) -> None:
    """A clock that began anew keeps its earlier run as ended; one that no longer applies to the case goes."""
    if not restarted:
        case.deadlines.remove(row)
        db.delete(row)
    elif row.met_on is None and row.ended_on is None:
        runs = [run.started_on for run in case.deadlines if run.rule_id == row.rule_id]
        row.ended_on = max(runs, default=row.due_on)
