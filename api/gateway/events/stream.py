"""What happens in a conversation after a given message, read from the database once a second.

The table is the only memory: any api process can serve any reader, and a lost connection goes on where it stopped.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sse_starlette import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api import database, working_days
from api.errors import TooMany
from api.gateway.messages import repository
from api.gateway.messages.schemas import ShownMessage
from api.gateway.messages.view import shown
from api.gateway.sessions.models import ChatSession

POLL_SECONDS = 1.0
LONGEST_SECONDS = 1_800
MOST_READERS = 8  # of one conversation in one process: pages left open, other devices
_readers: Counter[str] = Counter()


@dataclass(frozen=True)
class News:
    """What is new since place `seq`; `over` when the conversation has expired or is gone."""

    seq: int
    messages: list[ShownMessage]
    handover: bool
    over: bool = False


def start_after(db: Session, session_id: str, message_id: str | None) -> int:
    """The place to go on from: behind `message_id`, or behind all that is there when it is not given or unknown."""
    place = repository.place_of(db, session_id, message_id) if message_id else None
    if place is not None:
        return place
    return db.scalars(sa.select(ChatSession.last_seq).where(ChatSession.id == session_id)).one()


def read_news(db: Session, session_id: str, seq: int, now: datetime) -> News:
    """All that was said after place `seq`."""
    session = db.get(ChatSession, session_id)
    if session is None or session.expires_at <= now:
        return News(seq, [], False, over=True)
    later = repository.later(db, session_id, seq)
    return News(later[-1].seq if later else seq, [shown(message) for message in later], session.with_staff)


def _read(session_id: str, seq: int) -> News:
    with database.reading() as db:
        return read_news(db, session_id, seq, working_days.now())


def check_room(session_id: str) -> None:
    """Raises TooMany when a conversation is read by as many pages as can be its own."""
    if _readers[session_id] >= MOST_READERS:
        raise TooMany("too_many_readers", "这次对话在太多页面里打开了，请关掉几个再看。", headers={"Retry-After": "30"})


async def news_events(session_id: str, seq: int) -> AsyncIterator[ServerSentEvent]:
    """`message` events with the message's id, and a `handover` event at the start and whenever it changes."""
    _readers[session_id] += 1
    try:
        async for event in _news(session_id, seq):
            yield event
    finally:
        _readers[session_id] -= 1
        if _readers[session_id] <= 0:
            del _readers[session_id]


async def _news(session_id: str, seq: int) -> AsyncIterator[ServerSentEvent]:
    last = News(seq, [], False)
    handover: bool | None = None
    for _ in range(int(LONGEST_SECONDS / POLL_SECONDS)):
        last = await run_in_threadpool(_read, session_id, last.seq)
        if last.over:
            yield ServerSentEvent(event="over", data="{}")
            return
        for message in last.messages:
            yield ServerSentEvent(event="message", id=message.id, data=message.model_dump_json())
        if last.handover != handover:
            handover = last.handover
            yield ServerSentEvent(event="handover", data=f'{{"handover":{str(handover).lower()}}}')
        await asyncio.sleep(POLL_SECONDS)
