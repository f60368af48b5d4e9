"""Which intents are Rasa's own skills, and when one may interrupt a question.

A free answer ("取消低保的事情") is easily misread as a command: while one is awaited, only a certain command or a short
and confident line interrupts (RASA.md, Dialogue).
"""

from __future__ import annotations

from api.intake.drafts import wording
from api.intake.drafts.asks import is_free
from api.intake.drafts.state import Reading

COMMANDS = frozenset(
    "cancel pause resume restart second_matter show_draft repeat_question ask_human check_progress lost_query_code "
    "urge_case add_material withdraw_case rate_case help_fill why_ask attach_material".split()
)
SMALL_TALK = frozenset(
    "greet goodbye thanks bot_challenge abuse complain_bot gibberish out_of_scope voice_or_picture".split()
)
OPENERS = frozenset("file_petition make_suggestion accuse_official".split())
ANSWERING = frozenset(
    "describe inform affirm deny dont_know skip refuse_personal correct_answer confirm_submit choose nlu_fallback".split()
)
DANGERS = {"self_harm": "self_harm", "threaten_harm": "harm_others", "emergency": "emergency"}
CERTAIN = 0.995


def is_question(intent: str) -> bool:
    """Whether the intent is one of the questions answered from the regulation."""
    return intent.startswith("faq_")


def interrupts(reading: Reading, ask: str | None) -> bool:
    """Whether the message leaves the question that was asked."""
    intent, sure = reading.intent, reading.confidence
    if reading.command:
        return True
    if intent not in COMMANDS | SMALL_TALK | OPENERS and not is_question(intent):
        return False
    if sure >= CERTAIN:
        return True
    length, free = len(wording.squeezed(reading.text)), is_free(ask) or ask == "story_more"
    if is_question(intent):
        asked = wording.asks_something(reading.text)
        if free:
            return (asked and sure >= 0.5 and length <= 45) or (ask == "story" and sure >= 0.8 and length <= 12)
        return sure >= 0.45 and length <= 60
    if intent in SMALL_TALK:
        return sure >= (0.6 if free else 0.5) and length <= (14 if free else 30)
    if intent in OPENERS:
        return sure >= 0.45 and length <= (24 if ask == "story" else 14)
    return sure >= (0.7 if free else 0.5) and length <= (16 if free else 26)
