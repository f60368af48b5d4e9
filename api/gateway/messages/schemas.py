"""What goes in and out of a conversation, as CONTRACT says (fields may be added, never taken away)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

OwnId = Annotated[str, Field(pattern=r"^[0-9a-z]{26}$")]
ClientId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]


class Saying(BaseModel):
    """What a citizen sends: a text, a tapped choice, or files (with or without a text).

    `client_message_id` is made by the page, once for each message: sending it again repeats the answer, not the effect.
    """

    model_config = ConfigDict(extra="ignore")

    client_message_id: ClientId
    text: str | None = None
    choice: Annotated[str, Field(max_length=500)] | None = None
    attachment_ids: Annotated[list[OwnId], Field(max_length=9)] | None = None


class Choice(BaseModel):
    """An answer that can be tapped: `value` goes back as `choice`."""

    label: str
    value: str


class ShownMessage(BaseModel):
    """One message as its reader sees it. `pending`: the citizen's message is kept, but not answered yet."""

    id: str
    speaker: Literal["citizen", "bot", "agent", "system"]
    kind: Literal["text", "choice", "attachment"] = "text"
    text: str
    choices: list[Choice] = Field(default_factory=list)
    custom: dict[str, Any] | None = None
    at: datetime
    client_message_id: str | None = None
    attachment_ids: list[str] = Field(default_factory=list)
    pending: bool = False


class DraftShown(BaseModel):
    """How far the petition is: what is filled (as its own citizen may see it) and what is missing."""

    filled: dict[str, str]
    missing: list[str]


class Filed(BaseModel):
    """The receipt's two numbers."""

    query_code: str
    case_number: str


class Answer(BaseModel):
    """What the bot says to one message, and how the conversation stands after it."""

    messages: list[ShownMessage]
    ask: str | None
    draft: DraftShown | None
    filed: Filed | None
    handover: bool
    message_id: str
