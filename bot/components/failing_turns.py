"""When the api or the database fails, stock Rasa goes on as if nothing had happened; here the whole turn fails."""

from __future__ import annotations

from typing import Any, List

import rasa.core.actions.action as actions
from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.events import Event


class TurnFailed(BaseException):
    """A dependency failed, nothing was saved, the turn may be repeated. Rasa's `except Exception` must not catch it."""


def fail_whole_turns() -> None:
    """Make a failing action server or tracker store fail the turn."""
    run_stock = actions.RemoteAction.run

    async def run(self: actions.RemoteAction, *args: Any, **kwargs: Any) -> List[Event]:
        try:
            return await run_stock(self, *args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnFailed(f"action {self.name()}: {type(error).__name__}") from error

    def no_fallback(_self: FailSafeTrackerStore) -> TrackerStore:
        raise TurnFailed("tracker store")

    def no_excuse(_self: FailSafeTrackerStore, error: Exception) -> None:
        raise TurnFailed(f"tracker store: {type(error).__name__}") from error

    actions.RemoteAction.run = run
    FailSafeTrackerStore.fallback_tracker_store = property(no_fallback)
    FailSafeTrackerStore.on_tracker_store_error = no_excuse
