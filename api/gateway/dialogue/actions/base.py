"""The frame of every action: one transaction in a thread, exactly once for each message."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from starlette.concurrency import run_in_threadpool

from api import database, working_days
from api.gateway.dialogue.heard import heard_in
from api.gateway.dialogue.misheard import keep_for_trainers
from api.gateway.dialogue.models import DialogueTurn
from api.gateway.dialogue.turn import Event, Turn, remember, remembered


class OfficeAction(Action):  # type: ignore[misc]
    """A skill of the bot that needs the office. Subclasses name it and write `work`."""

    action: ClassVar[str] = ""

    def name(self) -> str:
        """The name in bot/domain."""
        return self.action

    def work(self, turn: Turn) -> list[Event]:
        """Do it: change `turn.mind`, say things, give Rasa's events."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Called by rasa-sdk."""
        result = await run_in_threadpool(self._once, tracker)
        dispatcher.messages.extend(result["messages"])
        events: list[Event] = result["events"]
        return events

    def _once(self, tracker: Tracker) -> dict[str, Any]:
        heard, now = heard_in(tracker), working_days.now()
        with database.transaction() as db:
            held = db.get(DialogueTurn, heard.sender)  # noqa: F841  (a session forgets what nobody holds)
            known = remembered(db, heard, self.action)
            if known is not None:
                return known
            turn = Turn.of(db, heard, now)
            asked = turn.mind.ask
            events = self.work(turn)
            keep_for_trainers(turn, asked)
            turn.keep()
            result = {"events": events, "messages": turn.messages}
            remember(db, heard, self.action, result, now)
            return result
