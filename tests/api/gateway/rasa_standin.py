"""A small server that speaks the bot's channel protocol, and can be down, slow, empty or gone."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

Turn = dict[str, Any]


@dataclass
class RasaStandIn:
    """Hears turns; what it heard whole, it answers again for a retry, as the real channel does."""

    turns: list[Turn] = field(default_factory=list)
    done: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    failing: int = 0
    empty: int = 0
    deaf_after_turn: int = 0
    delay: float = 0.0
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] | None = None
    running: int = 0
    most_at_once: dict[str, int] = field(default_factory=dict)
    _now: dict[str, int] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/webhooks/petition/webhook")
        async def receive(request: Request) -> JSONResponse:
            turn = await request.json()
            self.turns.append(turn)
            sender = turn["sender"]
            self._now[sender] = self._now.get(sender, 0) + 1
            self.most_at_once[sender] = max(self.most_at_once.get(sender, 0), self._now[sender])
            try:
                return await self._answer(turn)
            finally:
                self._now[sender] -= 1

        return app

    async def _answer(self, turn: Turn) -> JSONResponse:
        await asyncio.sleep(self.delay)
        if self.failing:
            self.failing -= 1
            return JSONResponse({"error": "turn failed"}, 503)
        if self.empty:
            self.empty -= 1
            return JSONResponse([])
        message_id = turn["metadata"]["message_id"]
        if turn["retry"] and message_id in self.done:
            return JSONResponse(self.done[message_id])
        said = [{"text": f"收到：{turn['message'][:20]}", "buttons": self.buttons}]
        if self.custom:
            said.append({"custom": self.custom})
        self.done[message_id] = said
        if self.deaf_after_turn:  # the turn happened, but its answer never arrives
            self.deaf_after_turn -= 1
            return JSONResponse({"error": "lost"}, 503)
        return JSONResponse(said)

    @property
    def heard(self) -> list[str]:
        """What it was told, in order, without the retries."""
        return [turn["message"] for turn in self.turns if not turn["retry"]]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run an app on a free port in a thread; gives its address."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)
