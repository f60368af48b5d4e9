"""A petition as a sparse vector: its words (the title's twice), and the signals of its manner."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier import text
from classifier.signals import signals

SIGNAL_WEIGHT = 0.1
LONG_WORD = 4
_TITLE_COUNTS = 2


@lru_cache(maxsize=200_000)
def _pieces(word: str) -> tuple[str, ...]:
    """The word, and the two-character words inside a long one; nothing for numbers and signs."""
    if not any("\u4e00" <= c <= "\u9fff" for c in word) and not word.isalpha():
        return ()
    if len(word) < LONG_WORD:
        return (word,)
    known = text.tokenizer().FREQ
    return (word, *(word[i : i + 2] for i in range(len(word) - 1) if known.get(word[i : i + 2])))


def words_of(title: str, body: str) -> Counter[str]:
    """How often each word stands in a petition, the title counted twice."""
    counts = Counter([piece for word in text.cut(body) for piece in _pieces(word)])
    for word in text.cut(title):
        for piece in _pieces(word):
            counts[piece] += _TITLE_COUNTS
    return counts


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and signals the model knows: word columns first, then signal columns; `idf` has one entry per word."""

    words: dict[str, int]
    idf: NDArray[np.float32]
    signals: dict[str, int]

    @property
    def size(self) -> int:
        return len(self.words) + len(self.signals)

    def row(self, title: str, body: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Column numbers and values of one petition: tf-idf of unit length for the words, a fixed value per signal."""
        return self.row_of(words_of(title, body), signals(title, body))

    def row_of(self, counts: Counter[str], found: Iterable[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The same from words already counted."""
        known = self.words
        pairs = sorted((known[word], count) for word, count in counts.items() if word in known)
        columns = np.array([column for column, _ in pairs], dtype=np.int32)
        tf = np.array([count for _, count in pairs], dtype=np.float32)
        values = (1.0 + np.log(tf)) * self.idf[columns]
        norm = float(np.sqrt(values @ values))
        if norm:
            values /= norm
        extra = sorted(self.signals[name] for name in found if name in self.signals)
        signal_values = np.full(len(extra), SIGNAL_WEIGHT, dtype=np.float32)
        return np.concatenate([columns, np.array(extra, dtype=np.int32)]), np.concatenate([values, signal_values])


def learn_vocabulary(
    counted: Sequence[Counter[str]], seen: Sequence[Sequence[str]], least: int, most: int
) -> Vocabulary:
    """The vocabulary of a corpus: words in at least `least` petitions, at most the `most` commonest."""
    frequency: Counter[str] = Counter()
    for counts in counted:
        frequency.update(counts.keys())
    kept = sorted(word for word, n in frequency.most_common(most) if n >= least)
    total = len(counted)
    idf = np.array([math.log((1 + total) / (1 + frequency[word])) + 1 for word in kept], dtype=np.float32)
    names = sorted({name for found in seen for name in found})
    return Vocabulary(
        {word: i for i, word in enumerate(kept)}, idf, {name: len(kept) + i for i, name in enumerate(names)}
    )


def matrix(vocabulary: Vocabulary, rows: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]]) -> sp.csr_matrix:
    """The rows as one sparse matrix, petitions × vocabulary."""
    indptr = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([c for c, _ in rows]) if rows else np.array([], dtype=np.int32)
    values = np.concatenate([v for _, v in rows]) if rows else np.array([], dtype=np.float32)
    return sp.csr_matrix((values, columns, indptr), shape=(len(rows), vocabulary.size), dtype=np.float32)
