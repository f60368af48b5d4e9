"""The work list, a case, its steps, and the recorded reveal of personal data."""

from __future__ import annotations

import math
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query

from api.accounts import audit
from api.accounts.access import CurrentActor
from api.accounts.actors import Role
from api.cases import listing, schemas, views
from api.cases.deadlines import Light
from api.cases.lifecycle import CaseState
from api.cases.models import Case
from api.cases.scope import may_know_person, open_case_of, record_refusal
from api.cases.service import StepRefused, StepRequest, office_pack, take_step
from api.database import Db, ReadDb
from api.errors import Forbidden
from api.working_days import now, office_today

router = APIRouter(tags=["cases"])


@router.get("/api/cases")
def list_cases(
    *,
    actor: CurrentActor,
    db: ReadDb,
    state: Annotated[list[CaseState] | None, Query()] = None,
    unit: Annotated[schemas.UnitCode | None, Query()] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    light: Annotated[Light | None, Query()] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> schemas.CasePage:
    """The work list of this person; `q` searches numbers, phones, ID numbers and all texts."""
    pack, today = office_pack(), office_today()
    filters = listing.Filters(state or (), unit, q, light, page)
    cases, total = listing.find(db, actor, filters, today, pack.warn_days)
    rows = [views.row(case, actor, today, pack) for case in cases]
    return schemas.CasePage(cases=rows, total=total, page=page, pages=max(1, math.ceil(total / listing.PAGE)))


@router.get("/api/cases/{number}")
def get_case(number: schemas.CaseNumber, actor: CurrentActor, db: Db) -> schemas.CaseDetail:
    """One case, with masked personal data; that it was opened is recorded."""
    moment = now()
    case = open_case_of(db, number, actor, moment)
    if case.opened_at is None:
        # not through the unit of work: opening a case must not raise its version under somebody who is working on it
        db.execute(sa.update(Case).where(Case.id == case.id).values(opened_at=moment))
    audit.append(db, actor, "case_opened", number, moment)
    return views.detail(db, case, actor, office_today(moment), office_pack())


@router.post("/api/cases/{number}/steps")
def take_case_step(
    number: schemas.CaseNumber, body: schemas.StepBody, actor: CurrentActor, db: Db
) -> schemas.CaseDetail:
    """Take a step, or say why not with the clause."""
    moment = now()
    case = open_case_of(db, number, actor, moment)
    request = StepRequest(
        body.step, body.why, body.reason, body.unit, body.route, body.days, tuple(body.documents), body.version
    )  # fmt: skip
    try:
        take_step(db, case, request, actor, moment)
    except StepRefused as refused:
        if refused.protected:
            record_refusal(db, actor, f"refused_{refused.code}", number, moment)
        raise
    audit.append(db, actor, f"step_{body.step}", number, moment)
    return views.detail(db, case, actor, office_today(moment), office_pack())


@router.post("/api/cases/{number}/reveal")
def reveal_person(
    number: schemas.CaseNumber, body: schemas.RevealBody, actor: CurrentActor, db: Db
) -> schemas.PersonView:
    """The petitioner's whole data for a reason; both are recorded."""
    moment = now()
    case = open_case_of(db, number, actor, moment)
    if actor.role is Role.AUDITOR:
        record_refusal(db, actor, "refused_reveal", number, moment)
        raise Forbidden("wrong_role", "审计员核对办理过程，不需要查看信访人的完整信息。")
    if not may_know_person(case, actor):
        record_refusal(db, actor, "refused_reveal", number, moment)
        raise Forbidden("identity_kept", "信访人要求对承办单位保密身份，需要联系时请通过信访部门转达。")
    audit.append(db, actor, "person_revealed", number, moment, reason=body.reason)
    return views.person(case, actor, whole=True)
