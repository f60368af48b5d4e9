"""Labelled petitions from files: our own corpus, agents' confirmed labels, imported work orders.

CSV or JSONL with `text`, or `title` and `body`, or `text_segmented` (words already cut by somebody else), and any of
`purpose, category1, category2, category3, flags, unit, route`. A missing column, an empty cell or null means that this
label is unknown for the row, not negative.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from classifier import taxonomy

LABELS = ("purpose", "category1", "category2", "category3", "flags", "unit", "route")
ROUTES = ("诉讼", "仲裁", "党内", "行政", "依法履职", "信访")
_TEXTS = ("text", "title", "body", "text_segmented")
_XML_LEFTOVER = re.compile(r"_x000D_")
_FIELD_LIMIT = 2_000_000


class CorpusError(ValueError):
    """A corpus file cannot be read; the message names the file and the row."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One petition with the labels that are known; None is unknown, an empty tuple of flags is "none of them"."""

    id: str
    title: str
    body: str
    purpose: str | None = None
    category: tuple[str, ...] = ()
    flags: tuple[str, ...] | None = None
    unit: str | None = None
    route: str | None = None
    columns: frozenset[str] = field(default_factory=frozenset)


def shipped_corpus() -> list[Path]:
    """The files of `nlu_data/corpus`, in order of name."""
    return sorted((taxonomy.taxonomy_folder().parent / "corpus").glob("*.jsonl"))


def read_corpus(paths: list[Path]) -> list[Labelled]:
    """Every row of the files, in order; folders stand for the .csv and .jsonl files in them."""
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    if not files:
        raise CorpusError("there is no corpus file to read")
    return [row for file in files for row in read_file(file)]


def _in_folder(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".jsonl"})


def read_file(path: Path) -> list[Labelled]:
    """The rows of one file; CorpusError when it is missing, of another kind, broken or without any text column."""
    if not path.exists():
        raise CorpusError(f"{path.name}: no such file")
    readers = {".csv": _csv_rows, ".jsonl": _jsonl_rows}
    if path.suffix not in readers:
        raise CorpusError(f"{path.name}: only .csv and .jsonl files are read")
    rows = []
    for number, raw in readers[path.suffix](path):
        if not set(_TEXTS) & set(raw):
            raise CorpusError(f"{path.name}, row {number}: no column text, title, body or text_segmented")
        rows.append(_labelled(raw, f"{path.name}, row {number}"))
    return rows


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                yield number, {name: value for name, value in row.items() if name}
    except (UnicodeDecodeError, csv.Error) as broken:
        raise CorpusError(f"{path.name}: not a readable UTF-8 CSV file") from broken


def _jsonl_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as broken:
        raise CorpusError(f"{path.name}: not a readable UTF-8 file") from broken
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as broken:
            raise CorpusError(f"{path.name}, row {number}: not a JSON object") from broken
        if not isinstance(row, dict):
            raise CorpusError(f"{path.name}, row {number}: not a JSON object")
        yield number, row


def title_and_body(row: dict[str, object]) -> tuple[str, str]:
    """The two texts of a raw row; a single text counts as the body."""
    if row.get("text_segmented"):
        return "", re.sub(r"(?<![A-Za-z])\s+(?![A-Za-z])|\s+", "", str(row["text_segmented"]))
    title = str(row.get("title") or "")
    body = str(row.get("body") or row.get("text") or "")
    return _XML_LEFTOVER.sub("", title), _XML_LEFTOVER.sub("", body)


def _labelled(raw: dict[str, object], where: str) -> Labelled:
    title, body = title_and_body(raw)
    purpose = _one(raw, "purpose", {p.name for p in taxonomy.purposes()}, where)
    route = _one(raw, "route", {*ROUTES, "不适用"}, where)
    unit = str(raw.get("unit") or "").strip() or None
    return Labelled(
        id=str(raw.get("id") or where),
        title=title,
        body=body,
        purpose=purpose,
        category=_category(raw, where),
        flags=_flags(raw, where),
        unit=taxonomy.guide_name(unit) if unit else None,
        route=None if route == "不适用" else route,
        columns=frozenset(name for name in LABELS if name in raw),
    )


def _one(raw: dict[str, object], column: str, known: set[str], where: str) -> str | None:
    value = str(raw.get(column) or "").strip()
    if value and value not in known:
        raise CorpusError(f"{where}: unknown {column}")
    return value or None


def _category(raw: dict[str, object], where: str) -> tuple[str, ...]:
    names = [str(raw.get(f"category{level}") or "").strip() for level in (1, 2, 3)]
    path = tuple(names[: names.index("")] if "" in names else names)
    if path and path not in taxonomy.categories():
        raise CorpusError(f"{where}: unknown content category")
    return path


def _flags(raw: dict[str, object], where: str) -> tuple[str, ...] | None:
    value = raw.get("flags")
    if value is None or value == "":
        return None
    names = [str(v) for v in value] if isinstance(value, list) else re.split(r"[;,|\s\[\]'\"]+", str(value))
    flags = tuple(name for name in names if name)
    if set(flags) - set(taxonomy.flags()):
        raise CorpusError(f"{where}: unknown sensitivity flag")
    return flags
