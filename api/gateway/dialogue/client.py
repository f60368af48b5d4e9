"""Asks Rasa for one turn: the right process for the conversation, a short patience, and no silent failure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from api.errors import Unavailable
from api.settings import settings

_WEBHOOK = "/webhooks/petition/webhook"
_IDLE_SECONDS = 2.0  # less than Rasa's own five, so that no turn meets a connection that was just closed


@dataclass(frozen=True)
class RasaMessage:
    """One message of the bot: its text, choices as Rasa's buttons (title, payload), and a card."""

    text: str = ""
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] | None = None


class DialogueClient:
    """The only caller of Rasa. One instance for one event loop; `close` when the app stops."""

    def __init__(self, urls: list[str] | None = None, seconds: float | None = None) -> None:
        self._urls = urls or settings().RASA_URLS
        patience = seconds if seconds is not None else settings().RASA_TIMEOUT_SECONDS
        self._timeout = aiohttp.ClientTimeout(total=patience, connect=2.0)
        self._session: aiohttp.ClientSession | None = None

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=_IDLE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        return self._session

    def process_of(self, sender: str) -> str:
        """The Rasa process that keeps this conversation, always the same one."""
        digest = hashlib.blake2b(sender.encode(), digest_size=8).digest()
        return self._urls[int.from_bytes(digest) % len(self._urls)].rstrip("/")

    async def turn(
        self, sender: str, text: str, metadata: dict[str, Any], retry: bool = False
    ) -> list[RasaMessage]:  # fmt: skip
        """The bot's answer to one message. With `retry` a turn that was already made is not made again.

        Raises Unavailable when Rasa is down, slow, fails, or says nothing at all; then nothing of the turn was kept.
        """
        body = {"sender": sender, "message": text, "metadata": metadata, "retry": retry}
        try:
            async with self._http.post(self.process_of(sender) + _WEBHOOK, json=body) as answer:
                said = json.loads(await answer.read()) if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unavailable("bot_unreachable", "系统正忙，请稍后再试。") from error
        if not isinstance(said, list) or not said:
            raise Unavailable("bot_failed" if said is None else "bot_silent", "系统正忙，请稍后再试。")
        return [RasaMessage(m.get("text") or "", m.get("buttons") or [], m.get("custom")) for m in said]

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
