"""The heart of the dialogue: what one message means for the draft. Plain rules, no session, no clock.

`decide` changes the working copy and says what is to be said. It gives "answer" when the message was dealt with here,
and "interrupt" when it is one of Rasa's skills (a question, a command, small talk): then Rasa's rule for the intent
runs and the form goes on afterwards. Facts in the message are kept in both cases.
"""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import answers, corrections, personal, safety, story, tapped, wording
from api.intake.drafts.asks import is_free, missing, next_ask
from api.intake.drafts.certain import certain_answer
from api.intake.drafts.flow import go_on
from api.intake.drafts.intents import ANSWERING, asks_again, interrupts
from api.intake.drafts.signs import AGAIN, NOT_ONE, TAKEN, Verdict
from api.intake.drafts.state import Kind, Mind, Reading
from api.intake.drafts.taking import labels, take_facts

_ANSWERS = {
    "demand": answers.demand, "respondent": answers.respondent, "people_count": answers.people_count,
    "representatives": answers.representatives, "history": answers.history, "attachments": answers.attachments,
    "petitioner_name": personal.petitioner_name, "id_number": personal.id_number, "phone": personal.phone,
    "address": personal.address, "guardian": personal.guardian,
}  # fmt: skip
_LONG = 25
_ABOUT_PERSON = ("petitioner_name", "id_number", "phone", "address", "guardian")
_HOME = re.compile(r"[市区县镇乡村路街巷].{0,12}\d+(号|栋|幢|组|室|单元|弄)")


def decide(mind: Mind, reading: Reading, today: date, near: str = "") -> Kind:
    """Deal with one message; `near` is the office's own region code."""
    mind.talk.quiet = False
    if safety.only_tells_of_danger(reading):
        safety.warn(mind)
    elif safety.in_danger(reading):
        return safety.help_at_once(mind, reading, today)
    if reading.picked:
        return tapped.take(mind, reading, today)
    if mind.state in ("filed", "cancelled"):
        return story.after_the_end(mind, reading, today)
    if mind.state == "resting":
        return safety.rest(mind, reading, today)
    if reading.command:
        return _command(mind, reading)
    if asks_again(reading, mind.ask):
        return "answer"
    kind = _open(mind, reading, today, near)
    if kind == "answer" and mind.state == "paused":
        mind.state = "open"
    return kind


def _command(mind: Mind, reading: Reading) -> Kind:
    if reading.command == "attach_material" and reading.kind == "attachment":
        return _files_came(mind)
    return "answer" if reading.command == "repeat_question" else "interrupt"


def _files_came(mind: Mind) -> Kind:
    """Files may come before the first word, and at any question."""
    mind.say("utter_attachment_received", count=str(len(mind.fields.attachment_ids)))
    mind.talk.quiet = mind.ask == "attachments"
    return "answer"


def _open(mind: Mind, reading: Reading, today: date, near: str) -> Kind:
    ask = mind.ask or next_ask(mind.fields, mind.talk)
    mind.ask = ask
    if reading.kind == "attachment" and not reading.text.strip():
        return _files_came(mind)
    if ask in ("story", "story_more"):
        return story.tell(mind, reading, today, near)
    if ask in tapped.SIDE_QUESTIONS:
        if interrupts(reading, ask) and not tapped.is_answered_by(ask, reading):
            return "interrupt"
        return tapped.answer_in_words(mind, reading, today, near)
    if corrections.is_correction(reading, ask):
        before = mind.ask
        corrections.correct(mind, reading, today, near)
        return go_on(mind) if mind.ask == before else "answer"
    if interrupts(reading, ask) and not certain_answer(reading, ask):
        take_facts(mind, reading.facts, "told", today)
        return "interrupt"
    return _answer(mind, reading, ask, today, near)


def _answer(mind: Mind, reading: Reading, ask: str, today: date, near: str) -> Kind:
    only_person = ask in ("demand", "history") and _only_about_person(reading)
    filled = [] if is_free(ask) and ask != "address" and not only_person else _others(mind, reading, ask, today)
    verdict = NOT_ONE if only_person else _verdict(mind, reading, ask, today, near)
    if verdict == TAKEN and ask == "petitioner_name" and personal.wrong_id_inside(mind, reading, today):
        return "answer"
    if verdict == TAKEN:
        return go_on(mind, [name for name in filled if name != ask])
    if verdict == AGAIN:
        return "answer"
    if filled:
        return go_on(mind, filled)
    return _not_an_answer(mind, reading, ask, today)


def _others(mind: Mind, reading: Reading, ask: str, today: date) -> list[str]:
    """Facts for the other questions; those for this one are read by its own rule."""
    filled = take_facts(mind, reading.facts, "told", today)
    home = _home_in(reading.text) if ask in ("petitioner_name", "id_number", "phone") else None
    if home and mind.fields.address is None:
        mind.give("address", home, "told")
        filled.append("address")
    return filled


def _home_in(text: str) -> str | None:
    """The part of a list ("名字，号码，电话，住址") that is an address without saying so."""
    parts = [part.strip() for part in re.split(r"[，,、；;。\n]|\s+(?!\d{1,4}[号栋幢室单组])", text)]
    return next((p for p in parts if _HOME.search(p) and len(p) <= 60 and not re.search(r"\d{6}", p)), None)


def _only_about_person(reading: Reading) -> bool:
    """A name, a number, an address where something else was asked."""
    told = (
        reading.facts.phones or reading.facts.id_numbers or re.match(r"我叫|本人|我的(电话|身份证|名字)", reading.text)
    )
    return bool(told) and len(reading.text) <= 80


def _verdict(mind: Mind, reading: Reading, ask: str, today: date, near: str) -> Verdict:
    if mind.talk.wish == f"edit:{ask}" and (wording.says_no(reading.text) or reading.means("cancel", at_least=0.6)):
        return TAKEN
    if ask == "region":
        return answers.region(mind, reading, today, near)
    if ask == "confirm":
        return story.confirm(mind, reading, today)
    rule = _ANSWERS.get(ask)
    return rule(mind, reading, today) if rule else NOT_ONE


def _not_an_answer(mind: Mind, reading: Reading, ask: str, today: date) -> Kind:
    """Something else came: more of the story is kept, the rest is Rasa's to understand."""
    length = len(re.findall(r"[\u4e00-\u9fff]", reading.text))
    if (length >= _LONG and ask not in _ABOUT_PERSON) or (reading.leans("describe") and length >= 8):
        story.add(mind, reading, today)
        return go_on(mind)
    if reading.means("confirm_submit", at_least=0.6):
        mind.say(
            "utter_not_ready", what=labels([name for name in missing(mind.fields, mind.talk) if name != "confirm"])
        )
        return "answer"
    if reading.intent in ANSWERING:
        if reading.intent == "nlu_fallback" and mind.talk.tried(f"unclear:{ask}") % 2 == 1:
            return "interrupt"
        mind.say(f"utter_reask_{ask}")
        return "answer"
    return "interrupt"
