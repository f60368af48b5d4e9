"""The heart of the dialogue: what one message means for the draft. Plain rules, no session, no clock.

`decide` changes the working copy and says what is to be said. It gives "answer" when the message was dealt with here,
and "interrupt" when it is one of Rasa's skills (a question, a command, small talk): then Rasa's rule for the intent
runs and the form goes on afterwards. Facts in the message are kept in both cases.
"""

from __future__ import annotations

from datetime import date

from api.intake.drafts import answers, corrections, personal, safety, story, tapped, wording
from api.intake.drafts.asks import is_free, next_ask
from api.intake.drafts.flow import go_on
from api.intake.drafts.intents import interrupts
from api.intake.drafts.signs import AGAIN, NOT_ONE, TAKEN, Verdict
from api.intake.drafts.state import Kind, Mind, Reading
from api.intake.drafts.taking import take_facts

_ANSWERS = {
    "demand": answers.demand, "respondent": answers.respondent, "people_count": answers.people_count,
    "representatives": answers.representatives, "history": answers.history, "attachments": answers.attachments,
    "petitioner_name": personal.petitioner_name, "id_number": personal.id_number, "phone": personal.phone,
    "address": personal.address, "guardian": personal.guardian,
}  # fmt: skip
_LONG = 25


def decide(mind: Mind, reading: Reading, today: date, near: str = "") -> Kind:
    """Deal with one message; `near` is the office's own region code."""
    mind.talk.quiet = False
    if safety.in_danger(reading):
        return safety.help_at_once(mind, reading, today)
    if reading.picked:
        return tapped.take(mind, reading, today)
    if mind.state in ("filed", "cancelled"):
        return story.after_the_end(mind, reading, today)
    if mind.state == "resting":
        return safety.rest(mind, reading, today)
    if reading.command:
        return _command(mind, reading)
    kind = _open(mind, reading, today, near)
    if kind == "answer" and mind.state == "paused":
        mind.state = "open"
    return kind


def _command(mind: Mind, reading: Reading) -> Kind:
    if reading.command == "attach_material" and reading.kind == "attachment":
        return _files_came(mind)
    return "interrupt"


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
    if ask in tapped.SIDE_QUESTIONS and not interrupts(reading, ask):
        return tapped.answer_in_words(mind, reading, today, near)
    if corrections.is_correction(reading, ask):
        before = mind.ask
        corrections.correct(mind, reading, today, near)
        return go_on(mind) if mind.ask == before else "answer"
    if interrupts(reading, ask):
        take_facts(mind, reading.facts, "told", today)
        return "interrupt"
    return _answer(mind, reading, ask, today, near)


def _answer(mind: Mind, reading: Reading, ask: str, today: date, near: str) -> Kind:
    filled = [] if is_free(ask) and ask != "address" else _others(mind, reading, ask, today)
    verdict = _verdict(mind, reading, ask, today, near)
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
    if ask == "petitioner_name" and reading.facts.address and mind.fields.address is None:
        mind.give("address", reading.facts.address, "told")
        filled.append("address")
    return filled


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
    told_more = reading.means("describe", at_least=0.35) or reading.intent == "inform"
    if len(wording.squeezed(reading.text)) >= _LONG or (told_more and len(wording.squeezed(reading.text)) >= 8):
        story.add(mind, reading, today)
        return go_on(mind)
    if reading.intent in ("nlu_fallback", "describe", "inform", "affirm", "deny", "dont_know", "skip", "refuse_personal"):
        if reading.intent == "nlu_fallback" and mind.talk.tried(f"unclear:{ask}") % 2 == 1:
            return "interrupt"
        mind.say(f"utter_reask_{ask}")
        return "answer"
    return "interrupt"
