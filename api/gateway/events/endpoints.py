"""The door for messages that come later."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from api import database
from api.gateway import limits
from api.gateway.events import case_news, stream
from api.gateway.sessions.access import Speaker

router = APIRouter(prefix="/api/chat/sessions", tags=["chat"])
case_news.connect()
PATTERN = "^[0-9a-z]{26}$"


def _start(session_id: str, message_id: str | None) -> int:
    with database.reading() as db:
        return stream.start_after(db, session_id, message_id)


@router.get("/{session_id}/events", response_class=EventSourceResponse)
async def listen(
    session_id: Speaker,
    after: Annotated[str | None, Query(pattern=PATTERN)] = None,
    last_event_id: Annotated[str | None, Header(pattern=PATTERN)] = None,
) -> EventSourceResponse:
    """Server-sent events: every message later than `Last-Event-ID` or `after` (a message id), as it is said.

    Read it by `fetch` with the Authorization header, not by EventSource: the token must not stand in an address.
    The stream ends after half an hour; go on with the last id.
    """
    limits.listening(session_id)
    stream.check_room(session_id)
    seq = await run_in_threadpool(_start, session_id, last_event_id or after)
    return EventSourceResponse(stream.news_events(session_id, seq), ping=15, send_timeout=30)
