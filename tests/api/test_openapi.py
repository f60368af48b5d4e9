"""Whatever is sent to the doors that OpenAPI names, the answer is one of ours and never an internal error."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.schemas import APIOperation
from starlette.testclient import TestClient

from api.accounts.actors import Role
from api.settings import settings as office_settings
from tests.api.making import sign_in

SECONDS = 9.0  # for each database and role
# a stream without an end, 503 by its meaning, files (tried elsewhere), and what would end the sign-in
LEFT_OUT = {"listen", "readyz", "upload_attachment", "logout", "change_password"}
BOT_AWAY = "bot_unavailable"
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def operations(client: TestClient) -> list[APIOperation[Any, Any, Any, Any]]:
    """Every operation of the document, shuffled, without those that cannot be tried like this."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    found = [each.ok() for each in schema.get_all_operations()]
    kept = [each for each in found if each.definition.raw["operationId"] not in LEFT_OUT]
    random.shuffle(kept)
    return kept


def check(answer: Any, operation: str) -> None:
    """No internal error, and refusals in the shape of the contract."""
    if answer.status_code >= 400:
        error = answer.json()["error"]
        assert answer.status_code < 500 or error["code"] == BOT_AWAY, (operation, answer.status_code, error)
        assert set(error) == {"code", "message", "fields"}, operation
        assert any("\u4e00" <= sign <= "\u9fff" for sign in error["message"]), (operation, error)


@pytest.mark.parametrize("role", [None, Role.REGISTRAR, Role.ADMIN])
def test_no_door_breaks(client: TestClient, role: Role | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_settings(), "RASA_URLS", ["http://127.0.0.1:9"])
    if role is not None:
        sign_in(client, role, sealed=True)
    token = client.post("/api/chat/sessions", json={}).json()
    until, tried = time.monotonic() + SECONDS, 0
    for operation in operations(client):
        if time.monotonic() > until:
            break
        tried += 1
        knock_often(client, operation, token)
    assert tried > 5


def knock_often(client: TestClient, operation: APIOperation[Any, Any, Any, Any], talk: dict[str, Any]) -> None:
    """Some generated requests to one operation, by a signed-in browser that also holds a conversation."""
    name = operation.definition.raw["operationId"]

    @given(case=operation.as_strategy())
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=QUIET, phases=[Phase.generate])
    def send(case: Any) -> None:
        parameters = dict(case.path_parameters or {})
        headers = {}
        if "session_id" in parameters:
            parameters["session_id"], headers["Authorization"] = talk["session_id"], f"Bearer {talk['token']}"
        case.path_parameters = parameters
        asked = case.as_transport_kwargs(base_url="http://testserver")
        asked["headers"] = {**dict(asked.get("headers") or {}), **headers}
        asked.pop("cookies", None)
        check(client.request(**asked), name)

    send()
