"""Danger to life comes before everything: help at once, a person is called, the form rests, what was typed is kept."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import story, wording
from api.intake.drafts.asks import next_ask
from api.intake.drafts.intents import DANGERS, interrupts, is_question
from api.intake.drafts.state import Kind, Mind, Reading

_SURE = 0.6
_SHORT = 60
_DANGER_WORDS = re.compile(
    r"火[了灾情]|着火|起火|烟|炸|漏|塌|倒|打|刀|砸|抢|救|血|晕|昏|死|毒|溺|淹|困|堵|拆|撞|跳|伤|危险|报警|11[09]|12[02]"
)
"""Without any of these, a short line that only sounds like an emergency is something else ("火星基地")."""
_STILL_HEARD = ("ask_human", "thanks", "bot_challenge", "show_draft", "voice_or_picture")


def in_danger(reading: Reading) -> bool:
    """The lexicon found it anywhere in the message, or a short message means it."""
    return bool(dangers_of(reading))


def dangers_of(reading: Reading) -> tuple[str, ...]:
    """Which dangers the message speaks of: self_harm, harm_others, emergency."""
    if reading.dangers:
        return reading.dangers
    meant = DANGERS.get(reading.intent)
    sure = reading.command is not None or (reading.confidence >= _SURE and len(reading.text) <= _SHORT)
    if meant == "emergency" and reading.command is None and not _DANGER_WORDS.search(reading.text):
        return ()
    return (meant,) if meant and sure else ()


def only_tells_of_danger(reading: Reading) -> bool:
    """A longer report that also tells of a danger to others (a leak, a beating): it is filed like any other."""
    return dangers_of(reading) == ("emergency",) and len(reading.text) > _SHORT


def warn(mind: Mind) -> None:
    """Say where help is and call a person; the conversation goes on."""
    if "emergency" not in mind.fields.safety:
        mind.fields.safety.append("emergency")
        mind.say("utter_safety_emergency_first")
    mind.handover = True


def help_at_once(mind: Mind, reading: Reading, today: date) -> Kind:
    """Say where help is, mark the draft, let the form rest; no question of the form in this reply."""
    found = dangers_of(reading)
    for danger in found:
        if danger not in mind.fields.safety:
            mind.fields.safety.append(danger)
    _keep(mind, reading, today)
    first = next(name for name in ("self_harm", "harm_others", "emergency") if name in found)
    mind.say(f"utter_safety_{first}")
    if mind.state in ("open", "paused"):
        mind.talk.held_ask, mind.ask, mind.state = mind.ask, None, "resting"
    mind.handover = True
    mind.talk.quiet = True
    return "answer"


def rest(mind: Mind, reading: Reading, today: date) -> Kind:
    """While the form rests: listen, answer questions, go on when the citizen says so."""
    if reading.means("resume", "affirm", "file_petition", at_least=0.6) or wording.squeezed(reading.text).startswith(
        "继续"
    ):
        mind.state = "open"
        mind.ask, mind.talk.held_ask = next_ask(mind.fields, mind.talk), None
        mind.say("utter_rest_over")
        return "answer"
    if interrupts(reading, "story") and (is_question(reading.intent) or reading.intent in _STILL_HEARD):
        return "interrupt"
    _keep(mind, reading, today)
    mind.say("utter_resting")
    mind.talk.quiet = True
    return "answer"


def _keep(mind: Mind, reading: Reading, today: date) -> None:
    """The words are part of the matter: they stay in the story, which staff will read."""
    if len(wording.squeezed(reading.text)) >= 6 and mind.state not in ("filed", "cancelled") and not reading.command:
        story.add(mind, reading, today, aloud=False)
