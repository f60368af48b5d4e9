"""Which intents are Rasa's own skills, and when one may interrupt a question.

A free answer ("取消低保的事情") is easily misread as a command: while one is awaited, only a certain command or a short
and confident line interrupts (RASA.md, Dialogue).
"""

from __future__ import annotations

import re

from api.intake.drafts import wording
from api.intake.drafts.asks import is_free
from api.intake.drafts.state import Reading

COMMANDS = frozenset(
    [
        "cancel",
        "pause",
        "resume",
        "restart",
        "second_matter",
        "show_draft",
        "repeat_question",
        "ask_human",
        "check_progress",
        "lost_query_code",
        "urge_case",
        "add_material",
        "withdraw_case",
        "rate_case",
        "help_fill",
        "why_ask",
        "attach_material",
    ]
)
SMALL_TALK = frozenset(
    [
        "greet",
        "goodbye",
        "thanks",
        "bot_challenge",
        "abuse",
        "complain_bot",
        "gibberish",
        "out_of_scope",
        "voice_or_picture",
    ]
)
OPENERS = frozenset(["file_petition", "make_suggestion", "accuse_official"])
ANSWERING = frozenset(
    [
        "describe",
        "inform",
        "affirm",
        "deny",
        "dont_know",
        "skip",
        "refuse_personal",
        "correct_answer",
        "confirm_submit",
        "choose",
        "nlu_fallback",
    ]
)
DANGERS = {"self_harm": "self_harm", "threaten_harm": "harm_others", "emergency": "emergency"}
FOLLOWING = frozenset(["check_progress", "lost_query_code", "urge_case", "add_material", "withdraw_case", "rate_case"])
"""Skills about a case that is filed already."""
CERTAIN = 0.995
_CODE = re.compile(r"(?<![A-Z0-9])([A-Z0-9]{5})[\s\-—]*([A-Z0-9]{5})(?![A-Z0-9])")
_OF_A_FILED_CASE = re.compile(r"进度|进展|查询码|催|办到|撤回|撤销|评价|补充|补交|提交")
_WORDS_WANTED = ("story_more", "material", "withdraw_reason", "rate_reason")


def is_question(intent: str) -> bool:
    """Whether the intent is one of the questions answered from the regulation."""
    return intent.startswith("faq_")


def asks_again(reading: Reading, ask: str | None) -> bool:
    """Whether the citizen wants to hear the question once more: no skill is needed for that, the form just asks."""
    return reading.intent == "repeat_question" and interrupts(reading, ask)


def interrupts(reading: Reading, ask: str | None) -> bool:
    """Whether the message leaves the question that was asked."""
    intent, sure = reading.intent, reading.confidence
    if reading.command:
        return True
    if intent not in COMMANDS | SMALL_TALK | OPENERS and not is_question(intent):
        return False
    length, free = len(wording.squeezed(reading.text)), is_free(ask) or ask in _WORDS_WANTED
    if intent in FOLLOWING and free and ask != "story" and not _OF_A_FILED_CASE.search(reading.text):
        return False
    if sure >= CERTAIN:
        return True
    if is_question(intent):
        asked = wording.asks_something(reading.text)
        if free:
            return (asked and sure >= 0.5 and length <= 45) or (ask == "story" and sure >= 0.8 and length <= 12)
        return sure >= 0.45 and length <= 60
    if intent in SMALL_TALK:
        return sure >= (0.6 if free else 0.5) and length <= (14 if free else 30)
    if intent in OPENERS:
        return sure >= 0.45 and length <= (24 if ask == "story" else 14)
    if ask == "story":
        return (sure >= 0.7 and length <= 26) or (intent in FOLLOWING and has_query_code(reading.text))
    if free and intent in FOLLOWING:
        return sure >= 0.8 and length <= 14 and wording.asks_something(reading.text)
    return sure >= (0.75 if free else 0.5) and length <= (12 if free else 26)


def query_code_in(line: str) -> re.Match[str] | None:
    """Ten letters and digits, some of both (in capitals): a plain number is a telephone, a plain word is none."""
    found = _CODE.search(line)
    return found if found and re.search(r"\d", found[0]) and re.search(r"[A-Z]", found[0]) else None


def has_query_code(text: str) -> bool:
    """Whether the words contain ten letters and digits in the form of a query code."""
    return query_code_in(wording.simplified(text).upper()) is not None
