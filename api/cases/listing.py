"""The work list: filters, full-text search, lights, pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import Actor
from api.cases.deadlines import Light
from api.cases.models import Case
from api.cases.numbers import normal_query_code, query_code_index
from api.cases.petitions import Petition, Petitioner, person_index, plain_number
from api.cases.scope import visible_to
from api.cases.search import matching

PAGE = 20
_NUMBER = re.compile(r"^\d{6}-\d{8}-\d{1,8}$")
_PHONE_OR_ID = re.compile(r"^\+?\d{7,17}[\dX]$")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; empty means everything that the person may see."""

    state: Sequence[str] = ()
    unit: str | None = None
    q: str = ""
    light: Light | None = None
    page: int = 1


def find(db: Session, actor: Actor, filters: Filters, today: date, warn_days: int) -> tuple[list[Case], int]:
    """One page of cases, urgent safety first, then by nearest deadline, and how many there are in all."""
    conditions = [*visible_to(actor), *_conditions(filters, today, warn_days)]
    wanted = _search(db, actor, filters.q.strip())
    if wanted is not None:
        conditions.append(wanted)
    total = db.scalar(sa.select(sa.func.count()).select_from(Case).where(*conditions)) or 0
    # first only the ids: sorting whole rows with their encrypted texts would cost far more
    order = (Case.urgent_safety.desc(), sa.nulls_last(Case.next_due_on), Case.registered_at.desc(), Case.id)
    ids = sa.select(Case.id).where(*conditions).order_by(*order).offset((filters.page - 1) * PAGE).limit(PAGE)
    on_page = list(db.scalars(ids))
    found = {case.id: case for case in db.scalars(sa.select(Case).where(Case.id.in_(on_page)))}
    return [found[case_id] for case_id in on_page], total


def _conditions(filters: Filters, today: date, warn_days: int) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.state:
        found.append(Case.state.in_(filters.state))
    if filters.unit:
        found.append(Case.unit_code == filters.unit)
    soon = today + timedelta(days=warn_days)
    if filters.light is Light.RED:
        found.append(Case.next_due_on < today)
    elif filters.light is Light.YELLOW:
        found.append(Case.next_due_on.between(today, soon))
    elif filters.light is Light.GREEN:
        found.append(Case.next_due_on > soon)
    elif filters.light is Light.NONE:
        found.append(Case.next_due_on.is_(None))
    return found


def _search(db: Session, actor: Actor, query: str) -> sa.ColumnElement[bool] | None:
    """A number, code, phone or ID number is looked up as such; anything else is a name or words of the texts.

    Who a person is, is looked up for the bureau only.
    """
    if not query:
        return None
    if _NUMBER.match(query):
        return Case.number == query
    code = normal_query_code(query)
    if code is not None and actor.in_bureau:
        return Case.query_code_index == query_code_index(code)
    if _PHONE_OR_ID.match(plain_number(query)):
        return _of_person(query) if actor.in_bureau else sa.false()
    found = matching(db, query)
    by_words = sa.false() if found is None else Case.id.in_(found)
    return sa.or_(by_words, _of_person(query)) if actor.in_bureau else by_words


def _of_person(given: str) -> sa.ColumnElement[bool]:
    same = sa.or_(
        Petitioner.name_index == person_index(given, "name"),
        Petitioner.phone_index == person_index(given, "phone"),
        Petitioner.id_number_index == person_index(given, "id_number"),
    )
    return Case.petition_id.in_(sa.select(Petition.id).join(Petitioner).where(same))
