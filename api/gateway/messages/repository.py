"""Reading and appending what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.gateway.messages.models import ChatMessage
from api.gateway.sessions.repository import next_seq

SHOWN_LIMIT = 1_000


def append(db: Session, session_id: str, speaker: str, text: str, now: datetime, **more: Any) -> ChatMessage:
    """Add a message at the end of the conversation."""
    message = ChatMessage(
        session_id=session_id, seq=next_seq(db, session_id), speaker=speaker, text=text, created_at=now, **more
    )
    db.add(message)
    db.flush()
    return message


def by_client_id(db: Session, session_id: str, client_message_id: str) -> ChatMessage | None:
    """The citizen's message that was already received under this id."""
    return db.scalars(
        sa.select(ChatMessage).where(
            ChatMessage.session_id == session_id, ChatMessage.client_message_id == client_message_id
        )
    ).first()


def unanswered(db: Session, session_id: str, up_to: int, limit: int) -> list[ChatMessage]:
    """The citizen's messages up to place `up_to` that have no answer yet, oldest first, the latest `limit` of them."""
    rows = db.scalars(
        sa.select(ChatMessage)
        .where(
            ChatMessage.session_id == session_id,
            ChatMessage.speaker == "citizen",
            ChatMessage.answered_at.is_(None),
            ChatMessage.seq <= up_to,
        )
        .order_by(ChatMessage.seq.desc())
        .limit(limit)
    ).all()
    return list(reversed(rows))


def latest(db: Session, session_id: str) -> list[ChatMessage]:
    """The conversation so far, oldest first; of a very long one the last 1,000 messages."""
    rows = db.scalars(
        sa.select(ChatMessage)
        .where(ChatMessage.session_id == session_id)
        .order_by(ChatMessage.seq.desc())
        .limit(SHOWN_LIMIT)
    ).all()
    return list(reversed(rows))


def later(db: Session, session_id: str, seq: int, limit: int = 100) -> Sequence[ChatMessage]:
    """What was said after place `seq`, oldest first."""
    return db.scalars(
        sa.select(ChatMessage)
        .where(ChatMessage.session_id == session_id, ChatMessage.seq > seq)
        .order_by(ChatMessage.seq)
        .limit(limit)
    ).all()


def place_of(db: Session, session_id: str, message_id: str) -> int | None:
    """The place of a message in this conversation; None when it is not of this conversation."""
    return db.scalars(
        sa.select(ChatMessage.seq).where(ChatMessage.id == message_id, ChatMessage.session_id == session_id)
    ).first()


def offered_label(db: Session, session_id: str, value: str) -> str | None:
    """The label under which a choice was offered in this conversation (the latest one), or None when it never was.

    The lines of a summary card offer their `edit`.
    """
    rows = db.execute(
        sa.select(ChatMessage.choices, ChatMessage.custom)
        .where(
            ChatMessage.session_id == session_id,
            sa.or_(ChatMessage.choices.is_not(None), ChatMessage.custom.is_not(None)),
        )
        .order_by(ChatMessage.seq.desc())
    )
    for choices, custom in rows:
        for choice in choices or ():
            if choice["value"] == value:
                return str(choice["label"])
        for line in (custom or {}).get("fields") or ():
            if isinstance(line, dict) and line.get("edit") == value:
                return f"修改{line.get('label') or ''}"
    return None


def citizen_files(db: Session, message_id: str) -> list[str]:
    """The ids of the files that came with a citizen's message."""
    message = db.get(ChatMessage, message_id)
    return list(message.attachment_ids or ()) if message is not None and message.speaker == "citizen" else []


def citizen_text(db: Session, message_id: str) -> str | None:
    """All that the citizen said in one message, however long (the bot itself hears only the beginning).

    None when there is no such message of a citizen, as in `rasa shell`.
    """
    message = db.get(ChatMessage, message_id)
    if message is None or message.speaker != "citizen":
        return None
    return message.text if message.payload is None else message.payload
