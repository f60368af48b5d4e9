"""Table of label reviews: what was proposed and what a person said; the classifier learns from it later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.cases.petitions import keep_unchanged
from api.database import Base, UtcDateTime, new_id


@keep_unchanged
class LabelReview(Base):
    """One review of one case; never changed, a later correction is another row."""

    __tablename__ = "label_reviews"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[str] = mapped_column(sa.String(26))
    model_version: Mapped[str | None] = mapped_column(sa.String(64))
    proposed: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    confirmed: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    changed: Mapped[list[str]] = mapped_column(sa.JSON)
