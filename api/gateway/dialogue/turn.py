"""One action call: the draft of its conversation, the message, and what is said; kept once, repeated exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.gateway.dialogue.heard import Heard, reading_of
from api.gateway.dialogue.models import DialogueTurn
from api.gateway.messages.repository import citizen_text
from api.intake import drafts
from api.intake.drafts.models import Draft
from api.intake.drafts.state import Choice, Mind, Reading, Say
from api.settings import Settings, settings
from api.working_days import office_today

Event = dict[str, Any]


@dataclass
class Turn:
    """What an action works with. `say` collects messages; `mind` is the working copy of the draft."""

    db: Session
    heard: Heard
    draft: Draft
    mind: Mind
    now: datetime
    messages: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, db: Session, heard: Heard, now: datetime) -> Turn:
        """The turn of the conversation's current draft."""
        draft = drafts.current(db, heard.sender, now)
        return cls(db, heard, draft, drafts.working_copy(draft), now)

    @property
    def office(self) -> Settings:
        """The office's settings."""
        return settings()

    @property
    def today(self) -> date:
        """The day at the office."""
        return office_today(self.now)

    def reading(self) -> Reading:
        """The message with everything that was written, not only what Rasa heard of it."""
        whole = citizen_text(self.db, self.heard.message_id) if self.heard.message_id else None
        return reading_of(self.heard, whole, self.today, self.office.OFFICE_REGION_CODE)

    def say(self, response: str, choices: tuple[Choice, ...] = (), custom: Any = None, **variables: str) -> None:
        """Say a response of bot/domain with its variables; the office's own are always there."""
        buttons = [{"title": choice.label, "payload": choice.value} for choice in choices]
        known = {**office_words(self.office), **variables}
        self.messages.append(
            {"response": response, "text": None, "buttons": buttons, "custom": dict(custom) if custom else {}}
            | {name: _harmless(value) for name, value in known.items()}
        )

    def speak(self, say: Say | None) -> None:
        """Say what a decision rule wants said."""
        if say is not None:
            self.say(say.response, say.choices, say.custom, **say.variables)

    def keep(self) -> None:
        """Write the working copy back to the draft."""
        drafts.keep(self.draft, self.mind, self.now)
        self.db.flush()

    def switch(self, draft: Draft) -> None:
        """Go on with another draft of the same conversation."""
        self.draft, self.mind = draft, drafts.working_copy(draft)


def office_words(office: Settings) -> dict[str, str]:
    """What the texts of bot/domain may call {office…}."""
    return {
        "office": office.OFFICE_NAME, "office_phone": office.OFFICE_PHONE, "office_hours": office.OFFICE_HOURS,
        "office_address": office.OFFICE_ADDRESS,
    }  # fmt: skip


def _harmless(value: str) -> str:
    """Rasa reads "0[" and braces in a filled-in text as a template that went wrong."""
    return str(value).replace("0[", "0［").replace("{", "｛").replace("}", "｝")


def slot(name: str, value: Any) -> Event:
    """A SlotSet event; values are marks, never personal data."""
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def remembered(db: Session, heard: Heard, action: str) -> dict[str, Any] | None:
    """The result that this action gave for this message before, if the turn is being repeated."""
    row = db.get(DialogueTurn, heard.sender) if heard.message_id else None
    if row is None or row.message_id != heard.message_id:
        return None
    result: dict[str, Any] | None = row.calls.get(f"{heard.step}:{action}")
    return result


def remember(db: Session, heard: Heard, action: str, result: dict[str, Any], now: datetime) -> None:
    """Keep the result of an action for a repetition of the same turn."""
    if not heard.message_id:
        return
    row = db.get(DialogueTurn, heard.sender)
    if row is None:
        row = DialogueTurn(session_id=heard.sender, message_id=heard.message_id, calls={}, updated_at=now)
        db.add(row)
    earlier = row.calls if row.message_id == heard.message_id else {}
    row.message_id, row.updated_at = heard.message_id, now
    row.calls = {**earlier, f"{heard.step}:{action}": result}
    db.flush()
