"""Tables of the conversation itself: who may speak in it, whose turn runs, whether staff have taken it over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id


class ChatSession(Base):
    """One conversation with a citizen. `turn_*` is the lock of the one message in flight."""

    __tablename__ = "chat_sessions"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(sa.String(20))
    campaign: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_seq: Mapped[int] = mapped_column(default=0)

    turn_holder: Mapped[str | None] = mapped_column(sa.String(64))
    turn_message_id: Mapped[str | None] = mapped_column(sa.String(26))
    turn_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    handover_asked: Mapped[bool] = mapped_column(default=False)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    taken_by: Mapped[str | None] = mapped_column(sa.String(26))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def with_staff(self) -> bool:
        """Whether the citizen waits for a person or talks to one."""
        return self.waiting_since is not None or self.taken_by is not None


class ChatToken(Base):
    """A key to one conversation; one for every device. Only the hash is known here."""

    __tablename__ = "chat_tokens"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("chat_sessions.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoffCode(Base):
    """A short code by which another device joins the conversation, once and within minutes."""

    __tablename__ = "chat_handoff_codes"

    code_index: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    session_id: Mapped[str] = mapped_column(sa.ForeignKey("chat_sessions.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
