"""Filing: one transaction makes everything, twice makes one, and no model is no obstacle."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api import database
from api.cases import repository
from api.cases.attachments.models import Attachment
from api.cases.models import Case, Deadline, HandlingRecord
from api.cases.petitions import Petition, Petitioner, UnchangeableRecord
from api.database import new_id
from api.errors import Invalid
from api.intake import filing
from api.intake.filing import file_draft, short_title
from api.intake.suggestions import read
from api.routing.delivery.models import OutboxMessage
from api.rules.vocabulary import Purpose
from tests.api.making import MONDAY, STORY, draft, filed


def test_filing_makes_petition_case_record_clocks_and_outbox_row(db: Session) -> None:
    one = draft()
    receipt = file_draft(db, one, now=MONDAY)
    case = repository.by_draft(db, one.id)
    assert case is not None
    assert case.petition.story == STORY
    assert case.petition.petitioner.name == "林秀梅"
    assert [record.step for record in case.records] == ["register"]
    assert [(d.rule_id, d.due_on) for d in case.deadlines] == [("bureau_forward", date(2026, 9, 22))]
    assert case.next_due_on == date(2026, 9, 22)
    message = db.scalars(sa.select(OutboxMessage)).one()
    assert message.key == f"{case.number}:1"
    assert message.body["story"] == STORY
    assert receipt.case_number == case.number
    assert len(receipt.query_code) == 11


def test_filing_twice_gives_the_same_receipt(db: Session) -> None:
    one = draft()
    assert file_draft(db, one, now=MONDAY) == file_draft(db, one, now=MONDAY)
    assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_the_database_itself_refuses_a_second_filing(db: Session) -> None:
    case = filed(db)
    first = case.petition
    twin = Petition(
        petitioner=Petitioner(name="林秀梅"), draft_id=first.draft_id, channel="web", title="x", story="y", as_told={},
        filed_at=MONDAY,
    )  # fmt: skip
    db.add(twin)
    with pytest.raises(IntegrityError):
        db.flush()


def test_personal_data_is_not_readable_in_the_database(db: Session) -> None:
    filed(db)
    for table in (Petitioner, Petition, Case, HandlingRecord, OutboxMessage):
        for row in db.execute(sa.select(sa.text("*")).select_from(table.__table__)):
            stored = "".join(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row)
            for secret in ("林秀梅", "500118198502041226", "13896001234", "拖欠"):
                assert secret not in stored
                assert secret.encode().decode("latin-1") not in stored


def test_what_was_told_cannot_be_changed(db: Session) -> None:
    case = filed(db)
    case.petition.story = "别的"
    with pytest.raises(UnchangeableRecord):
        db.flush()


def test_records_cannot_be_deleted(db: Session) -> None:
    case = filed(db)
    db.delete(case.records[0])
    with pytest.raises(UnchangeableRecord):
        db.flush()


def test_a_draft_without_a_story_is_not_filed(db: Session) -> None:
    with pytest.raises(Invalid):
        file_draft(db, draft(story="  "), now=MONDAY)


def test_filing_goes_on_without_a_model(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str, __: str) -> object:
        raise FileNotFoundError

    monkeypatch.setattr("api.intake.suggestions._propose", broken)
    case = filed(db)
    assert case.suggested_purpose is None
    assert case.suggestion["missing"]


def test_labels_and_unit_are_proposed_never_confirmed(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "purpose": {"label": "申诉求决", "confidence": 0.93},
        "category": {"path": ["劳动和社会保障", "工资福利", "拖欠工资"], "confidence": 0.8},
        "sensitivity": {"level": "normal", "flags": []},
        "unit": {"label": "人社局", "alternatives": ["住建局"]},
    }
    monkeypatch.setattr(filing, "suggest", lambda *_: read(said))
    case = filed(db)
    assert case.suggested_purpose == Purpose.GRIEVANCE
    assert case.suggested_category == "劳动和社会保障/工资福利/拖欠工资"
    assert case.suggested_unit_code == "RS"
    assert case.confirmed_purpose is case.confirmed_category is case.unit_code is None


def test_an_accusation_is_sealed_and_never_proposed_to_the_accused(db: Session) -> None:
    case = filed(db, accusation=True, respondent="区人社局工作人员")
    assert case.sealed
    assert case.confidential
    assert case.suggested_unit_code == "JW"
    assert [exclusion.unit_code for exclusion in case.exclusions] == ["RS"]
    message = db.scalars(sa.select(OutboxMessage).where(OutboxMessage.case_number == case.number)).one()
    assert "story" not in message.body
    assert "petitioner" not in message.body


def test_a_kept_identity_does_not_travel(db: Session) -> None:
    told = f"本人林秀梅，身份证500118198502041226，电话138 9600 1234。{STORY}"
    case = filed(db, confidential=True, story=told)
    message = db.scalars(sa.select(OutboxMessage).where(OutboxMessage.case_number == case.number)).one()
    assert STORY in message.body["story"]
    assert "petitioner" not in message.body
    for secret in ("林", "500118198502041226", "9600"):
        assert secret not in str(message.body)


def test_attachments_of_the_draft_go_with_the_petition(db: Session) -> None:
    one = draft()
    like = {"kind": "jpg", "byte_count": 9, "sha256": "0" * 64, "created_at": MONDAY}
    mine = Attachment(draft_id=one.id, session_id=new_id(), name="欠条.jpg", **like)
    other = Attachment(session_id=new_id(), name="别人的.jpg", **like)
    db.add_all([mine, other])
    db.flush()
    file_draft(db, one, now=MONDAY)
    db.refresh(mine)
    db.refresh(other)
    case = repository.by_draft(db, one.id)
    assert case is not None
    assert mine.petition_id == case.petition_id
    assert other.petition_id is None


def test_the_receipt_says_by_when_and_by_which_clause(db: Session) -> None:
    receipt = file_draft(db, draft(), now=MONDAY)
    first = receipt.next_steps[0]
    assert first.by_on == date(2026, 9, 22)
    assert first.clause == "《信访工作条例》第22条第1款"
    assert any("60" in step.what and "第34条" in step.clause for step in receipt.next_steps)


def test_short_title() -> None:
    assert short_title("小区停水三天了。没有人管！") == "小区停水三天了"
    assert len(short_title("长" * 100)) == 40


def test_numbers_are_unique_when_many_file_at_once(office_db: sa.Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(_: int) -> str:
        with database.transaction() as session:
            return file_draft(session, draft(), now=MONDAY).case_number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(one, range(24)))
    assert len(set(numbers)) == 24


def test_the_same_draft_filed_by_two_at_once_gives_one_case(office_db: sa.Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    one = draft()

    def file(_: int) -> str:
        with database.transaction() as session:
            return file_draft(session, one, now=MONDAY).query_code

    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(file, range(4)))
    assert len(codes) == 1
    with database.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Deadline)) == 1
