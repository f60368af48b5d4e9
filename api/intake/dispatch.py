"""Joining the cases room with the routing office: unit names, and an outbox message for every taken step."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.cases import ports
from api.cases.attachments import repository as attachments
from api.cases.attachments import storage
from api.cases.lifecycle import Step
from api.cases.models import Case, HandlingRecord
from api.cases.veil import Veil
from api.routing import units
from api.routing.delivery import contents, outbox


class RoutingOffice:
    """The unit book as the cases room knows it."""

    def unit_name(self, db: Session, code: str) -> str | None:
        """The unit's full name; None when there is no active unit of this code."""
        return units.unit_name(db, code)


def send_to_platform(db: Session, case: Case, record: HandlingRecord) -> None:
    """Put the step into the outbox; its key is the case number and the record's running number."""
    filed = record.step == Step.REGISTER
    files = _files(db, case, None if filed else record.detail.get("attachment_ids") or [])
    kind, body = ("case_filed", filed_body(case, files)) if filed else ("case_step", step_body(case, record, files))
    outbox.enqueue(db, f"{case.number}:{record.sequence}", kind, case.number, body, now=record.at)


def _files(db: Session, case: Case, ids: list[str] | None) -> list[dict[str, Any]]:
    """The attachments of a petition, or those that one step brought; none where they could tell who somebody is."""
    if case.sealed or case.confidential or ids == []:
        return []
    return [
        {"id": file.id, "name": file.name, "kind": file.kind, "bytes": file.byte_count, "sha256": file.sha256}
        for file in attachments.of_petition(db, case.petition_id) if ids is None or file.id in ids
    ]  # fmt: skip


def filed_body(case: Case, files: list[dict[str, Any]]) -> dict[str, Any]:
    """A new case for the platform. Accusations travel without content, kept identities without the person: not in the
    words and not in the files either."""
    told, person = case.petition, case.petition.petitioner
    body: dict[str, Any] = {
        "number": case.number,
        "registered_at": case.registered_at.isoformat(),
        "channel": case.channel,
        "people_count": case.people_count,
        "suggested": {
            "purpose": case.suggested_purpose, "category": case.suggested_category,
            "sensitivity": case.suggested_sensitivity, "unit_code": case.suggested_unit_code,
        },
        "sealed": case.sealed,
    }  # fmt: skip
    if case.sealed:
        return body
    words = {
        "title": told.title, "story": told.story, "demand": told.demand, "region_code": told.region_code,
        "region": told.region, "respondent": told.respondent, "history": told.history,
    }  # fmt: skip
    body |= _words(case, words) | {"attachments": files}
    if not case.confidential:
        body["petitioner"] = {
            "name": person.name, "id_number": person.id_number, "phone": person.phone, "address": person.address,
        }  # fmt: skip
    return body


def step_body(case: Case, record: HandlingRecord, files: list[dict[str, Any]]) -> dict[str, Any]:
    """A later step for the platform: what, when, by which unit, what the citizen added; no reasons, no names."""
    body = {
        "number": case.number, "sequence": record.sequence, "step": record.step, "at": record.at.isoformat(),
        "unit_code": record.unit_code, "state": record.state_after, "documents": record.documents,
    }  # fmt: skip
    if record.step == Step.SUPPLEMENT and not case.sealed:
        body |= _words(case, {"text": record.detail.get("text")}) | {"attachments": files}
    return body


def _words(case: Case, words: dict[str, Any]) -> dict[str, Any]:
    """What was told, as it was told; veiled when the citizen wants to stay unknown."""
    veiled: dict[str, Any] = Veil.over(case.petition, kept=True).all_of(words) if case.confidential else words
    return veiled


def connect() -> None:
    """Put everything in its place; asking twice does no harm."""
    ports.connect(RoutingOffice())
    ports.listen("outbox", send_to_platform)
    contents.connect(storage.read)


connect()
