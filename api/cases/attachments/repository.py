"""Finding the rows of attachments."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.cases.attachments.models import Attachment


def of_session(db: Session, session_id: str, attachment_id: str) -> Attachment | None:
    """A file of this conversation, or None, also when it is somebody else's."""
    found = db.get(Attachment, attachment_id)
    return found if found is not None and found.session_id == session_id else None


def not_filed(db: Session, session_id: str) -> Sequence[Attachment]:
    """The files of a conversation that belong to no petition yet, oldest first."""
    return db.scalars(
        sa.select(Attachment)
        .where(Attachment.session_id == session_id, Attachment.petition_id.is_(None))
        .order_by(Attachment.id)
    ).all()


def of_petition(db: Session, petition_id: str) -> Sequence[Attachment]:
    """The files of a petition, oldest first."""
    return db.scalars(sa.select(Attachment).where(Attachment.petition_id == petition_id).order_by(Attachment.id)).all()


def known(db: Session, attachment_ids: Collection[str]) -> set[str]:
    """Those of the ids that have a row."""
    return set(db.scalars(sa.select(Attachment.id).where(Attachment.id.in_(attachment_ids))))
