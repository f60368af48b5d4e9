"""Reading and writing drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.intake.drafts.models import Draft


def of_session(db: Session, session_id: str) -> list[Draft]:
    """All drafts of a conversation, the current one first."""
    query = sa.select(Draft).where(Draft.session_id == session_id).order_by(Draft.place.desc())
    return list(db.scalars(query))


def current(db: Session, session_id: str) -> Draft | None:
    """The draft that the conversation is about now, or None before anything was said."""
    query = sa.select(Draft).where(Draft.session_id == session_id).order_by(Draft.place.desc()).limit(1)
    return db.scalars(query).first()


def parked(db: Session, session_id: str) -> Draft | None:
    """The latest draft that was put aside for another matter and can be taken up again."""
    return next(
        (draft for draft in of_session(db, session_id)[1:] if draft.state in ("paused", "open", "resting")), None
    )


def begin(db: Session, session_id: str, now: datetime) -> Draft:
    """Start a new draft, which is then the current one."""
    draft = Draft(
        session_id=session_id, place=_next_place(db, session_id), state="open", ask="story", fields={}, talk={},
        created_at=now, updated_at=now,
    )  # fmt: skip
    db.add(draft)
    db.flush()
    return draft


def bring_forward(db: Session, draft: Draft) -> None:
    """Make an earlier draft the current one again."""
    draft.place = _next_place(db, draft.session_id)
    db.flush()


def _next_place(db: Session, session_id: str) -> int:
    highest = db.scalar(sa.select(sa.func.max(Draft.place)).where(Draft.session_id == session_id))
    return (highest or 0) + 1


def sessions_to_keep(db: Session, session_ids: Iterable[str], before: datetime) -> set[str]:
    """Those conversations among them that have a draft used at or after `before`."""
    wanted = list(session_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found.update(
            db.scalars(sa.select(Draft.session_id).where(Draft.session_id.in_(part), Draft.updated_at > before))
        )
    return found


def delete_unfiled(db: Session, session_id: str) -> int:
    """Delete the drafts that never became a petition; how many."""
    gone = db.execute(sa.delete(Draft).where(Draft.session_id == session_id, Draft.state != "filed"))
    return int(gone.rowcount)  # type: ignore[attr-defined]
