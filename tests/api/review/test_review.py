"""Agents confirm labels; guesses stay guesses."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Actor, Role
from api.cases.models import Case
from api.errors import Conflict, Invalid
from api.intake import filing
from api.intake.suggestions import read
from api.review import service
from api.review.models import LabelReview
from api.rules.vocabulary import Purpose
from tests.api.making import MONDAY, REGISTRAR, filed, sign_in

SAID = {
    "purpose": {"label": "申诉求决", "confidence": 0.93},
    "category": {"path": ["劳动和社会保障", "工资福利", "拖欠工资"]},
    "sensitivity": {"level": "sensitive", "flags": [{"flag": "wage", "confidence": 0.8, "evidence": []}]},
    "unit": {"label": "人社局", "alternatives": []},
    "model": "test-1",
}


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "suggest", lambda *_: read(SAID))


def category(first: str) -> tuple[str, ...]:
    from classifier import taxonomy

    return next(path for path in taxonomy.categories() if path[0] == first and len(path) == 3)


def review(db: Session, case: Case, actor: Actor = REGISTRAR, **given: Any) -> LabelReview:
    values: dict[str, Any] = {"purpose": Purpose.GRIEVANCE, "category": category("城乡建设"), **given}
    return service.review(db, case, service.Labels(**values), actor, now=MONDAY, expected_version=None)


def test_confirming_leaves_the_guess_a_record_and_a_row_for_training(db: Session) -> None:
    case = filed(db)
    row = review(db, case, flags=("wage",), unit_code="RS")
    assert (case.confirmed_purpose, case.confirmed_category) == ("GRIEVANCE", "/".join(category("城乡建设")))
    assert case.suggested_category == "劳动和社会保障/工资福利/拖欠工资"
    assert case.confirmed_sensitivity == "sensitive"
    assert case.state == "reviewed"
    assert case.records[-1].step == "review"
    assert row.changed == ["category", "repeat"]
    assert row.model_version == "test-1"


def test_a_later_correction_is_another_row(db: Session) -> None:
    case = filed(db)
    review(db, case)
    review(db, case, purpose=Purpose.SUGGESTION)
    assert db.scalar(sa.select(sa.func.count()).select_from(LabelReview)) == 2
    assert case.confirmed_purpose == "SUGGESTION"


def test_what_turns_out_to_be_an_accusation_is_sealed_against_the_accused(db: Session) -> None:
    case = filed(db, respondent="区人社局局长")
    plain = Actor("r", "登记员", Role.REGISTRAR)
    review(db, case, plain, purpose=Purpose.ACCUSATION, category=category("纪检监察"))
    assert case.sealed
    assert case.confidential
    assert [exclusion.unit_code for exclusion in case.exclusions] == ["RS"]


def test_unknown_labels_are_named(db: Session) -> None:
    case = filed(db)
    with pytest.raises(Invalid) as invalid:
        review(db, case, category=("没有", "这个"), flags=("nothing",), unit_code="NOWHERE")
    assert set(invalid.value.fields) == {"category", "flags", "unit_code"}
    assert case.confirmed_purpose is None


def test_the_clocks_follow_the_confirmed_purpose(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.settings import settings

    monkeypatch.setattr(settings(), "RULE_PACK", "jiangsu")
    case = filed(db)
    assert "jiangsu_same_day_forward" in {row.rule_id for row in case.deadlines}
    review(db, case, repeat=True)
    assert "jiangsu_same_day_forward" not in {row.rule_id for row in case.deadlines}


def test_a_stale_version_is_refused(db: Session) -> None:
    case = filed(db)
    labels = service.Labels(Purpose.GRIEVANCE, category("城乡建设"))
    with pytest.raises(Conflict):
        service.review(db, case, labels, REGISTRAR, now=MONDAY, expected_version=case.version - 1)


def test_over_http(client: TestClient) -> None:
    with database.transaction() as db:
        case = filed(db)
        number, version = case.number, case.version
    sign_in(client, Role.REGISTRAR)
    body = {"purpose": "GRIEVANCE", "category": list(category("城乡建设")), "unit_code": "ZJ", "version": version}
    answer = client.post(f"/api/cases/{number}/review", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["labels_confirmed"]
    assert answer.json()["confirmed"]["unit_code"] == "ZJ"
    assert client.post(f"/api/cases/{number}/review", json=body).status_code == 409
    sign_in(client, Role.AUDITOR)
    assert client.post(f"/api/cases/{number}/review", json={**body, "version": None}).status_code == 403
