"""Tables of training: the runs, and who put which version into force, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedText

_ONE_RUNNING = sa.text("state = 'running'")
_ONE_PROPOSED = sa.text("state = 'proposed'")


class TrainingRun(Base):
    """One training of the bot or the classifier: queued, running, done, failed or cancelled. Never promotes by itself.

    `beat_at` is the last sign of life of the process that trains; the index lets only one run at a time.
    """

    __tablename__ = "training_runs"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12), default="queued")
    why: Mapped[str] = mapped_column(EncryptedText("training_run.why"))
    with_confirmed: Mapped[bool] = mapped_column(default=False)
    with_sealed: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str] = mapped_column(sa.String(26))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    version: Mapped[str | None] = mapped_column(sa.String(80))
    problem: Mapped[str | None] = mapped_column(sa.String(200))
    log: Mapped[str] = mapped_column(sa.Text, default="")
    scores: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)

    __table_args__ = (
        sa.Index(
            "uq_training_runs_running", "state", unique=True, sqlite_where=_ONE_RUNNING, postgresql_where=_ONE_RUNNING
        ),
    )


class ModelPromotion(Base):
    """One change of the version in use: proposed by one person, confirmed by another; or a roll-back by one.

    `before` is the version that was in use; `in_force_at` is when the pointer was really switched.
    """

    __tablename__ = "model_promotions"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(sa.String(12))
    act: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12))
    version: Mapped[str] = mapped_column(sa.String(80))
    before: Mapped[str | None] = mapped_column(sa.String(80))
    why: Mapped[str] = mapped_column(EncryptedText("model_promotion.why"))
    proposed_by: Mapped[str] = mapped_column(sa.String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(26))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.Index(
            "uq_model_promotions_proposed", "kind", unique=True,
            sqlite_where=_ONE_PROPOSED, postgresql_where=_ONE_PROPOSED,
        ),
    )  # fmt: skip
