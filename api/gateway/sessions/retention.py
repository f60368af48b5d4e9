"""Deletes what is no longer needed (个人信息保护法 第19、47条): conversations that ended without a filed petition.

A conversation goes when it has expired and its last use is older than DRAFT_DAYS; a paused draft keeps its own as
long. Filed petitions and what belongs to them are not touched here; the bot's own memory is cleared by its store.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from api.cases.attachments import repository as files
from api.cases.attachments import service as attachments
from api.gateway.dialogue.models import DialogueTurn
from api.gateway.messages.models import ChatMessage
from api.gateway.sessions.models import ChatSession, ChatToken, HandoffCode
from api.intake import drafts
from api.intake.drafts.models import Draft
from api.settings import settings

log = structlog.get_logger(__name__)
AT_ONCE = 200


def purge_expired(db: Session, now: datetime) -> int:
    """Delete up to 200 such conversations with their drafts and files; how many. A job, run daily until it gives 0."""
    before = now - timedelta(days=settings().DRAFT_DAYS)
    found = db.scalars(
        sa.select(ChatSession.id)
        .where(ChatSession.expires_at <= now, ChatSession.seen_at <= before, ~_filed())
        .order_by(ChatSession.seen_at)
    ).all()
    kept = drafts.sessions_to_keep(db, found, before)
    gone = [each for each in found if each not in kept][:AT_ONCE]
    for session_id in gone:
        _purge(db, session_id)
    if gone:
        log.info("conversations_purged", count=len(gone))
    return len(gone)


def _filed() -> sa.ColumnElement[bool]:
    return sa.exists().where(Draft.session_id == ChatSession.id, Draft.state == "filed")


def _purge(db: Session, session_id: str) -> None:
    for attachment in files.not_filed(db, session_id):
        attachments.remove(db, attachment)
    drafts.delete_unfiled(db, session_id)
    for table in (ChatMessage, ChatToken, HandoffCode, DialogueTurn):
        db.execute(sa.delete(table).where(table.session_id == session_id))
    db.execute(sa.delete(ChatSession).where(ChatSession.id == session_id))


def void_codes(db: Session, now: datetime) -> int:
    """Forget hand-off codes that nobody typed in time; how many. A job, run hourly."""
    done = db.execute(sa.delete(HandoffCode).where(HandoffCode.expires_at <= now))
    return int(done.rowcount)  # type: ignore[attr-defined]
