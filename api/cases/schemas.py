"""What the case endpoints take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field, StringConstraints

from api.cases.deadlines import Light
from api.cases.lifecycle import Step
from api.rules.vocabulary import Procedure

CaseNumber = Annotated[str, Path(pattern=r"^[0-9-]{1,32}$")]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,16}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
DocumentName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]


class CaseRow(BaseModel):
    """One line of the work list; the petitioner's name is masked, in the title too."""

    number: str
    title: str
    petitioner: str
    state: str
    state_label: str
    purpose: str | None
    purpose_label: str | None
    labels_confirmed: bool
    category: str | None
    sensitivity: str
    unit_code: str | None
    unit_name: str | None
    suggested_unit_code: str | None
    channel: str
    people_count: int
    registered_at: datetime
    next_due_on: date | None
    light: Light
    sealed: bool
    confidential: bool
    urgent_safety: bool
    repeat: bool
    opened: bool


class CasePage(BaseModel):
    """A page of the work list."""

    cases: list[CaseRow]
    total: int
    page: int
    pages: int


class PersonView(BaseModel):
    """The petitioner as shown: masked, or whole after a recorded reveal; `withheld` when it is not for this person.

    `title`, `story`, `demand` and `representatives` come only with a reveal: the words as they were told.
    """

    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    id_refused: bool = False
    minor: bool = False
    guardian: str | None = None
    withheld: bool = False
    title: str | None = None
    story: str | None = None
    demand: str | None = None
    representatives: list[str] = Field(default_factory=list)


class ClauseView(BaseModel):
    """Where a rule comes from."""

    document: str
    section: str
    quote: str


class DeadlineView(BaseModel):
    """One clock with its light and its clause."""

    rule_id: str
    label: str
    who: str
    value: int
    unit: str
    started_on: date
    due_on: date
    provisional: bool
    met_on: date | None
    ended_on: date | None
    light: Light
    source: str
    clause: ClauseView


class RecordView(BaseModel):
    """One taken step."""

    sequence: int
    step: str
    label: str
    at: datetime
    actor: str
    role: str
    unit_name: str | None
    why: str
    detail: dict[str, Any]
    documents: list[str]


class StepView(BaseModel):
    """A step and whether it is allowed now; if not, why, with the clause."""

    step: str
    label: str
    allowed: bool
    why_not: str | None
    clause: ClauseView | None
    needs: list[str]


class DocumentsView(BaseModel):
    """The documents that this outcome needs, and which are there."""

    outcome: str | None
    outcome_label: str | None
    required: list[str]
    present: list[str]
    missing: list[str]
    clause: ClauseView | None


class CaseDetail(CaseRow):
    """A case for the people who handle it."""

    version: int
    story: str
    demand: str | None
    region: str | None
    respondent: str | None
    history: dict[str, Any] | None
    representatives: list[str]
    record_only: bool
    campaign: str | None
    person: PersonView
    suggestion: dict[str, Any]
    confirmed: dict[str, Any]
    procedure: str
    repeat_of: str | None
    excluded_units: list[str]
    deadlines: list[DeadlineView]
    records: list[RecordView]
    steps: list[StepView]
    documents: DocumentsView
    attachments: list[dict[str, Any]]
    rating: dict[str, int] | None


class StepBody(BaseModel):
    """A step to take; what it needs depends on the step. `version` is the version that the agent was looking at."""

    step: Step
    version: int | None = None
    why: str = Field(default="", max_length=4000)
    reason: Code | None = None
    unit: UnitCode | None = None
    route: Procedure | None = None
    days: int | None = Field(default=None, ge=1, le=365)
    documents: list[DocumentName] = Field(default_factory=list, max_length=20)


class RevealBody(BaseModel):
    """Why the whole personal data is needed."""

    reason: str = Field(min_length=4, max_length=400)
