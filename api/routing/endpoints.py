"""Units for choosing, and the outbox with its dead letters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from api.accounts import audit
from api.accounts.access import CurrentActor, require
from api.accounts.actors import Actor, Role
from api.database import Db
from api.routing import units
from api.routing.delivery import outbox
from api.routing.delivery.models import OutboxMessage
from api.working_days import now

router = APIRouter()


class UnitView(BaseModel):
    """A handling unit."""

    code: str
    name: str
    parent_code: str | None
    region_code: str | None


class OutboxView(BaseModel):
    """A message to the outside platform; what it says is not shown here."""

    id: str
    key: str
    kind: str
    case_number: str
    state: str
    attempts: int
    next_at: datetime
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


@router.get("/api/units", tags=["routing"])
def list_units(_: CurrentActor, db: Db) -> list[UnitView]:
    """All active units."""
    return [
        UnitView(code=card.code, name=card.name, parent_code=card.parent_code, region_code=card.region_code)
        for card in units.cards(db)
    ]


@router.get("/api/outbox", tags=["routing"])
def list_outbox(
    _: Annotated[Actor, Depends(require(Role.ADMIN, Role.AUDITOR))],
    db: Db,
    state: Annotated[Literal["pending", "delivered", "dead"], Query()] = "dead",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> list[OutboxView]:
    """Messages of one state, the newest first, 50 a page; dead ones are those that need somebody."""
    found = db.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.state == state)
        .order_by(OutboxMessage.created_at.desc()).offset((page - 1) * 50).limit(50)
    )  # fmt: skip
    return [OutboxView.model_validate(message, from_attributes=True) for message in found]


MessageId = Annotated[str, Path(pattern=r"^[0-9a-z]{26}$")]


@router.post("/api/outbox/{message_id}/resend", tags=["routing"])
def resend_message(message_id: MessageId, actor: Annotated[Actor, Depends(require(Role.ADMIN))], db: Db) -> OutboxView:
    """Try a dead message again."""
    message = outbox.resend(db, message_id, now())
    audit.append(db, actor, "outbox_resent", message.id, now())
    return OutboxView.model_validate(message, from_attributes=True)
