"""Public doors of the chat page: the office's facts and the list of places. No sign-in, no personal data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.cases.attachments.kinds import MAX_BYTES, MAX_FILES, Kind
from api.errors import NotFound
from api.gateway import limits
from api.gateway.messages.cleaning import TEXT_LIMIT
from api.gateway.sessions.access import Address
from api.gateway.sessions.notice import notice
from api.gateway.webchat.schemas import OfficeShown, RegionShown
from api.settings import settings
from classifier import regions

router = APIRouter(prefix="/api", tags=["chat"])
STREET_LEVEL = 4


@router.get("/office")
def office_facts(origin: Address) -> OfficeShown:
    """Who the office is, when and where it is open, how long things are kept, what may be sent."""
    limits.looking_up(origin)
    office = settings()
    return OfficeShown(
        name=office.OFFICE_NAME,
        phone=office.OFFICE_PHONE,
        address=office.OFFICE_ADDRESS,
        hours=office.OFFICE_HOURS,
        region_code=office.OFFICE_REGION_CODE,
        notice=notice(office),
        draft_days=office.DRAFT_DAYS,
        retention_years=office.RETENTION_YEARS,
        session_hours=office.SESSION_HOURS,
        attachment_max_bytes=MAX_BYTES,
        attachment_max_count=MAX_FILES,
        attachment_kinds=[kind.value for kind in Kind],
        text_max_length=TEXT_LIMIT,
    )


@router.get("/regions")
def list_regions(
    origin: Address, response: Response, parent: Annotated[str, Query(max_length=12, pattern=r"^\d*$")] = ""
) -> list[RegionShown]:
    """What lies directly below a place; the provinces without `parent`."""
    limits.looking_up(origin)
    if parent and regions.by_code(parent) is None:
        raise NotFound("unknown_region", "没有这个地区，请重新选择。")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return [
        RegionShown(
            code=each.code,
            name=each.name,
            level=each.level,
            has_children=each.level < STREET_LEVEL and bool(regions.children(each.code)),
        )
        for each in regions.children(parent)
    ]
