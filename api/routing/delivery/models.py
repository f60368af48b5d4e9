"""Table of what has to reach the outside platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson


class OutboxMessage(Base):
    """One message; written in the same transaction as what it tells, delivered at least once, known by its key."""

    __tablename__ = "outbox_messages"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    case_number: Mapped[str] = mapped_column(sa.String(32), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("outbox.body"))
    state: Mapped[str] = mapped_column(sa.String(12), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (sa.Index("ix_outbox_messages_state_next_at", "state", "next_at"),)
