"""The table of drafts: what a citizen has given so far, long before anything is filed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson


class Draft(Base):
    """One matter in one conversation. The one with the highest `place` is the current one.

    `fields` is a DraftFields, `talk` a Talk (api/intake/drafts/state.py). `state` is open, paused, resting, filed or
    cancelled; nothing is deleted before its time (DRAFT_DAYS), also when the citizen cancels.
    """

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("session_id", "place", name="uq_drafts_session_place"),)

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    place: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(sa.String(12), default="open", index=True)
    ask: Mapped[str | None] = mapped_column(sa.String(32), default="story")
    handover: Mapped[bool] = mapped_column(default=False)
    fields: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("draft.fields"), default=dict)
    talk: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("draft.talk"), default=dict)
    receipt: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("draft.receipt"))
    safety_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)
