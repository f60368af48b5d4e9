"""The door for what a citizen says."""

from __future__ import annotations

from fastapi import APIRouter

from api.gateway import limits
from api.gateway.messages import bot, turn
from api.gateway.messages.schemas import Answer, Saying
from api.gateway.sessions.access import Address, Speaker

router = APIRouter(prefix="/api/chat/sessions", tags=["chat"], lifespan=bot.connected)


@router.post("/{session_id}/messages")
async def send_message(session_id: Speaker, saying: Saying, origin: Address) -> Answer:
    """Say something. What is said is kept first; the same `client_message_id` again gives the same answer."""
    limits.speaking(session_id)
    limits.speaking_from(origin)
    return await turn.answer(session_id, saying, bot.ask)
