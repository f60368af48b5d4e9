"""Makes drafts, filed cases and people for the tests of the rooms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Actor, Role
from api.accounts.service import by_username, create_user
from api.cases import repository
from api.cases.models import Case
from api.cases.service import StepRequest, take_step
from api.database import new_id
from api.intake.fields import DraftFields, Region
from api.intake.filing import file_draft
from api.rules.vocabulary import HandlingStep, Procedure

MONDAY = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in the office
STORY = (
    "我在城东安置房三期工地做木工，包工头周某从三月到六月一共拖欠我和工友的工资三万八千元，"
    "说好端午节前结清，打电话不接，到项目部去也没有人管。"
)
REGISTRAR = Actor("u-registrar", "登记员甲", Role.REGISTRAR, may_open_sealed=True)
LEADER = Actor("u-leader", "领导乙", Role.LEADER, may_open_sealed=True)
HANDLER = Actor("u-handler", "经办人丙", Role.HANDLER, "RS")


@dataclass
class SomeDraft:
    """A draft as filing needs it."""

    fields: DraftFields
    id: str = field(default_factory=new_id)


def draft(**given: Any) -> SomeDraft:
    """A complete draft; anything may be given otherwise."""
    values: dict[str, Any] = {
        "story": STORY,
        "demand": "要求尽快发放拖欠的工资三万八千元",
        "region": Region(code="500118", province="重庆市", city="市辖区", county="永川区"),
        "respondent": "城东安置房三期项目部",
        "people_count": 3,
        "petitioner_name": "林秀梅",
        "id_number": "500118198502041226",
        "phone": "13896001234",
        "address": "永川区中山路街道萱花路一号",
    }
    return SomeDraft(DraftFields(**{**values, **given}))


def filed(db: Session, now: datetime = MONDAY, **given: Any) -> Case:
    """A filed case."""
    one = draft(**given)
    file_draft(db, one, now=now)
    case = repository.by_draft(db, one.id)
    assert case is not None
    return case


def confirm(db: Session, case: Case, purpose: str = "GRIEVANCE") -> None:
    """Labels confirmed by a person."""
    case.confirmed_purpose = purpose
    db.flush()


def step(db: Session, case: Case, name: HandlingStep, actor: Actor, now: datetime = MONDAY, **given: Any) -> Any:
    """Take one step."""
    return take_step(db, case, StepRequest(name, **given), actor, now)


def accepted(db: Session, now: datetime = MONDAY, **given: Any) -> Case:
    """A case that unit RS has accepted in the petition procedure."""
    case = filed(db, now, **given)
    confirm(db, case)
    step(db, case, HandlingStep.FORWARD, REGISTRAR, now, unit_code="RS")
    step(db, case, HandlingStep.SIGN, HANDLER, now)
    step(db, case, HandlingStep.ACCEPT, HANDLER, now, route=Procedure.PETITION)
    return case


PASSWORD = "a long enough password"


def sign_in(client: TestClient, role: Role, unit: str | None = None, *, sealed: bool = False) -> None:
    """Sign in as somebody of this role and unit, who is created when needed."""
    username = f"{role}-{unit or 'bureau'}-{'sealed' if sealed else 'plain'}".lower()
    with database.transaction() as db:
        if by_username(db, username) is None:
            create_user(
                db, username, f"某{role}", role, PASSWORD, now=MONDAY, unit_code=unit, may_open_sealed=sealed,
                must_change_password=False,
            )  # fmt: skip
    answer = client.post("/api/auth/login", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
