"""A citizen asks for a person."""

from __future__ import annotations

from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.turn import Event, Turn


class AskHuman(OfficeAction):
    """Call staff into the conversation; until they come the bot goes on."""

    action = "action_handover"

    def work(self, turn: Turn) -> list[Event]:
        """Flag the conversation and say when people are there."""
        turn.say("utter_handover_again" if turn.mind.handover else "utter_handover", custom={"type": "handover"})
        turn.mind.handover = True
        return []
