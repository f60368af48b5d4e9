"""What the trainers' pages and scripts send and get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, StringConstraints

from api.intake.misread import MisreadUtterance
from api.training.artefacts import Kind, Version
from api.training.models import ModelPromotion, TrainingRun
from api.training.promotions import IN_FORCE

PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500, pattern=PRINTABLE)
]  # why something is done, in a person's words
VersionName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,79}$")]
IntentName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
Names = Mapping[str, str]


class ProposalBody(BaseModel):
    """A version to be used, and why."""

    kind: Kind
    version: VersionName
    why: Reason


class RollbackBody(BaseModel):
    """Back to the version before, and why."""

    kind: Kind
    why: Reason


class RunBody(BaseModel):
    """A training to be queued. `with_confirmed` adds agents' confirmed labels to the classifier's corpus."""

    kind: Kind
    why: Reason
    with_confirmed: bool = False


class DoneBody(BaseModel):
    """A line dealt with; `verdict` is the intent it should have been."""

    verdict: IntentName | None = None


class VersionView(BaseModel):
    """One trained version with its card."""

    version: str
    created_at: datetime
    bytes: int
    current: bool
    card: dict[str, Any]

    @classmethod
    def of(cls, found: Version, current: str | None) -> VersionView:
        """As shown."""
        return cls(
            version=found.name, created_at=found.created_at, bytes=found.byte_count, current=found.name == current,
            card=found.card,
        )  # fmt: skip


class ModelsView(BaseModel):
    """All versions of one kind, newest first."""

    kind: Kind
    current: str | None
    versions: list[VersionView]


class PromotionView(BaseModel):
    """One decision about the version in use; `in_force` says how it reaches the citizens."""

    id: str
    kind: Kind
    act: Literal["promote", "rollback"]
    state: Literal["proposed", "confirmed", "withdrawn", "rolled_back", "failed"]
    version: str
    before: str | None
    why: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    in_force_at: datetime | None
    in_force: str

    @classmethod
    def of(cls, row: ModelPromotion, names: Names) -> PromotionView:
        """As shown, with the people's names."""
        kind = Kind(row.kind)
        return cls.model_validate(
            {
                "id": row.id, "kind": kind, "act": row.act, "state": row.state, "version": row.version,
                "before": row.before, "why": row.why, "proposed_by": names.get(row.proposed_by, ""),
                "proposed_at": row.proposed_at,
                "confirmed_by": names.get(row.confirmed_by, "") if row.confirmed_by else None,
                "confirmed_at": row.confirmed_at, "in_force_at": row.in_force_at, "in_force": IN_FORCE[kind],
            }
        )  # fmt: skip


class RunView(BaseModel):
    """One training; `log` are its last lines."""

    id: str
    kind: Kind
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    why: str
    with_confirmed: bool
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked: bool
    version: str | None
    problem: str | None
    log: str
    scores: dict[str, Any] | None

    @classmethod
    def of(cls, run: TrainingRun, names: Names) -> RunView:
        """As shown, with the asker's name."""
        columns = {name: getattr(run, name) for name in cls.model_fields}
        return cls.model_validate({**columns, "asked_by": names.get(run.asked_by, "")})


class LineView(BaseModel):
    """One line that was not understood; `ranking` what it may have been, `meant` what the citizen then tapped."""

    id: str
    at: datetime
    text: str
    reason: Literal["fallback", "asked_back", "corrected"]
    ask: str | None
    intent: str
    confidence: float
    ranking: list[tuple[str, float]]
    meant: str | None
    done_at: datetime | None
    verdict: str | None

    @classmethod
    def of(cls, line: MisreadUtterance) -> LineView:
        """As shown."""
        return cls.model_validate({name: getattr(line, name) for name in cls.model_fields})


class InboxPage(BaseModel):
    """One page of the inbox."""

    total: int
    page: int
    page_size: int
    lines: list[LineView]
