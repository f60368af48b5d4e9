"""What Rasa would send: a tracker with one message, and the calls of a turn, without Rasa."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

TOKEN = "test-action-token"


@dataclass
class Conversation:
    """One conversation as Rasa keeps it, as far as our actions look at it."""

    client: TestClient
    sender: str = field(default_factory=lambda: uuid.uuid4().hex[:26])
    slots: dict[str, Any] = field(default_factory=dict)

    def tracker(
        self, text: str, intent: str, sure: float, message_id: str, ran: tuple[str, ...], **parsed: Any
    ) -> dict[str, Any]:
        """The tracker after a message and the actions that ran since."""
        message = {
            "text": text, "intent": {"name": intent, "confidence": sure}, "entities": parsed.get("entities", []),
            "intent_ranking": parsed.get("ranking", [{"name": intent, "confidence": sure}]),
            "metadata": {"message_id": message_id, "kind": parsed.get("kind", "text")},
        }  # fmt: skip
        events = [{"event": "user"}, *({"event": "action", "name": name} for name in ran)]
        return {
            "sender_id": self.sender, "slots": self.slots, "latest_message": message, "events": events, "paused": False,
            "latest_action_name": "action_listen", "active_loop": {"name": "petition_form"}, "followup_action": None,
        }  # fmt: skip

    def call(
        self, action: str, text: str = "", intent: str = "nlu_fallback", sure: float = 0.9, *,
        message_id: str = "", ran: tuple[str, ...] = (), **parsed: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """Run one action and remember the slots it sets."""
        tracker = self.tracker(text, intent, sure, message_id or uuid.uuid4().hex[:26], ran, **parsed)
        body = {"next_action": action, "sender_id": self.sender, "tracker": tracker, "domain": {}}
        answer = self.client.post(f"/internal/actions?token={TOKEN}", json=body)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        for event in result["events"]:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        return result

    def hear(self, text: str, intent: str = "nlu_fallback", sure: float = 0.9, **more: Any) -> dict[str, Any]:
        """One message through the form."""
        return self.call("validate_petition_form", text, intent, sure, **more)

    def tap(self, name: str, value: str) -> dict[str, Any]:
        """One tapped choice through the form."""
        payload = f'/choose{{"value":"{name}={value}"}}'
        entities = [{"entity": "value", "value": f"{name}={value}"}]
        return self.call("validate_petition_form", payload, "choose", 1.0, kind="choice", entities=entities)


def responses(result: dict[str, Any]) -> list[str]:
    """The names of what was said."""
    return [message["response"] for message in result["responses"]]
