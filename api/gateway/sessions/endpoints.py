"""Doors of the conversation itself: open, show, pass on to another device."""

from __future__ import annotations

from fastapi import APIRouter

from api import working_days
from api.database import Db, ReadDb
from api.gateway import limits
from api.gateway.sessions import service
from api.gateway.sessions.access import Address, Speaker
from api.gateway.sessions.models import ChatSession
from api.gateway.sessions.schemas import (
    Conversation,
    HandoffCodeShown,
    HandoffCodeTyped,
    OpenedConversation,
    Opening,
)
from api.settings import settings

router = APIRouter(prefix="/api/chat/sessions", tags=["chat"])


@router.post("", status_code=201)
def open_chat(db: Db, origin: Address, opening: Opening | None = None) -> OpenedConversation:
    """Start a conversation. The answer holds the notice, the first question and the token for all that follows."""
    limits.opening(origin)
    return service.open_conversation(db, opening or Opening(), settings(), working_days.now())


@router.post("/resume")
def resume_chat(typed: HandoffCodeTyped, db: Db, origin: Address) -> OpenedConversation:
    """Go on with a conversation on another device, by the code shown on the first."""
    limits.code_typing(origin)
    return service.resume_by_code(db, typed.code, settings(), working_days.now())


@router.get("/{session_id}")
def show_chat(session_id: Speaker, db: ReadDb) -> Conversation:
    """The conversation so far, the draft and what is asked now: enough to go on after a reload."""
    return service.conversation(db, db.get_one(ChatSession, session_id))


@router.post("/{session_id}/handoff-code", status_code=201)
def make_handoff_code(session_id: Speaker, db: Db) -> HandoffCodeShown:
    """A code by which another device can go on with this conversation."""
    limits.code_making(session_id)
    return service.handoff_code(db, session_id, working_days.now())
