"""What the model proposes for one petition, in the shape of CONTRACT's predict line. Never a fact."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Guess:
    """One possible label and its calibrated confidence (0–1)."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """A single-choice head: `label` is None when it abstains; `evidence` are words of the text."""

    label: str | None = None
    confidence: float = 0.0
    alternatives: list[Guess] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PathGuess:
    """Another possible category, two levels deep."""

    path: list[str | None]
    confidence: float


@dataclass(frozen=True, slots=True)
class CategoryProposal:
    """A consistent path, a level that abstains being None; `confidence` is the first level's, the list each level's."""

    path: list[str | None] = field(default_factory=lambda: [None, None, None])
    confidence: float = 0.0
    confidences: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    alternatives: list[PathGuess] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FlagProposal:
    """A sensitivity flag that is set, with the words that set it."""

    flag: str
    confidence: float
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class SensitivityProposal:
    """The level derived from the flags by `nlu_data/taxonomy/sensitivity.csv`."""

    level: str = "normal"
    flags: list[FlagProposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposal:
    """All proposals for one petition; `route` is the legal road of 条例 31, None unless it is a grievance."""

    purpose: LabelProposal = field(default_factory=LabelProposal)
    category: CategoryProposal = field(default_factory=CategoryProposal)
    sensitivity: SensitivityProposal = field(default_factory=SensitivityProposal)
    unit: LabelProposal = field(default_factory=LabelProposal)
    route: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary of JSON values, confidences rounded to four places."""
        return dict(_rounded(asdict(self)))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
