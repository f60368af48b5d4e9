"""Who is asking: the signed-in user as a dependency, and which roles may come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from api import database
from api.accounts import service
from api.accounts.actors import Actor, Role
from api.errors import Forbidden, Unauthorized
from api.working_days import now

COOKIE = "office_session"
TOUCH_EVERY = timedelta(minutes=1)
WITH_FIRST_PASSWORD = frozenset({"/api/me", "/api/auth/password"})


def session_token(request: Request) -> str:
    """The session token that the browser sent; raises Unauthorized."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise Unauthorized("not_signed_in", "请先登录。")
    return token


def current_actor(request: Request, token: Annotated[str, Depends(session_token)]) -> Actor:
    """The signed-in user; raises Unauthorized when the session is over, Forbidden while the first password stands.

    Uses short transactions of its own.
    """
    moment = now()
    with database.reading() as db:
        found = service.user_of(db, token, moment)
    if found is None:
        raise Unauthorized("session_over", "登录已过期，请重新登录。")
    user, seen_at = found
    if user.must_change_password and request.url.path not in WITH_FIRST_PASSWORD:
        raise Forbidden("must_change_password", "这是初始密码，请先修改密码。")
    if seen_at < moment - TOUCH_EVERY:
        with database.transaction() as own:
            service.touch(own, token, moment)
    return user.as_actor()


CurrentActor = Annotated[Actor, Depends(current_actor)]


def require(*roles: Role) -> Callable[[Actor], Actor]:
    """A dependency that lets only these roles in."""

    def check(actor: CurrentActor) -> Actor:
        if actor.role not in roles:
            raise Forbidden("wrong_role", "您的岗位没有这项权限。")
        return actor

    return check
