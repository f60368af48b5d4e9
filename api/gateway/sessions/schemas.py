"""What opening, resuming and passing on a conversation take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.gateway.messages.schemas import DraftShown, Filed, ShownMessage


class Opening(BaseModel):
    """How the citizen came here. `campaign` is the `from` of the link, for the office's own statistics."""

    channel: Literal["web", "widget", "wechat", "window"] = "web"
    campaign: Annotated[str, Field(max_length=200)] | None = None


class Conversation(BaseModel):
    """A conversation as it stands: enough to go on after a reload or on another device."""

    session_id: str
    channel: str
    messages: list[ShownMessage]
    ask: str | None
    draft: DraftShown | None
    filed: Filed | None
    handover: bool
    expires_at: datetime


class OpenedConversation(Conversation):
    """The same with the key to it. The token is given only here and is stored nowhere."""

    token: str


class HandoffCodeShown(BaseModel):
    """A code to type on another device, good once and until `expires_at`."""

    code: str
    expires_at: datetime


class HandoffCodeTyped(BaseModel):
    """The code as it was typed; case, spaces and dashes do not matter."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
