"""The table of all that is said, encrypted, in the order in which it was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson, EncryptedText


class ChatMessage(Base):
    """One message. `speaker` is citizen, bot, agent or system; `kind` is text, choice or attachment.

    A citizen's message carries `client_message_id` (unique in its conversation) and, once answered, the whole answer.
    `payload` is what the bot is told when that differs from what the citizen sees (a tapped choice).
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "seq", name="uq_chat_messages_session_seq"),
        sa.UniqueConstraint("session_id", "client_message_id", name="uq_chat_messages_session_client_id"),
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    seq: Mapped[int]
    speaker: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(10), default="text")
    text: Mapped[str] = mapped_column(EncryptedText("chat_message.text"))
    payload: Mapped[str | None] = mapped_column(EncryptedText("chat_message.payload"))
    choices: Mapped[list[dict[str, str]] | None] = mapped_column(EncryptedJson("chat_message.choices"))
    custom: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("chat_message.custom"))
    attachment_ids: Mapped[list[str] | None] = mapped_column(EncryptedJson("chat_message.attachment_ids"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    client_message_id: Mapped[str | None] = mapped_column(sa.String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("chat_message.answer"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[str | None] = mapped_column(sa.String(26))
