"""What an answer amounts to, and the signs that every question understands: do not know, rather not, skip."""

from __future__ import annotations

from typing import Literal

from api.intake.drafts import wording
from api.intake.drafts.state import Mind, Reading

Verdict = Literal["taken", "again", "not_one"]
TAKEN: Verdict = "taken"
AGAIN: Verdict = "again"
NOT_ONE: Verdict = "not_one"


def dont_know(reading: Reading) -> bool:
    """The citizen does not know."""
    return wording.says_unknown(reading.text) or reading.means("dont_know", at_least=0.6)


def refuses(reading: Reading) -> bool:
    """The citizen would rather not tell."""
    return wording.refuses(reading.text) or reading.means("refuse_personal", at_least=0.5)


def skips(reading: Reading) -> bool:
    """The citizen passes over the question."""
    return wording.says_skip(reading.text) or reading.means("skip", at_least=0.6)


def is_short(reading: Reading) -> bool:
    """A short line that is no question: it was probably meant as the answer."""
    return len(wording.squeezed(reading.text)) <= 12 and not wording.asks_something(reading.text)


def again(mind: Mind, ask: str) -> Verdict:
    """Count the failed answer and ask again with help and an example."""
    mind.talk.tried(ask)
    return say_again(mind, ask)


def say_again(mind: Mind, ask: str) -> Verdict:
    """Ask again with help and an example."""
    mind.say(f"utter_reask_{ask}")
    return AGAIN
