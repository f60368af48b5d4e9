"""What Rasa heard, as the decision rules read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.intake.drafts.facts import read_facts
from api.intake.drafts.state import Reading
from api.intake.drafts.wording import simplified
from classifier import safety

_NOT_RUN = ("action_listen", "action_extract_slots", "petition_form")
ATTACHED = "/attach_material"


@dataclass(frozen=True)
class Heard:
    """The citizen's message in a tracker, and where in its turn the bot is (`step`: actions run since).

    `tapped`: a choice and not words (words that begin with "/" come with an invisible guard before it).
    """

    sender: str
    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    picked: tuple[str, str] | None
    message_id: str | None
    kind: str
    step: int
    slots: dict[str, Any] = field(default_factory=dict)

    tapped: bool = False


def heard_in(tracker: Any) -> Heard:
    """Read the latest message of a rasa-sdk tracker."""
    message = tracker.latest_message or {}
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    ranking = tuple((entry["name"], float(entry["confidence"])) for entry in message.get("intent_ranking") or [])
    return Heard(
        sender=tracker.sender_id,
        text=(message.get("text") or "").lstrip("\u200b"),
        intent=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=ranking,
        picked=_picked(message),
        message_id=metadata.get("message_id"),
        kind=metadata.get("kind") or "text",
        step=_step(tracker.events or []),
        slots=dict(tracker.slots or {}),
        tapped=(message.get("text") or "").startswith("/") and metadata.get("kind") != "text",
    )


def _picked(message: dict[str, Any]) -> tuple[str, str] | None:
    if (message.get("intent") or {}).get("name") != "choose":
        return None
    value = next((str(e["value"]) for e in message.get("entities") or [] if e.get("entity") == "value"), "")
    name, _, rest = value.partition("=")
    return name, rest


def _step(events: list[dict[str, Any]]) -> int:
    """How many actions ran (or were rejected) since the citizen spoke; Rasa puts the form before its own check."""
    steps = 0
    for event in reversed(events):
        if event.get("event") == "user":
            break
        ran = event.get("event") == "action" and event.get("name") not in _NOT_RUN
        steps += ran or event.get("event") == "action_execution_rejected"
    return steps


def reading_of(heard: Heard, whole_text: str | None, today: date, near: str) -> Reading:
    """The message with its facts and dangers; `whole_text` is all that was written (Rasa hears only the beginning)."""
    if heard.tapped:
        command = None if heard.picked else heard.intent
        return Reading(
            "", heard.intent, 1.0, heard.ranking, heard.picked, command, heard.kind,
        )  # fmt: skip
    text = whole_text if whole_text is not None else heard.text
    return Reading(
        text=text,
        intent=heard.intent,
        confidence=heard.confidence,
        ranking=heard.ranking,
        kind=heard.kind,
        facts=read_facts(text, today, near),
        dangers=dangers_in(text),
    )


def dangers_in(text: str) -> tuple[str, ...]:
    """Which dangers the lexicon finds in a text."""
    found = safety.assess(simplified(text))
    kinds = (("self_harm", found.self_harm), ("harm_others", found.harm_others), ("emergency", found.emergency))
    return tuple(name for name, spans in kinds if spans)
