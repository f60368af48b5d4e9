"""Which of the citizen's intents a line expresses: character and word n-grams, linear SVM, no pickle."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import jieba
import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.components.reading import kinds, plain

_BEGINNING, _END = 160, 80
_LENGTHS = (3, 6, 10, 16, 26, 40, 80, 160)


def grams(text: str, cut: jieba.Tokenizer) -> Iterable[tuple[str, str]]:
    """All features of a line as (group, feature): characters 1–4, words 1–2, its length; long lines by both ends."""
    if len(text) > _BEGINNING + _END:
        text = text[:_BEGINNING] + text[-_END:]
    framed = f"^{text}$"
    for size in range(1, 5):
        for start in range(len(framed) - size + 1):
            yield "c", framed[start : start + size]
    words = ["^", *(word for word in cut.lcut(text) if word.strip()), "$"]
    for word in words[1:-1]:
        yield "w", word
    for left, right in itertools.pairwise(words):
        yield "w", f"{left} {right}"
    yield "l", str(sum(len(text) > bound for bound in _LENGTHS))


class IntentModel:
    """A trained reader of intents; `predict` gives every intent with its probability, best first."""

    def __init__(
        self,
        intents: Sequence[str],
        vocabulary: Mapping[str, int],
        weights: Mapping[str, np.ndarray],
        traditional: Mapping[str, str],
    ) -> None:
        self.intents = list(intents)
        self.vocabulary = dict(vocabulary)
        self.idf, self.coef, self.intercept = weights["idf"], weights["coef"], weights["intercept"]
        self.traditional = dict(traditional)
        self._per_feature = np.ascontiguousarray(self.coef.T)  # a line reads few features: one row for each
        self._cut = jieba.Tokenizer()

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        traditional: Mapping[str, str],
        *,
        strength: float = 1.0,
        sharpness: float = 5.0,
        min_count: int = 2,
        seed: int = 7,
    ) -> IntentModel:
        """Learn from example lines and their intents (same length); deterministic for the same input.

        `sharpness` turns margins into chances (softmax), set so that they are true on lines not seen in training.
        """
        cut = jieba.Tokenizer()
        bags = [Counter(f"{g}:{f}" for g, f in grams(kinds(plain(text, traditional)), cut)) for text in texts]
        seen = Counter(feature for bag in bags for feature in bag)
        names = sorted(feature for feature, times in seen.items() if times >= min_count)
        vocabulary = {name: column for column, name in enumerate(names)}
        times = np.array([seen[name] for name in names], dtype=np.float64)
        idf = np.log((1 + len(bags)) / (1 + times)) + 1
        matrix = sparse.vstack([_row(_vector(bag, vocabulary, idf), len(vocabulary)) for bag in bags]).tocsr()
        model = LinearSVC(C=strength, random_state=seed)
        model.fit(matrix, list(labels))
        coef = (model.coef_ * sharpness).astype(np.float32)
        weights = {"idf": idf, "coef": coef, "intercept": model.intercept_ * sharpness}
        return cls(list(model.classes_), vocabulary, weights, traditional)

    def read(self, text: str) -> str:
        """The text in the plain form that the model reads."""
        return plain(text, self.traditional)

    def predict(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability (they sum to 1), best first; a text without known features is a guess."""
        bag = Counter(f"{g}:{f}" for g, f in grams(kinds(self.read(text)), self._cut))
        columns, values = _vector(bag, self.vocabulary, self.idf)
        scores = np.array(values, dtype=np.float32) @ self._per_feature[columns] + self.intercept
        scores = np.exp(scores - scores.max())
        chances = scores / scores.sum()
        order = np.argsort(-chances, kind="stable")
        return [(self.intents[index], float(chances[index])) for index in order]

    def save(self, folder: Path) -> None:
        """Write the model as JSON and plain arrays."""
        names = {"intents": self.intents, "vocabulary": self.vocabulary, "traditional": self.traditional}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        arrays = {"idf": self.idf.astype(np.float32), "coef": self.coef.astype(np.float16)}
        np.savez_compressed(folder / "weights.npz", intercept=self.intercept, **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            weights = {
                "idf": stored["idf"].astype(np.float64),
                "coef": stored["coef"].astype(np.float32),
                "intercept": stored["intercept"],
            }
        return cls(names["intents"], names["vocabulary"], weights, names["traditional"])


def _row(vector: tuple[list[int], list[float]], width: int) -> sparse.csr_matrix:
    columns, values = vector
    return sparse.csr_matrix((values, ([0] * len(columns), columns)), shape=(1, width))


def _vector(bag: Mapping[str, int], vocabulary: Mapping[str, int], idf: np.ndarray) -> tuple[list[int], list[float]]:
    """TF-IDF of one line, each group of features of length one, so that a long line weighs no more than a short."""
    groups: dict[str, list[tuple[int, float]]] = {}
    for feature, times in sorted(bag.items()):
        column = vocabulary.get(feature)
        if column is not None:
            groups.setdefault(feature[0], []).append((column, (1 + np.log(times)) * idf[column]))
    columns: list[int] = []
    values: list[float] = []
    for group, entries in groups.items():
        length = float(np.sqrt(sum(value * value for _, value in entries)))
        scale = (0.5 if group == "l" else 1.0) / length
        columns.extend(column for column, _ in entries)
        values.extend(value * scale for _, value in entries)
    return columns, values
