"""Suggested labels for a petition: asked of the classifier in this process. Filing never fails because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import structlog

from api.rules.vocabulary import PURPOSE_LABELS, Purpose

log = structlog.get_logger(__name__)
_PURPOSES = {label: purpose for purpose, label in PURPOSE_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the model proposes, as it said it (`raw`), and the few labels that get columns of their own."""

    raw: dict[str, Any]
    purpose: Purpose | None = None
    purpose_confidence: float = 0.0
    category: tuple[str, ...] = ()
    sensitivity: str | None = None
    units: tuple[str, ...] = field(default_factory=tuple)


def suggest(title: str, story: str) -> Suggestion:
    """Proposed labels with confidence and evidence; without a usable model an empty suggestion that says why."""
    try:
        raw = _propose(title, story)
    except Exception as error:
        log.warning("no_suggestion", kind=type(error).__name__)
        return Suggestion({"model": None, "missing": _why(error)})
    return read(raw)


def warm_up() -> bool:
    """Load the model before the first citizen waits for it; false when there is none yet."""
    return suggest("", "小区停水三天没有人管").raw.get("missing") is None


def _propose(title: str, story: str) -> dict[str, Any]:
    from classifier.model import current  # loaded only when first needed: it takes a moment

    model = current()
    return {**model.predict(title, story).to_json(), "model": model.version, "missing": None}


def read(raw: dict[str, Any]) -> Suggestion:
    """The labels of a proposal in the shape of CONTRACT's predict line."""
    purpose, category, unit = raw.get("purpose") or {}, raw.get("category") or {}, raw.get("unit") or {}
    guesses = [unit.get("label"), *(_label(entry) for entry in unit.get("alternatives") or ())]
    return Suggestion(
        raw,
        _PURPOSES.get(purpose.get("label") or ""),
        float(purpose.get("confidence") or 0.0),
        tuple(name for name in category.get("path") or () if name),
        (raw.get("sensitivity") or {}).get("level"),
        tuple(name for name in guesses if name),
    )


def _label(entry: Any) -> str | None:
    return entry.get("label") if isinstance(entry, dict) else entry


def _why(error: Exception) -> str:
    if isinstance(error, ImportError | FileNotFoundError):
        return "还没有可用的分类模型，请人工选择。"
    return "分类模型这次没有给出建议，请人工选择。"
