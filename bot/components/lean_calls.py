"""Calls to our own actions, made cheap: only this turn's events are sent, and the connection is kept.

Stock Rasa posts every event of the conversation with every call and opens a new connection for each; both cost more
than the action itself. Our actions keep what they need in the draft.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Dict, List

import aiohttp
import rasa
import rasa.core.actions.action as actions
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

_RANKING_SENT = 5
_IDLE_SECONDS = 2.0  # less than the api's own five, so that no call meets a connection that was just closed


def send_lean_calls() -> None:
    """Make Rasa call actions this way."""
    kept: Dict[int, aiohttp.ClientSession] = {}

    @asynccontextmanager
    async def session(self: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
        one = kept.get(id(self))
        if one is None or one.closed:
            connector = aiohttp.TCPConnector(keepalive_timeout=_IDLE_SECONDS)
            timeout = aiohttp.ClientTimeout(total=actions.DEFAULT_REQUEST_TIMEOUT)
            one = kept[id(self)] = aiohttp.ClientSession(headers=self.headers, connector=connector, timeout=timeout)
        yield one

    def call(self: actions.RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> Dict[str, Any]:
        state = tracker.current_state()
        state["latest_message"] = _trimmed(state["latest_message"])
        state["events"] = this_turn(tracker)
        return {
            "next_action": self.name(), "sender_id": tracker.sender_id, "tracker": state, "version": rasa.__version__,
        }  # fmt: skip

    EndpointConfig.session = session
    actions.RemoteAction._action_call_format = call


def this_turn(tracker: DialogueStateTracker) -> List[Dict[str, Any]]:
    """The events from the citizen's last message on."""
    found: List[Dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            found.append({"event": "user", "timestamp": event.timestamp, "text": event.text})
            break
        found.append(event.as_dict())
    return found[::-1]


def _trimmed(message: Dict[str, Any]) -> Dict[str, Any]:
    ranking = (message.get("intent_ranking") or [])[:_RANKING_SENT]
    return {**{name: value for name, value in message.items() if name != "text_tokens"}, "intent_ranking": ranking}
