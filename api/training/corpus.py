"""Confirmed labels as a corpus for the classifier: what agents said about cases, the text without personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.cases.models import Case
from api.cases.petitions import Petition
from api.intake.fields import DraftFields
from api.intake.misread import personal_words
from api.routing.models import RoutingUnit
from api.rules.vocabulary import PURPOSE_LABELS, Purpose
from api.security.redaction import redact
from classifier import taxonomy

AT_ONCE = 200


def lines(db: Session, *, sealed: bool) -> Iterator[str]:
    """One JSON line for every case with confirmed labels, as `classifier train --corpus` reads it.

    Sealed cases (accusations) are left out unless `sealed`. A label that the office's lists no longer have is unknown.
    """
    serves = dict(db.execute(sa.select(RoutingUnit.code, RoutingUnit.serves)).all())
    last = ""
    while page := _page(db, last, sealed=sealed):
        for case in page:
            yield json.dumps(row(case, serves), ensure_ascii=False) + "\n"
        last = page[-1].id
        db.expunge_all()  # a long export must not keep every story in memory


def row(case: Case, serves: dict[str, str]) -> dict[str, Any]:
    """One case as a corpus row; `serves` gives the department of each unit."""
    petition = case.petition
    known = personal_words(_told(petition))
    body = "\n".join(part for part in (petition.story, petition.demand) if part)  # as the classifier hears it
    path = tuple((case.confirmed_category or "").split("/"))
    names = path if path in taxonomy.categories() else ()
    first, second, third = (*names, None, None, None)[:3]
    department = taxonomy.units().get(serves.get(case.confirmed_unit_code or "", ""))
    return {
        "id": case.id,
        "title": redact(petition.title, known),
        "body": redact(body, known),
        "purpose": PURPOSE_LABELS[Purpose(case.confirmed_purpose)] if case.confirmed_purpose else None,
        "category1": first,
        "category2": second,
        "category3": third,
        "flags": _flags(case.confirmed_flags),
        "unit": department.guide if department else None,
    }


def _flags(confirmed: list[str] | None) -> list[str] | None:
    return None if confirmed is None else [flag for flag in confirmed if flag in taxonomy.flags()]


def _told(petition: Petition) -> DraftFields:
    """The people of a petition: who filed it, with whom, against whom."""
    person = petition.petitioner
    return DraftFields(
        petitioner_name=person.name, id_number=person.id_number, phone=person.phone, address=person.address,
        guardian=person.guardian, respondent=petition.respondent, representatives=list(petition.representatives or ()),
    )  # fmt: skip


def _page(db: Session, after: str, *, sealed: bool) -> list[Case]:
    query = sa.select(Case).where(Case.labels_confirmed_at.is_not(None), Case.id > after)
    if not sealed:
        query = query.where(Case.sealed.is_(False))
    return list(db.scalars(query.order_by(Case.id).limit(AT_ONCE)))
