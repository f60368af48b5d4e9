"""Hostile input to the office's endpoints is refused in words, never an internal error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.accounts.actors import Role
from tests.api.making import sign_in

NUL, LONG, ODD = "a\x00b", "长" * 50_000, "';--\u202e😀"
PATHS = ("/api/cases", "/api/statistics/indicators", "/api/progress", "/api/outbox", "/api/units", "/api/users")


@pytest.mark.parametrize("value", [NUL, LONG[:3000], ODD, "-1", ""])
@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMIN])
def test_queries(client: TestClient, value: str, role: Role) -> None:
    sign_in(client, role)
    names = ("q", "unit", "state", "light", "page", "pack", "from", "query_code", "phone_tail")
    for path in PATHS:
        for name in names:
            assert client.get(path, params={name: value}).status_code < 500, (path, name)
    for number in ("%00", "x" * 200, "..%2f..", "500118-20260907-00001"):
        assert client.get(f"/api/cases/{number}").status_code in (404, 403, 422)
        assert client.get(f"/api/receipts/{number}.png").status_code in (404, 422)


@pytest.mark.parametrize("value", [NUL, LONG, ODD, None, 7, [], {}, "\ud800"])
def test_bodies(client: TestClient, value: Any) -> None:
    sign_in(client, Role.REGISTRAR)
    bodies = {
        "/api/auth/login": {"username": value, "password": value},
        "/api/progress/supplement": {"query_code": value, "text": value, "attachment_ids": [value]},
        "/api/progress/withdraw": {"query_code": value, "phone_tail": value, "reason": value},
        "/api/progress/rating": {"query_code": value, "phone_tail": value, "bureau": value, "unit": value},
        "/api/cases/1/steps": {"step": value, "unit": value, "documents": [value], "why": value},
        "/api/cases/1/review": {"purpose": value, "category": [value], "unit_code": value, "flags": [value]},
        "/api/cases/1/reveal": {"reason": value},
    }
    for path, body in bodies.items():
        answer = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        assert set(answer.json()["error"]) == {"code", "message", "fields"}
