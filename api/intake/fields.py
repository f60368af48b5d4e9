"""What a citizen has given so far: the fields of a draft, in the words of 《信访事项网上办理工作规程》第4—5条."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Answer = Literal["yes", "no", "unknown"]
Source = Literal["story", "told", "default"]

SLOTS = (
    "story", "demand", "region", "respondent", "people_count", "representatives", "history", "attachments",
    "petitioner_name", "id_number", "phone", "address", "confirm",
)  # fmt: skip

SLOT_LABELS = {
    "story": "事情经过",
    "demand": "诉求",
    "region": "事发地",
    "respondent": "被反映的单位或个人",
    "people_count": "涉及人数",
    "representatives": "推选的代表",
    "history": "以前反映、起诉或仲裁的情况",
    "attachments": "附件材料",
    "petitioner_name": "姓名",
    "id_number": "身份证号",
    "phone": "联系电话",
    "address": "住址",
    "confirm": "确认提交",
}


class Region(BaseModel):
    """Where the matter happened. `text` is what the citizen said; the rest is filled as far as the list knows it."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    street: str | None = None
    text: str = ""

    def shown(self) -> str:
        """The place in one line."""
        parts = [self.province, self.city, self.county, self.street]
        return "".join(dict.fromkeys(part for part in parts if part)) or self.text


class History(BaseModel):
    """What was done before: petitions (信访过程), lawsuits, arbitration."""

    model_config = ConfigDict(extra="forbid")

    petitioned: Answer = "unknown"
    litigated: Answer = "unknown"
    arbitrated: Answer = "unknown"
    detail: str = ""


class DraftFields(BaseModel):
    """All that a filing needs; every field may still be empty. Kept encrypted; never logged."""

    model_config = ConfigDict(extra="forbid")

    story: str | None = None
    title: str | None = None
    demand: str | None = None
    region: Region | None = None
    respondent: str | None = None
    respondent_unknown: bool = False
    people_count: int | None = Field(default=None, ge=1)
    representatives: list[str] = Field(default_factory=list)
    history: History | None = None
    attachments_done: bool = False
    attachment_ids: list[str] = Field(default_factory=list)
    petitioner_name: str | None = None
    name_refused: bool = False
    id_number: str | None = None
    id_refused: bool = False
    phone: str | None = None
    phone_refused: bool = False
    address: str | None = None
    address_refused: bool = False
    minor: bool = False
    guardian: str | None = None
    proxy_for: str | None = None
    confidential: bool = False
    accusation: bool = False
    suggestion: bool = False
    record_only: bool = False
    safety: list[str] = Field(default_factory=list)
    provenance: dict[str, Source] = Field(default_factory=dict)
    insisted_new: bool = False
    add_to_case: str | None = None
