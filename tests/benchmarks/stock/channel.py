"""The channel's protocol without any of our changes to Rasa."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class Whole(CollectingOutputChannel):
    """Each utterance as one message with its text, buttons and custom part together."""

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keep one bot message."""
        parts = {name: message.get(name) for name in ("text", "buttons", "custom") if message.get(name)}
        if parts:
            self.messages.append(parts)


class StockInput(InputChannel):
    """POST /webhooks/petition/webhook, as the gateway speaks it."""

    @classmethod
    def name(cls) -> Text:
        """The channel's part of the address."""
        return "petition"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("petition", "petition")

        @blueprint.get("/warm")
        async def warm(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = bool(agent and agent.is_ready())
            if ready:
                await agent.parse_message("你好")
            return response.json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            collected = Whole()
            turn = request.json
            message = UserMessage(
                turn["message"], collected, turn["sender"], input_channel=self.name(), metadata=turn.get("metadata")
            )
            await on_new_message(message)
            return response.json(collected.messages)

        return blueprint
