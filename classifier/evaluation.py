"""How right a model is on labelled petitions: the numbers of CONTRACT's `evaluate`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_fscore_support

from classifier import taxonomy
from classifier.calibration import calibration_error
from classifier.corpus import Labelled
from classifier.model import Classifier
from classifier.proposal import Proposal

ABSTAINED = "(弃权)"


def evaluate(model: Classifier, rows: list[Labelled], step: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Scores every head whose label column the rows have; rows with an unknown label do not count for that head."""
    start = time.perf_counter()
    said = []
    for i, row in enumerate(rows):
        said.append(model.predict(row.title, row.body))
        if step:
            step(i)
    seconds = time.perf_counter() - start
    heads: dict[str, Any] = {}
    calibration: dict[str, float] = {}
    pairs = list(zip(rows, said, strict=True))
    _purpose(pairs, heads, calibration)
    _categories(pairs, heads, calibration)
    _flags(pairs, heads)
    _unit(pairs, heads)
    _route(pairs, heads)
    return {"rows": len(rows), "heads": heads, "calibration": calibration, "seconds": round(seconds, 3)}


Pairs = Sequence[tuple[Labelled, Proposal]]


def single_choice(truth: list[str], said: list[str]) -> dict[str, Any]:
    """Accuracy, macro F1 over the classes present in the truth, and each class's figures."""
    present = sorted(set(truth))
    precision, recall, f1, support = precision_recall_fscore_support(truth, said, labels=present, zero_division=0)
    return {
        "n": len(truth),
        "accuracy": _round(np.mean([a == b for a, b in zip(truth, said, strict=True)])),
        "macro_f1": _round(np.mean(f1)),
        "per_class": {
            name: {
                "precision": _round(precision[i]),
                "recall": _round(recall[i]),
                "f1": _round(f1[i]),
                "support": int(support[i]),
            }
            for i, name in enumerate(present)
        },
    }


def _round(value: Any) -> float:
    return round(float(value), 4)


def _purpose(pairs: Pairs, heads: dict[str, Any], calibration: dict[str, float]) -> None:
    told = [(row.purpose, said.purpose) for row, said in pairs if row.purpose]
    if told:
        heads["purpose"] = single_choice([a for a, _ in told], [b.label or ABSTAINED for _, b in told])
        right = np.array([a == b.label for a, b in told])
        calibration["purpose_ece"] = _round(calibration_error(np.array([b.confidence for _, b in told]), right))


def _categories(pairs: Pairs, heads: dict[str, Any], calibration: dict[str, float]) -> None:
    for level in (1, 2, 3):
        told = [(row.category, said.category) for row, said in pairs if len(row.category) >= level]
        if not told:
            continue
        truth = ["/".join(path[:level]) for path, _ in told]
        guess = ["/".join(name or ABSTAINED for name in said.path[:level]) for _, said in told]
        heads[f"category{level}"] = single_choice(truth, guess)
        if level == 1:
            right = np.array([a == b for a, b in zip(truth, guess, strict=True)])
            chances = np.array([said.confidences[0] for _, said in told])
            calibration["category1_ece"] = _round(calibration_error(chances, right))
        if level == 3:
            given = [b for b in guess if not b.endswith(ABSTAINED)]
            heads["category3"]["answered"] = _round(len(given) / len(guess))


def _flags(pairs: Pairs, heads: dict[str, Any]) -> None:
    told = [(set(row.flags), {f.flag for f in said.sensitivity.flags}) for row, said in pairs if row.flags is not None]
    if not told:
        return
    per_flag = {}
    totals = np.zeros(3)
    for flag in taxonomy.flags():
        hits = sum(flag in a and flag in b for a, b in told)
        said, support = sum(flag in b for _, b in told), sum(flag in a for a, _ in told)
        totals += (hits, said, support)
        per_flag[flag] = {
            "precision": _round(hits / said) if said else 0.0,
            "recall": _round(hits / support) if support else 0.0,
            "support": support,
            "predicted": said,
        }
    micro = 2 * totals[0] / (totals[1] + totals[2]) if totals[1] + totals[2] else 0.0
    heads["flags"] = {"n": len(told), "per_flag": per_flag, "micro_f1": _round(micro)}


def _unit(pairs: Pairs, heads: dict[str, Any]) -> None:
    told = [(row.unit, said.unit) for row, said in pairs if row.unit]
    if told:
        top3 = [a in [b.label, *(guess.label for guess in b.alternatives[:2])] for a, b in told]
        heads["unit"] = {
            "n": len(told),
            "accuracy": _round(np.mean([a == b.label for a, b in told])),
            "top3_accuracy": _round(np.mean(top3)),
        }


def _route(pairs: Pairs, heads: dict[str, Any]) -> None:
    told = [(row.route, said.route or ABSTAINED) for row, said in pairs if row.route]
    if told:
        heads["route"] = single_choice([a for a, _ in told], [b for _, b in told])
