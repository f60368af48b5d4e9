"""Users and their sign-ins: creating, signing in with lockout, signing out, who is here. Never commits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from pwdlib import PasswordHash
from sqlalchemy.orm import Session

from api import database
from api.accounts import audit
from api.accounts.actors import SYSTEM, Role
from api.accounts.models import User, UserSession
from api.errors import Conflict, Invalid
from api.security import new_token, token_hash
from api.settings import settings

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE_FOR = timedelta(hours=8)
SHORTEST_PASSWORD = 10
_passwords = PasswordHash.recommended()
_DUMMY = _passwords.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A successful sign-in; the token goes into the cookie and nowhere else."""

    user: User
    token: str


def create_user(
    db: Session, username: str, name: str, role: Role, password: str, *, now: datetime,
    unit_code: str | None = None, may_open_sealed: bool = False, must_change_password: bool = True,
) -> User:  # fmt: skip
    """Add a user; raises Conflict for a name that is taken, Invalid for a weak password or a unit that does not fit."""
    if len(password) < SHORTEST_PASSWORD or password.casefold() == username.casefold():
        raise Invalid("weak_password", f"密码至少 {SHORTEST_PASSWORD} 位，且不能与用户名相同。")
    if role is Role.HANDLER and unit_code is None:
        raise Invalid("unit_needed", "承办单位经办人必须选择所在单位。")
    if role in (Role.CITIZEN, Role.SYSTEM):
        raise Invalid("not_a_staff_role", "这个角色不能登录。")
    if not username.strip():
        raise Invalid("username_needed", "请填写用户名。", fields={"username": "必须填写"})
    if by_username(db, username) is not None:
        raise Conflict("username_taken", "这个用户名已经有人使用。")
    user = User(
        username=username.strip().casefold(), name=name, role=role, unit_code=unit_code,
        may_open_sealed=may_open_sealed, password_hash=_passwords.hash(password),
        must_change_password=must_change_password, created_at=now,
    )  # fmt: skip
    db.add(user)
    db.flush()
    audit.append(db, SYSTEM, "user_created", user.id, now, role=role, unit=unit_code)
    return user


def by_username(db: Session, username: str) -> User | None:
    """The user of a name, whatever its capitals."""
    return db.scalar(sa.select(User).where(User.username == username.strip().casefold()))


def password_fits(username: str, password: str) -> bool:
    """Whether the password is right. Slow on purpose, so nothing may be open for writing; as slow for unknown names."""
    with database.reading() as db:
        user = by_username(db, username)
    return _passwords.verify(password, user.password_hash if user else _DUMMY)


def sign_in(
    db: Session, username: str, password: str, now: datetime, *, right: bool | None = None
) -> SignedIn | None:  # fmt: skip
    """A new session, or None; an unknown name takes as long and answers the same as a wrong password or a lock.

    `right` is what `password_fits` found before the transaction; without it the password is looked at here. The caller
    commits in both cases: failures count.
    """
    user = by_username(db, username)
    if right is None:
        right = _passwords.verify(password, user.password_hash if user else _DUMMY)
    locked = user is not None and user.locked_until is not None and user.locked_until > now
    if user is None or not user.active or locked or not right:
        _count_failure(db, user, locked, now)
        return None
    user.failures, user.locked_until = 0, None
    token = new_token()
    until = now + timedelta(hours=settings().SESSION_HOURS)
    db.add(UserSession(token_hash=token_hash(token), user_id=user.id, created_at=now, seen_at=now, expires_at=until))
    audit.append(db, user.as_actor(), "signed_in", user.id, now)
    return SignedIn(user, token)


def _count_failure(db: Session, user: User | None, locked: bool, now: datetime) -> None:
    if user is None:
        audit.append(db, SYSTEM, "sign_in_failed", "unknown", now)
        return
    if not locked:
        user.failures += 1
    if user.failures >= FAILURES_ALLOWED and not locked:
        user.failures, user.locked_until = 0, now + LOCKED_FOR
        audit.append(db, SYSTEM, "locked", user.id, now)
    audit.append(db, SYSTEM, "sign_in_failed", user.id, now)


def sign_out(db: Session, token: str, now: datetime) -> None:
    """End one session; an unknown token is nothing to do."""
    session = db.get(UserSession, token_hash(token))
    user = db.get(User, session.user_id) if session else None
    if session is not None and user is not None:
        db.delete(session)
        audit.append(db, user.as_actor(), "signed_out", user.id, now)


def user_of(db: Session, token: str, now: datetime) -> tuple[User, datetime] | None:
    """The user of a session token that has not expired and was used in the last hours, and when it was last seen."""
    session = db.get(UserSession, token_hash(token))
    if session is None or session.expires_at <= now or session.seen_at + IDLE_FOR <= now:
        return None
    user = db.get(User, session.user_id)
    return (user, session.seen_at) if user is not None and user.active else None


def change_password(db: Session, user: User, old: str, new: str, now: datetime) -> None:
    """Set a new password; every other session of the user ends."""
    if not _passwords.verify(old, user.password_hash):
        raise Invalid("wrong_password", "原密码不对。")
    if len(new) < SHORTEST_PASSWORD or new == old or new.casefold() == user.username:
        raise Invalid("weak_password", f"新密码至少 {SHORTEST_PASSWORD} 位，且不能与原密码或用户名相同。")
    user.password_hash, user.must_change_password = _passwords.hash(new), False
    db.execute(sa.delete(UserSession).where(UserSession.user_id == user.id))
    audit.append(db, user.as_actor(), "password_changed", user.id, now)


def touch(db: Session, token: str, now: datetime) -> None:
    """Remember that a session is in use."""
    db.execute(sa.update(UserSession).where(UserSession.token_hash == token_hash(token)).values(seen_at=now))


def forget_expired(db: Session, now: datetime) -> int:
    """Delete sessions that are over; how many there were."""
    over = sa.delete(UserSession).where((UserSession.expires_at <= now) | (UserSession.seen_at <= now - IDLE_FOR))
    return int(getattr(db.execute(over), "rowcount", 0))
