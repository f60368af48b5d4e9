"""Confidences that mean what they say: scores turned into probabilities, and the error of probabilities measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BINS = 10


def softmax(scores: NDArray[Any], sharpness: float = 1.0) -> NDArray[Any]:
    """Probabilities along the last axis."""
    shifted = scores * sharpness
    shifted = shifted - shifted.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def best_sharpness(scores: NDArray[Any], labels: NDArray[Any]) -> float:
    """The factor on the scores that makes the probabilities of the true labels likeliest (temperature scaling)."""
    rows = np.arange(len(labels))

    def loss(log_factor: float) -> float:
        chances = softmax(scores, float(np.exp(log_factor)))[rows, labels]
        return float(-np.log(np.clip(chances, 1e-9, 1)).mean())

    found = scipy.optimize.minimize_scalar(loss, bounds=(-1.5, 4.0), method="bounded")
    return float(np.exp(found.x))


def calibration_error(confidences: NDArray[Any], right: NDArray[Any]) -> float:
    """Expected calibration error over ten equal bins of confidence."""
    total, error = len(confidences), 0.0
    bins = np.minimum((np.asarray(confidences) * _BINS).astype(int), _BINS - 1)
    for b in range(_BINS):
        inside = bins == b
        if inside.any():
            gap = abs(float(np.mean(right[inside])) - float(np.mean(confidences[inside])))
            error += gap * float(inside.sum()) / total
    return error


def fit_logistic(scores: NDArray[Any], truth: NDArray[Any]) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid for one yes/no head, with his soft targets (safe for few positives)."""
    positives = float((truth > 0).sum())
    negatives = float(len(truth) - positives)
    target = np.where(truth > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(parameters: NDArray[Any]) -> float:
        z = parameters[0] * scores + parameters[1]
        return float(np.mean(np.logaddexp(0, z) - target * z)) + 1e-4 * float(parameters[0] ** 2)

    found = scipy.optimize.minimize(loss, np.array([2.0, 0.0]), method="BFGS")
    return float(found.x[0]), float(found.x[1])


def best_threshold(chances: NDArray[Any], truth: NDArray[Any], least: float = 0.15, most: float = 0.7) -> float:
    """The probability from which saying yes gives the best F1."""
    best, chosen = -1.0, 0.5
    for threshold in np.arange(least, most + 1e-9, 0.05):
        said = chances >= threshold
        hits = float((said & (truth > 0)).sum())
        f1 = 2 * hits / max(1.0, float(said.sum() + (truth > 0).sum()))
        if f1 > best + 1e-9:
            best, chosen = f1, float(threshold)
    return chosen
