"""The command line does what the interface does, as a person who signs in, with an exit status for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api import database
from api.accounts.actors import Role
from api.accounts.service import create_user
from api.training import artefacts
from api.training.__main__ import app
from api.training.artefacts import Kind
from tests.api.making import MONDAY, PASSWORD
from tests.api.training.conftest import MakeBot


@pytest.fixture(autouse=True)
def _people(office_db: object) -> None:
    with database.transaction() as db:
        for name, role in (("anna", Role.TRAINER), ("bo", Role.TRAINER), ("carl", Role.REGISTRAR)):
            create_user(db, name, name, role, PASSWORD, now=MONDAY)


def run(*words: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(app, [*words], env={"OFFICE_PASSWORD": password, "COLUMNS": "200"})


def test_two_people_promote_and_one_goes_back(make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    make_bot("two")
    promote = ("promote", "bot", "two", "--why", "听懂率更高")
    assert run(*promote, "--as", "anna").exit_code == 0
    assert artefacts.current(Kind.BOT) == "one"
    assert run(*promote, "--as", "anna").exit_code == 1
    assert run(*promote, "--as", "bo").exit_code == 0
    assert artefacts.current(Kind.BOT) == "two"
    assert "two" in run("models").output
    assert run("rollback", "bot", "--why", "答非所问", "--as", "anna").exit_code == 0
    assert artefacts.current(Kind.BOT) == "one"


def test_strangers_and_other_roles_are_refused(make_bot: MakeBot, tmp_path: Path) -> None:
    make_bot("one", current=True)
    make_bot("two")
    promote = ("promote", "bot", "two", "--why", "听懂率更高")
    assert run(*promote, "--as", "anna", password="wrong password").exit_code == 1
    assert run(*promote, "--as", "carl").exit_code == 1
    assert run("promote", "bot", "two", "--why", "好", "--as", "anna").exit_code == 2
    assert run("export", "--as", "carl", "--to", str(tmp_path / "x.jsonl")).exit_code == 1
    assert not (tmp_path / "x.jsonl").exists()


def test_export_and_queueing(models: Path, tmp_path: Path) -> None:
    assert run("export", "--as", "anna", "--to", str(tmp_path / "x.jsonl")).exit_code == 0
    assert (tmp_path / "x.jsonl").read_text() == ""
    asked = run("train", "classifier", "--why", "补充语料", "--as", "anna", "--no-wait")
    assert asked.exit_code == 0, asked.output
    assert "queued" in run("runs").output
