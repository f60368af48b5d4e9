"""Holds what a turn showed against what the script expects; each difference is one readable line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.dialogues.script import NOBODY, as_list, matches


@dataclass
class Shown:
    """What the citizen sees after a turn."""

    status: int = 200
    ask: str | None = None
    filled: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    filed: dict[str, str] | None = None
    handover: bool = False
    raw: Any = None
    same: bool | None = None

    @classmethod
    def of(cls, status: int, body: Mapping[str, Any]) -> Shown:
        """Read an answer of the chat interface, or an error."""
        if status >= 400:
            return cls(status=status, texts=[str(body.get("error", {}).get("message", ""))], raw=body)
        bot = [m for m in body.get("messages", ()) if m.get("speaker", "bot") != "citizen"]
        draft = body.get("draft") or {}
        return cls(
            status=status, ask=body.get("ask"), filled=dict(draft.get("filled") or {}),
            missing=list(draft.get("missing") or ()), texts=[m["text"] for m in bot],
            choices=[c for m in bot for c in m.get("choices") or ()], filed=body.get("filed"),
            handover=bool(body.get("handover")), raw=body,
        )  # fmt: skip

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(self.texts)


_INSIDES = re.compile(r"\{[a-z_]+\}|utter_\w+|action_\w+|Traceback|\bNone\b")
Check = Callable[[Shown, Any], Iterator[str]]


def _ask(shown: Shown, expected: Any) -> Iterator[str]:
    if (shown.ask or NOBODY) not in as_list(expected):
        yield f"asks {shown.ask or NOBODY}, expected {as_list(expected)}"


def _filled(shown: Shown, expected: Mapping[str, Any]) -> Iterator[str]:
    for slot, words in expected.items():
        for each in as_list(words):
            if not matches(each, shown.filled.get(slot, "")):
                yield f"{slot} is {shown.filled.get(slot)!r}, expected {each!r}"


def _not_filled(shown: Shown, expected: Any) -> Iterator[str]:
    for slot in as_list(expected):
        if slot in shown.filled:
            yield f"{slot} is filled with {shown.filled[slot]!r}"


def _missing(shown: Shown, expected: Any) -> Iterator[str]:
    for slot in as_list(expected):
        if slot not in shown.missing:
            yield f"{slot} is not missing (missing: {shown.missing})"


def _not_missing(shown: Shown, expected: Any) -> Iterator[str]:
    for slot in as_list(expected):
        if slot in shown.missing:
            yield f"{slot} is still missing"


def _says(shown: Shown, expected: Any) -> Iterator[str]:
    for words in as_list(expected):
        if not matches(words, shown.text):
            yield f"does not say {words!r}"


def _never_says(shown: Shown, expected: Any) -> Iterator[str]:
    for words in as_list(expected):
        if matches(words, shown.text):
            yield f"says {words!r}"


def _handover(shown: Shown, expected: Any) -> Iterator[str]:
    if shown.handover != expected:
        yield f"handover is {shown.handover}"


def _filed(shown: Shown, expected: Any) -> Iterator[str]:
    if bool(shown.filed) != expected:
        yield f"filed is {shown.filed}"


def _choices(shown: Shown, expected: Any) -> Iterator[str]:
    labels = [choice["label"] for choice in shown.choices]
    for words in as_list(expected):
        if not any(matches(words, label) for label in labels):
            yield f"offers no {words!r} (offers {labels})"


def _no_choices(shown: Shown, expected: Any) -> Iterator[str]:
    for words in as_list(expected):
        if any(matches(words, choice["label"]) for choice in shown.choices):
            yield f"offers {words!r}"


def _refused(shown: Shown, expected: Any) -> Iterator[str]:
    if (400 <= shown.status < 500) != expected:
        yield f"status is {shown.status}"


def _status(shown: Shown, expected: Any) -> Iterator[str]:
    if shown.status != expected:
        yield f"status is {shown.status}, expected {expected}"


def _same(shown: Shown, expected: Any) -> Iterator[str]:
    if shown.same is not expected:
        yield "the answer is not the same as before" if expected else "the answer is the same as before"


def _card(shown: Shown, expected: Any) -> Iterator[str]:
    cards = [(m.get("custom") or {}).get("type") for m in (shown.raw or {}).get("messages", ())]
    for kind in as_list(expected):
        if kind not in cards:
            yield f"shows no card {kind!r} (shows {cards})"


def _messages(shown: Shown, expected: Any) -> Iterator[str]:
    if len(shown.texts) != expected:
        yield f"{len(shown.texts)} messages, expected {expected}"


CHECKS: dict[str, Check] = {
    "ask": _ask, "filled": _filled, "not_filled": _not_filled, "missing": _missing, "not_missing": _not_missing,
    "says": _says, "never_says": _never_says, "handover": _handover, "filed": _filed, "choices": _choices,
    "no_choices": _no_choices, "refused": _refused, "same": _same, "messages": _messages, "status": _status,
    "card": _card,
}  # fmt: skip


def differences(shown: Shown, seen: Mapping[str, Any]) -> list[str]:
    """What is not as expected. A turn that expects no refusal must not be one; nothing may show the bot's insides."""
    found = (
        [] if {"refused", "status"} & set(seen) or shown.status < 400 else [f"refused ({shown.status}): {shown.text}"]
    )
    found += [f"shows its insides: {words}" for words in _INSIDES.findall(shown.text)]
    for name, expected in seen.items():
        found += CHECKS[name](shown, expected)
    return found
