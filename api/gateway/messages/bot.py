"""The bot of this process: one client for one event loop, made on first use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from api.gateway.dialogue.client import DialogueClient
from api.gateway.messages.service import BotReply, Told

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, DialogueClient] = WeakKeyDictionary()


def client() -> DialogueClient:
    """The client of the running event loop."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        found = _clients[loop] = DialogueClient()
    return found


@asynccontextmanager
async def connected(_: object) -> AsyncIterator[None]:
    """While the app runs; its connections to the bot are given back at the end."""
    yield
    found = _clients.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()


def forget() -> None:
    """Make new clients from the settings next time (the addresses of the bot have changed)."""
    _clients.clear()


async def ask(session_id: str, told: Told) -> Sequence[BotReply]:
    """Tell the bot one message; raises Unavailable when it does not answer as it should."""
    about = {"message_id": told.message_id, "kind": told.kind}
    return await client().turn(session_id, told.heard, about, retry=told.retry)
