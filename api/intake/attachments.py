"""Giving files that were sent in a conversation to the petition they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.cases.attachments.models import Attachment


def link_attachments(db: Session, petition_id: str, ids: Sequence[str], *, draft_id: str | None = None) -> None:
    """Give the named files and those of a draft to a petition, unless they belong to another one already."""
    mine: list[sa.ColumnElement[bool]] = [Attachment.id.in_(ids)] if ids else []
    mine += [Attachment.draft_id == draft_id] if draft_id else []
    if not mine:
        return
    db.flush()
    free = sa.update(Attachment).where(Attachment.petition_id.is_(None), sa.or_(*mine))
    db.execute(free.values(petition_id=petition_id))


def count_attachments(db: Session, petition_id: str) -> int:
    """How many files a petition has."""
    count = sa.select(sa.func.count()).select_from(Attachment).where(Attachment.petition_id == petition_id)
    return db.scalar(count) or 0
