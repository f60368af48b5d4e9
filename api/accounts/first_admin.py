"""The first administrator of a fresh office."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import Role
from api.accounts.models import User
from api.accounts.service import create_user
from api.working_days import now


def ensure_first_admin(db: Session, at: datetime | None = None) -> str | None:
    """Create the administrator `admin` when there is no user at all; gives its one-time password, else None."""
    if db.scalar(sa.select(sa.func.count()).select_from(User)):
        return None
    password = secrets.token_urlsafe(12)
    create_user(db, "admin", "系统管理员", Role.ADMIN, password, now=at or now())
    return password
