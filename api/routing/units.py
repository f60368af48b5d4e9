"""The unit book: filling it from the taxonomy, names, and which units a text speaks of."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.routing.models import RoutingUnit
from api.routing.rules import UnitCard
from classifier import taxonomy


def seed_units(db: Session) -> int:
    """Add the units of the taxonomy that are not there yet; what an office changed stays. Gives how many were added."""
    present = set(db.scalars(sa.select(RoutingUnit.code)))
    missing = [
        {"code": unit.code, "name": unit.name, "short": unit.short, "aliases": list(unit.aliases), "serves": unit.code,
         "active": True}
        for unit in taxonomy.units().values() if unit.code not in present
    ]  # fmt: skip
    if missing:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        db.execute(dialect.insert(RoutingUnit).on_conflict_do_nothing(), missing)  # another process may seed as well
    return len(missing)


def cards(db: Session) -> list[UnitCard]:
    """All active units as the pure rules see them; the book fills itself on first use."""
    rows = list(db.scalars(sa.select(RoutingUnit).where(RoutingUnit.active).order_by(RoutingUnit.code)))
    if not rows:
        seed_units(db)
        rows = list(db.scalars(sa.select(RoutingUnit).where(RoutingUnit.active).order_by(RoutingUnit.code)))
    return [
        UnitCard(r.code, r.name, (r.name, r.short, *r.aliases), r.serves, r.region_code, r.parent_code) for r in rows
    ]


def unit_name(db: Session, code: str) -> str | None:
    """The full name of an active unit; None when there is none of this code."""
    unit = db.get(RoutingUnit, code)
    if unit is None and not db.scalar(sa.select(sa.func.count()).select_from(RoutingUnit)):
        seed_units(db)
        unit = db.get(RoutingUnit, code)
    return unit.name if unit is not None and unit.active else None
