"""Doors for staff who talk with citizens in place of the bot."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from api import working_days
from api.accounts import audit
from api.accounts.access import CurrentActor
from api.accounts.actors import Actor
from api.cases.attachments import repository as files
from api.cases.attachments import service as attachments
from api.database import Db
from api.errors import NotFound
from api.gateway.conversations import service
from api.gateway.conversations.schemas import ConversationForStaff, StaffSaying, WaitingConversation
from api.gateway.messages.schemas import OwnId, ShownMessage

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


def taker(actor: CurrentActor) -> Actor:
    """A signed-in member of staff who may talk with citizens."""
    service.check_taker(actor)
    return actor


Taker = Annotated[Actor, Depends(taker)]


@router.get("")
def list_conversations(db: Db, actor: Taker, waiting: bool = False) -> list[WaitingConversation]:
    """Conversations that wait for a person; those in danger first, then the longest waiting."""
    return service.listed(db, actor, waiting, working_days.now())


@router.get("/{conversation_id}")
def open_conversation(conversation_id: OwnId, db: Db, actor: Taker) -> ConversationForStaff:
    """What was said in a conversation that waits for a person or has one."""
    return service.opened(db, conversation_id, actor, working_days.now())


@router.post("/{conversation_id}/take-over", status_code=204)
def take_over_conversation(conversation_id: OwnId, db: Db, actor: Taker) -> None:
    """Answer from now on in place of the bot."""
    service.take_over(db, conversation_id, actor, working_days.now())


@router.post("/{conversation_id}/hand-back", status_code=204)
def hand_back_conversation(conversation_id: OwnId, db: Db, actor: Taker) -> None:
    """Let the bot answer again."""
    service.hand_back(db, conversation_id, actor, working_days.now())


@router.post("/{conversation_id}/messages", status_code=201)
def reply_in_conversation(conversation_id: OwnId, saying: StaffSaying, db: Db, actor: Taker) -> ShownMessage:
    """Write to the citizen, who gets it at once by server-sent events, or on the next reload."""
    return service.say(db, conversation_id, actor, saying, working_days.now())


@router.get("/{conversation_id}/attachments/{attachment_id}", response_class=StreamingResponse)
def download_conversation_attachment(
    conversation_id: OwnId, attachment_id: OwnId, db: Db, actor: Taker
) -> StreamingResponse:
    """A file that the citizen sent in this conversation, as a download."""
    service.find(db, conversation_id, actor, working_days.now())
    attachment = files.of_session(db, conversation_id, attachment_id)
    if attachment is None:
        raise NotFound("unknown_attachment", "没有找到这个文件。")
    audit.append(db, actor, "attachment.read", attachment.id, working_days.now())
    file = attachments.download(attachment)
    return StreamingResponse(file.pieces, media_type=file.media_type, headers=file.headers)
