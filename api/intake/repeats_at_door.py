"""Repeat at the door: the same person with a similar matter that is still open. People decide, never the number.

Accusations are never shown here: somebody who knows a whistle-blower's phone could otherwise try out what they told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import CITIZEN
from api.cases import repeats
from api.cases.lifecycle import OPEN, STATE_LABELS, CaseState, Step
from api.cases.models import Case
from api.cases.petitions import Petition, Petitioner, person_index
from api.cases.service import StepRequest, office_pack, take_step
from api.errors import NotFound
from api.intake.attachments import link_attachments
from api.intake.fields import DraftFields
from api.intake.receipts import Receipt, receipt_of

MOST_COMPARED = 50
SHOWN_OF_TITLE = 8


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case that may be the same matter. `similarity` is between 0 and 1."""

    case_number: str
    title_masked: str
    filed_at: datetime
    state_label: str
    similarity: float


def find_open(db: Session, fields: DraftFields) -> list[OpenCase]:
    """Open cases of the same person about a similar matter, the most similar first; none without ID number or phone."""
    found = [
        OpenCase(case.number, _masked(case), case.registered_at, STATE_LABELS[CaseState(case.state)], round(score, 2))
        for case in _of_same_person(db, fields, only_open=True)
        for score in [repeats.similarity(_told(fields), _matter(case.petition))]
        if repeats.is_same_matter(score)
    ]
    return sorted(found, key=lambda case: -case.similarity)


def add_to_case(db: Session, case_number: str, fields: DraftFields, now: datetime) -> Receipt:
    """Add what a draft tells to an open case of the same person; raises NotFound for anybody else's case."""
    case = next((c for c in _of_same_person(db, fields, only_open=True) if c.number == case_number), None)
    if case is None:
        raise NotFound("no_open_case", "没有找到可以补充的事项，可以作为新的事项提交。")
    detail = {"text": fields.story, "demand": fields.demand, "attachment_ids": fields.attachment_ids}
    link_attachments(db, case.petition_id, fields.attachment_ids)
    take_step(db, case, StepRequest(Step.SUPPLEMENT, detail=detail), CITIZEN, now)
    unit = (case.suggestion.get("routing") or {}).get("unit") or {}
    return receipt_of(case, office_pack(), unit.get("name"))


def earlier_of_same_matter(db: Session, petition: Petition) -> Case | None:
    """An earlier case of the same person about the same matter, open or not; for the mark 重复 that agents confirm."""
    person = petition.petitioner
    fields = DraftFields(petitioner_name=person.name, id_number=person.id_number, phone=person.phone)
    scored = [
        (repeats.similarity(_matter(petition), _matter(case.petition)), case)
        for case in _of_same_person(db, fields, only_open=False, sealed_too=True)
        if case.petition_id != petition.id
    ]
    score, case = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return case if repeats.is_same_matter(score) else None


def _of_same_person(db: Session, fields: DraftFields, *, only_open: bool, sealed_too: bool = False) -> Iterator[Case]:
    """The same ID number, or the same phone with the same name (families share phones)."""
    by_id = person_index(fields.id_number, "id_number")
    by_phone, by_name = person_index(fields.phone, "phone"), person_index(fields.petitioner_name, "name")
    same = [Petitioner.id_number_index == by_id] if by_id else []
    if by_phone and by_name:
        same.append(sa.and_(Petitioner.phone_index == by_phone, Petitioner.name_index == by_name))
    if not same:
        return
    query = sa.select(Case).join(Petition).join(Petitioner).where(sa.or_(*same))
    if only_open:
        query = query.where(Case.state.in_(OPEN))
    if not sealed_too:
        query = query.where(Case.sealed.is_(False))
    yield from db.scalars(query.order_by(Case.registered_at.desc()).limit(MOST_COMPARED))


def _told(fields: DraftFields) -> repeats.Matter:
    text = "\n".join(part for part in (fields.title, fields.story, fields.demand) if part)
    return repeats.Matter(text, fields.respondent or "", (fields.region.code or "") if fields.region else "")


def _matter(petition: Petition) -> repeats.Matter:
    text = "\n".join(part for part in (petition.title, petition.story, petition.demand) if part)
    return repeats.Matter(text, petition.respondent or "", petition.region_code or "")


def _masked(case: Case) -> str:
    title = case.petition.title
    return title if len(title) <= SHOWN_OF_TITLE else title[:SHOWN_OF_TITLE] + "…"
