"""Table of the handling units (承办单位)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base


class RoutingUnit(Base):
    """承办单位. `serves` is the department's code in the taxonomy; a unit with a region serves only that region."""

    __tablename__ = "routing_units"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    short: Mapped[str] = mapped_column(sa.String(60))
    aliases: Mapped[list[str]] = mapped_column(sa.JSON)
    serves: Mapped[str] = mapped_column(sa.String(16), index=True)
    region_code: Mapped[str | None] = mapped_column(sa.String(12))
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("routing_units.code"))
    active: Mapped[bool] = mapped_column(default=True)
