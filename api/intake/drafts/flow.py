"""How the conversation goes on after an answer: what must be said once, and the next question."""

from __future__ import annotations

from api.intake.drafts.asks import next_ask
from api.intake.drafts.state import Kind, Mind
from api.intake.drafts.taking import labels


def go_on(mind: Mind, filled: list[str] | None = None) -> Kind:
    """Acknowledge what else was noted, say what this road requires, and move to the next question."""
    if filled:
        mind.say("utter_noted", what=labels(filled))
    mind.talk.wish = None
    mind.talk.pure_question = False
    remark(mind)
    if mind.effect == "":
        mind.ask = next_ask(mind.fields, mind.talk)
    return "answer"


def remark(mind: Mind) -> None:
    """What some roads require to be said once: protection of accusers, suggestions, minors, joint petitions."""
    if mind.fields.accusation and mind.talk.once("accusation"):
        mind.fields.confidential = True
        mind.say("utter_accusation")
    if mind.fields.suggestion and mind.talk.once("suggestion"):
        mind.say("utter_suggestion")
    if mind.fields.minor and mind.talk.once("minor"):
        mind.say("utter_minor")
