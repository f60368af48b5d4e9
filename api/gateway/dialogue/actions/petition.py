"""The petition itself: every message of the form goes through here, thin around the decision rules."""

from __future__ import annotations

from api.gateway.dialogue import effects, following
from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.turn import Event, Turn, office_words, slot
from api.intake.drafts.asks import next_ask, question
from api.intake.drafts.decision import decide
from api.intake.drafts.intents import interrupts
from api.intake.drafts.safety import in_danger
from api.intake.drafts.state import Reading, choose
from api.intake.drafts.view import filled, summary
from api.intake.fields import SLOTS

FORM = "petition_form"


class ValidatePetitionForm(OfficeAction):
    """Rasa calls it with every message while the form is active (always), and when the form goes on after a skill."""

    action = f"validate_{FORM}"

    def work(self, turn: Turn) -> list[Event]:
        """Answer, or give way to the skill that was asked for; then ask what is missing."""
        if turn.heard.step > 0:
            return go_on(turn)
        reading = turn.reading()
        if hear(turn, reading) == "interrupt":
            return []
        return go_on(turn)


def hear(turn: Turn, reading: Reading) -> str:
    """Let the rules decide about a message, say what they say, do what they want done."""
    if _follows(turn, reading):
        following.answer(turn, reading)
        return "answer"
    wish = None if reading.picked or in_danger(reading) else following.wish_with_key(reading)
    if wish:
        following.start(turn, wish)
        return "answer"
    kind = decide(turn.mind, reading, turn.today, turn.office.OFFICE_REGION_CODE)
    for say in turn.mind.says:
        turn.speak(say)
    turn.mind.says.clear()
    if kind == "interrupt":
        turn.mind.talk.quiet = reading.intent == "goodbye"
        return kind
    effects.perform(turn)
    return kind


def _follows(turn: Turn, reading: Reading) -> bool:
    """Whether the message answers a question of the progress skill and is nothing more urgent."""
    if in_danger(reading):
        return False
    if reading.picked:
        return reading.picked[0] in following.PICKED
    ask = turn.mind.ask
    return ask in following.ASKS and (following.is_answered_by(ask, reading) or not interrupts(reading, ask))


def go_on(turn: Turn) -> list[Event]:
    """Ask the question of this moment, and give Rasa the marks of what is filled."""
    ask_next(turn)
    if not turn.messages and turn.heard.step == 0:
        turn.say("utter_noted_thanks")
    return marks(turn)


def ask_next(turn: Turn) -> None:
    """Say the current question, unless this moment is for something else or the re-ask already said it."""
    mind = turn.mind
    if mind.ask == "confirm":
        effects.look_for_open_cases(turn)
    quiet, mind.talk.quiet = mind.talk.quiet, False
    reasked = any(str(m.get("response", "")).startswith("utter_reask_") for m in turn.messages)
    if quiet or reasked or mind.ask is None:
        return
    if mind.ask == "confirm":
        show_summary(turn)
    elif mind.ask in following.ASKS:
        turn.speak(following.question(turn))
    else:
        turn.speak(question(mind.ask, mind.fields, mind.talk, turn.office.OFFICE_REGION_CODE))


def show_summary(turn: Turn) -> None:
    """Everything that was told, each line can be changed, and one confirmation."""
    lines = summary(turn.mind.fields)
    text = "\n".join(f"{line['label']}：{line['value']}{line['remark']}" for line in lines)
    choices = [choose("确认提交", "confirm", "yes"), choose("我要修改", "confirm", "edit")]
    if not turn.mind.fields.confidential:
        choices.append(choose("提交，但请对被反映方保密我的身份", "confirm", "secret"))
    choices.append(choose("先存着，改天再说", "confirm", "later"))
    turn.say("utter_question_confirm", tuple(choices), {"type": "summary", "fields": lines}, summary=text)


def marks(turn: Turn) -> list[Event]:
    """Rasa's slots say only that something was given; the values stay with us. Only what changed is sent."""
    have = filled(turn.mind.fields) if turn.mind.state != "filed" else {}
    wanted: dict[str, object] = {name: "given" if name in have else None for name in SLOTS if name != "confirm"}
    wanted |= office_words(turn.office)
    changed = [slot(name, value) for name, value in wanted.items() if turn.heard.slots.get(name) != value]
    return [*changed, slot("heard", turn.heard.intent), slot("requested_slot", turn.mind.ask or "nothing")]


def reopen(turn: Turn) -> None:
    """Take the form up again where it stood."""
    turn.mind.state = "open"
    turn.mind.ask, turn.mind.talk.held_ask = next_ask(turn.mind.fields, turn.mind.talk), None
