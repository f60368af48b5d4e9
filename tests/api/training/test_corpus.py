"""Confirmed labels leave the office only as a corpus without personal data, to trainers, on record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Role
from api.accounts.models import AuditEntry
from api.cases.models import Case
from api.review import service
from api.rules.vocabulary import Purpose
from api.training import corpus
from classifier.corpus import read_file
from tests.api.making import MONDAY, REGISTRAR, filed, sign_in

STORY = "我叫林秀梅，住永川区萱花路一号。包工头周建军拖欠工资三万八千元，电话13896001234，林秀梅本人可以作证。"
PERSONAL = ("秀梅", "建军", "13896001234", "500118198502041226", "萱花路一号")


def reviewed(db: Session, purpose: Purpose = Purpose.GRIEVANCE, category: str = "劳动和社会保障") -> Case:
    from classifier import taxonomy

    case = filed(db, story=STORY, respondent="周建军")
    path = next(path for path in taxonomy.categories() if path[0] == category and len(path) == 3)
    labels = service.Labels(purpose, path, ("wage",) if purpose is Purpose.GRIEVANCE else (), "RS")
    service.review(db, case, labels, REGISTRAR, now=MONDAY, expected_version=None)
    return case


def test_a_confirmed_case_is_a_row_that_the_classifier_reads(db: Session, tmp_path: Path) -> None:
    reviewed(db)
    filed(db, phone="13896005555", id_number=None)  # not confirmed: no row
    db.commit()
    written = list(corpus.lines(db, sealed=False))
    assert len(written) == 1
    assert not [part for part in PERSONAL if part in written[0]]
    assert "拖欠工资三万八千元" in written[0]
    path = tmp_path / "confirmed.jsonl"
    path.write_text("".join(written), encoding="utf-8")
    row = read_file(path)[0]
    assert (row.purpose, row.category[0], row.flags, row.unit) == ("申诉求决", "劳动和社会保障", ("wage",), "人社局")


def test_sealed_cases_only_for_who_may_open_them(db: Session) -> None:
    reviewed(db, Purpose.ACCUSATION)
    db.commit()
    assert list(corpus.lines(db, sealed=False)) == []
    assert [json.loads(line)["purpose"] for line in corpus.lines(db, sealed=True)] == ["检举控告"]


def test_many_cases_come_page_by_page(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "AT_ONCE", 2)
    ids = []
    for number in range(5):
        case = filed(db, phone=f"1389600{number:04}", id_number=None, petitioner_name=None)
        case.confirmed_purpose, case.labels_confirmed_at = "SUGGESTION", MONDAY
        ids.append(case.id)
    db.commit()
    rows = [json.loads(line) for line in corpus.lines(db, sealed=False)]
    assert [row["id"] for row in rows] == sorted(ids)
    assert {row["flags"] is None for row in rows} == {True}  # nobody said anything about flags


def test_the_export_is_for_trainers_and_recorded(client: TestClient) -> None:
    with database.transaction() as db:
        reviewed(db)
    sign_in(client, Role.ADMIN)
    assert client.get("/api/training/corpus.jsonl").status_code == 403
    sign_in(client, Role.TRAINER)
    answer = client.get("/api/training/corpus.jsonl")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1
    assert answer.headers["cache-control"] == "no-store"
    with database.reading() as db:
        found = db.scalar(sa.select(AuditEntry).where(AuditEntry.action == "corpus_exported"))
        assert found is not None
        assert found.actor_role == Role.TRAINER
