"""A version comes into use by two people, and goes back by one; the pointer never lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts import audit
from api.accounts.actors import Actor, Role
from api.errors import Conflict, Forbidden, NotFound
from api.training import artefacts, promotions, trainer
from api.training.artefacts import Kind
from api.training.models import ModelPromotion
from tests.api.making import MONDAY, sign_in
from tests.api.training.conftest import MakeBot

ANNA = Actor("t-anna", "训练员甲", Role.TRAINER)
BO = Actor("t-bo", "训练员乙", Role.TRAINER)
WHY = "听懂率更高，已与现用版本比较"


def propose(db: Session, version: str, actor: Actor = ANNA) -> ModelPromotion:
    return promotions.propose(db, Kind.BOT, version, why=WHY, actor=actor, now=MONDAY)


def promoted(db: Session, version: str) -> None:
    promotions.confirm(db, propose(db, version).id, BO, MONDAY)
    promotions.take_effect(db, MONDAY)


def test_two_people_switch_the_pointer_and_it_is_recorded(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    make_bot("two")
    row = propose(db, "two")
    assert artefacts.current(Kind.BOT) == "one"
    promotions.confirm(db, row.id, BO, MONDAY)
    assert artefacts.current(Kind.BOT) == "one"  # only after the commit
    assert [done.id for done in promotions.take_effect(db, MONDAY)] == [row.id]
    assert artefacts.current(Kind.BOT) == "two"
    assert (row.before, row.in_force_at, row.confirmed_by) == ("one", MONDAY, BO.id)
    actions = db.scalars(sa.select(audit.AuditEntry.action).order_by(audit.AuditEntry.number)).all()
    assert actions[-2:] == ["model_proposed", "model_promoted"]


def test_nobody_confirms_their_own_proposal(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    row = propose(db, make_bot("two"))
    with pytest.raises(Forbidden):
        promotions.confirm(db, row.id, ANNA, MONDAY)
    assert row.state == "proposed"


def test_a_proposal_is_confirmed_once(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    row = propose(db, make_bot("two"))
    promotions.confirm(db, row.id, BO, MONDAY)
    with pytest.raises(Conflict):
        promotions.confirm(db, row.id, BO, MONDAY)
    with pytest.raises(Conflict):
        promotions.withdraw(db, row.id, ANNA, MONDAY)


def test_one_open_proposal_for_a_kind(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    row = propose(db, make_bot("two"))
    make_bot("three")
    with pytest.raises(Conflict):
        propose(db, "three", BO)
    promotions.withdraw(db, row.id, ANNA, MONDAY)
    assert propose(db, "three", BO).state == "proposed"


def test_a_proposal_is_void_when_the_version_in_use_changed(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    row = propose(db, make_bot("two"))
    make_bot("three", current=True)
    with pytest.raises(Conflict) as refused:
        promotions.confirm(db, row.id, BO, MONDAY)
    assert refused.value.code == "current_changed"


def test_a_changed_or_broken_file_is_refused(db: Session, make_bot: MakeBot, models: Path) -> None:
    make_bot("one", current=True)
    make_bot("two")
    (models / "bot" / "two.tar.gz").write_bytes(b"no archive")
    with pytest.raises(Conflict) as refused:
        propose(db, "two")
    assert refused.value.code == "version_unsound"
    (models / "classifier" / "bad").mkdir()
    (models / "classifier" / "bad" / "card.json").write_text("{}")
    with pytest.raises(Conflict):
        promotions.propose(db, Kind.CLASSIFIER, "bad", why=WHY, actor=ANNA, now=MONDAY)


@pytest.mark.parametrize("name", ["missing", "../bot/one", ".run-x", "a/b", ""])
def test_an_unknown_or_impossible_name_is_not_found(db: Session, make_bot: MakeBot, name: str) -> None:
    make_bot("one", current=True)
    with pytest.raises(NotFound):
        propose(db, name)


def test_going_back_step_by_step(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    promoted(db, make_bot("two"))
    promoted(db, make_bot("three"))
    for expected in ("two", "one"):
        promotions.roll_back(db, Kind.BOT, "市民反映答非所问", ANNA, MONDAY)
        promotions.take_effect(db, MONDAY)
        assert artefacts.current(Kind.BOT) == expected
    with pytest.raises(Conflict):
        promotions.roll_back(db, Kind.BOT, "再退一步", ANNA, MONDAY)


def test_a_switch_that_a_crash_prevented_is_made_good_by_the_worker(db: Session, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    promotions.confirm(db, propose(db, make_bot("two")).id, BO, MONDAY)
    db.commit()
    assert trainer.anything_to_do(db, MONDAY)
    db.commit()
    trainer.run_next(MONDAY)
    assert artefacts.current(Kind.BOT) == "two"
    assert not trainer.anything_to_do(db, MONDAY)


def test_a_version_that_vanished_does_not_become_the_pointer(db: Session, make_bot: MakeBot, models: Path) -> None:
    make_bot("one", current=True)
    row = propose(db, make_bot("two"))
    promotions.confirm(db, row.id, BO, MONDAY)
    (models / "bot" / "two.tar.gz").unlink()
    assert promotions.take_effect(db, MONDAY) == []
    assert (artefacts.current(Kind.BOT), row.state) == ("one", "failed")
    assert not promotions.unfinished(db)


def test_versions_show_their_card_or_else_size_and_day(make_bot: MakeBot, models: Path) -> None:
    make_bot("one")
    make_bot("bare", card=False)
    (models / "bot" / ".run-1").mkdir()
    found = {version.name: version for version in artefacts.versions(Kind.BOT)}
    assert set(found) == {"one", "bare"}
    assert found["one"].created_at.day == 1
    assert found["bare"].card == {}
    assert found["bare"].byte_count > 0


def _post(client: TestClient, path: str, **body: Any) -> Any:
    return client.post(f"/api/training/{path}", json=body)


def test_the_whole_way_by_http(client: TestClient, make_bot: MakeBot) -> None:
    make_bot("one", current=True)
    make_bot("two")
    sign_in(client, Role.TRAINER)
    assert _post(client, "promotions", kind="bot", version="two", why=" ").status_code == 422
    proposal = _post(client, "promotions", kind="bot", version="two", why=WHY)
    assert proposal.status_code == 201, proposal.text
    own = _post(client, f"promotions/{proposal.json()['id']}/confirm")
    assert (own.status_code, own.json()["error"]["code"]) == (403, "second_person")
    sign_in(client, Role.ADMIN)
    done = _post(client, f"promotions/{proposal.json()['id']}/confirm").json()
    assert done["in_force_at"]
    assert "对话进程" in done["in_force"]
    shown = client.get("/api/training/models").json()
    assert [version["current"] for version in shown[0]["versions"] if version["version"] == "two"] == [True]
    back = _post(client, "rollback", kind="bot", why="答非所问，先退回").json()
    assert (back["version"], back["act"]) == ("one", "rollback")
    assert artefacts.current(Kind.BOT) == "one"
    assert [row["state"] for row in client.get("/api/training/promotions").json()] == ["confirmed", "rolled_back"]
    with database.reading() as db:
        assert audit.verify(db).broken_at is None


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR, Role.LEADER])
def test_other_roles_are_kept_out(client: TestClient, models: Path, role: Role) -> None:
    sign_in(client, role)
    for path in ("models", "promotions", "runs", "inbox", "corpus.jsonl"):
        assert client.get(f"/api/training/{path}").status_code == 403, path
