"""What staff see of conversations that wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.gateway.messages.schemas import DraftShown, ShownMessage


class WaitingConversation(BaseModel):
    """One line of the list; nothing of what was said is in it."""

    id: str
    channel: str
    opened_at: datetime
    seen_at: datetime
    waiting_since: datetime | None
    taken_at: datetime | None
    mine: bool
    danger: bool
    sealed: bool


class ConversationForStaff(WaitingConversation):
    """The conversation itself. Reading it is recorded in the audit trail."""

    messages: list[ShownMessage]
    draft: DraftShown | None
    ask: str | None


class StaffSaying(BaseModel):
    """What a member of staff writes to the citizen; sent again with the same `client_message_id` it is said once."""

    client_message_id: Annotated[str, Field(min_length=1, max_length=58, pattern=r"^[\x21-\x7e]+$")]
    text: Annotated[str, Field(max_length=20_000)]
