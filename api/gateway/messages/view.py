"""How a conversation is shown: its messages, and how its draft stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.gateway.messages.models import ChatMessage
from api.gateway.messages.schemas import Choice, DraftShown, Filed, ShownMessage
from api.intake import drafts

FIRST_ASK = "story"


@dataclass(frozen=True)
class Standing:
    """Where the petition stands: what is asked, filled, missing, filed; whether the bot wants a person to come."""

    ask: str | None
    draft: DraftShown | None
    filed: Filed | None
    wants_person: bool


def shown(message: ChatMessage) -> ShownMessage:
    """A message as the people in the conversation see it."""
    return ShownMessage(
        id=message.id,
        speaker=message.speaker,
        kind=message.kind,
        text=message.text,
        choices=[Choice(**choice) for choice in message.choices or ()],
        custom=message.custom,
        at=message.created_at,
        client_message_id=message.client_message_id,
        attachment_ids=message.attachment_ids or [],
        pending=message.speaker == "citizen" and message.answered_at is None,
    )


def standing(db: Session, session_id: str) -> Standing:
    """The draft of this conversation as its citizen may see it; before the story, only the first question."""
    view = drafts.view(db, session_id)
    if view is None:
        return Standing(FIRST_ASK, None, None, False)
    filed = Filed(**view.filed) if view.filed else None
    return Standing(view.ask, DraftShown(filled=view.filled, missing=view.missing), filed, view.handover)
