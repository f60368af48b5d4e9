"""Look-ups and row changes of conversations, tokens and hand-off codes."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.gateway.sessions.models import ChatSession, ChatToken, HandoffCode
from api.security import blind_index, same, token_hash


def by_token(db: Session, token: str, now: datetime) -> ChatSession | None:
    """The conversation that this token opens, unless it has expired."""
    hashed = token_hash(token)
    found = db.execute(
        sa.select(ChatSession, ChatToken.token_hash)
        .join(ChatToken, ChatToken.session_id == ChatSession.id)
        .where(ChatToken.token_hash == hashed)
    ).first()
    if found is None or not same(found[1], hashed) or found[0].expires_at <= now:
        return None
    return found[0]


def add_token(db: Session, session_id: str, token: str, now: datetime) -> None:
    """Let one more device speak in the conversation."""
    db.add(ChatToken(token_hash=token_hash(token), session_id=session_id, created_at=now))


def hold(db: Session, session_id: str, now: datetime, hours: int) -> None:
    """Slide the expiry; the row stays locked until the end of the transaction, so that writers take turns."""
    db.execute(
        sa.update(ChatSession)
        .where(ChatSession.id == session_id)
        .values(seen_at=now, expires_at=now + timedelta(hours=hours))
        .execution_options(synchronize_session=False)
    )


def next_seq(db: Session, session_id: str) -> int:
    """The next place in the conversation. The row lock makes places become visible in their order."""
    return db.scalars(
        sa.update(ChatSession)
        .where(ChatSession.id == session_id)
        .values(last_seq=ChatSession.last_seq + 1)
        .returning(ChatSession.last_seq)
        .execution_options(synchronize_session=False)
    ).one()


def replace_code(db: Session, session_id: str, code: str, expires_at: datetime) -> None:
    """Store a hand-off code by its keyed hash; an earlier one of the same conversation is void."""
    db.execute(sa.delete(HandoffCode).where(HandoffCode.session_id == session_id))
    db.add(HandoffCode(code_index=blind_index(code, "handoff"), session_id=session_id, expires_at=expires_at))


def use_code(db: Session, code: str, now: datetime) -> str | None:
    """The conversation behind a code, which is used up by this. None when unknown, used or too old."""
    return db.scalars(
        sa.delete(HandoffCode)
        .where(HandoffCode.code_index == blind_index(code, "handoff"), HandoffCode.expires_at > now)
        .returning(HandoffCode.session_id)
        .execution_options(synchronize_session=False)
    ).first()
