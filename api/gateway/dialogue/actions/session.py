"""The beginning of a conversation in Rasa, also after Rasa has lost its memory: the draft says where it stands."""

from __future__ import annotations

from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.actions.petition import FORM, marks
from api.gateway.dialogue.turn import Event, Turn


class SessionStart(OfficeAction):
    """The form is always active; it asks what the draft waits for. The notice was given when the session was opened."""

    action = "action_session_start"

    def work(self, turn: Turn) -> list[Event]:
        """Put the form where the draft stands."""
        form: Event = {"event": "active_loop", "timestamp": None, "name": FORM}
        listen: Event = {
            "event": "action", "timestamp": None, "name": "action_listen", "policy": None, "confidence": None,
            "action_text": None, "hide_rule_turn": False,
        }  # fmt: skip
        started: Event = {"event": "session_started", "timestamp": None}
        return [started, form, *marks(turn), listen]
