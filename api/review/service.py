"""Confirming or correcting the labels of a case: purpose, category, sensitivity, unit, repeat. Never commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.accounts.actors import Actor
from api.cases.lifecycle import Step
from api.cases.models import Case, CaseExclusion
from api.cases.running_clocks import refresh_deadlines
from api.cases.service import StepRequest, office_pack, stale, take_step
from api.errors import Invalid
from api.review.models import LabelReview
from api.routing import units
from api.routing.rules import Question, propose
from api.rules.vocabulary import PURPOSE_LABELS, Purpose
from classifier import taxonomy


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person says about a case. None for `unit_code` and `repeat` leaves them open."""

    purpose: Purpose
    category: tuple[str, ...]
    flags: tuple[str, ...] = ()
    unit_code: str | None = None
    repeat: bool | None = None
    excluded_units: tuple[str, ...] = ()


def review(
    db: Session, case: Case, labels: Labels, actor: Actor, *, now: datetime, expected_version: int | None, why: str = ""
) -> LabelReview:  # fmt: skip
    """Confirm or correct the labels; leaves a handling record and a row for training. Raises Invalid, Conflict."""
    if expected_version is not None and expected_version != case.version:
        raise stale()
    _check(db, labels)
    proposed, confirmed = proposed_labels(case), _as_json(labels)
    changed = sorted(name for name in proposed if proposed[name] != confirmed[name])
    # first the step: whoever may not open sealed cases may still seal one
    take_step(db, case, StepRequest(Step.REVIEW, why=why, detail={"changed": changed, "labels": confirmed}), actor, now)
    _protect(db, case, labels)
    case.confirmed_purpose, case.confirmed_category = labels.purpose, "/".join(labels.category)
    case.confirmed_flags = list(labels.flags)
    case.confirmed_sensitivity = taxonomy.sensitivity_level(list(labels.flags))
    case.confirmed_unit_code, case.confirmed_repeat = labels.unit_code, labels.repeat
    case.labels_confirmed_at, case.labels_confirmed_by = now, actor.id
    refresh_deadlines(db, case, office_pack())
    row = LabelReview(
        case_id=case.id, at=now, user_id=actor.id, model_version=case.suggestion.get("model"), proposed=proposed,
        confirmed=confirmed, changed=changed,
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row


def proposed_labels(case: Case) -> dict[str, Any]:
    """What the system proposed, in the shape in which it is compared with the confirmed labels."""
    flags = (case.suggestion.get("sensitivity") or {}).get("flags") or []
    return {
        "purpose": case.suggested_purpose,
        "category": case.suggested_category,
        "flags": sorted(entry["flag"] for entry in flags),
        "unit_code": case.suggested_unit_code,
        "repeat": case.repeat,
    }


def _as_json(labels: Labels) -> dict[str, Any]:
    return {
        "purpose": str(labels.purpose), "category": "/".join(labels.category), "flags": sorted(labels.flags),
        "unit_code": labels.unit_code, "repeat": labels.repeat,
    }  # fmt: skip


def _check(db: Session, labels: Labels) -> None:
    faults: dict[str, str] = {}
    if labels.category not in taxonomy.categories():
        faults["category"] = "没有这个内容分类"
    if unknown := [flag for flag in labels.flags if flag not in taxonomy.flags()]:
        faults["flags"] = f"没有这个敏感标注：{'、'.join(unknown)}"
    for field, codes in (("unit_code", (labels.unit_code,)), ("excluded_units", labels.excluded_units)):
        if any(code is not None and units.unit_name(db, code) is None for code in codes):
            faults[field] = "没有这个单位"
    if labels.unit_code is not None and labels.unit_code in labels.excluded_units:
        faults["unit_code"] = "不能交给被反映的单位"
    if faults:
        raise Invalid("labels", "有的标注填得不对，请检查后再确认。", fields=faults)


def _protect(db: Session, case: Case, labels: Labels) -> None:
    """An accusation becomes sealed, with the accused units shut out; what turns out to be none is opened again."""
    accusation = labels.purpose is Purpose.ACCUSATION
    case.sealed = accusation
    case.confidential = case.confidential or accusation
    codes = {*labels.excluded_units}
    if accusation:
        told = case.petition
        question = Question(labels.purpose, labels.category, told.region_code, told.respondent, accusation=True)
        codes |= {choice.code for choice in propose(question, units.cards(db)).excluded}
    present = {exclusion.unit_code for exclusion in case.exclusions}
    reason = f"被反映的单位（{PURPOSE_LABELS[labels.purpose]}）"
    case.exclusions += [CaseExclusion(unit_code=code, reason=reason) for code in sorted(codes - present)]
