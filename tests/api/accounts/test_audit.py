"""The audit chain: any change, omission or addition is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api import database
from api.accounts import audit
from api.accounts.__main__ import app
from api.accounts.models import AuditEntry
from api.security import EncryptedJson
from tests.api.making import MONDAY, REGISTRAR


def some(db: Session, count: int = 5) -> None:
    for number in range(count):
        audit.append(db, REGISTRAR, "case_opened", f"case-{number}", MONDAY, reason="核实情况")
    db.flush()
    db.expire_all()


def test_a_sound_chain(db: Session) -> None:
    assert audit.verify(db) == audit.Verdict(0, None)
    some(db)
    assert audit.verify(db) == audit.Verdict(5, None)


@pytest.mark.parametrize(
    "change",
    [
        sa.update(AuditEntry).where(AuditEntry.number == 3).values(subject="case-9"),
        sa.update(AuditEntry).where(AuditEntry.number == 3).values(actor_id="somebody"),
        sa.delete(AuditEntry).where(AuditEntry.number == 3),
    ],
)
def test_a_change_in_the_database_is_found(db: Session, change: sa.Executable) -> None:
    some(db)
    db.execute(change)
    db.expire_all()
    assert audit.verify(db) == audit.Verdict(2, 3)


def test_a_changed_detail_is_found(db: Session) -> None:
    some(db)
    value = EncryptedJson("audit.detail").process_bind_param({"reason": "没什么"}, db.get_bind().dialect)
    db.execute(sa.text("UPDATE audit_entries SET detail = :value WHERE number = 2"), {"value": value})
    db.expire_all()
    assert audit.verify(db).broken_at == 2


def test_a_cut_off_end_is_found(db: Session) -> None:
    some(db)
    db.execute(sa.delete(AuditEntry).where(AuditEntry.number == 5))
    db.expire_all()
    assert audit.verify(db) == audit.Verdict(4, 5)


def test_the_trail_cannot_be_changed_through_the_application(db: Session) -> None:
    some(db, 1)
    entry = db.scalars(sa.select(AuditEntry)).one()
    entry.subject = "other"
    with pytest.raises(audit.AuditUnchangeable):
        db.flush()


@pytest.mark.usefixtures("office_db")
def test_many_at_once_make_one_chain_and_the_command_says_so() -> None:
    def one(number: int) -> None:
        with database.transaction() as db:
            audit.append(db, REGISTRAR, "case_opened", f"case-{number}", MONDAY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(30)))
    with database.transaction() as db:
        assert audit.verify(db) == audit.Verdict(30, None)
    assert CliRunner().invoke(app, ["verify-audit"]).exit_code == 0
    with database.transaction() as db:
        db.execute(sa.delete(AuditEntry).where(AuditEntry.number == 7))
    assert CliRunner().invoke(app, ["verify-audit"]).exit_code == 1


@pytest.mark.usefixtures("office_db")
def test_a_user_from_the_command_line() -> None:
    runner = CliRunner()
    made = runner.invoke(app, ["create-user", "wang", "registrar", "--name", "王登记"])
    assert made.exit_code == 0, made.output
    assert runner.invoke(app, ["create-user", "wang", "registrar"]).exit_code == 1
