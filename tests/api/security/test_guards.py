"""What every request passes: bounded bodies, own pages only, and errors that tell nothing of anybody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Role
from api.cases import listing
from tests.api.making import PASSWORD, sign_in

SECRET = "500118198502041226"


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/progress/supplement", "/api/chat/sessions", "/api/users"])
def test_a_body_beyond_a_megabyte_is_refused(client: TestClient, path: str) -> None:
    def without_length() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    headers = {"Content-Type": "application/json"}
    for body in (b"x" * 1_000_001, without_length()):
        answer = client.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large"), path


@pytest.mark.parametrize(
    "body", ["[" * 200_000, '{"a":' * 100_000, "9" * 10_000, '{"username":"\\ud800","password":"x"}', "\x00"]
)
def test_odd_json_is_refused_in_words(client: TestClient, body: str) -> None:
    answer = client.post("/api/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_foreign_page_cannot_use_the_cookie(client: TestClient, headers: dict[str, str]) -> None:
    sign_in(client, Role.ADMIN)
    body = {"username": "mallory", "name": "某", "role": "admin", "password": "long enough here"}
    assert client.post("/api/users", json=body, headers=headers).status_code == 403
    assert client.post("/api/auth/logout", headers=headers).status_code == 403
    known = {"username": "admin-bureau-plain", "password": PASSWORD}
    client.cookies.clear()
    refused = client.post("/api/auth/login", json=known, headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_origin")
    # a conversation has no cookie: its token is proof enough, whatever page shows it
    assert client.post("/api/chat/sessions", json={}, headers=headers).status_code == 201


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {"Sec-Fetch-Site": "none"}, {}]
)
def test_the_own_page_can(client: TestClient, headers: dict[str, str]) -> None:
    sign_in(client, Role.ADMIN)
    assert client.post("/api/auth/logout", headers=headers).status_code == 204


def test_an_unforeseen_error_tells_nothing(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {SECRET}")

    sign_in(client, Role.REGISTRAR)
    monkeypatch.setattr(listing, "find", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/api/cases")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = caplog.text + answer.text + "".join(capsys.readouterr())
    assert SECRET not in told


def test_a_database_error_does_not_quote_values(office_db: sa.Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused, database.transaction() as db:
        db.execute(sa.text("INSERT INTO nowhere VALUES (:number)"), {"number": SECRET})
    assert SECRET not in str(refused.value)


def test_the_log_says_what_the_database_said_without_quoting(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        with database.transaction() as db:
            db.execute(sa.text(f"SELECT '{SECRET}' FROM nowhere"))  # noqa: S608

    monkeypatch.setattr("api.gateway.sessions.service.open_conversation", fail)
    assert client.post("/api/chat/sessions", json={}).status_code in (500, 503)
    told = "".join(capsys.readouterr())
    assert '"code": "SQLITE_ERROR"' in told or '"code": "42P01"' in told
    assert SECRET not in told


def test_what_was_not_saved_is_not_called_saved(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("api.gateway.sessions.service.open_conversation", full)
    answer = client.post("/api/chat/sessions", json={})
    assert answer.status_code == 503
    error = answer.json()["error"]
    assert "没有保存" in error["message"]
    assert "full" not in json.dumps(error)
