"""Dialogue scripts: what is said, tapped or sent, and what must be seen afterwards. YAML in, checked values out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
DEEDS = ("say", "choose", "attach", "again", "reload", "other_device", "new_chat", "progress", "answer_until", "office")
SEEN = (
    "ask", "filled", "not_filled", "missing", "not_missing", "says", "never_says", "handover", "filed", "choices",
    "no_choices", "refused", "same", "messages", "status", "card",
)  # fmt: skip
SETTINGS = ("with", "times", "tail")
SHORT = {"tap": "choose", "hears": "says", "never": "never_says", "empty": "not_filled", "fresh": "new_chat"}
"""Shorter words for the same things."""
NOBODY = "nothing"


@dataclass(frozen=True)
class Turn:
    """One deed and what must be seen after it; `extra` are the deed's own settings (a file's words, a wrong tail)."""

    deed: str
    what: Any
    seen: Mapping[str, Any]
    extra: Mapping[str, Any]

    def __str__(self) -> str:
        shown = str(self.what)
        return f"{self.deed}: {shown[:60]}{'…' if len(shown) > 60 else ''}"


@dataclass(frozen=True)
class Script:
    """One dialogue."""

    theme: str
    name: str
    purpose: str
    turns: tuple[Turn, ...]
    opening: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.theme}/{self.name}"

    def __hash__(self) -> int:
        return hash(str(self))


def _turn(given: Mapping[str, Any], where: str) -> Turn:
    raw = {SHORT.get(name, name): value for name, value in given.items()}
    deeds = [name for name in DEEDS if name in raw]
    if len(deeds) != 1:
        raise ValueError(f"{where}: a turn has one of {', '.join(DEEDS)}, not {sorted(raw)}")
    unknown = set(raw) - {deeds[0], *SEEN, *SETTINGS}
    if unknown:
        raise ValueError(f"{where}: unknown words {sorted(unknown)}")
    what = raw[deeds[0]]
    if deeds[0] == "say" and "times" in raw:
        what = str(what) * int(raw["times"])
    seen = {name: raw[name] for name in SEEN if name in raw}
    if deeds[0] == "again" and "same" not in seen:
        seen["same"] = True
    return Turn(deeds[0], what, seen, {name: raw[name] for name in SETTINGS if name in raw})


def _script(theme: str, raw: Mapping[str, Any]) -> Script:
    where = f"{theme}/{raw.get('name')}"
    turns = tuple(_turn(turn, where) for turn in raw["turns"])
    return Script(theme, raw["name"], raw.get("purpose", ""), turns, raw.get("opening") or {})


def all_scripts(folder: Path = FOLDER) -> Iterator[Script]:
    """Every script of every theme, in the order of files and lines."""
    for path in sorted(folder.glob("*.yml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield _script(path.stem, raw)


def matches(expected: str, text: str) -> bool:
    """Whether the text has these words; `/…/` is a regular expression."""
    if len(expected) > 1 and expected.startswith("/") and expected.endswith("/"):
        return re.search(expected[1:-1], text) is not None
    return expected in text


def as_list(value: Any) -> list[str]:
    """One thing or a list of them, as strings (nothing asked is written "nothing" or null)."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return [NOBODY if value is None else str(value)]
