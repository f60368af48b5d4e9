"""What is asked, in which order, when it is wanted at all (《网上办理规程》第5条; policies/rules.md 19), and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.intake.drafts.state import Choice, Say, Talk, choose
from api.intake.fields import SLOT_LABELS, DraftFields
from classifier import regions

REPRESENTATIVES_FROM = 6
REPRESENTATIVES_LIMIT = 5
"""条例第20条: several people send representatives, at most five."""


@dataclass(frozen=True)
class Ask:
    """One thing to be asked: when it is wanted, when it is answered; `free`: any text may be the answer."""

    name: str
    wanted: Callable[[DraftFields, Talk], bool]
    filled: Callable[[DraftFields, Talk], bool]
    free: bool = False


def _always(_: DraftFields, __: Talk) -> bool:
    return True


def _went_to_court(f: DraftFields, _: Talk) -> bool:
    return bool(f.history and "yes" in (f.history.litigated, f.history.arbitrated))


ORDER = (
    Ask("story", _always, lambda f, t: bool(f.story) and "story_short" not in t.settled, free=True),
    Ask("court_choice", _went_to_court, lambda f, t: f.record_only or "court_choice" in t.settled),
    Ask("demand", _always, lambda f, _: bool(f.demand), free=True),
    Ask("region", _always, lambda f, t: f.region is not None and "region_wide" not in t.settled),
    Ask(
        "respondent", lambda f, _: not f.suggestion, lambda f, _: bool(f.respondent) or f.respondent_unknown, free=True
    ),
    Ask("people_count", _always, lambda f, _: f.people_count is not None),
    Ask(
        "representatives",
        lambda f, _: (f.people_count or 0) >= REPRESENTATIVES_FROM,
        lambda f, t: bool(f.representatives) or "representatives" in t.settled,
    ),
    Ask("history", lambda f, _: not f.suggestion, lambda f, _: f.history is not None, free=True),
    Ask("attachments", _always, lambda f, _: f.attachments_done),
    Ask("petitioner_name", _always, lambda f, _: bool(f.petitioner_name) or f.name_refused),
    Ask("id_number", _always, lambda f, _: bool(f.id_number) or f.id_refused),
    Ask("phone", _always, lambda f, _: bool(f.phone) or f.phone_refused),
    Ask("address", _always, lambda f, _: bool(f.address) or f.address_refused, free=True),
    Ask("guardian", lambda f, _: f.minor, lambda f, t: bool(f.guardian) or "guardian" in t.settled, free=True),
    Ask("repeat_choice", lambda _, t: bool(t.open_cases), lambda f, _: f.insisted_new or bool(f.add_to_case)),
    Ask("confirm", _always, lambda *_: False),
)
BY_NAME = {ask.name: ask for ask in ORDER}
EDITABLE = (
    "story", "demand", "region", "respondent", "people_count", "representatives", "history", "attachments",
    "petitioner_name", "id_number", "phone", "address",
)  # fmt: skip


def next_ask(fields: DraftFields, talk: Talk) -> str:
    """The first thing that is wanted and not answered yet; "confirm" when nothing is missing."""
    return next(a.name for a in ORDER if a.wanted(fields, talk) and not a.filled(fields, talk))


def missing(fields: DraftFields, talk: Talk) -> list[str]:
    """The contract's slots that still have to be asked; the last confirmation is always among them."""
    return [a.name for a in ORDER if a.name in SLOT_LABELS and a.wanted(fields, talk) and not a.filled(fields, talk)]


def is_free(ask: str | None) -> bool:
    """Whether any text may be the answer to this question."""
    return bool(ask) and ask in BY_NAME and BY_NAME[str(ask)].free


def question(ask: str | None, fields: DraftFields, talk: Talk, office_region: str = "") -> Say | None:
    """The question of this moment; None when nothing is asked. The confirmation is a summary, made elsewhere."""
    if ask is None or ask == "confirm":
        return None
    if ask == "story" and talk.pure_question:
        return Say("utter_question_story_after_answer")
    if ask == "story" and fields.story:
        return Say("utter_question_story_more", choices=(choose("就这些", "story", "enough"),))
    if ask == "region":
        return _region_question(fields, talk, office_region)
    if ask == "petitioner_name":
        return Say("utter_question_petitioner", {"what": _still_unknown(fields)})
    if ask == "edit":
        return Say("utter_question_edit", choices=tuple(choose(SLOT_LABELS[s], "edit", s) for s in EDITABLE))
    if ask == "repeat_choice":
        return _repeat_question(talk)
    return Say(f"utter_question_{ask}")


def _still_unknown(fields: DraftFields) -> str:
    parts = [
        ("姓名", fields.petitioner_name),
        ("身份证号", fields.id_number),
        ("电话", fields.phone),
        ("住址", fields.address),
    ]
    return "、".join(label for label, value in parts if not value)


def _region_question(fields: DraftFields, talk: Talk, office_region: str) -> Say:
    known = fields.region.code if fields.region and "region_wide" in talk.settled else None
    here = known or office_region
    children = regions.children(here) if here else []
    choices = tuple(choose(child.name, "region", child.code) for child in children[:20])
    if known:
        wide = regions.full_name(known)
        return Say(
            "utter_question_region_inside", {"place": wide}, (*choices, choose("说不准，就填到这里", "region", "wide"))
        )
    return Say("utter_question_region", choices=choices, custom={"type": "region", "parent": here or ""})


def _repeat_question(talk: Talk) -> Say:
    case = talk.open_cases[0]
    choices: tuple[Choice, ...] = (
        choose("补充到原来的件", "repeat", case["case_number"]),
        choose("不是同一件，新提", "repeat", "new"),
    )
    return Say("utter_question_repeat", {"case": case["shown"]}, choices, {"type": "open_case", **case})
