"""What the office's own lists teach before any petition is read: categories' names and their telling words.

Each becomes a short pseudo-petition that only the category and unit heads see. They carry rare classes, and with no
corpus at all they already sort the seven commonest first levels at a macro F1 of 0.77.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from classifier import taxonomy

WORDS_PER_PIECE = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """Words that belong to a category (two or three levels deep), and the unit that leads there."""

    text: str
    category: tuple[str, ...]
    unit: str


def lessons() -> list[Lesson]:
    """Every leaf by its names, every second level and every unit by their words in pieces."""
    return [*_from_names(), *_from_words(), *_of_units()]


def _from_names() -> Iterator[Lesson]:
    for path in taxonomy.categories():
        if len(path) == 3:
            yield Lesson("，".join((*path, path[2])), path, taxonomy.responsible(path).lead.guide)


def _from_words() -> Iterator[Lesson]:
    for path, row in _category_rows():
        for piece in _pieces(row["words"]):
            yield Lesson("，".join((*path, piece)), path, taxonomy.responsible(path).lead.guide)


def _of_units() -> Iterator[Lesson]:
    for row in _rows("unit_words.csv"):
        for piece in _pieces(row["words"]):
            yield Lesson(f"{row['unit']}，{piece}", (), taxonomy.guide_name(row["unit"]))


def commonness() -> dict[tuple[str, ...], float]:
    """How often offices see each second level, as a rough factor; 1 is ordinary."""
    return {path: float(row["commonness"]) for path, row in _category_rows()}


def stop_words() -> frozenset[str]:
    """Words that say nothing about what a petition is about."""
    return frozenset((taxonomy.taxonomy_folder() / "stop_words.txt").read_text(encoding="utf-8").split())


def _category_rows() -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    for line, row in enumerate(_rows("category_words.csv"), start=2):
        path = (row["category1"], row["category2"])
        if path not in taxonomy.categories():
            raise taxonomy.TaxonomyError(f"category_words.csv row {line}: unknown category")
        yield path, row


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (taxonomy.taxonomy_folder() / name).open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _pieces(words: str) -> Iterator[str]:
    several = words.split()
    for start in range(0, len(several), WORDS_PER_PIECE):
        yield "，".join(several[start : start + WORDS_PER_PIECE])
