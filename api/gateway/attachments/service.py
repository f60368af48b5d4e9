"""Takes one upload of a citizen in: looked into and laid down first, then its row, in one short transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api import database, working_days
from api.cases.attachments import service as attachments
from api.cases.attachments.models import Attachment
from api.gateway.sessions.repository import hold
from api.intake import drafts
from api.settings import settings


def take_in(session_id: str, content: bytes, name: str) -> Attachment:
    """Keep the file for this conversation's matter. Raises Refused; then nothing of it is left."""
    with database.reading() as db:
        attachments.check_room(db, session_id)
    stored = attachments.store(content, name)
    try:
        with database.transaction() as db:
            hold(db, session_id, working_days.now(), settings().SESSION_HOURS)
            return attachments.register(db, session_id, stored, working_days.now())
    except BaseException:
        attachments.discard(stored)
        raise


def remove(db: Session, session_id: str, attachment_id: str) -> None:
    """Take a file back that is not filed yet, also out of the draft. Raises NotFound, Conflict."""
    attachment = attachments.own(db, session_id, attachment_id)
    drafts.detach(db, session_id, attachment_id)
    attachments.remove(db, attachment)
