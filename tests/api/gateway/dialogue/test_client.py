"""The client of Rasa: a failure is never taken for an answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from api.errors import Unavailable
from api.gateway.dialogue.client import DialogueClient, RasaMessage

ANSWERS: dict[str, tuple[int, bytes]] = {
    "well": (200, json.dumps([{"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]}]).encode()),
    "silent": (200, b"[]"),
    "failing": (503, b'{"error": "turn failed"}'),
    "strange": (200, b"<html>"),
}


class Rasa(BaseHTTPRequestHandler):
    """Answers by the sender's name."""

    def do_POST(self) -> None:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        status, content = ANSWERS[body["sender"]]
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A small server in the place of Rasa."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Rasa)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def turn(url: str, sender: str) -> list[RasaMessage]:
    """One turn."""

    async def ask() -> list[RasaMessage]:
        client = DialogueClient([url], seconds=3)
        try:
            return await client.turn(sender, "你好", {"message_id": "m"})
        finally:
            await client.close()

    return asyncio.run(ask())


def test_an_answer(url: str) -> None:
    assert turn(url, "well") == [RasaMessage("好", [{"title": "是", "payload": "/affirm"}], None)]


@pytest.mark.parametrize("sender", ["silent", "failing", "strange"])
def test_no_answer_is_an_error(url: str, sender: str) -> None:
    with pytest.raises(Unavailable):
        turn(url, sender)


def test_nobody_there() -> None:
    with pytest.raises(Unavailable):
        turn("http://127.0.0.1:9", "well")


def test_a_conversation_stays_with_its_process() -> None:
    async def chosen() -> list[str]:
        client = DialogueClient(["http://a", "http://b", "http://c"])
        first = [client.process_of(f"session-{n}") for n in range(60)]
        assert first == [client.process_of(f"session-{n}") for n in range(60)]
        await client.close()
        return first

    assert set(asyncio.run(chosen())) == {"http://a", "http://b", "http://c"}
