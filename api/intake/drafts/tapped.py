"""Tapped choices, and the side questions that are answered by one of two or three of them (or in words)."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import answers, corrections, personal, story, wording
from api.intake.drafts.asks import EDITABLE, next_ask
from api.intake.drafts.facts import read_facts
from api.intake.drafts.flow import go_on
from api.intake.drafts.signs import AGAIN, TAKEN, Verdict
from api.intake.drafts.state import Kind, Mind, Reading
from api.intake.drafts.taking import settle

SIDE_QUESTIONS = frozenset(
    ["court_choice", "repeat_choice", "cancel_confirm", "restart_confirm", "second_choice", "edit"]
)
_SIDE_ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "court_choice": (
        ("leave", r"不登记|不用|算了|走法律|不办|不要|走司法"),
        ("record", r"登记|记录|仍要|还是要|要的|要|继续|办"),
    ),
    "repeat_choice": (
        ("new", r"新|另|不是(同)?一?(件|个|回事)?|不同|不一样|重新"),
        ("add", r"补充|原来|同一|加|那件|是同|一样"),
    ),
    "cancel_confirm": (
        ("pause", r"存|改天|以后|保存|先放"),
        ("no", r"接着|继续|不取消|别取消|填完"),
        ("yes", r"不办|取消|确定|放弃|算了|删"),
    ),
    "restart_confirm": (("no", r"不要|接着|继续|别"), ("yes", r"重|从头|确定")),
    "second_choice": (("first", r"先(把|办|填)(这|完)|先办|这件|填完"), ("later", r"先存|另|下一件|那件|别的|新的")),
}
_IF_YES = {
    "court_choice": "record",
    "repeat_choice": "add",
    "cancel_confirm": "yes",
    "restart_confirm": "yes",
    "second_choice": "later",
}
_IF_NO = {
    "court_choice": "leave",
    "repeat_choice": "new",
    "cancel_confirm": "no",
    "restart_confirm": "no",
    "second_choice": "first",
}


def take(mind: Mind, reading: Reading, today: date) -> Kind:
    """Deal with a tapped choice, also one of an earlier question."""
    name, value = reading.picked or ("", "")
    if name in EDITABLE or name in ("guardian",):
        return _picked_slot(mind, name, value, today)
    return _picked_side(mind, name, value, reading, today)


def _picked_slot(mind: Mind, name: str, value: str, today: date) -> Kind:
    if mind.state in ("filed", "cancelled"):
        mind.say("utter_choice_over")
        return "answer"
    if mind.state in ("paused", "resting"):
        mind.state = "open"
    before = mind.ask
    verdict = _slot_verdict(mind, name, value, today)
    if verdict == AGAIN:
        mind.ask = name
        return "answer"
    if before in (None, name, "story_more") or verdict == TAKEN:
        return go_on(mind)
    return "answer"


def _slot_verdict(mind: Mind, name: str, value: str, today: date) -> Verdict:
    words = Reading(text={"skip": "跳过", "unknown": "不清楚", "refuse": "不想填", "none": "没有"}.get(value, value))
    if name == "region":
        return answers.pick_region(mind, value)
    if name == "people_count":
        return answers.pick_people(mind, value)
    if name == "history":
        return answers.pick_history(mind, value)
    if name == "story":
        settle(mind, "story_short", False)
        return TAKEN
    rules = {
        "demand": answers.demand, "respondent": answers.respondent, "representatives": answers.representatives,
        "attachments": answers.attachments, "petitioner_name": personal.petitioner_name, "phone": personal.phone,
        "id_number": personal.id_number, "address": personal.address, "guardian": personal.guardian,
    }  # fmt: skip
    return rules[name](mind, words, today)


def is_answered_by(ask: str, reading: Reading) -> bool:
    """Whether a line is short and fits one of the answers of a side question."""
    if ask == "edit" or len(wording.squeezed(reading.text)) > 14 or wording.asks_something(reading.text):
        return False
    return _value_in_words(ask, reading) is not None


def answer_in_words(mind: Mind, reading: Reading, today: date, near: str) -> Kind:
    """A side question answered in words; what fits none of its answers is asked again once, then is the first one."""
    ask = str(mind.ask)
    if ask == "edit":
        return _edit_in_words(mind, reading, today, near)
    value = _value_in_words(ask, reading)
    if value is None:
        if len(wording.squeezed(reading.text)) >= 25:
            story.add(mind, reading, today)
            return "answer"
        mind.say("utter_reask_choice")
        return "answer"
    return _picked_side(mind, ask.removesuffix("_choice").removesuffix("_confirm"), value, reading, today)


def _value_in_words(ask: str, reading: Reading) -> str | None:
    if wording.says_yes(reading.text):
        return _IF_YES[ask]
    if wording.says_no(reading.text):
        return _IF_NO[ask]
    line = wording.squeezed(reading.text)
    return next((value for value, pattern in _SIDE_ANSWERS[ask] if re.search(pattern, line)), None)


def _edit_in_words(mind: Mind, reading: Reading, today: date, near: str) -> Kind:
    if wording.says_no(reading.text) or reading.means("cancel", "affirm", "confirm_submit"):
        mind.ask = next_ask(mind.fields, mind.talk)
        return "answer"
    named = corrections.named_field(reading.text)
    if named is None and not (reading.facts.phones or reading.facts.id_numbers):
        mind.say("utter_reask_choice")
        return "answer"
    mind.ask = None
    corrections.correct(mind, reading, today, near)
    mind.ask = mind.ask or next_ask(mind.fields, mind.talk)
    return "answer"


def _picked_side(mind: Mind, name: str, value: str, reading: Reading, today: date) -> Kind:
    rule = {
        "court": _court, "repeat": _repeat, "cancel": _cancel, "restart": _restart, "second": _second,
        "confirm": _confirm, "edit": _edit, "after": _after,
    }.get(name)  # fmt: skip
    if name == "describe":
        _described(mind, today)
    elif rule is None:
        mind.say("utter_choice_over")
        return "answer"
    else:
        rule(mind, value)
    if mind.ask is None and mind.effect == "" and mind.state == "open":
        mind.ask = next_ask(mind.fields, mind.talk)
    return "answer"


def _court(mind: Mind, value: str) -> None:
    settle(mind, "court_choice")
    if value == "record":
        mind.fields.record_only = True
        mind.say("utter_court_recorded")
        mind.ask = None
    else:
        mind.say("utter_court_left")
        mind.state, mind.ask = "paused", None


def _repeat(mind: Mind, value: str) -> None:
    if value == "new":
        mind.fields.insisted_new = True
        mind.ask = None
    else:
        mind.fields.add_to_case = mind.talk.open_cases[0]["case_number"] if mind.talk.open_cases else None
        mind.effect = "add_to_case"


def _cancel(mind: Mind, value: str) -> None:
    mind.ask = None
    if value == "yes":
        mind.effect = "cancel"
    elif value == "pause":
        mind.effect = "pause"


def _restart(mind: Mind, value: str) -> None:
    mind.ask = None
    if value == "yes":
        mind.effect = "next_matter"


def _second(mind: Mind, value: str) -> None:
    mind.ask = None
    if value == "later":
        mind.effect = "park"


def _confirm(mind: Mind, value: str) -> None:
    if mind.state in ("filed", "cancelled"):
        mind.effect = "file" if mind.state == "filed" else ""
        return
    if value == "yes" and next_ask(mind.fields, mind.talk) == "confirm":
        mind.effect = "file"
    elif value == "edit":
        mind.ask = "edit"
    elif value == "secret":
        mind.fields.confidential = True
        mind.say("utter_secret_kept")
        mind.ask = None
    elif value == "later":
        mind.effect = "pause"
    else:
        mind.ask = None


def _edit(mind: Mind, value: str) -> None:
    if mind.state in ("filed", "cancelled"):
        mind.say("utter_choice_over")
    elif value == "rewrite":
        mind.fields.story, mind.ask = None, "story"
    elif value in EDITABLE:
        corrections.open_again(mind, value)


def _after(mind: Mind, value: str) -> None:
    mind.effect, mind.ask = ("add_to_case" if value == "add" else "next_with_held"), None


def _described(mind: Mind, today: date) -> None:
    """The clarifying question was answered with "I was telling my matter": the words that were held are the story."""
    text, mind.talk.held_text = mind.talk.held_text, None
    if not text:
        return
    if mind.state in ("filed", "cancelled"):
        mind.talk.held_text, mind.ask = text, "after_choice"
        return
    reading = Reading(text=text, intent="describe", confidence=1.0, facts=read_facts(text))
    if mind.ask in ("story", "story_more", None) or not mind.fields.story:
        mind.ask = "story"
        story.tell(mind, reading, today)
    else:
        story.add(mind, reading, today)
