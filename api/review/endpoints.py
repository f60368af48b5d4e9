"""Confirm or correct the labels of a case."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accounts import audit
from api.accounts.access import CurrentActor
from api.cases import schemas, views
from api.cases.scope import open_case_of
from api.cases.service import office_pack
from api.database import Db
from api.review import service
from api.rules.vocabulary import Purpose
from api.working_days import now, office_today

router = APIRouter(tags=["review"])


class ReviewBody(BaseModel):
    """The labels as a person sees them; `category` is the path of names, `version` the version they looked at."""

    purpose: Purpose
    category: list[str] = Field(min_length=1, max_length=3)
    flags: list[str] = Field(default_factory=list, max_length=20)
    unit_code: schemas.UnitCode | None = None
    repeat: bool | None = None
    excluded_units: list[schemas.UnitCode] = Field(default_factory=list, max_length=20)
    why: str = Field(default="", max_length=1000)
    version: int | None = None


@router.post("/api/cases/{number}/review")
def review_case(number: schemas.CaseNumber, body: ReviewBody, actor: CurrentActor, db: Db) -> schemas.CaseDetail:
    """Confirm or correct all labels at once."""
    moment = now()
    case = open_case_of(db, number, actor, moment)
    labels = service.Labels(
        body.purpose, tuple(body.category), tuple(body.flags), body.unit_code, body.repeat, tuple(body.excluded_units)
    )  # fmt: skip
    service.review(db, case, labels, actor, now=moment, expected_version=body.version, why=body.why)
    audit.append(db, actor, "labels_confirmed", number, moment)
    return views.detail(db, case, actor, office_today(moment), office_pack())
