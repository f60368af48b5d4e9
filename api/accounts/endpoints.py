"""Sign-in, sign-out, who am I, and the users of the office."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from api.accounts import audit, service
from api.accounts.access import COOKIE, CurrentActor, require, session_token
from api.accounts.actors import ROLE_LABELS, Actor, Role
from api.accounts.models import User
from api.database import Db
from api.errors import Unauthorized
from api.security.limits import limit
from api.settings import settings
from api.working_days import now

router = APIRouter()
PRINTABLE = r"^[^\x00-\x1f]*$"
_sign_in_limit = limit("sign_in", per_minute=20)


class LoginRequest(BaseModel):
    """User name and password as typed."""

    username: str = Field(max_length=64, pattern=PRINTABLE)
    password: str = Field(max_length=256)


class Me(BaseModel):
    """The signed-in user."""

    id: str
    username: str
    name: str
    role: Role
    role_label: str
    unit_code: str | None
    may_open_sealed: bool
    must_change_password: bool


class NewUser(BaseModel):
    """A user to be created, with a first password that has to be changed."""

    username: str = Field(min_length=2, max_length=64, pattern=PRINTABLE)
    name: str = Field(min_length=1, max_length=64)
    role: Role
    password: str = Field(max_length=256)
    unit_code: str | None = Field(default=None, pattern=r"^[0-9A-Za-z-]{1,16}$")
    may_open_sealed: bool = False


class PasswordChange(BaseModel):
    """Old and new password."""

    old: str = Field(max_length=256)
    new: str = Field(max_length=256)


def _me(user: User) -> Me:
    role = Role(user.role)
    return Me(
        id=user.id, username=user.username, name=user.name, role=role, role_label=ROLE_LABELS[role],
        unit_code=user.unit_code, may_open_sealed=user.may_open_sealed, must_change_password=user.must_change_password,
    )  # fmt: skip


@router.post("/api/auth/login", tags=["accounts"])
def login(body: LoginRequest, request: Request, response: Response, db: Db) -> Me:
    """Sign in and set the session cookie."""
    _sign_in_limit(request.client.host if request.client else "unknown")
    right = service.password_fits(body.username, body.password)
    signed_in = service.sign_in(db, body.username, body.password, now(), right=right)
    if signed_in is None:
        db.commit()  # the failure must count although this request fails
        raise Unauthorized("wrong_credentials", "用户名或密码不对，或者账号暂时被锁定，请稍后再试。")
    response.set_cookie(
        COOKIE, signed_in.token, httponly=True, samesite="lax", secure=settings().SECURE_COOKIES, path="/",
        max_age=settings().SESSION_HOURS * 3600,
    )  # fmt: skip
    return _me(signed_in.user)


@router.post("/api/auth/logout", status_code=204, tags=["accounts"])
def logout(request: Request, response: Response, db: Db) -> None:
    """Sign out; works without a session too."""
    token = request.cookies.get(COOKIE)
    if token:
        service.sign_out(db, token, now())
    response.delete_cookie(COOKIE, path="/")


@router.get("/api/me", tags=["accounts"])
def me(actor: CurrentActor, db: Db) -> Me:
    """The signed-in user."""
    return _me(db.get_one(User, actor.id))


@router.post("/api/auth/password", status_code=204, tags=["accounts"])
def change_password(
    body: PasswordChange, actor: CurrentActor, _: Annotated[str, Depends(session_token)], response: Response, db: Db
) -> None:
    """Change the own password; all sessions end, sign in again."""
    service.change_password(db, db.get_one(User, actor.id), body.old, body.new, now())
    response.delete_cookie(COOKIE, path="/")


@router.get("/api/users", tags=["accounts"])
def list_users(_: Annotated[Actor, Depends(require(Role.ADMIN, Role.AUDITOR))], db: Db) -> list[Me]:
    """All users of the office."""
    return [_me(user) for user in db.scalars(sa.select(User).order_by(User.username))]


@router.post("/api/users", status_code=201, tags=["accounts"])
def create_user(body: NewUser, actor: Annotated[Actor, Depends(require(Role.ADMIN))], db: Db) -> Me:
    """Create a user."""
    user = service.create_user(
        db, body.username, body.name, body.role, body.password, now=now(),
        unit_code=body.unit_code, may_open_sealed=body.may_open_sealed,
    )  # fmt: skip
    audit.append(db, actor, "user_created_by", user.id, now())
    return _me(user)
