"""The story first: when a message is one, what it fills, what may be added later, and the last confirmation."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import corrections, wording
from api.intake.drafts.asks import next_ask
from api.intake.drafts.flow import remark
from api.intake.drafts.intents import interrupts, is_question
from api.intake.drafts.signs import AGAIN, NOT_ONE, TAKEN, Verdict
from api.intake.drafts.state import Kind, Mind, Reading
from api.intake.drafts.taking import labels, settle, start_story, take_facts
from api.intake.drafts.view import shown_value
from api.intake.fields import SLOT_LABELS

TOO_SHORT = 14
"""Characters below which the story is asked to say more, once."""
_NOT_A_STORY = ("affirm", "deny", "dont_know", "skip", "confirm_submit", "refuse_personal", "correct_answer")


def tell(mind: Mind, reading: Reading, today: date, near: str = "") -> Kind:
    """The answer to "what happened?": a story of any length, a question, a command, or just a name and a number."""
    length = len(wording.squeezed(reading.text))
    if mind.ask == "story_more" or (mind.ask == "story" and mind.fields.story):
        return _tell_more(mind, reading, today)
    if interrupts(reading, "story"):
        mind.talk.pure_question = is_question(reading.intent)
        return "interrupt"
    if reading.intent == "nlu_fallback" and length < 8:
        return "interrupt"
    if (length <= 12 and reading.means(*_NOT_A_STORY, at_least=0.5)) or length < 3:
        mind.say("utter_reask_story")
        mind.talk.quiet = True
        return "answer"
    if length < 60 and reading.means("inform", at_least=0.5) and _person_told(reading):
        filled = take_facts(mind, reading.facts, "told", today)
        mind.say("utter_noted_person", what=labels(filled))
        return "answer"
    filled = start_story(mind, reading.text, reading.facts, today)
    settle(mind, "story_short", length < TOO_SHORT and mind.talk.once("story_short"))
    return _heard(mind, filled)


def _person_told(reading: Reading) -> bool:
    return bool(reading.facts.names or reading.facts.phones or reading.facts.id_numbers)


def _tell_more(mind: Mind, reading: Reading, today: date) -> Kind:
    """More of the story was asked for, once; "就这些" is enough."""
    enough = wording.says_no(reading.text) or wording.says_skip(reading.text) or reading.means("deny", "skip", "affirm")
    if interrupts(reading, "story") and not enough:
        return "interrupt"
    settle(mind, "story_short", False)
    if enough or len(wording.squeezed(reading.text)) < 3:
        return _heard(mind, [])
    return _heard(mind, start_story(mind, reading.text, reading.facts, today))


def _heard(mind: Mind, filled: list[str]) -> Kind:
    told = [f"{SLOT_LABELS[name]}：{shown_value(mind.fields, name)}" for name in SLOT_LABELS if name in filled]
    if told:
        mind.say("utter_story_noted", facts="\n".join(f"· {line}" for line in told))
    elif "story_short" not in mind.talk.settled and mind.talk.once("story_thanks"):
        mind.say("utter_story_thanks")
    mind.talk.pure_question, mind.talk.wish = False, None
    remark(mind)
    mind.ask = next_ask(mind.fields, mind.talk)
    return "answer"


def add(mind: Mind, reading: Reading, today: date, *, aloud: bool = True) -> None:
    """Keep something told at another question as part of the story."""
    if mind.fields.story and reading.text.strip() in mind.fields.story:
        return
    first = not mind.fields.story
    start_story(mind, reading.text, reading.facts, today)
    if not first and aloud:
        mind.say("utter_story_added")


def _agrees(reading: Reading) -> bool:
    """A yes in one word or in a polite sentence ("没问题，麻烦帮我提交吧"); a doubt or a question is none."""
    if wording.says_yes(reading.text) or reading.means("confirm_submit", "affirm", at_least=0.6):
        return True
    line = re.sub(r"没(有|什么)?(什么)?问题|没(有)?错|不用改|不错", "", wording.squeezed(reading.text))
    asks_to_file = re.search(r"提交|确认|就这样", line) and len(line) <= 25
    return bool(asks_to_file) and not re.search(r"[不没别先等改错吗]|以后|再|怎么|多久", line)


def confirm(mind: Mind, reading: Reading, today: date) -> Verdict:
    """The last question: yes files, no asks what to change, more words are added to the story."""
    if _agrees(reading):
        mind.effect = "file"
        return TAKEN
    if reading.facts.phones or reading.facts.id_numbers:
        corrections.correct(mind, reading, today)
        return TAKEN
    if wording.says_no(reading.text) or reading.means("deny", "correct_answer", at_least=0.5):
        mind.ask = "edit"
        return AGAIN
    if reading.leans("describe") and len(wording.squeezed(reading.text)) >= 8:
        add(mind, reading, today)
        return TAKEN
    return NOT_ONE


def after_the_end(mind: Mind, reading: Reading, today: date) -> Kind:
    """After filing or giving up: questions and commands go to Rasa; a new story is asked where it belongs."""
    if mind.ask == "after_choice" and not interrupts(reading, "after_choice"):
        return _where_it_belongs(mind, reading)
    if interrupts(reading, "story") or reading.command:
        return "interrupt"
    if reading.means("confirm_submit", at_least=0.6) and mind.state == "filed":
        mind.effect = "file"
        return "answer"
    length = len(wording.squeezed(reading.text))
    tells = reading.leans("describe", "inform") or length >= 20
    if tells and length >= 6:
        mind.talk.held_text = reading.text
        if mind.state == "cancelled":
            mind.effect = "next_with_held"
        else:
            mind.ask = "after_choice"
        return "answer"
    if reading.intent == "nlu_fallback":
        return "interrupt"
    mind.say("utter_anything_else")
    return "answer"


def _where_it_belongs(mind: Mind, reading: Reading) -> Kind:
    line = wording.squeezed(reading.text)
    if any(word in line for word in ("补充", "原来", "同一", "加到", "这件", "刚才")) or wording.says_yes(line):
        mind.effect, mind.ask = "add_to_case", None
    elif any(word in line for word in ("新", "另", "别的", "不是", "两件", "其他")) or wording.says_no(line):
        mind.effect, mind.ask = "next_with_held", None
    else:
        mind.talk.held_text = f"{mind.talk.held_text or ''}\n{reading.text}".strip()
    return "answer"
