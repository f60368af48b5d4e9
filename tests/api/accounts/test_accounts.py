"""Users, sign-ins, lockout, sessions that end, the first administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts import service
from api.accounts.actors import Role
from api.accounts.first_admin import ensure_first_admin
from api.accounts.models import AuditEntry, User, UserSession
from api.errors import Conflict, Invalid
from tests.api.making import MONDAY, sign_in

PASSWORD = "correct horse 42"


def user(db: Session, **given: object) -> User:
    values: dict[str, object] = {"username": "Zhang", "name": "张登记", "role": Role.REGISTRAR, "password": PASSWORD}
    return service.create_user(db, now=MONDAY, **{**values, **given})  # type: ignore[arg-type]


def test_sign_in_and_out(db: Session) -> None:
    made = user(db)
    signed_in = service.sign_in(db, " zhang ", PASSWORD, MONDAY)
    assert signed_in is not None
    db.flush()
    found = service.user_of(db, signed_in.token, MONDAY)
    assert found is not None
    assert found[0].id == made.id
    stored = db.scalars(sa.select(UserSession)).one()
    assert signed_in.token.encode() not in stored.token_hash
    service.sign_out(db, signed_in.token, MONDAY)
    db.flush()
    assert service.user_of(db, signed_in.token, MONDAY) is None


def test_passwords_are_kept_as_argon2(db: Session) -> None:
    assert user(db).password_hash.startswith("$argon2id$")


def test_five_failures_lock_for_a_quarter_of_an_hour(db: Session) -> None:
    user(db)
    for _ in range(service.FAILURES_ALLOWED):
        assert service.sign_in(db, "zhang", "wrong", MONDAY) is None
    assert service.sign_in(db, "zhang", PASSWORD, MONDAY + timedelta(minutes=14)) is None
    assert service.sign_in(db, "zhang", PASSWORD, MONDAY + timedelta(minutes=16)) is not None


def test_unknown_and_inactive_users_do_not_get_in(db: Session) -> None:
    assert service.sign_in(db, "nobody", PASSWORD, MONDAY) is None
    user(db).active = False
    db.flush()
    assert service.sign_in(db, "zhang", PASSWORD, MONDAY) is None


def test_sessions_end_when_idle_and_at_last(db: Session) -> None:
    user(db)
    signed_in = service.sign_in(db, "zhang", PASSWORD, MONDAY)
    assert signed_in is not None
    db.flush()
    at, step = MONDAY, timedelta(hours=7)
    for _ in range(9):
        at += step
        assert service.user_of(db, signed_in.token, at) is not None
        service.touch(db, signed_in.token, at)
        db.expire_all()
    assert service.user_of(db, signed_in.token, at + service.IDLE_FOR) is None
    assert service.user_of(db, signed_in.token, MONDAY + timedelta(hours=72)) is None
    assert service.forget_expired(db, MONDAY + timedelta(hours=80)) == 1


def test_a_user_needs_a_free_name_a_good_password_and_a_fitting_unit(db: Session) -> None:
    user(db)
    with pytest.raises(Conflict):
        user(db, username="ZHANG")
    with pytest.raises(Invalid):
        user(db, username="li", password="short")
    with pytest.raises(Invalid):
        user(db, username="li", role=Role.HANDLER)
    with pytest.raises(Invalid):
        user(db, username="li", role=Role.CITIZEN)


def test_changing_the_password_ends_all_sessions(db: Session) -> None:
    made = user(db)
    signed_in = service.sign_in(db, "zhang", PASSWORD, MONDAY)
    assert signed_in is not None
    db.flush()
    with pytest.raises(Invalid):
        service.change_password(db, made, "wrong", "another horse 43", MONDAY)
    service.change_password(db, made, PASSWORD, "another horse 43", MONDAY)
    db.expire_all()
    assert service.user_of(db, signed_in.token, MONDAY) is None
    assert service.sign_in(db, "zhang", "another horse 43", MONDAY) is not None


def test_the_first_administrator_is_made_once(db: Session) -> None:
    password = ensure_first_admin(db, MONDAY)
    assert password is not None
    signed_in = service.sign_in(db, "admin", password, MONDAY)
    assert signed_in is not None
    assert signed_in.user.must_change_password
    assert ensure_first_admin(db, MONDAY) is None


def test_sign_ins_are_in_the_audit_trail(db: Session) -> None:
    user(db)
    service.sign_in(db, "zhang", "wrong", MONDAY)
    service.sign_in(db, "zhang", PASSWORD, MONDAY)
    db.flush()
    actions = db.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["user_created", "sign_in_failed", "signed_in"]


def test_with_the_first_password_only_the_password_can_be_changed(client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    given = {"username": "li", "name": "李登记", "role": "registrar", "password": "given to li 1"}
    assert client.post("/api/users", json=given).status_code == 201
    client.post("/api/auth/login", json={"username": "li", "password": given["password"]})
    assert client.get("/api/me").json()["must_change_password"]
    refused = client.get("/api/cases")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "must_change_password")
    change = {"old": given["password"], "new": "my own words 2"}
    assert client.post("/api/auth/password", json=change).status_code == 204
    client.post("/api/auth/login", json={"username": "li", "password": change["new"]})
    assert client.get("/api/cases").status_code == 200


def test_a_name_of_blanks_is_no_name(client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    blank = {"username": "   ", "name": "某", "role": "registrar", "password": "long enough 12"}
    assert client.post("/api/users", json=blank).status_code == 422


def test_a_slow_password_holds_up_nobody(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a password is looked at, others can write (SQLite has one writer)."""
    wrote = []

    class Slow:
        def verify(self, _: str, __: str) -> bool:
            with database.transaction() as db:
                database.beat(db, "meanwhile", MONDAY)
            wrote.append(True)
            return False

    monkeypatch.setattr(service, "_passwords", Slow())
    assert client.post("/api/auth/login", json={"username": "x", "password": "y"}).status_code == 401
    assert wrote
