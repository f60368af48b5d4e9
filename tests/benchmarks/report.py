"""What every benchmark needs: percentiles, a table on the terminal, JSON in BENCH_DIR."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

out = Console()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table."""
    shown = Table(title=title)
    for column in columns:
        shown.add_column(column, justify="left" if column == columns[0] else "right")
    for row in rows:
        shown.add_row(*[f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row])
    out.print(shown)


def write(name: str, result: dict[str, Any]) -> None:
    """Write `NAME.json`."""
    folder = Path(os.environ.get("BENCH_DIR", "var/bench"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1))
    out.print(f"→ {path}")


def verdict(name: str, value: float, floor: str, good: bool) -> bool:
    """One line per requirement; gives `good` back."""
    out.print(f"{'✓' if good else '✗'} {name}: {value:.3g}（要求 {floor}）")
    return good
