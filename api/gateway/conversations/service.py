"""A member of staff takes a conversation over, talks, and hands it back; the bot is silent in between.

Only conversations that wait for a person, or have one, can be opened at all; every opening leaves an audit line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts import audit
from api.accounts.actors import Actor, Role
from api.cases.models import Case
from api.cases.petitions import Petition
from api.cases.scope import record_refusal
from api.errors import Conflict, Forbidden, NotFound
from api.gateway.conversations.schemas import ConversationForStaff, StaffSaying, WaitingConversation
from api.gateway.messages import cleaning, repository
from api.gateway.messages.models import ChatMessage
from api.gateway.messages.schemas import ShownMessage
from api.gateway.messages.view import shown, standing
from api.gateway.sessions.models import ChatSession
from api.intake import drafts
from api.intake.drafts.models import Draft

TAKERS = (Role.REGISTRAR, Role.LEADER)
TAKEN_OVER = "工作人员来了，下面由工作人员直接回复您。"
HANDED_BACK = "工作人员的回复先到这里，您可以接着跟我说。还需要工作人员，随时告诉我。"


def check_taker(actor: Actor) -> None:
    """Only registrars and leaders of the bureau itself talk with citizens; raises Forbidden."""
    if actor.role not in TAKERS or not actor.in_bureau:
        raise Forbidden("wrong_role", "您的岗位没有接入对话的权限。")


def listed(db: Session, actor: Actor, waiting: bool, now: datetime) -> list[WaitingConversation]:
    """Conversations that wait for a person (longest first), or all that wait or have one."""
    wanted = ChatSession.waiting_since.is_not(None) & ChatSession.taken_by.is_(None)
    if not waiting:
        wanted = ChatSession.waiting_since.is_not(None) | ChatSession.taken_by.is_not(None)
    found: Sequence[ChatSession] = db.scalars(
        sa.select(ChatSession)
        .where(wanted, ChatSession.expires_at > now)
        .order_by(ChatSession.waiting_since, ChatSession.id)
        .limit(200)
    ).all()
    lines = [WaitingConversation(**_line(db, each, actor)) for each in found]
    return sorted(lines, key=lambda line: not line.danger)


def _line(db: Session, session: ChatSession, actor: Actor) -> dict[str, object]:
    return {
        "id": session.id,
        "channel": session.channel,
        "opened_at": session.created_at,
        "seen_at": session.seen_at,
        "waiting_since": session.waiting_since,
        "taken_at": session.taken_at,
        "mine": session.taken_by == actor.id,
        "danger": drafts.in_danger(db, session.id),
        "sealed": _accuses(db, session.id),
    }


def find(db: Session, conversation_id: str, actor: Actor, now: datetime) -> ChatSession:
    """A conversation that this person may open now, its row locked; raises NotFound for any other.

    One in which somebody is accused is only for those who may open accusations (条例 第30条第3款), but a life in danger
    comes first. A refused attempt is recorded.
    """
    session = db.get(ChatSession, conversation_id, with_for_update=True)
    if session is None or not session.with_staff:
        raise NotFound("unknown_conversation", "没有找到这个对话，或者它已经不需要人工处理。")
    if not actor.may_open_sealed and _accuses(db, session.id) and not drafts.in_danger(db, session.id):
        record_refusal(db, actor, "conversation_refused", conversation_id, now)
        raise Forbidden("sealed", "这个对话涉及检举控告，请由有专门权限的同事接入。")
    return session


def _accuses(db: Session, session_id: str) -> bool:
    """Whether an accusation is being told or was filed in a conversation."""
    told = db.scalars(sa.select(Draft).where(Draft.session_id == session_id)).all()
    if any(draft.fields.get("accusation") for draft in told):
        return True
    filed = sa.select(Case.id).join(Petition).where(Petition.draft_id.in_([draft.id for draft in told]), Case.sealed)
    return db.scalar(filed.limit(1)) is not None


def opened(db: Session, conversation_id: str, actor: Actor, now: datetime) -> ConversationForStaff:
    """The whole conversation; the reading is recorded."""
    session = find(db, conversation_id, actor, now)
    audit.append(db, actor, "conversation.read", session.id, now)
    stands = standing(db, session.id)
    return ConversationForStaff(
        **_line(db, session, actor),
        messages=[shown(each) for each in repository.latest(db, session.id)],
        draft=stands.draft,
        ask=stands.ask,
    )


def take_over(db: Session, conversation_id: str, actor: Actor, now: datetime) -> None:
    """From now on this person answers; raises Conflict when a colleague already does."""
    session = find(db, conversation_id, actor, now)
    if session.taken_by == actor.id:
        return
    if session.taken_by is not None:
        raise Conflict("taken", "这个对话已经有同事接入。")
    session.taken_by, session.taken_at = actor.id, now
    repository.append(db, session.id, "system", TAKEN_OVER, now)
    audit.append(db, actor, "conversation.take_over", session.id, now)


def say(db: Session, conversation_id: str, actor: Actor, saying: StaffSaying, now: datetime) -> ShownMessage:
    """Write to the citizen; who writes first takes over by it. Raises Conflict when a colleague talks, Invalid."""
    client_id = f"staff:{saying.client_message_id}"
    known = repository.by_client_id(db, conversation_id, client_id)
    if known is not None and known.author_id == actor.id:
        return _said(known)
    take_over(db, conversation_id, actor, now)
    text = cleaning.accepted(saying.text)
    message = repository.append(
        db, conversation_id, "agent", text, now, author_id=actor.id, client_message_id=client_id
    )
    audit.append(db, actor, "conversation.say", conversation_id, now, message=message.id)
    return _said(message)


def _said(message: ChatMessage) -> ShownMessage:
    return shown(message).model_copy(update={"client_message_id": None})


def hand_back(db: Session, conversation_id: str, actor: Actor, now: datetime) -> None:
    """The bot answers again. Only who talks, or a leader, ends it; raises Conflict otherwise."""
    session = find(db, conversation_id, actor, now)
    if session.taken_by not in (None, actor.id) and actor.role is not Role.LEADER:
        raise Conflict("taken", "这个对话由同事接入，只能由他本人或者领导结束。")
    session.taken_by = session.taken_at = session.waiting_since = None
    session.handover_asked = False
    drafts.end_handover(db, session.id)
    repository.append(db, session.id, "system", HANDED_BACK, now)
    audit.append(db, actor, "conversation.hand_back", session.id, now)
