"""The closed form is what it says: left-out scores equal those of really leaving out."""

import numpy as np
import scipy.sparse as sp

from classifier.calibration import best_sharpness, calibration_error, softmax
from classifier.ridge import BalancedRidge, balanced, one_hot


def _problem(rows: int = 40) -> tuple[sp.csr_matrix, np.ndarray]:
    rng = np.random.default_rng(1)
    X = sp.csr_matrix(rng.normal(size=(rows, 6)).astype(np.float32))
    return X, one_hot([int(v) for v in rng.integers(0, 3, rows)], 3)


def test_left_out_scores_are_honest() -> None:
    X, Y = _problem()
    groups = np.repeat(np.arange(10), 4)
    whole = BalancedRidge(alpha=1.0).fit(X, Y, groups=groups)
    rest, out = np.arange(4, 40), np.arange(4)
    without = BalancedRidge(alpha=1.0).fit(X[rest], Y[rest])
    assert np.allclose(whole.left_out_[out], without.decision_function(X[out]), atol=1e-3)


def test_chunks_bound_memory_and_stay_close() -> None:
    X, Y = _problem(400)
    one, cut = BalancedRidge().fit(X, Y), BalancedRidge(chunk=200).fit(X, Y)
    assert np.corrcoef(one.coef_.ravel(), cut.coef_.ravel())[0, 1] > 0.95


def test_rare_classes_weigh_more() -> None:
    weights = balanced([0] * 9 + [1])
    assert weights[9] > weights[0]


def test_sharpness_makes_chances_honest() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(4000, 3))
    truth = np.array([rng.choice(3, p=softmax(row, 2.0)) for row in scores])
    assert abs(best_sharpness(scores, truth) - 2.0) < 0.2
    chances = softmax(scores, 2.0)
    assert calibration_error(chances.max(axis=1), chances.argmax(axis=1) == truth) < 0.03
