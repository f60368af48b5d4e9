"""Trains all heads on labelled petitions. Same rows and seed, same model.

Three closed-form solves: content (category and unit, with the lessons of `classifier.knowledge`), purpose, and
flags with route. Confidences are calibrated on scores for which the petition itself was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from classifier.corpus import CorpusError, Labelled
from classifier.features import learn_vocabulary, matrix, words_of
from classifier.fitting import Workshop, fit_content, fit_flags, fit_purpose, fit_route
from classifier.knowledge import lessons
from classifier.learned import Learned
from classifier.signals import signals

Report = Callable[[str, float], None]
MOST_WORDS = 45_000
SMALL_CORPUS = 3_000


def _silent(_text: str, _share: float) -> None:
    return None


@dataclass(slots=True)
class Trained:
    """The model and what is worth telling about its training, for the card."""

    learned: Learned
    rows: int
    labels_known: dict[str, int]
    left_out: dict[str, float]


def train(rows: list[Labelled], *, seed: int = 7, report: Report = _silent) -> Trained:
    """Learns every head that has labels; CorpusError when the rows are too few or have no usable text.

    Unknown labels leave a head's row out; a head without any label abstains in the model.
    """
    report("读词", 0.05)
    work = _prepare(rows, seed)
    report("内容分类、承办单位", 0.3)
    leaves = fit_content(work)
    report("信访目的", 0.7)
    fit_purpose(work)
    report("敏感标注、办理途径", 0.85)
    curves = fit_flags(work)
    fit_route(work)
    learned = Learned(
        work.vocabulary,
        work.dense.astype(np.float16),
        work.bias,
        leaves,
        work.numbers,
        curves,
        frozenset(work.heads),
    )
    report("完成", 1.0)
    return Trained(learned, len(rows), labels_known(rows), work.left_out)


def _prepare(rows: list[Labelled], seed: int) -> Workshop:
    taught = lessons()
    counted = [words_of(row.title, row.body) for row in rows] + [words_of("", lesson.text) for lesson in taught]
    if sum(bool(counts) for counts in counted[: len(rows)]) < 2:
        raise CorpusError("the corpus has no two petitions with words in them")
    seen = [signals(row.title, row.body) for row in rows] + [[] for _ in taught]
    vocabulary = learn_vocabulary(counted, seen, 1 if len(rows) < SMALL_CORPUS else 2, MOST_WORDS)
    whole = matrix(vocabulary, [vocabulary.row_of(c, s) for c, s in zip(counted, seen, strict=True)])
    return Workshop(rows, taught, vocabulary, sp.csr_matrix(whole), seed)


def labels_known(rows: list[Labelled]) -> dict[str, int]:
    """For how many rows each label is known."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts["purpose"] += row.purpose is not None
        for level in (1, 2, 3):
            counts[f"category{level}"] += len(row.category) >= level
        counts["flags"] += row.flags is not None
        counts["unit"] += row.unit is not None
        counts["route"] += row.route is not None
    return dict(counts)
