"""The steps of one message: receive and keep it, begin its turn, finish it. Each is one short transaction.

Between `begin` and `finish` the bot is asked, with no transaction open. A process may die anywhere in between: the
message is kept, the lock expires, and the same message sent again is answered once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.cases.attachments import service as attachments
from api.errors import Conflict, Invalid
from api.gateway.messages import cleaning, repository
from api.gateway.messages.holders import surely_dead
from api.gateway.messages.models import ChatMessage
from api.gateway.messages.schemas import Answer, Saying, ShownMessage
from api.gateway.messages.view import shown, standing
from api.gateway.sessions.models import ChatSession
from api.gateway.sessions.repository import hold
from api.intake import drafts

LOCK_SECONDS = 20
CAUGHT_UP = 3
OFTEN = 3
ATTACHED = "/attach_material"


class BotReply(Protocol):
    """What the bot says, as the dialogue client gives it."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def buttons(self) -> Sequence[dict[str, str]]:
        """What may be tapped: title and payload."""

    @property
    def custom(self) -> dict[str, Any] | None:
        """A card, when there is one."""


@dataclass(frozen=True)
class Told:
    """One message for the bot: its id, kind, what the bot hears, and whether it was told before."""

    message_id: str
    kind: str
    heard: str
    retry: bool


@dataclass(frozen=True)
class Turn:
    """The lock is ours: tell the bot these, in this order. The last one is the message that was sent now."""

    told: list[Told]


@dataclass(frozen=True)
class Busy:
    """Another message of this conversation is with the bot; `same` when it is this very one."""

    same: bool


def receive(db: Session, session_id: str, saying: Saying, now: datetime, hours: int) -> str:
    """Keep what the citizen sent, before anything else is tried; gives the message's id. A repeat is not kept twice.

    Raises Invalid when it is empty, too long, a choice that was never offered, or names files of somebody else.
    """
    hold(db, session_id, now, hours)
    known = repository.by_client_id(db, session_id, saying.client_message_id)
    if known is not None:
        return known.id
    content = _content(db, session_id, saying)
    message = repository.append(
        db, session_id, "citizen", now=now, client_message_id=saying.client_message_id, **content
    )
    for attachment_id in message.attachment_ids or ():
        drafts.attach(db, session_id, attachment_id)
    return message.id


def _content(db: Session, session_id: str, saying: Saying) -> dict[str, Any]:
    files = list(dict.fromkeys(saying.attachment_ids or ()))
    if saying.choice is not None:
        return _tapped(db, session_id, saying.choice)
    if files:
        names = attachments.names_of(db, session_id, files)
        written = cleaning.clean(saying.text or "")
        if cleaning.says_something(written):
            return {"kind": "attachment", "text": cleaning.accepted(written), "attachment_ids": files}
        listed = "、".join(names)
        return {
            "kind": "attachment", "text": f"（发来附件：{listed}）", "payload": ATTACHED, "attachment_ids": files,
        }  # fmt: skip
    return {"kind": "text", "text": cleaning.accepted(saying.text or "")}


def _tapped(db: Session, session_id: str, value: str) -> dict[str, Any]:
    label = repository.offered_label(db, session_id, value)
    if label is None:
        message = "这个选项已经不能用了，请从最新的选项里选，或者直接打字告诉我。"
        raise Invalid("unknown_choice", message, fields={"choice": "不在选项里"})
    return {"kind": "choice", "text": label, "payload": value}


def begin(db: Session, session_id: str, message_id: str, holder: str, now: datetime) -> Answer | Turn | Busy:
    """Take the conversation's turn for a message: its answer if there is one already, what to tell the bot if the turn
    is ours, Busy if it is not. While staff have taken over, the message is theirs and the bot stays silent."""
    message = db.get_one(ChatMessage, message_id)
    if message.answer is not None:
        return Answer(**message.answer)
    _free_from_the_dead(db, session_id)
    if not _take_lock(db, session_id, message_id, holder, now):
        running = db.scalars(sa.select(ChatSession.turn_message_id).where(ChatSession.id == session_id)).one()
        return Busy(same=running == message_id)
    db.refresh(message)
    if message.answer is not None:
        release(db, session_id, holder)
        return Answer(**message.answer)
    waiting = _to_tell(db, message)
    if db.get_one(ChatSession, session_id, populate_existing=True).taken_by is not None:
        release(db, session_id, holder)
        return [_settle(db, each, [], now) for each in waiting][-1]
    told = [Told(m.id, m.kind, _heard(m), m.attempts > 0) for m in waiting]
    for each in waiting:
        each.attempts += 1
    return Turn(told)


def _to_tell(db: Session, message: ChatMessage) -> list[ChatMessage]:
    """The message and up to three before it that the bot has not answered; one that failed often must not block."""
    waiting = repository.unanswered(db, message.session_id, message.seq, CAUGHT_UP + 1)
    return [each for each in waiting if each.id == message.id or each.attempts < OFTEN]


def _heard(message: ChatMessage) -> str:
    return message.payload if message.payload is not None else cleaning.for_bot(message.text)


def _free_from_the_dead(db: Session, session_id: str) -> None:
    holder = db.scalars(sa.select(ChatSession.turn_holder).where(ChatSession.id == session_id)).one()
    if holder is not None and surely_dead(holder):
        release(db, session_id, holder)


def _take_lock(db: Session, session_id: str, message_id: str, holder: str, now: datetime) -> bool:
    taken = db.execute(
        sa.update(ChatSession)
        .where(
            ChatSession.id == session_id,
            sa.or_(
                ChatSession.turn_until.is_(None),
                ChatSession.turn_until < now,
                ChatSession.turn_until > now + 2 * timedelta(seconds=LOCK_SECONDS),  # the clock was put back
                ChatSession.turn_holder == holder,
            ),
        )
        .values(turn_holder=holder, turn_message_id=message_id, turn_until=now + timedelta(seconds=LOCK_SECONDS))
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def renew(db: Session, session_id: str, holder: str, now: datetime) -> None:
    """Keep the turn for another 20 s; raises Conflict when it was lost meanwhile."""
    kept = db.execute(
        sa.update(ChatSession)
        .where(ChatSession.id == session_id, ChatSession.turn_holder == holder)
        .values(turn_until=now + timedelta(seconds=LOCK_SECONDS))
        .execution_options(synchronize_session=False)
    )
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise Conflict("one_at_a_time", "上一条还在处理，请稍等几秒再发一次，刚才的话已经保存。")


def release(db: Session, session_id: str, holder: str) -> None:
    """Give the turn back, if it is still ours."""
    db.execute(
        sa.update(ChatSession)
        .where(ChatSession.id == session_id, ChatSession.turn_holder == holder)
        .values(turn_holder=None, turn_message_id=None, turn_until=None)
        .execution_options(synchronize_session=False)
    )


def finish(
    db: Session, message_id: str, replies: Sequence[BotReply], before: list[ShownMessage], now: datetime
) -> Answer:
    """Keep what the bot said to a message, with the whole answer. If somebody else was faster, theirs stands.

    `before` are the answers to earlier messages which nobody has seen yet; they are shown first.
    """
    message = db.get_one(ChatMessage, message_id, with_for_update=True)
    if message.answer is not None:
        return Answer(**message.answer)
    said = [_keep(db, message.session_id, reply, now) for reply in replies]
    return _settle(db, message, [*before, *map(shown, said)], now)


def _keep(db: Session, session_id: str, reply: BotReply, now: datetime) -> ChatMessage:
    choices = [{"label": button["title"], "value": button["payload"]} for button in reply.buttons or ()]
    return repository.append(
        db, session_id, "bot", reply.text or "", now, choices=choices or None, custom=reply.custom or None
    )


def _settle(db: Session, message: ChatMessage, said: list[ShownMessage], now: datetime) -> Answer:
    now_stands = standing(db, message.session_id)
    session = db.get_one(ChatSession, message.session_id, populate_existing=True)
    if now_stands.wants_person and not session.handover_asked and not session.with_staff:
        session.waiting_since = now
    session.handover_asked = now_stands.wants_person
    answer = Answer(
        messages=said,
        ask=now_stands.ask,
        draft=now_stands.draft,
        filed=now_stands.filed,
        handover=session.with_staff,
        message_id=message.id,
    )
    message.answer, message.answered_at = answer.model_dump(mode="json"), now
    return answer


def settle_alike(db: Session, message_id: str, answer: Answer, now: datetime) -> Answer:
    """Give a message the answer that the same words got a moment before (sent again under another id)."""
    message = db.get_one(ChatMessage, message_id, with_for_update=True)
    if message.answer is None:
        same = answer.model_copy(update={"message_id": message_id})
        message.answer, message.answered_at = same.model_dump(mode="json"), now
    return Answer(**message.answer)
