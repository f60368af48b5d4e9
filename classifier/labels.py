"""The columns in which a model keeps its outputs: which column is which label."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from classifier import taxonomy
from classifier.corpus import ROUTES


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """All label lists in their fixed order; `parent2` and `parent3` give each node's parent column.

    `unit_of2` is the leading unit's column of each second level, `below1` marks (second level × first level) who is
    whose child. The leaves of one second level are neighbours.
    """

    level1: tuple[tuple[str, ...], ...]
    level2: tuple[tuple[str, ...], ...]
    level3: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    purposes: tuple[str, ...]
    routes: tuple[str, ...]
    flags: tuple[str, ...]
    parent2: NDArray[np.int64]
    parent3: NDArray[np.int64]
    unit_of2: NDArray[np.int64]
    below1: NDArray[np.float64]

    def signature(self) -> str:
        """One text of all labels: a model is only usable with the lists it was trained on."""
        paths = ["/".join(path) for level in (self.level1, self.level2, self.level3) for path in level]
        return "\n".join([*paths, *self.units, *self.purposes, *self.routes, *self.flags])


@lru_cache(maxsize=1)
def labels() -> Labels:
    """The labels of the office's lists."""
    by_level = [[c.path for c in taxonomy.categories().values() if c.level == level] for level in (1, 2, 3)]
    columns = [{path: i for i, path in enumerate(paths)} for paths in by_level]
    units = taxonomy.guide_names()
    return Labels(
        tuple(by_level[0]),
        tuple(by_level[1]),
        tuple(by_level[2]),
        units,
        tuple(purpose.name for purpose in taxonomy.purposes()),
        ROUTES,
        tuple(taxonomy.flags()),
        np.array([columns[0][path[:1]] for path in by_level[1]]),
        np.array([columns[1][path[:2]] for path in by_level[2]]),
        np.array([units.index(taxonomy.responsible(path).lead.guide) for path in by_level[1]]),
        np.array([[float(path[:1] == top) for top in by_level[0]] for path in by_level[1]]),
    )
