"""Who may speak in a conversation: the holder of its token, and nobody is told whether a conversation exists."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Request

from api import database, working_days
from api.errors import Unauthorized
from api.gateway.sessions import repository
from api.security import same


def address(request: Request) -> str:
    """The caller's network address, as a key for limits only; it is never stored."""
    return request.client.host if request.client else "unknown"


def speaker(
    session_id: Annotated[str, Path(max_length=64)], authorization: Annotated[str, Header(max_length=500)] = ""
) -> str:
    """The id of the conversation that the caller may speak in.

    Raises Unauthorized, with the same words for a wrong token, an unknown conversation and an expired one.
    """
    scheme, _, token = authorization.partition(" ")
    with database.reading() as db:
        session = repository.by_token(db, token.strip(), working_days.now())
        if session is None or scheme.lower() != "bearer" or not same(session.id, session_id):
            raise Unauthorized(
                "session_over",
                "这次对话已经过期或者不在这台设备上，请重新开始。已经提交的事项，可以用查询码查进度。",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return session.id


Address = Annotated[str, Depends(address)]
Speaker = Annotated[str, Depends(speaker)]
