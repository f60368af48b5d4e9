"""How a draft is shown to its own citizen: every value in words, ID and telephone numbers masked in the middle."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.intake.drafts.asks import missing
from api.intake.drafts.state import Talk
from api.intake.fields import SLOT_LABELS, SLOTS, DraftFields, History
from api.security import mask_id_number, mask_phone

STORY_SHOWN = 120
_REMARKS = {"story": "（从您讲的情况里看出来的）", "default": "（没有特别说明，先这样记）"}


@dataclass(frozen=True)
class DraftView:
    """What the contract shows of a draft."""

    filled: dict[str, str]
    missing: list[str]
    ask: str | None
    filed: dict[str, str] | None
    handover: bool
    summary: list[dict[str, str]] = field(default_factory=list)


def history_words(history: History) -> str:
    """What was done before, in one line."""
    kinds = {"petitioned": "反映过", "litigated": "起诉过", "arbitrated": "申请过仲裁"}
    done = [words for name, words in kinds.items() if getattr(history, name) == "yes"]
    if done:
        return "、".join(done) + (f"（{history.detail[:60]}）" if history.detail else "")
    return "说不清" if history.petitioned == "unknown" else "没有反映过，没有起诉或仲裁"


def shown_value(fields: DraftFields, name: str) -> str:
    """The value of one field in words, "" while it is empty."""
    if name == "region":
        return fields.region.shown() if fields.region else ""
    if name == "respondent":
        return fields.respondent or ("不清楚" if fields.respondent_unknown else "")
    if name == "people_count":
        return f"{fields.people_count} 人" if fields.people_count else ""
    if name == "representatives":
        return "、".join(fields.representatives)
    if name == "history":
        return history_words(fields.history) if fields.history else ""
    if name == "attachments":
        return (
            f"{len(fields.attachment_ids)} 个文件"
            if fields.attachment_ids
            else ("没有" if fields.attachments_done else "")
        )
    return _shown_person(fields, name)


def _shown_person(fields: DraftFields, name: str) -> str:
    if name == "id_number":
        return mask_id_number(fields.id_number) if fields.id_number else ("不填" if fields.id_refused else "")
    if name == "phone":
        return mask_phone(fields.phone) if fields.phone else ("不填" if fields.phone_refused else "")
    if name == "petitioner_name":
        return fields.petitioner_name or ("不留名" if fields.name_refused else "")
    if name == "address":
        return fields.address or ("不填" if fields.address_refused else "")
    if name == "story":
        story = fields.story or ""
        return story if len(story) <= STORY_SHOWN else story[:STORY_SHOWN] + "……"
    return getattr(fields, name, None) or ""


def filled(fields: DraftFields) -> dict[str, str]:
    """Every filled slot with its shown value, in the order of asking."""
    return {name: value for name in SLOTS if name != "confirm" and (value := shown_value(fields, name))}


def summary(fields: DraftFields) -> list[dict[str, str]]:
    """The lines of the summary card: slot, label, value, and the choice that edits it."""
    lines = []
    for name, value in filled(fields).items():
        told = fields.provenance.get(name)
        remark = _REMARKS.get(told or "", "") if name not in ("story", "phone", "id_number") else ""
        lines.append(
            {
                "slot": name, "label": SLOT_LABELS[name], "value": value, "remark": remark,
                "edit": f'/choose{{"value":"edit={name}"}}',
            }
        )  # fmt: skip
    return lines


def progress(fields: DraftFields, talk: Talk) -> tuple[dict[str, str], list[str]]:
    """What is filled and what is missing."""
    return filled(fields), missing(fields, talk)
