"""When a line may mean several things: a question with the likeliest as choices instead of a wrong guess."""

from __future__ import annotations

from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.labels import INTENT_LABELS
from api.gateway.dialogue.turn import Event, Turn
from api.intake.drafts.intents import DANGERS
from api.intake.drafts.state import Choice, choose

OFFERED = 3
LEAST = 0.03
LEAST_FOR_DANGER = 0.2
"""Nobody is asked out of the blue whether they want to die."""


def _least(intent: str) -> float:
    return LEAST_FOR_DANGER if intent in DANGERS else LEAST


class Clarify(OfficeAction):
    """Rasa's fallback: the three likeliest meanings, the story, or a person."""

    action = "action_clarify"

    def work(self, turn: Turn) -> list[Event]:
        """Offer the likeliest meanings; the words are kept in case they were the story."""
        ranking = turn.heard.ranking
        likely = [name for name, chance in ranking if name in INTENT_LABELS and chance >= _least(name)][:OFFERED]
        choices = [Choice(INTENT_LABELS[name], f"/{name}") for name in likely]
        if turn.mind.state == "open" and len(turn.heard.text) >= 2:
            turn.mind.talk.held_text = turn.reading().text
            choices.append(choose("我是在讲要反映的事", "describe", "held"))
        if "ask_human" not in likely:
            choices.append(Choice("找工作人员", "/ask_human"))
        turn.mind.talk.quiet = True
        turn.say("utter_clarify" if turn.mind.ask in (None, "story") else "utter_clarify_in_form", tuple(choices))
        return []
