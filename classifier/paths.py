"""From scores of two levels to consistent category paths."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.calibration import softmax
from classifier.knowledge import commonness
from classifier.labels import Labels

_TINY = 1e-9
PRIOR_SHARE = 0.5


@lru_cache(maxsize=1)
def _prior(known: Labels) -> NDArray[Any]:
    """The office's experience of how often each second level comes, as log scores."""
    common = commonness()
    return np.array([PRIOR_SHARE * np.log(common[path]) for path in known.level2])


def join_levels(ones: NDArray[Any], twos: NDArray[Any], numbers: dict[str, float], known: Labels) -> NDArray[Any]:
    """Log scores of every second-level path, rows × level 2.

    With enough second-level labels the two levels vote together; else the first level decides alone and the second
    only divides it.
    """
    first = np.log(softmax(ones, numbers["sharpness1"]) + _TINY)[..., known.parent2]
    chances = softmax(twos, numbers["sharpness2"])
    if numbers["levels_joined"]:
        return np.asarray(0.5 * first + 0.5 * np.log(chances + _TINY) + _prior(known))
    within = chances / (level1_of(chances, known)[..., known.parent2] + _TINY)
    return np.asarray(first + np.log(within + _TINY))


def level1_of(chances: NDArray[Any], known: Labels) -> NDArray[Any]:
    """Chances of the first level: the sums over their second levels."""
    return np.asarray(chances @ known.below1)
