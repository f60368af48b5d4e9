"""What the page is told about the office and about places."""

from __future__ import annotations

from pydantic import BaseModel


class RegionShown(BaseModel):
    """A place to choose: `level` 1 province, 2 city, 3 county, 4 street or town."""

    code: str
    name: str
    level: int
    has_children: bool


class OfficeShown(BaseModel):
    """The office's public facts, and the notice that the law asks for, as it is said in every conversation."""

    name: str
    phone: str
    address: str
    hours: str
    region_code: str
    notice: str
    draft_days: int
    retention_years: int
    session_hours: int
    attachment_max_bytes: int
    attachment_max_count: int
    attachment_kinds: list[str]
    text_max_length: int
