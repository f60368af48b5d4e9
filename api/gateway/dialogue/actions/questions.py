"""Help that depends on the moment: what is filled, how to answer this question, why it is asked; greetings."""

from __future__ import annotations

from api.gateway.dialogue import following
from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.labels import INTENT_LABELS
from api.gateway.dialogue.turn import Event, Turn
from api.intake.drafts.asks import missing
from api.intake.drafts.state import Choice
from api.intake.drafts.taking import labels
from api.intake.drafts.view import summary

COMMON_QUESTIONS = (
    "faq_scope", "faq_deadline", "faq_who_sees", "faq_anonymous", "faq_after_filing", "faq_evidence", "faq_12345",
    "faq_report_official",
)  # fmt: skip


class ShowDraft(OfficeAction):
    """What have I told so far?"""

    action = "action_show_draft"

    def work(self, turn: Turn) -> list[Event]:
        """Say every filled line and what is still missing."""
        lines = summary(turn.mind.fields)
        if not lines:
            turn.say("utter_draft_empty")
            return []
        open_names = [name for name in missing(turn.mind.fields, turn.mind.talk) if name != "confirm"]
        text = "\n".join(f"{line['label']}：{line['value']}" for line in lines)
        card = {"type": "draft", "fields": lines}
        turn.say("utter_draft", custom=card, lines=text, missing=labels(open_names) or "没有")
        return []


class Help(OfficeAction):
    """How do I answer this?"""

    action = "action_help"

    def work(self, turn: Turn) -> list[Event]:
        """Explain the question of this moment; without one, offer the common questions."""
        ask = turn.mind.ask
        if ask in (None, "story") or turn.mind.state in ("filed", "cancelled"):
            choices = tuple(Choice(INTENT_LABELS[name], f"/{name}") for name in COMMON_QUESTIONS)
            turn.say("utter_help_questions", choices)
            turn.mind.talk.quiet = True
            return []
        turn.say(f"utter_help_{ask}" if ask in _HELPED else "utter_help_other")
        return []


class Why(OfficeAction):
    """Why do you ask this?"""

    action = "action_why"

    def work(self, turn: Turn) -> list[Event]:
        """Give the reason for the question of this moment, with the clause."""
        ask = turn.mind.ask
        turn.say(f"utter_why_{ask}" if ask in _REASONED else "utter_why_other")
        return []


class Greet(OfficeAction):
    """Hello, also from somebody who comes back."""

    action = "action_greet"

    def work(self, turn: Turn) -> list[Event]:
        """Greet, and say whether something was left half told."""
        if turn.mind.state == "paused":
            turn.say("utter_welcome_back")
            turn.mind.state = "open"
        else:
            turn.say("utter_greet")
        if turn.mind.ask in following.ASKS:
            turn.mind.talk.quiet = False
        return []


_HELPED = frozenset((
    "demand", "region", "respondent", "people_count", "representatives", "history", "attachments", "petitioner_name",
    "id_number", "phone", "address", "confirm", "query_code", "phone_tail",
))  # fmt: skip
_REASONED = frozenset((
    "region", "respondent", "people_count", "history", "petitioner_name", "id_number", "phone", "address",
))  # fmt: skip
