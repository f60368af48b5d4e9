"""A conversation with the whole app, and a stand-in where the bot would be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.settings import settings
from tests.api.gateway.rasa_standin import RasaStandIn, serving


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """The bot's stand-in, where the gateway looks for the bot."""
    from api.gateway.messages import bot

    stand_in = RasaStandIn()
    with serving(stand_in.app()) as address:
        monkeypatch.setattr(settings(), "RASA_URLS", [address])
        bot.forget()
        yield stand_in
    bot.forget()


@dataclass
class Chat:
    """A citizen's side of one conversation."""

    http: TestClient
    id: str = ""
    token: str = ""
    opened: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def open(self, **body: Any) -> Chat:
        """Start the conversation."""
        answer = self.http.post("/api/chat/sessions", json=body or {"channel": "web", "campaign": None})
        assert answer.status_code == 201, answer.text
        self.opened = answer.json()
        self.id, self.token = self.opened["session_id"], self.opened["token"]
        return self

    @property
    def path(self) -> str:
        return f"/api/chat/sessions/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, text: str | None = None, client_message_id: str | None = None, **more: Any) -> Any:
        """Say something; gives the HTTP response."""
        body = {"client_message_id": client_message_id or f"m-{next(self.numbers)}", **more}
        if text is not None:
            body["text"] = text
        return self.http.post(f"{self.path}/messages", json=body, headers=self.headers)

    def show(self) -> dict[str, Any]:
        """The conversation as a reload sees it."""
        answer = self.http.get(self.path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def upload(self, name: str, content: bytes) -> Any:
        """Send a file; gives the HTTP response."""
        return self.http.post(f"{self.path}/attachments", files={"file": (name, content)}, headers=self.headers)


@pytest.fixture
def chat(client: TestClient, rasa: RasaStandIn) -> Chat:
    """An opened conversation."""
    return Chat(client).open()
