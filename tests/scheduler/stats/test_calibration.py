from math import log, sqrt

import pytest

from scheduler.stats.calibration import calibration
from tests.scheduler.stats.by_hand import answer


def test_what_was_expected_is_held_against_what_came() -> None:
    result = calibration([answer(rating, retrievability=r) for rating, r in ((2, 0.92), (1, 0.94), (4, 1.0), (3, 0.5))])

    assert (result.n, result.actual) == (4, 0.75)
    assert result.predicted == pytest.approx(0.84)
    assert result.log_loss == pytest.approx(-(log(0.92) + log(0.06) + log(1 - 1e-6) + log(0.5)) / 4)
    assert result.rmse_bins == pytest.approx(sqrt((2 * 0.43**2 + 0.5**2) / 4))
    assert [found[:3] for found in result.bins] == [(0.5, 0.55, 1), (0.9, 0.95, 2), (0.95, 1.0, 1)]
    assert [found.predicted for found in result.bins] == pytest.approx([0.5, 0.93, 1.0])
    assert [found.actual for found in result.bins] == [1.0, 0.5, 1.0]


def test_certain_predictions_have_a_finite_loss() -> None:
    result = calibration([answer(1, retrievability=1.0), answer(3, retrievability=1.0)])

    assert result.log_loss == pytest.approx(log(1e6) / 2, rel=1e-5)
    assert [(at.low, at.high, at.n, at.actual) for at in result.bins] == [(0.95, 1.0, 2, 0.5)]
