"""Reading the figures of cases for the indicators: one query, no personal data, no accusations shown by number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import Actor
from api.cases.lifecycle import CaseState
from api.cases.models import Case, Deadline, Rating
from api.cases.scope import visible_to
from api.rules.vocabulary import Channel, Duty
from api.statistics.indicators import CaseFigures
from api.working_days import OFFICE_ZONE

ONLINE = frozenset({Channel.WEB, Channel.WECHAT})


def figures(
    db: Session, actor: Actor, first: date, last: date, *, unit: str | None = None, source: str = "law"
) -> Iterator[CaseFigures]:  # fmt: skip
    """The cases registered from `first` to `last` that this person may see; `source` law or office picks the clocks."""
    begin = datetime.combine(first, time.min, OFFICE_ZONE)
    end = datetime.combine(last + timedelta(days=1), time.min, OFFICE_ZONE)
    within = [Case.registered_at >= begin, Case.registered_at < end, *visible_to(actor)]
    if unit:
        within.append(Case.unit_code == unit)
    notify, conclude = _clock(Duty.NOTIFY, source), _clock(Duty.CONCLUDE, source)
    query = (
        sa.select(
            Case.number, Case.unit_code, Case.channel, Case.first_receiver_id, Case.confirmed_repeat, Case.state,
            notify.c.due_on, notify.c.met_on, conclude.c.due_on, conclude.c.met_on, Rating.bureau, Rating.unit,
        )
        .outerjoin(notify, notify.c.case_id == Case.id).outerjoin(conclude, conclude.c.case_id == Case.id)
        .outerjoin(Rating, Rating.case_id == Case.id).where(*within)
    )  # fmt: skip
    for row in db.execute(query):
        yield CaseFigures(
            number=row[0], unit_code=row[1], online=row[2] in ONLINE, by_proxy=row[3] is not None, repeat=row[4],
            withdrawn=row[5] == CaseState.WITHDRAWN, notify_due_on=row[6], notified_on=row[7], conclude_due_on=row[8],
            answered_on=row[9], concluded=row[5] == CaseState.CONCLUDED, rating_bureau=row[10], rating_unit=row[11],
        )  # fmt: skip


def _clock(duty: Duty, source: str) -> sa.Subquery:
    """The strictest clock of one duty for each case, and when it was met; runs that were ended do not count."""
    return (
        sa.select(
            Deadline.case_id, sa.func.min(Deadline.due_on).label("due_on"), sa.func.max(Deadline.met_on).label("met_on")
        )
        .where(Deadline.duty == duty, Deadline.source == source, Deadline.ended_on.is_(None))
        .group_by(Deadline.case_id)
        .subquery()
    )
