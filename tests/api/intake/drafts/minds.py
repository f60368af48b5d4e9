"""Short ways to put a decision to the test: a draft in some state, and one message after another."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.gateway.dialogue.heard import dangers_in
from api.intake.drafts.decision import decide
from api.intake.drafts.facts import read_facts
from api.intake.drafts.state import Kind, Mind, Reading, Talk
from api.intake.fields import DraftFields, History, Region

TODAY = date(2026, 11, 27)
STORY = "我是长沙市岳麓区咸嘉湖街道的居民，楼下老王烧烤店油烟很大，希望环保局查处。"


def fresh(ask: str | None = "story", **fields: Any) -> Mind:
    """A draft that waits for `ask`."""
    return Mind(DraftFields(**fields), Talk(), ask)


def told(ask: str | None = None, **more: Any) -> Mind:
    """A draft whose matter is told and whose petitioner is not known yet, unless given."""
    fields: dict[str, Any] = {
        "story": STORY, "title": "油烟", "demand": "查处", "region": Region(code="430104", county="岳麓区", text="岳麓区"),
        "respondent": "老王烧烤店", "people_count": 1, "history": History(petitioned="no"), "attachments_done": True,
    }  # fmt: skip
    return Mind(DraftFields(**{**fields, **more}), Talk(), ask)


def complete(**more: Any) -> Mind:
    """A draft that only waits for its confirmation."""
    person = {
        "petitioner_name": "王芳", "id_number": "11010519491231002X", "phone": "13812345678", "address": "咸嘉湖路1号",
    }  # fmt: skip
    return told("confirm", **{**person, **more})


def hear(mind: Mind, text: str, intent: str = "nlu_fallback", sure: float = 0.9, **more: Any) -> Kind:
    """Let the rules deal with a line."""
    mind.says.clear()
    reading = Reading(
        text, intent, sure, ((intent, sure),), facts=read_facts(text, TODAY), dangers=dangers_in(text), **more
    )
    return decide(mind, reading, TODAY)


def tap(mind: Mind, name: str, value: str) -> Kind:
    """Tap a choice."""
    mind.says.clear()
    return decide(mind, Reading("", "choose", 1.0, picked=(name, value), kind="choice"), TODAY)


def said(mind: Mind) -> list[str]:
    """The responses that were said."""
    return [say.response for say in mind.says]
