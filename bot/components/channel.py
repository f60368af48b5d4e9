"""The only way into the bot: one message in, all answers out; a turn happens whole and once, or not at all."""

from __future__ import annotations

import gc
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.components.action_validation import check_actions_quickly
from bot.components.failing_turns import TurnFailed, fail_whole_turns
from bot.components.lean_calls import send_lean_calls
from bot.components.plain_graph import run_graphs_plainly
from bot.components.tracker_store import EncryptedTrackerStore

logger = logging.getLogger(__name__)

FIRST_SENTENCE = "你好，我想反映一件事"

check_actions_quickly()
send_lean_calls()
run_graphs_plainly()
fail_whole_turns()


class WholeMessages(CollectingOutputChannel):
    """Collects each utterance as one message with its text, buttons and custom part together."""

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keep one bot message."""
        kept = shown(message.get("text"), message)
        if kept:
            self.messages.append(kept)


def shown(text: Optional[str], parts: Dict[Text, Any]) -> Dict[str, Any]:
    """A bot message as the gateway gets it; empty if there is nothing to show."""
    message = {"text": text, "buttons": parts.get("buttons"), "custom": parts.get("custom")}
    return {name: value for name, value in message.items() if value}


def answers_to(message_id: str, events: List[Event]) -> Optional[List[Dict[str, Any]]]:
    """The bot's messages that followed this message, or None if the conversation has never heard it."""
    start = next(
        (
            position
            for position, event in enumerate(events)
            if isinstance(event, UserUttered) and (event.metadata or {}).get("message_id") == message_id
        ),
        None,
    )
    if start is None:
        return None
    answers = []
    for event in events[start + 1 :]:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            answers.append(shown(event.text, event.data or {}))
    return [answer for answer in answers if answer]


class PetitionInput(InputChannel):
    """POST /webhooks/petition/webhook {sender, message, metadata, retry}: 200 with the answers, else 503."""

    @classmethod
    def name(cls) -> Text:
        """The channel's part of the address."""
        return "petition"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel."""
        blueprint = Blueprint("petition", "petition")

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = bool(agent and agent.is_ready() and encrypted_store_of(agent))
            return response.json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @blueprint.get("/warm")
        async def warm(request: Request) -> HTTPResponse:
            """Ready, and the first sentence (which is slow in a fresh process) already understood."""
            agent = getattr(request.app.ctx, "agent", None)
            if not (agent and agent.is_ready() and encrypted_store_of(agent)):
                return response.json({"status": "loading"}, status=503)
            if not getattr(request.app.ctx, "warmed", False):
                await agent.parse_message(FIRST_SENTENCE)
                request.app.ctx.warmed = True
                gc.collect()
                gc.freeze()  # TensorFlow and the model stay for good: the collector need not walk them again
            return response.json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            turn = request.json or {}
            metadata = turn.get("metadata") or {}
            try:
                if turn.get("retry") and metadata.get("message_id"):
                    store = encrypted_store_of(request.app.ctx.agent)
                    tracker = await store.retrieve(turn["sender"]) if store else None
                    told = answers_to(metadata["message_id"], list(tracker.events)) if tracker else None
                    if told is not None:
                        return response.json(told)
                collected = WholeMessages()
                message = UserMessage(
                    turn["message"], collected, turn["sender"], input_channel=self.name(), metadata=metadata
                )
                await on_new_message(message)
            except (Exception, TurnFailed) as error:
                logger.error("A turn failed: %s", type(error).__name__)
                return response.json({"error": "turn failed"}, status=503)
            return response.json(collected.messages)

        return blueprint


def encrypted_store_of(agent: Any) -> Optional[EncryptedTrackerStore]:
    """The agent's tracker store if it is ours: a store that failed to load is silently replaced by memory."""
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    return store if isinstance(store, EncryptedTrackerStore) else None
