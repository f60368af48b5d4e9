"""Tables of the people who work here, their sign-ins, and what they looked at and did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.accounts.actors import Actor, Role
from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson, EncryptedText


class User(Base):
    """One person with one role; `unit_code` is None for the bureau."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(EncryptedText("user.name"))
    role: Mapped[str] = mapped_column(sa.String(16))
    unit_code: Mapped[str | None] = mapped_column(sa.String(16))
    password_hash: Mapped[str] = mapped_column(sa.String(255))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    may_open_sealed: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def as_actor(self) -> Actor:
        """This user as somebody who takes steps."""
        return Actor(self.id, self.name, Role(self.role), self.unit_code, self.may_open_sealed)


class UserSession(Base):
    """One sign-in; the browser holds the token, we only its hash."""

    __tablename__ = "user_sessions"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AuditEntry(Base):
    """One line of the audit trail; each carries the hash of the one before, so that none can be changed or left out."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[str] = mapped_column(sa.String(26), index=True)
    actor_role: Mapped[str] = mapped_column(sa.String(16))
    action: Mapped[str] = mapped_column(sa.String(48), index=True)
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("audit.detail"))
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class AuditHead(Base):
    """Where the audit chain ends: one row, locked while a line is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
