"""One message on its way to the bot and back: one in flight per conversation, none lost, none answered twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog
from anyio import CancelScope
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api import database, working_days
from api.errors import Conflict, Unavailable
from api.gateway.messages import service
from api.gateway.messages.holders import new_holder
from api.gateway.messages.schemas import Answer, Saying, ShownMessage
from api.gateway.messages.service import BotReply, Busy, Told, Turn
from api.settings import settings

log = structlog.get_logger(__name__)
T = TypeVar("T")
Ask = Callable[[str, Told], Awaitable[Sequence[BotReply]]]

PATIENCE_SECONDS = 10.0
JOIN_SECONDS = 25.0
PAUSES = (0.05, 0.1, 0.2, 0.3)


async def _in_transaction(step: Callable[..., T], *arguments: Any) -> T:
    def work() -> T:
        with database.transaction() as db:
            return step(db, *arguments)

    return await run_in_threadpool(work)


async def answer(session_id: str, saying: Saying, ask: Ask) -> Answer:
    """Keep what the citizen said, ask the bot, keep and give its answer.

    Raises Invalid (nothing kept), Conflict (kept, another message is still with the bot), Unavailable (kept, the bot
    does not answer). After the last two the same `client_message_id` sent again is answered.
    """
    holder = new_holder()
    message_id, step = await _in_transaction(_receive_and_begin, session_id, saying, holder)
    if isinstance(step, Busy):
        step = await _own_turn(session_id, message_id, holder)
    if isinstance(step, Answer):
        return step
    try:
        return await _tell_all(session_id, holder, step.told, ask)
    except BaseException:
        with CancelScope(shield=True):
            await _in_transaction(service.release, session_id, holder)
        raise


def _receive_and_begin(db: Session, session_id: str, saying: Saying, holder: str) -> tuple[str, Answer | Turn | Busy]:
    now = working_days.now()
    message_id = service.receive(db, session_id, saying, now, settings().SESSION_HOURS)
    return message_id, service.begin(db, session_id, message_id, holder, now)


async def _own_turn(session_id: str, message_id: str, holder: str) -> Answer | Turn:
    started = time.monotonic()
    for attempt in range(1_000):
        await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        step = await _in_transaction(service.begin, session_id, message_id, holder, working_days.now())
        if not isinstance(step, Busy):
            return step
        if time.monotonic() - started > (JOIN_SECONDS if step.same else PATIENCE_SECONDS):
            break
    raise Conflict(
        "one_at_a_time", "上一条还在处理，请稍等几秒再发一次，刚才的话已经保存。", headers={"Retry-After": "3"}
    )


async def _tell_all(session_id: str, holder: str, told: list[Told], ask: Ask) -> Answer:
    """Tell the bot what it has not answered yet, earlier messages first, and give all that it said."""
    given: dict[str, Answer] = {}
    before: list[ShownMessage] = []
    for each in told:
        last = each is told[-1]
        alike = given.get(each.heard) if each.kind == "text" else None
        if alike is None:
            replies = await _replies(session_id, each, ask)
            step = partial(service.finish, message_id=each.message_id, replies=replies, before=before)
        else:
            step = partial(service.settle_alike, message_id=each.message_id, answer=alike)
        answer = await _in_transaction(_finish_and_go_on, step, session_id, holder, last)
        given[each.heard], before = answer, answer.messages
    return answer


def _finish_and_go_on(db: Session, step: Callable[..., Answer], session_id: str, holder: str, last: bool) -> Answer:
    """Keep an answer, and with it give the turn back, or keep the turn for the next message."""
    now = working_days.now()
    answer = step(db, now=now)
    if last:
        service.release(db, session_id, holder)
    else:
        service.renew(db, session_id, holder, now)
    return answer


async def _replies(session_id: str, told: Told, ask: Ask) -> Sequence[BotReply]:
    try:
        return await ask(session_id, told)
    except Unavailable as error:
        log.warning("bot_unavailable", reason=error.code, retry=told.retry)
        raise Unavailable(
            "bot_unavailable", "系统一时没有接上，请再发一次，刚才的话已经保存。", headers={"Retry-After": "3"}
        ) from error
