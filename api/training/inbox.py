"""The trainers' inbox: what the bot did not understand, newest first, until somebody has dealt with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts import audit
from api.accounts.actors import Actor
from api.errors import NotFound
from api.intake.misread import MisreadUtterance

PAGE_SIZE = 50
Shown = Literal["open", "done", "all"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines and how many there are in all."""

    total: int
    rows: list[MisreadUtterance]


def page(db: Session, shown: Shown, number: int, reason: str | None = None) -> Page:
    """Page `number` (from 1) of the open, done or all lines, newest first."""
    wanted: list[sa.ColumnElement[bool]] = []
    if shown != "all":
        done = MisreadUtterance.done_at.is_not(None)
        wanted.append(done if shown == "done" else ~done)
    if reason:
        wanted.append(MisreadUtterance.reason == reason)
    total = db.scalar(sa.select(sa.func.count()).select_from(MisreadUtterance).where(*wanted)) or 0
    newest = sa.select(MisreadUtterance).where(*wanted)
    newest = newest.order_by(MisreadUtterance.at.desc(), MisreadUtterance.id.desc())
    return Page(total, list(db.scalars(newest.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE))))


def mark_done(db: Session, line_id: str, verdict: str | None, actor: Actor, now: datetime) -> MisreadUtterance:
    """Somebody looked at it; `verdict` is the intent it should have been, None when of no use. Raises NotFound."""
    line = db.get(MisreadUtterance, line_id)
    if line is None:
        raise NotFound("no_line", "没有这条记录，可能已过保存期。")
    line.done_at, line.done_by, line.verdict = now, actor.id, verdict
    audit.append(db, actor, "misread_done", line.id, now, verdict=verdict)
    return line
