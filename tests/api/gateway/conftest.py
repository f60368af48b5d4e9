"""A conversation with the whole app, and a stand-in where the bot would be."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import database
from api.accounts import service
from api.accounts.access import COOKIE
from api.accounts.actors import Role
from api.settings import settings
from api.working_days import now
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


@dataclass
class Desk:
    """A signed-in member of staff."""

    http: TestClient
    cookies: dict[str, str]

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self.http.get(path, headers=self._headers)

    def post(self, path: str, **body: Any) -> Any:
        """Do something."""
        return self.http.post(path, json=body, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


@pytest.fixture
def desk_of(client: TestClient) -> Callable[..., Desk]:
    """Makes members of staff: `desk_of(Role.REGISTRAR)`."""

    def make(role: Role, unit_code: str | None = None, **more: Any) -> Desk:
        with database.transaction() as db:
            name = f"{role}-{database.new_id()}"
            service.create_user(
                db, name, "甲", role, "long-enough-Password-1", now=now(), unit_code=unit_code,
                must_change_password=False, **more,
            )  # fmt: skip
            signed = service.sign_in(db, name, "long-enough-Password-1", now())
            assert signed is not None
            return Desk(client, {COOKIE: signed.token})

    return make
