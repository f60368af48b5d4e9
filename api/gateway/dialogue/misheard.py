"""Tells the trainers' inbox which lines the bot did not understand; looks only at what was said in the turn."""

from __future__ import annotations

from api.gateway.dialogue.turn import Turn
from api.intake.misread import Misread, Reason, note, note_choice, personal_words

_NUMBERS = ("id_number", "phone", "query_code", "phone_tail")  # a mistyped number is no misunderstanding


def keep_for_trainers(turn: Turn, asked: str | None) -> None:
    """Note a line that was asked back or corrected, and the meaning tapped afterwards. `asked`: what it answered."""
    heard = turn.heard
    if heard.tapped:
        meant = heard.picked[0] if heard.picked else heard.intent
        note_choice(turn.db, heard.sender, meant, turn.now)
        return
    reason = _reason(turn, asked)
    if reason is None or not heard.message_id or not heard.text:
        return
    misread = Misread(
        heard.sender, heard.message_id, heard.text, reason, asked, heard.intent, heard.confidence, heard.ranking,
        personal_words(turn.mind.fields),
    )  # fmt: skip
    note(turn.db, misread, turn.now)


def _reason(turn: Turn, asked: str | None) -> Reason | None:
    said = [str(message.get("response") or "") for message in turn.messages]
    if any(name.startswith("utter_clarify") for name in said):
        return "fallback"
    if "utter_corrected" in said or turn.heard.intent == "correct_answer":
        return "corrected"
    if asked not in _NUMBERS and (f"utter_reask_{asked}" in said or "utter_reask_choice" in said):
        return "asked_back"
    return None
