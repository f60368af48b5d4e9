"""What every reader of a text hands back: a value, the words it came from, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

_ALPHANUMERIC = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_FULL_WIDTH = {code: code - 0xFEE0 for code in _ALPHANUMERIC}
_SIGNS = {
    0x3000: " ",
    0x00A0: " ",
    0x2009: " ",
    0xFF0D: "-",
    0x2014: "-",
    0x2013: "-",
    0x2010: "-",
    0x2011: "-",
    0xFF0E: ".",
}
_FOLD = {**_FULL_WIDTH, **_SIGNS}
_FOLDABLE = re.compile("[" + "".join(re.escape(chr(code)) for code in _FOLD) + "]")


@dataclass(frozen=True, slots=True)
class Span:
    """A thing the citizen said: `value` normalised, `text` as written, `text == whole[start:end]`.

    `score` (0–1) says how sure the reading is; readers that do not weigh leave it at 1.
    """

    value: str
    text: str
    start: int
    end: int
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that looks like an answer but is none; `reason` is a short Chinese sentence for the citizen."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """Whether something happened before: True, False, or None when the text does not say; with its words."""

    answer: bool | None = None
    evidence: Span | None = None


class _Placed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def fold(text: str) -> str:
    """Full-width digits, letters and dashes made plain, character by character: every position stays the same."""
    return text.translate(_FOLD) if _FOLDABLE.search(text) else text


def overlaps(start: int, end: int, taken: Iterable[_Placed]) -> bool:
    """Whether start–end shares a character with one of the spans."""
    return any(start < other.end and end > other.start for other in taken)


def cut(text: str, start: int, end: int, value: str | None = None, score: float = 1.0) -> Span:
    """The span start–end of `text`, its value the words themselves unless given."""
    said = text[start:end]
    return Span(said if value is None else value, said, start, end, score)
