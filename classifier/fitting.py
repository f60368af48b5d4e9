"""Fits each head on the rows that have its label, and calibrates it on left-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier import calibration
from classifier.corpus import Labelled
from classifier.features import Vocabulary
from classifier.knowledge import Lesson, stop_words
from classifier.labels import labels
from classifier.learned import dense_slices
from classifier.paths import join_levels, level1_of
from classifier.ridge import BalancedRidge, balanced, one_hot

CONTENT_ALPHA, MANNER_ALPHA = 1.5, 1.0
LESSONS_WEIGH_AS_ROWS, LEAST_LESSON, MOST_LESSON = 16_000, 2.0, 8.0
BALANCE = 0.25
WEIGHTS_PER_LEAF = 600
LEAST_FOR_LEVELS = 0.5
LEAST_FLAG_THRESHOLD = 0.25
NEVER = 2.0


class Workshop:
    """The rows as one matrix (petitions, then lessons), and the model's parts as they come into being."""

    def __init__(
        self, rows: list[Labelled], taught: list[Lesson], vocabulary: Vocabulary, whole: sp.csr_matrix, seed: int
    ) -> None:
        self.rows, self.taught, self.vocabulary, self.X, self.seed = rows, taught, vocabulary, whole, seed
        self.n = len(rows)
        self.known = labels()
        self.where = dense_slices(self.known)
        width = max(part.stop for part in self.where.values())
        self.dense: NDArray[Any] = np.zeros((vocabulary.size, width), dtype=np.float32)
        self.bias: NDArray[Any] = np.zeros(width, dtype=np.float32)
        self.numbers: dict[str, float] = {}
        self.left_out: dict[str, float] = {}
        self.heads: set[str] = set()

    def words_only(self) -> sp.csr_matrix:
        """X without signals and stop words: what a petition is about, not how it is said."""
        mute = stop_words()
        keep = np.zeros(self.vocabulary.size, dtype=np.float32)
        for word, column in self.vocabulary.words.items():
            keep[column] = word not in mute
        return (self.X @ sp.diags(keep)).tocsr()

    def paths(self) -> list[tuple[str, ...]]:
        """The category of every row, empty where unknown."""
        return [row.category for row in self.rows] + [lesson.category for lesson in self.taught]

    def categories(self, level: int) -> list[int]:
        """Column of each row's category at a level; −1 where it is unknown."""
        names = (self.known.level1, self.known.level2, self.known.level3)[level - 1]
        column = {path: i for i, path in enumerate(names)}
        return [column.get(path[:level], -1) if len(path) >= level else -1 for path in self.paths()]

    def keep(self, head: str, coef: NDArray[Any], intercept: NDArray[Any]) -> None:
        """Takes a head's weights into the model."""
        self.dense[:, self.where[head]] = coef
        self.bias[self.where[head]] = intercept

    def calibrate(self, head: str, left: NDArray[Any], truth: list[int]) -> None:
        """Sharpness of a head from the left-out scores of the rows whose label is known."""
        told = np.flatnonzero(np.array(truth) >= 0)
        if not len(told):
            self.numbers[f"sharpness_{head}"] = 3.0
            return
        right = np.array(truth)[told]
        self.numbers[f"sharpness_{head}"] = calibration.best_sharpness(left[told], right)
        self.left_out[f"{head}_accuracy"] = float((left[told].argmax(axis=1) == right).mean())


def fit_content(work: Workshop) -> sp.csr_matrix:
    """Category and unit; returns the weights of the leaves."""
    known = work.known
    first, second, third = (work.categories(level) for level in (1, 2, 3))
    column = {name: i for i, name in enumerate(known.units)}
    told = [row.unit for row in work.rows] + [lesson.unit for lesson in work.taught]
    units = [column.get(name or "", -1) for name in told]
    sizes = [len(known.level1), len(known.level2), len(known.units), len(known.level3)]
    coded = [one_hot(truth, size) for truth, size in zip((first, second, units, third), sizes, strict=True)]
    weights = balanced(first)
    weights[work.n :] *= min(MOST_LESSON, max(LEAST_LESSON, LESSONS_WEIGH_AS_ROWS / work.n))
    model = BalancedRidge(CONTENT_ALPHA, seed=work.seed)
    model.fit(work.words_only(), np.hstack(coded), weights)
    cuts = np.cumsum([0, *sizes])
    for name, start, end in zip(("level1", "level2", "unit"), cuts, cuts[1:], strict=False):
        work.keep(name, model.coef_[:, start:end], model.intercept_[start:end])
    left = model.left_out_[: work.n]
    _calibrate_paths(work, left[:, : cuts[1]], left[:, cuts[1] : cuts[2]], first, second)
    work.calibrate("unit", left[:, cuts[2] : cuts[3]], units[: work.n])
    _calibrate_leaves(work, left[:, cuts[3] :], third)
    work.heads.add("category")
    if any(row.unit for row in work.rows):
        work.heads.add("unit")
    return _strongest(model.coef_[:, cuts[3] :])


def _calibrate_paths(
    work: Workshop, ones: NDArray[Any], twos: NDArray[Any], first: list[int], second: list[int]
) -> None:
    """Sharpness of both levels, how they are joined, and of the joined chances."""
    truth1, truth2 = np.array(first[: work.n]), np.array(second[: work.n])
    told1, told2 = np.flatnonzero(truth1 >= 0), np.flatnonzero(truth2 >= 0)
    numbers = work.numbers
    numbers["sharpness1"] = calibration.best_sharpness(ones[told1], truth1[told1]) if len(told1) else 1.0
    numbers["sharpness2"] = calibration.best_sharpness(twos[told2], truth2[told2]) if len(told2) else 4.0
    numbers["levels_joined"] = float(len(told2) >= LEAST_FOR_LEVELS * max(1, len(told1)))
    numbers["sharpness12"] = 1.0
    if not len(told1):
        return
    joint, truth = join_levels(ones[told1], twos[told1], numbers, work.known), truth1[told1]

    def chances(sharpness: float) -> NDArray[Any]:
        return level1_of(calibration.softmax(joint, sharpness), work.known)

    def loss(sharpness: float) -> float:
        return float(-np.log(np.clip(chances(sharpness)[np.arange(len(truth)), truth], 1e-9, 1)).mean())

    numbers["sharpness12"] = min((float(s) for s in np.linspace(0.3, 3.0, 28)), key=loss)
    final = chances(numbers["sharpness12"])
    right = final.argmax(axis=1) == truth
    work.left_out["category1_accuracy"] = float(right.mean())
    work.left_out["category1_ece"] = calibration.calibration_error(final.max(axis=1), right)


def _calibrate_leaves(work: Workshop, left: NDArray[Any], third: list[int]) -> None:
    """Sharpness among the leaves of the true second level."""
    told = [i for i, leaf in enumerate(third[: work.n]) if leaf >= 0]
    work.numbers["sharpness3"] = 6.0
    if not told:
        return
    right = np.array([third[i] for i in told])
    scores = np.array(left[told])
    parent = work.known.parent3
    scores[parent[None, :] != parent[right][:, None]] = -9.0
    work.numbers["sharpness3"] = calibration.best_sharpness(scores, right)
    work.left_out["category3_accuracy_within_category2"] = float((scores.argmax(axis=1) == right).mean())


def _strongest(coef: NDArray[Any]) -> sp.csr_matrix:
    """The leaves' weights with only the strongest kept for each leaf."""
    kept = np.zeros_like(coef)
    count = min(WEIGHTS_PER_LEAF, coef.shape[0])
    rows = np.argpartition(-np.abs(coef), count - 1, axis=0)[:count]
    columns = np.arange(coef.shape[1])[None, :]
    kept[rows, columns] = coef[rows, columns]
    return sp.csr_matrix(kept)


def fit_purpose(work: Workshop) -> None:
    """The four purposes, rare ones weighed up a little."""
    _fit_choice(work, "purpose", work.known.purposes, [row.purpose for row in work.rows])


def fit_route(work: Workshop) -> None:
    """The legal road of 条例 31, learned from the grievances that have one."""
    _fit_choice(work, "route", work.known.routes, [row.route for row in work.rows])


def _fit_choice(work: Workshop, head: str, names: tuple[str, ...], values: list[str | None]) -> None:
    column = {name: i for i, name in enumerate(names)}
    told = [i for i, value in enumerate(values) if value]
    if len(told) < 2:
        return
    truth = [column[values[i] or ""] for i in told]
    model = BalancedRidge(MANNER_ALPHA, seed=work.seed)
    model.fit(work.X[told], one_hot(truth, len(column)), balanced(truth, BALANCE))
    work.keep(head, model.coef_, model.intercept_)
    work.calibrate(head, model.left_out_, truth)
    work.heads.add(head)


def fit_flags(work: Workshop) -> NDArray[np.float32]:
    """Every flag for itself; returns slope, offset and threshold of each."""
    curves = np.tile(np.array([1.0, 0.0, NEVER], dtype=np.float32), (len(work.known.flags), 1))
    told = [i for i, row in enumerate(work.rows) if row.flags is not None]
    if len(told) < 2:
        return curves
    truth = np.array([[1 if name in (work.rows[i].flags or ()) else -1 for name in work.known.flags] for i in told])
    model = BalancedRidge(MANNER_ALPHA, seed=work.seed).fit(work.X[told], truth)
    work.keep("flags", model.coef_, model.intercept_)
    for j in range(len(work.known.flags)):
        if (truth[:, j] > 0).any():
            curves[j] = _curve(model.left_out_[:, j], truth[:, j])
    work.heads.add("flags")
    return curves


def _curve(scores: NDArray[Any], truth: NDArray[Any]) -> tuple[float, float, float]:
    slope, offset = calibration.fit_logistic(scores, truth)
    chances = 1 / (1 + np.exp(-(slope * scores + offset)))
    return slope, offset, calibration.best_threshold(chances, truth, least=LEAST_FLAG_THRESHOLD)
