"""The office's lists: purposes, content categories, sensitivity flags, units, and which unit answers for what.

All of it is read from `nlu_data/taxonomy/*.csv`; a mistake in a table is a `TaxonomyError` that names file and row.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

Path3 = tuple[str, str, str]
LEVELS = ("normal", "sensitive", "urgent")


class TaxonomyError(ValueError):
    """A table under `nlu_data/taxonomy` contradicts itself or another one."""


def taxonomy_folder() -> Path:
    """`nlu_data/taxonomy` of this checkout, or the folder named by TAXONOMY_DIR."""
    own = Path(__file__).resolve().parent.parent / "nlu_data" / "taxonomy"
    return Path(os.environ.get("TAXONOMY_DIR") or own)


@dataclass(frozen=True, slots=True)
class Purpose:
    """信访目的, with the clause of the 条例 that says how it is handled."""

    code: str
    name: str
    english: str
    clause: str


@dataclass(frozen=True, slots=True)
class Category:
    """One node of the 内容分类; `path` has one to three names, `code` two digits for each of them."""

    code: str
    level: int
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Flag:
    """敏感标注: what is marked, how grave it is, and what the office must do."""

    flag: str
    name: str
    level: str
    threshold: float | None
    duty: str


@dataclass(frozen=True, slots=True)
class Unit:
    """承办单位: `guide` is its name in the labelling guide, `aliases` other names that mean the same unit."""

    code: str
    name: str
    short: str
    guide: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who leads on a category, who helps, and the legal roads of 条例 31 (numbers 1–6, slash separated)."""

    lead: Unit
    helpers: tuple[str, ...]
    roads: str
    tags: tuple[str, ...]
    note: str


def _table(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    path = taxonomy_folder() / name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from enumerate(csv.DictReader(file), start=2)
    except FileNotFoundError as missing:
        raise TaxonomyError(f"taxonomy table {name} is missing") from missing


@lru_cache(maxsize=1)
def purposes() -> tuple[Purpose, ...]:
    """The four purposes in the office's order."""
    return tuple(Purpose(**row) for _, row in _table("purposes.csv"))


@lru_cache(maxsize=1)
def categories() -> dict[tuple[str, ...], Category]:
    """Every category by its path (one, two or three names); 15, 118 and 517 of them."""
    found: dict[tuple[str, ...], Category] = {}
    for line, row in _table("content_categories.csv"):
        path = tuple(name for name in (row["category1"], row["category2"], row["category3"]) if name)
        if len(path) != int(row["level"]) or len(row["code"]) != 2 * len(path) or path in found:
            raise TaxonomyError(f"content_categories.csv row {line}: wrong level, code or a repeated path")
        if len(path) > 1 and path[:-1] not in found:
            raise TaxonomyError(f"content_categories.csv row {line}: stands before its parent")
        found[path] = Category(row["code"], len(path), path)
    return found


@lru_cache(maxsize=1)
def _categories_by_code() -> dict[str, Category]:
    return {category.code: category for category in categories().values()}


def category_by_code(code: str) -> Category:
    """The category of a two, four or six digit code; KeyError when there is none."""
    return _categories_by_code()[code]


def children_of(path: tuple[str, ...] = ()) -> list[Category]:
    """The categories directly below `path`, in the table's order."""
    return [c for c in categories().values() if len(c.path) == len(path) + 1 and c.path[: len(path)] == path]


@lru_cache(maxsize=1)
def flags() -> dict[str, Flag]:
    """The twelve sensitivity flags by their English name."""
    found: dict[str, Flag] = {}
    for line, row in _table("sensitivity.csv"):
        if row["level"] not in LEVELS:
            raise TaxonomyError(f"sensitivity.csv row {line}: unknown level")
        threshold = float(row["threshold"]) if row["threshold"] else None
        found[row["flag"]] = Flag(row["flag"], row["name"], row["level"], threshold, row["duty"])
    return found


def sensitivity_level(present: list[str]) -> str:
    """normal, sensitive or urgent: the gravest level among the flags present."""
    return max((flags()[name].level for name in present), key=LEVELS.index, default="normal")


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Every unit by its code."""
    found: dict[str, Unit] = {}
    for line, row in _table("units.csv"):
        if row["code"] in found:
            raise TaxonomyError(f"units.csv row {line}: repeated code")
        aliases = tuple(name for name in row["aliases"].split(";") if name)
        found[row["code"]] = Unit(row["code"], row["name"], row["short"], row["guide"], aliases)
    return found


@lru_cache(maxsize=1)
def _units_by_name() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in units().values():
        for name in (unit.name, unit.short, *unit.aliases):
            found.setdefault(name, unit)
    for unit in units().values():
        found.setdefault(unit.guide, unit)
    return found


def unit_by_name(name: str) -> Unit | None:
    """The unit of a full name, short name or alias ("住建局" and "住房和城乡建设局" are one); None when unknown."""
    return _units_by_name().get(name.strip())


def guide_name(name: str) -> str:
    """The labelling guide's name for a unit, so that full and short names compare equal; unknown ones are 其他."""
    unit = unit_by_name(name)
    return unit.guide if unit else "其他"


@lru_cache(maxsize=1)
def guide_names() -> tuple[str, ...]:
    """The unit labels of the labelling guide, without repetition."""
    return tuple(dict.fromkeys(unit.guide for unit in units().values()))


@lru_cache(maxsize=1)
def _responsibilities() -> dict[tuple[str, ...], Responsibility]:
    found: dict[tuple[str, ...], Responsibility] = {}
    for line, row in _table("category_units.csv"):
        path = tuple(name for name in (row["category1"], row["category2"], row["category3"]) if name)
        lead = unit_by_name(row["lead_unit"])
        if lead is None or len(path) != int(row["level"]):
            raise TaxonomyError(f"category_units.csv row {line}: unknown unit or wrong level")
        helpers, tags = _split(row["co_units"]), _split(row["tags"])
        found[path] = Responsibility(lead, helpers, row["article31_routes"], tags, row["note"])
    return found


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def responsible(path: tuple[str, ...]) -> Responsibility:
    """Who answers for a category: the most specific row of category_units.csv; KeyError for an unknown first level."""
    for depth in range(len(path), 0, -1):
        row = _responsibilities().get(tuple(path[:depth]))
        if row is not None:
            return row
    raise KeyError("no unit is named for this category")
