"""Following a filed case: thin doors to `following`."""

from __future__ import annotations

from typing import ClassVar

from api.gateway.dialogue import following
from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.turn import Event, Turn


class _Follow(OfficeAction):
    wish: ClassVar[str] = ""

    def work(self, turn: Turn) -> list[Event]:
        """Begin what the citizen wishes about a filed case."""
        following.start(turn, self.wish)
        return []


class CheckProgress(_Follow):
    """How does my case stand?"""

    action, wish = "action_check_progress", "progress"


class UrgeCase(_Follow):
    """Why is there no result yet?"""

    action, wish = "action_urge_case", "urge"


class AddMaterial(_Follow):
    """Something is to be added to a filed case; before filing, it simply belongs to the story."""

    action, wish = "action_add_material", "add"

    def work(self, turn: Turn) -> list[Event]:
        """Ask for the case, unless the matter is still being told."""
        if turn.mind.state == "open" and turn.mind.fields.story:
            turn.say("utter_add_now")
            return []
        return super().work(turn)


class WithdrawCase(_Follow):
    """Take a filed case back."""

    action, wish = "action_withdraw_case", "withdraw"


class RateCase(_Follow):
    """Rate bureau and unit."""

    action, wish = "action_rate_case", "rate"
