"""Which cases a person may see at all: by role, by unit, never the accused unit, sealed ones only with permission."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api import database
from api.accounts import audit
from api.accounts.actors import CASE_ROLES, Actor, Role
from api.cases import repository
from api.cases.models import Case, CaseExclusion
from api.errors import Forbidden, NotFound


def visible_to(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The conditions a case must meet; raises Forbidden for roles that handle no cases."""
    if actor.role not in CASE_ROLES:
        raise Forbidden("wrong_role", "您的岗位不能查看信访事项。")
    conditions: list[sa.ColumnElement[bool]] = []
    if actor.role is Role.PROXY:
        conditions.append(Case.first_receiver_id == actor.id)
    elif not actor.in_bureau:
        conditions.append(Case.unit_code == actor.unit_code)
    if not actor.in_bureau:
        barred = sa.select(CaseExclusion.case_id).where(CaseExclusion.unit_code == actor.unit_code)
        conditions.append(Case.id.not_in(barred))
    if not actor.may_open_sealed:
        conditions.append(Case.sealed.is_(False))
    return conditions


def may_see(case: Case, actor: Actor) -> bool:
    """The same conditions for one case."""
    barred = actor.unit_code in {exclusion.unit_code for exclusion in case.exclusions}
    if actor.role not in CASE_ROLES or barred or (case.sealed and not actor.may_open_sealed):
        return False
    if actor.role is Role.PROXY:
        return case.first_receiver_id == actor.id
    return actor.in_bureau or case.unit_code == actor.unit_code


def may_know_person(case: Case, actor: Actor) -> bool:
    """Whether the petitioner's identity is for this person: kept identities stay in the bureau."""
    return actor.in_bureau or not case.confidential


def open_case_of(db: Session, number: str, actor: Actor, now: datetime) -> Case:
    """The case, or NotFound for one that is not for this person; such an attempt is recorded."""
    if actor.role not in CASE_ROLES:
        raise Forbidden("wrong_role", "您的岗位不能查看信访事项。")
    case = repository.by_number(db, number)
    if case is None:
        raise NotFound("no_case", "没有这件信访事项，或者您没有权限查看。")
    if not may_see(case, actor):
        record_refusal(db, actor, "case_refused", number, now)
        raise NotFound("no_case", "没有这件信访事项，或者您没有权限查看。")
    return case


def record_refusal(db: Session, actor: Actor, action: str, number: str, now: datetime) -> None:
    """Write a refused attempt into the audit trail although the request itself is undone."""
    db.rollback()
    with database.transaction() as own:
        audit.append(own, actor, action, number, now)
