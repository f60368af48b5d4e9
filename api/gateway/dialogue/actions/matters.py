"""The matter as a whole: begin, put aside, take up again, begin anew, give up, another one besides."""

from __future__ import annotations

from api.gateway.dialogue import effects
from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.actions.petition import reopen
from api.gateway.dialogue.turn import Event, Turn
from api.intake.drafts import repository

_CLOSED = ("filed", "cancelled")


class BeginMatter(OfficeAction):
    """ "我要反映问题", "我有个建议", "我要举报": an opening without the story."""

    action = "action_begin_matter"

    def work(self, turn: Turn) -> list[Event]:
        """Mark what kind it is; after a filed matter, begin a new one."""
        if turn.mind.state in _CLOSED:
            effects.next_matter(turn)
        elif turn.mind.fields.story and turn.heard.intent == "file_petition":
            turn.mind.ask = "second_choice"
            return []
        if turn.heard.intent == "accuse_official":
            turn.mind.fields.accusation = turn.mind.fields.confidential = True
            turn.mind.talk.once("accusation")
            turn.say("utter_accusation")
        elif turn.heard.intent == "make_suggestion":
            turn.mind.fields.suggestion = not turn.mind.fields.story or turn.mind.fields.suggestion
            turn.mind.talk.once("suggestion")
            turn.say("utter_suggestion")
        else:
            turn.say("utter_file_petition")
            turn.mind.talk.quiet = turn.mind.ask == "story"
        return []


class SecondMatter(OfficeAction):
    """Another matter in the same chat: never mixed with the first."""

    action = "action_second_matter"

    def work(self, turn: Turn) -> list[Event]:
        """After a filed matter begin the next; in the middle of one, ask which comes first."""
        if turn.mind.state in _CLOSED:
            effects.next_matter(turn)
            turn.say("utter_next_matter")
            turn.mind.talk.quiet = True
        elif turn.mind.fields.story:
            turn.mind.ask = "second_choice"
        return []


class Cancel(OfficeAction):
    """Give up: asked once, and nothing is deleted silently."""

    action = "action_cancel"

    def work(self, turn: Turn) -> list[Event]:
        """Ask, if there is anything to give up."""
        if turn.mind.state in _CLOSED:
            turn.say("utter_nothing_to_cancel")
        elif turn.mind.ask == "cancel_confirm":
            effects.cancel(turn)
        elif not turn.mind.fields.story:
            turn.say("utter_cancel_empty")
            turn.mind.talk.quiet = True
        else:
            turn.mind.ask = "cancel_confirm"
        return []


class Pause(OfficeAction):
    """Later: what was told stays."""

    action = "action_pause"

    def work(self, turn: Turn) -> list[Event]:
        """Put the matter aside."""
        if turn.mind.state in _CLOSED:
            turn.say("utter_goodbye")
        else:
            effects.pause(turn)
        return []


class Resume(OfficeAction):
    """Go on with what was put aside, on this or another device or day."""

    action = "action_resume"

    def work(self, turn: Turn) -> list[Event]:
        """Take up the current matter, or an earlier one that was parked."""
        if turn.mind.state in _CLOSED or not turn.mind.fields.story:
            parked = repository.parked(turn.db, turn.heard.sender)
            if parked is None:
                turn.say("utter_nothing_to_resume")
                return []
            turn.keep()
            repository.bring_forward(turn.db, parked)
            turn.switch(parked)
        reopen(turn)
        turn.say("utter_resumed", title=turn.mind.fields.title or "您反映的事情")
        return []


class Restart(OfficeAction):
    """Begin anew: the old draft is put away, not deleted."""

    action = "action_restart"

    def work(self, turn: Turn) -> list[Event]:
        """Ask first, if there is anything to lose."""
        if turn.mind.state in _CLOSED or not turn.mind.fields.story:
            if turn.mind.state in _CLOSED:
                effects.next_matter(turn)
            turn.say("utter_file_petition")
            turn.mind.talk.quiet = True
        else:
            turn.mind.ask = "restart_confirm"
        return []
