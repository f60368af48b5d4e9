"""Every door of the office, read from OpenAPI: nobody comes in without signing in, a role only where it works, a unit
only to its own cases, the accused unit never. A new route must be put into a table here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import STAFF_ROLES, Role
from api.cases.attachments import storage
from api.cases.attachments.models import Attachment
from api.cases.models import Case, CaseExclusion
from api.database import new_id
from api.main import create_app
from api.working_days import now
from tests.api.making import accepted, filed, sign_in

PUBLIC = {
    "open_chat", "resume_chat", "office_facts", "list_regions", "login", "logout", "get_progress", "add_supplement",
    "withdraw_case", "rate_case", "receipt_png", "healthz", "readyz", "metrics",
}  # fmt: skip
CITIZEN = {
    "show_chat", "make_handoff_code", "send_message", "listen", "upload_attachment", "list_attachments",
    "download_own_attachment", "delete_attachment",
}  # fmt: skip
EVERYBODY = frozenset(STAFF_ROLES)
ON_CASES = frozenset({Role.REGISTRAR, Role.HANDLER, Role.LEADER, Role.PROXY, Role.AUDITOR})
TALKERS = frozenset({Role.REGISTRAR, Role.LEADER})
STAFF: dict[str, frozenset[Role]] = {
    "me": EVERYBODY, "change_password": EVERYBODY, "list_units": EVERYBODY,
    "list_users": frozenset({Role.ADMIN, Role.AUDITOR}), "create_user": frozenset({Role.ADMIN}),
    "list_outbox": frozenset({Role.ADMIN, Role.AUDITOR}), "resend_message": frozenset({Role.ADMIN}),
    "list_cases": ON_CASES, "get_case": ON_CASES, "take_case_step": ON_CASES, "reveal_person": ON_CASES,
    "review_case": ON_CASES, "download_attachment": ON_CASES, "get_indicators": ON_CASES,
    "list_conversations": TALKERS, "open_conversation": TALKERS, "take_over_conversation": TALKERS,
    "hand_back_conversation": TALKERS, "reply_in_conversation": TALKERS, "download_conversation_attachment": TALKERS,
}  # fmt: skip
TRAINING = frozenset({Role.TRAINER, Role.ADMIN})
BODIES: dict[str, Any] = {
    "create_user": {"username": "x", "name": "x", "role": "admin", "password": "x"},
    "change_password": {"old": "x", "new": "x"},
    "take_case_step": {"step": "sign"}, "reveal_person": {"reason": "随便看看"},
    "review_case": {"purpose": "GRIEVANCE", "category": ["农村农业"]},
    "reply_in_conversation": {"client_message_id": "1", "text": "您好"},
    "send_message": {"client_message_id": "1", "text": "您好"},
}  # fmt: skip


def doors() -> list[tuple[str, str, str]]:
    """Operation id, method and path of every route that OpenAPI names."""
    paths = create_app().openapi()["paths"]
    return [(told["operationId"], method, path) for path, item in paths.items() for method, told in item.items()]


DOORS = doors()


def filled_in(path: str, **given: str) -> str:
    values = {"number": "500118-20260907-00001", **given}
    return re.sub(r"{(\w+)}", lambda found: values.get(found[1], "0" * 26), path)


def knock(client: TestClient, door: tuple[str, str, str], **given: str) -> Any:
    name, method, path = door
    body = {"json": BODIES.get(name, {})} if method in ("post", "put", "patch") else {}
    return client.request(method, filled_in(path, **given), **body)


def may(name: str, path: str) -> frozenset[Role]:
    return STAFF.get(name) or (TRAINING if path.startswith("/api/training") else frozenset())


def test_every_door_is_in_a_table() -> None:
    names = [name for name, _, _ in DOORS]
    assert len(set(names)) == len(names)
    unknown = [n for n, _, p in DOORS if n not in PUBLIC | CITIZEN | STAFF.keys() and not p.startswith("/api/training")]
    assert unknown == []


def test_nobody_comes_in_without_signing_in(client: TestClient) -> None:
    closed = [door for door in DOORS if door[0] not in PUBLIC]
    assert len(closed) > 30
    for headers in ({}, {"Cookie": "office_session=x"}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer"}):
        client.headers.update({"Cookie": "", "Authorization": "", **headers})
        answers = {door: knock(client, door) for door in closed}
        assert {door: a.status_code for door, a in answers.items() if a.status_code != 401} == {}
        assert all(set(a.json()["error"]) == {"code", "message", "fields"} for a in answers.values())


def test_a_citizens_token_opens_no_office_door_nor_another_conversation(client: TestClient) -> None:
    mine, other = (client.post("/api/chat/sessions", json={}).json() for _ in range(2))
    client.headers["Authorization"] = f"Bearer {mine['token']}"
    for door in DOORS:
        if door[0] in PUBLIC:
            continue
        assert knock(client, door, session_id=other["session_id"]).status_code == 401, door
    assert client.get(f"/api/chat/sessions/{mine['session_id']}").status_code == 200


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_role_comes_in_only_where_it_works(client: TestClient, role: Role) -> None:
    sign_in(client, role, "RS" if role is Role.HANDLER else None)
    for door in DOORS:
        name, _, path = door
        if name in PUBLIC or name in CITIZEN or name == "change_password":
            continue
        refused = knock(client, door).status_code == 403
        if role not in may(name, path):
            assert refused, door
        elif name in STAFF:
            assert not refused, door


def _case(**given: Any) -> tuple[str, str]:
    """A case that unit RS handles, with a file: its number and the file's id."""
    with database.transaction() as db:
        case = accepted(db, now(), **given)
        file = Attachment(
            id=new_id(), petition_id=case.petition_id, name="欠条.txt", kind="txt", byte_count=4, sha256="0" * 64,
            created_at=now(),
        )  # fmt: skip
        db.add(file)
        storage.write(file.id, b"text")
        return case.number, file.id


OF_A_CASE = ("get_case", "take_case_step", "reveal_person", "review_case", "download_attachment")
ABOUT_CASES = [door for door in DOORS if door[0] in OF_A_CASE]


def _statuses(client: TestClient, number: str, file: str) -> set[int]:
    return {knock(client, door, number=number, attachment_id=file).status_code for door in ABOUT_CASES}


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER, Role.REGISTRAR, Role.AUDITOR, Role.PROXY])
def test_another_units_people_do_not_see_a_case(client: TestClient, role: Role) -> None:
    number, file = _case()
    sign_in(client, role, "GA", sealed=True)
    assert _statuses(client, number, file) == {404}
    assert client.get("/api/cases", params={"q": number}).json()["total"] == 0
    assert all(each["denominator"] == 0 for each in client.get("/api/statistics/indicators").json()["indicators"])
    assert client.get("/api/statistics/indicators", params={"unit": "RS"}).json()["indicators"][0]["denominator"] == 0


def test_the_own_unit_does(client: TestClient) -> None:
    number, file = _case()
    sign_in(client, Role.HANDLER, "RS")
    assert client.get(f"/api/cases/{number}").status_code == 200
    assert client.get(f"/api/attachments/{file}").content == b"text"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER, Role.REGISTRAR, Role.AUDITOR])
def test_the_accused_unit_sees_nothing_even_of_its_own_case(client: TestClient, role: Role) -> None:
    number, file = _case()
    with database.transaction() as db:
        case = db.query(Case).filter_by(number=number).one()
        case.sealed = case.confidential = True
        case.exclusions = [CaseExclusion(unit_code="RS", reason="被检举")]
    sign_in(client, role, "RS", sealed=True)
    assert _statuses(client, number, file) == {404}
    assert client.get("/api/cases").json()["total"] == 0
    sign_in(client, Role.REGISTRAR)  # in the bureau, but without the permission
    assert _statuses(client, number, file) == {404}
    sign_in(client, Role.REGISTRAR, sealed=True)
    assert client.get(f"/api/cases/{number}").status_code == 200


def test_a_proxy_sees_only_what_it_filed(client: TestClient) -> None:
    with database.transaction() as db:
        number = filed(db, now()).number
    sign_in(client, Role.PROXY)
    assert _statuses(client, number, "0" * 26) == {404}
    assert client.get("/api/cases").json()["total"] == 0


def test_the_bots_door_wants_its_token(client: TestClient) -> None:
    for query in ("", "?token=", "?token=wrong", "?token=%00"):
        assert client.post(f"/internal/actions{query}", json={}).status_code == 403


def test_signing_in_gives_a_new_session_and_ends_nobody_elses(client: TestClient) -> None:
    client.cookies.set("office_session", "chosen-by-somebody-else")
    sign_in(client, Role.REGISTRAR)
    assert client.cookies.get("office_session", domain="testserver.local") != "chosen-by-somebody-else"
    client.cookies.clear()
    client.cookies.set("office_session", "chosen-by-somebody-else")
    assert client.get("/api/me").status_code == 401
