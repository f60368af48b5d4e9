"""The classifier in use: proposes labels for one petition, with confidence, alternatives and evidence."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import calibration, safety, store, taxonomy
from classifier.evidence import Evidence
from classifier.features import words_of
from classifier.labels import labels
from classifier.learned import Learned, ModelError
from classifier.paths import join_levels, level1_of
from classifier.proposal import (
    CategoryProposal,
    FlagProposal,
    Guess,
    LabelProposal,
    PathGuess,
    Proposal,
    SensitivityProposal,
)
from classifier.signals import decisive_flags, flag_words, signals

__all__ = ["Classifier", "CurrentClassifier", "ModelError", "current"]

ALTERNATIVES = 3
LEAST_PURPOSE, LEAST_LEVEL1, LEAST_LEVEL2, LEAST_LEVEL3 = 0.3, 0.12, 0.08, 0.3
CATEGORY_SHARE = 0.3
SURE_ACCUSATION = 0.55
ACCUSATION_LEAN, DISCIPLINE = 1.0, "纪检监察"
ACCUSED_TO = "纪委监委"
ACCUSATION, GRIEVANCE = "检举控告", "申诉求决"
_ROUTE_NUMBERS = {"1": "诉讼", "2": "仲裁", "3": "党内", "4": "行政", "5": "依法履职", "6": "信访"}


class Classifier:
    """A loaded model. Safe to share between threads: predicting changes nothing."""

    def __init__(self, learned: Learned, card: dict[str, Any]) -> None:
        self.card = card
        self.version = str(card.get("version", ""))
        self._learned = learned
        self._known = labels()
        self._where = learned.slices()
        self._names = [*learned.vocabulary.words, *learned.vocabulary.signals]
        self._leaves = learned.leaves.toarray().astype(np.float16)
        self._leaves_below = [np.flatnonzero(self._known.parent3 == i) for i in range(len(self._known.level2))]
        self._units = {name: i for i, name in enumerate(self._known.units)}

    @classmethod
    def load(cls, path: Path | None = None) -> Classifier:
        """The model of a folder (a version, or one with `current`), else the shipped one.

        FileNotFoundError when none was trained yet, ModelError when it cannot be trusted.
        """
        return cls(*store.load(path))

    def predict(self, title: str, body: str) -> Proposal:
        """Proposals for one petition; a text without a known word gets an abstention from every head but safety."""
        return _Reading(self, title, body).proposal()


class _Reading:
    """One petition on its way through the heads."""

    def __init__(self, model: Classifier, title: str, body: str) -> None:
        self._model, self._title, self._body = model, title, body
        self._learned, self._known, self._where = model._learned, model._known, model._where
        counts = words_of(title, body)
        seen = signals(title, body)
        columns, values = self._learned.vocabulary.row_of(counts, seen)
        self._columns, self._values = columns, values
        self._empty = not any(word in self._learned.vocabulary.words for word in counts)
        self._weights: NDArray[Any] = self._learned.dense[columns].astype(np.float32)
        self._scores = values @ self._weights + self._learned.bias
        self._evidence = Evidence(title, body, columns, values, model._names)
        self._numbers = self._learned.numbers

    def proposal(self) -> Proposal:
        heads = self._learned.heads
        whole = f"{self._title}\n{self._body}"
        purpose = self._purpose() if "purpose" in heads and not self._empty else LabelProposal()
        joint = self._joint(purpose) if "category" in heads and not self._empty else None
        category = self._category(joint) if joint is not None else CategoryProposal()
        unit = self._unit(joint, purpose) if joint is not None and "unit" in heads else LabelProposal()
        return Proposal(purpose, category, self._sensitivity(whole, purpose), unit, self._route(purpose, category))

    def _head(self, name: str) -> NDArray[Any]:
        return np.asarray(self._scores[self._where[name]])

    def _speaks_for(self, head: str, label: int) -> list[str]:
        """Evidence: what weighed for this label more than for the head's labels on average."""
        weights = self._weights[:, self._where[head]]
        return self._evidence.words(weights[:, label] - weights.mean(axis=1))

    def _purpose(self) -> LabelProposal:
        chances = calibration.softmax(self._head("purpose"), self._numbers["sharpness_purpose"])
        best, *others = (int(i) for i in np.argsort(-chances))
        return LabelProposal(
            self._known.purposes[best] if chances[best] >= LEAST_PURPOSE else None,
            float(chances[best]),
            [Guess(self._known.purposes[i], float(chances[i])) for i in others[:ALTERNATIVES]],
            self._speaks_for("purpose", best),
        )

    def _joint(self, purpose: LabelProposal) -> NDArray[Any]:
        """Calibrated chances of every second-level category; a sure accusation leans to 纪检监察."""
        joined = join_levels(self._head("level1"), self._head("level2"), self._numbers, self._known)
        if purpose.label == ACCUSATION and purpose.confidence >= SURE_ACCUSATION:
            joined = joined + ACCUSATION_LEAN * self._known.below1[:, self._known.level1.index((DISCIPLINE,))]
        return calibration.softmax(joined, self._numbers["sharpness12"])

    def _category(self, joint: NDArray[Any]) -> CategoryProposal:
        first = level1_of(joint, self._known)
        top = int(first.argmax())
        inside = np.where(self._known.parent2 == top, joint, -1.0)
        second = int(inside.argmax())
        leaf, leaf_chance = self._leaf(second, float(joint[second]))
        chances = [float(first[top]), float(joint[second]), leaf_chance]
        if chances[0] < LEAST_LEVEL1:
            return CategoryProposal(confidence=chances[0], confidences=chances, alternatives=self._others(joint, -1))
        path: list[str | None] = [*self._known.level1[top], None, None]
        if chances[1] >= LEAST_LEVEL2:
            path[1] = self._known.level2[second][1]
            path[2] = self._known.level3[leaf][2] if leaf_chance >= LEAST_LEVEL3 else None
        evidence = self._speaks_for("level2", second) or self._speaks_for("level1", top)
        return CategoryProposal(path, chances[0], chances, self._others(joint, second), evidence)

    def _others(self, joint: NDArray[Any], shown: int) -> list[PathGuess]:
        order = [int(i) for i in np.argsort(-joint)[: ALTERNATIVES + 1] if int(i) != shown]
        return [PathGuess([*self._known.level2[i], None], float(joint[i])) for i in order[:ALTERNATIVES]]

    def _leaf(self, second: int, chance: float) -> tuple[int, float]:
        """The likeliest leaf below a second level, and its chance in all."""
        leaves = self._model._leaves_below[second]
        scores = self._values @ self._model._leaves[self._columns, leaves[0] : leaves[-1] + 1]
        within = calibration.softmax(scores, self._numbers["sharpness3"])
        best = int(within.argmax())
        return int(leaves[best]), chance * float(within[best])

    def _unit(self, joint: NDArray[Any], purpose: LabelProposal) -> LabelProposal:
        """The text's own voice and the category table's, joined; accusations go to the discipline inspection."""
        told = calibration.softmax(self._head("unit"), self._numbers["sharpness_unit"])
        mapped = np.zeros(len(self._known.units))
        np.add.at(mapped, self._known.unit_of2, joint)
        chances = told * (mapped + 0.02) ** CATEGORY_SHARE
        chances /= chances.sum()
        if purpose.label == ACCUSATION and purpose.confidence >= SURE_ACCUSATION:
            accused = self._model._units[ACCUSED_TO]
            chances *= 1 - purpose.confidence
            chances[accused] += purpose.confidence
        order = [int(i) for i in np.argsort(-chances)[: ALTERNATIVES + 1]]
        guesses = [Guess(self._known.units[i], float(chances[i])) for i in order]
        return LabelProposal(guesses[0].label, guesses[0].confidence, guesses[1:], self._speaks_for("unit", order[0]))

    def _route(self, purpose: LabelProposal, category: CategoryProposal) -> str | None:
        if purpose.label != GRIEVANCE:
            return None
        if "route" in self._learned.heads:
            return self._known.routes[int(self._head("route").argmax())]
        path = tuple(name for name in category.path if name)
        roads = taxonomy.responsible(path).roads if path else ""
        return _ROUTE_NUMBERS.get(roads[-1:], "信访")

    def _sensitivity(self, whole: str, purpose: LabelProposal) -> SensitivityProposal:
        """Learned flags, those the words alone settle, and the safety lexicon, which no model can silence."""
        found: dict[str, FlagProposal] = {}
        for flag, chance, label in self._learned_flags():
            words = flag_words(flag, whole)
            evidence = [words] if words else self._evidence.words(self._weights[:, self._where["flags"]][:, label])
            found[flag] = FlagProposal(flag, chance, evidence)
        for flag in decisive_flags(whole):
            words = flag_words(flag, whole)
            found.setdefault(flag, FlagProposal(flag, 0.7, [words] if words else []))
        heard = safety.assess(whole)
        for flag, spans in (("self_harm", heard.self_harm), ("harm_others", heard.harm_others)):
            if spans:
                chance = max(0.9, found[flag].confidence) if flag in found else 0.9
                found[flag] = FlagProposal(flag, chance, list(dict.fromkeys(span.text for span in spans))[:5])
        if purpose.label == ACCUSATION and "cadre" not in found:
            found["cadre"] = FlagProposal("cadre", purpose.confidence, purpose.evidence)
        present = [found[flag] for flag in self._known.flags if flag in found]
        return SensitivityProposal(taxonomy.sensitivity_level([flag.flag for flag in present]), present)

    def _learned_flags(self) -> list[tuple[str, float, int]]:
        if "flags" not in self._learned.heads or self._empty:
            return []
        slope, offset, threshold = self._learned.flag_curves.T
        chances = 1 / (1 + np.exp(-(slope * self._head("flags") + offset)))
        own = [taxonomy.flags()[name].threshold for name in self._known.flags]
        limits = [threshold[i] if limit is None or threshold[i] > 1 else limit for i, limit in enumerate(own)]
        return [
            (self._known.flags[int(i)], float(chances[i]), int(i)) for i in np.flatnonzero(chances >= np.array(limits))
        ]


class CurrentClassifier:
    """The model that `current` names, taken up when it is switched; the old one serves on if the new one fails."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Classifier | None = None
        self._seen = -1

    def get(self) -> Classifier:
        """The model in use; raises only while no model could ever be loaded."""
        stamp = self._stamp()
        if self._model is None or stamp != self._seen:
            with self._lock:
                if self._model is None or stamp != self._seen:
                    self._reload(stamp)
        if self._model is None:
            raise FileNotFoundError("there is no trained classifier; run: python -m classifier train")
        return self._model

    def _stamp(self) -> int:
        pointer = (self._folder or store.models_folder()) / store.CURRENT
        return pointer.stat().st_mtime_ns if pointer.exists() else 0

    def _reload(self, stamp: int) -> None:
        try:
            self._model = Classifier.load(self._folder)
        except (ModelError, FileNotFoundError) as failed:
            if self._model is None:
                raise
            logging.getLogger(__name__).warning("kept the old classifier: %s", failed)
        self._seen = stamp


_CURRENT = CurrentClassifier()


def current() -> Classifier:
    """The shipped model in use in this process."""
    return _CURRENT.get()
