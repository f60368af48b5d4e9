"""The words of a text that spoke most for a label."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import text
from classifier.signals import signal_words

MOST = 5
_SHARE = 0.08


class Evidence:
    """Finds evidence in one petition: which of its columns weighed for a label, and where those words stand."""

    def __init__(self, title: str, body: str, columns: NDArray[Any], values: NDArray[Any], names: list[str]) -> None:
        self._title, self._body = title, body
        self._whole = f"{title}\n{body}"[: text.LONGEST]
        self._plain = text.plain(self._whole)
        self._columns, self._values, self._names = columns, values, names

    def words(self, weights: NDArray[Any]) -> list[str]:
        """At most five words as written, the weightiest first; `weights` has one entry per column of the petition."""
        parts = self._values * weights
        total = float(parts[parts > 0].sum())
        found: list[str] = []
        for i in np.argsort(-parts, kind="stable"):
            if parts[i] <= _SHARE * total or len(found) == MOST:
                break
            said = self._as_written(self._names[self._columns[i]])
            if said and not any(said in other for other in found):
                found = [other for other in found if other not in said] + [said]
        return found

    def _as_written(self, name: str) -> str | None:
        if name.startswith("§"):
            return signal_words(name[1:], self._title, self._body)
        at = self._plain.find(name)
        return self._whole[at : at + len(name)] if at >= 0 else None
