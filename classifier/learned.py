"""What training leaves behind: plain arrays and numbers, nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.features import Vocabulary
from classifier.labels import Labels, labels

Floats = NDArray[np.float32]


class ModelError(RuntimeError):
    """A stored model cannot be used: missing, damaged, of another taxonomy, or with types that are not trusted."""


@dataclass(slots=True)
class Learned:
    """A trained model.

    `dense` is vocabulary × (level 1, level 2, unit, purpose, route, flags) in half precision; `leaves` vocabulary ×
    level 3, sparse. `numbers` holds sharpness, thresholds and switches by name; `flag_curves` slope, offset and
    threshold of each flag. Heads that had no labels to learn from are missing in `heads`.
    """

    vocabulary: Vocabulary
    dense: NDArray[np.float16]
    bias: Floats
    leaves: sp.csr_matrix
    numbers: dict[str, float]
    flag_curves: Floats
    heads: frozenset[str]

    def slices(self) -> dict[str, slice]:
        """The columns of each dense head."""
        return dense_slices(labels())

    def to_arrays(self) -> dict[str, Any]:
        """A dictionary of arrays, texts and numbers, as skops may store it."""
        return {
            "words": "\n".join(self.vocabulary.words),
            "signals": "\n".join(self.vocabulary.signals),
            "idf": self.vocabulary.idf,
            "dense": self.dense,
            "bias": self.bias,
            "leaf_values": self.leaves.data.astype(np.float16),
            "leaf_columns": self.leaves.indices.astype(np.int16),
            "leaf_starts": self.leaves.indptr.astype(np.int32),
            "numbers": dict(self.numbers),
            "flag_curves": self.flag_curves,
            "heads": sorted(self.heads),
            "labels": labels().signature(),
        }

    @classmethod
    def from_arrays(cls, stored: dict[str, Any]) -> Learned:
        """The model again; ModelError when it belongs to other label lists or is incomplete."""
        try:
            if stored["labels"] != labels().signature():
                raise ModelError("the model was trained on other lists of labels")
            words = {word: i for i, word in enumerate(stored["words"].split("\n"))}
            signals = {name: len(words) + i for i, name in enumerate(filter(None, stored["signals"].split("\n")))}
            size = len(words) + len(signals)
            leaves = sp.csr_matrix(
                (stored["leaf_values"].astype(np.float32), stored["leaf_columns"], stored["leaf_starts"]),
                shape=(size, len(labels().level3)),
            )
            return cls(
                Vocabulary(words, stored["idf"], signals),
                stored["dense"],
                stored["bias"],
                leaves,
                stored["numbers"],
                stored["flag_curves"],
                frozenset(stored["heads"]),
            )
        except (KeyError, AttributeError, TypeError) as incomplete:
            raise ModelError("the stored model is incomplete") from incomplete


def dense_slices(known: Labels) -> dict[str, slice]:
    """The columns of each head in `Learned.dense`, in order."""
    sizes = {
        "level1": len(known.level1),
        "level2": len(known.level2),
        "unit": len(known.units),
        "purpose": len(known.purposes),
        "route": len(known.routes),
        "flags": len(known.flags),
    }
    found, start = {}, 0
    for name, size in sizes.items():
        found[name] = slice(start, start + size)
        start += size
    return found
