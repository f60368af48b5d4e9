"""Filing a draft: one transaction makes petition, case, first record, clocks, labels, routing, outbox row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import CITIZEN, Actor
from api.cases import repository
from api.cases.models import Case, CaseExclusion
from api.cases.numbers import new_query_code, next_case_number, query_code_index
from api.cases.petitions import Petition, Petitioner, person_index
from api.cases.search import index_case
from api.cases.service import office_pack, open_case
from api.errors import Invalid
from api.intake import dispatch
from api.intake.attachments import link_attachments
from api.intake.fields import DraftFields
from api.intake.receipts import Receipt, receipt_of
from api.intake.repeats_at_door import earlier_of_same_matter
from api.intake.suggestions import Suggestion, suggest
from api.routing import units
from api.routing.rules import Question, RoutingProposal, propose
from api.rules.vocabulary import Channel, Purpose
from api.security import blind_index
from api.settings import settings
from api.working_days import office_today

LONGEST_TITLE = 40
SURE_ENOUGH_TO_SEAL = 0.5
dispatch.connect()


class DraftLike(Protocol):
    """A draft as filing needs it: an id that is filed only once, and the fields."""

    id: str
    fields: Any


@dataclass(frozen=True, slots=True)
class Origin:
    """How the petition came in: channel, campaign of the link, and the proxy who filed for the citizen."""

    channel: Channel = Channel.WEB
    campaign: str | None = None
    actor: Actor = CITIZEN


ONLINE = Origin()


def file_draft(db: Session, draft: DraftLike, *, now: datetime, origin: Origin = ONLINE) -> Receipt:
    """File a draft in the caller's transaction and give the receipt; a second call gives the same receipt.

    Raises Invalid when the story is missing. Two calls at once cannot make two cases: `petitions.draft_id` is unique.
    """
    _wait_for_others(db, draft.id)
    filed = repository.by_draft(db, draft.id)
    if filed is not None:
        return receipt(filed)
    fields = DraftFields.model_validate(draft.fields)
    if not (fields.story or "").strip():
        raise Invalid("story_missing", "还没有写事情经过，请先说说您要反映的事。", fields={"story": "必须填写"})
    title = fields.title or short_title(fields.story or "")
    suggestion = suggest(title, "\n".join(part for part in (fields.story, fields.demand) if part))
    petition = _petition(draft.id, fields, title, origin, now)
    routing = propose(_question(fields, suggestion), units.cards(db))
    case = _case(db, petition, fields, suggestion=suggestion, routing=routing, now=now)
    link_attachments(db, petition.id, fields.attachment_ids, draft_id=draft.id)
    open_case(db, case, origin.actor, now, {"channel": origin.channel})
    index_case(db, case)
    db.flush()
    return receipt(case)


def _wait_for_others(db: Session, draft_id: str) -> None:
    """On PostgreSQL let a second filing of the same draft wait for the first; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(blind_index(draft_id, "filing")[:7]))))


def receipt(case: Case) -> Receipt:
    """The receipt of a filed case."""
    unit = (case.suggestion.get("routing") or {}).get("unit") or {}
    return receipt_of(case, office_pack(), unit.get("name"))


def short_title(story: str) -> str:
    """The first sentence of a story, at most 40 characters."""
    first = story.strip()
    for mark in "。！？!?\n；;":
        first = first.split(mark, 1)[0]
    first = first.strip() or story.strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def _petition(draft_id: str, fields: DraftFields, title: str, origin: Origin, now: datetime) -> Petition:
    region = fields.region
    proxy = None if origin.actor is CITIZEN else origin.actor.id
    return Petition(
        petitioner=_petitioner(fields), draft_id=draft_id, channel=origin.channel, campaign=origin.campaign,
        proxy_user_id=proxy, title=title, story=fields.story or "", demand=fields.demand,
        region_code=region.code if region else None, region=region.shown() if region else None,
        respondent=fields.respondent, respondent_index=person_index(fields.respondent, "respondent"),
        people_count=fields.people_count or 1, representatives=fields.representatives or None,
        history=fields.history.model_dump() if fields.history else None, as_told=fields.model_dump(),
        record_only=fields.record_only, filed_at=now,
    )  # fmt: skip


def _petitioner(fields: DraftFields) -> Petitioner:
    return Petitioner(
        name=fields.petitioner_name, id_number=fields.id_number, phone=fields.phone, address=fields.address,
        guardian=fields.guardian, name_index=person_index(fields.petitioner_name, "name"),
        id_number_index=person_index(fields.id_number, "id_number"), phone_index=person_index(fields.phone, "phone"),
        name_refused=fields.name_refused, id_refused=fields.id_refused, phone_refused=fields.phone_refused,
        address_refused=fields.address_refused, minor=fields.minor,
    )  # fmt: skip


def _question(fields: DraftFields, suggestion: Suggestion) -> Question:
    return Question(
        purpose=suggested_purpose(fields, suggestion),
        category=suggestion.category,
        region_code=fields.region.code if fields.region else None,
        respondent=fields.respondent,
        accusation=fields.accusation,
        guesses=suggestion.units,
    )


def suggested_purpose(fields: DraftFields, suggestion: Suggestion) -> Purpose | None:
    """What the citizen said outright stands before what the model thinks."""
    if fields.accusation:
        return Purpose.ACCUSATION
    return Purpose.SUGGESTION if fields.suggestion else suggestion.purpose


def must_seal(fields: DraftFields, suggestion: Suggestion) -> bool:
    """Whether to seal from the start: better once too often; a person with the permission can unseal."""
    guessed = suggestion.purpose is Purpose.ACCUSATION and suggestion.purpose_confidence >= SURE_ENOUGH_TO_SEAL
    return fields.accusation or (guessed and not fields.suggestion)


def _case(
    db: Session, petition: Petition, fields: DraftFields, *,
    suggestion: Suggestion, routing: RoutingProposal, now: datetime,
) -> Case:  # fmt: skip
    db.add(petition)
    db.flush()
    code = new_query_code()
    before = earlier_of_same_matter(db, petition)
    sealed = must_seal(fields, suggestion)
    region = settings().OFFICE_REGION_CODE or petition.region_code or ""
    return Case(
        number=next_case_number(db, region, office_today(now)), petition=petition, query_code=code,
        query_code_index=query_code_index(code), channel=petition.channel, region_code=petition.region_code,
        people_count=petition.people_count, suggestion={**suggestion.raw, "routing": routing.to_json()},
        suggested_purpose=suggested_purpose(fields, suggestion),
        suggested_category="/".join(suggestion.category) or None,
        suggested_sensitivity="urgent" if fields.safety else suggestion.sensitivity,
        suggested_unit_code=routing.unit.code if routing.unit else None,
        accused=[fields.respondent] if sealed and fields.respondent else None, sealed=sealed,
        confidential=fields.confidential or sealed, urgent_safety=bool(fields.safety),
        repeat=before is not None, repeat_of_id=before.id if before else None, first_receiver_id=petition.proxy_user_id,
        exclusions=[CaseExclusion(unit_code=unit.code, reason=unit.reason) for unit in routing.excluded],
    )  # fmt: skip
