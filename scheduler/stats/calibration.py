"""The calibration of FSRS for this user: predicted recall against actual recall."""

from collections.abc import Iterable, Sequence
from math import fsum, sqrt
from typing import NamedTuple

from scheduler.planning.evaluation import log_loss
from scheduler.stats.answers import LoggedAnswer

BINS = 20


class Bin(NamedTuple):
    """Reviews with a predicted recall from `low` up to `high`; only the last bin includes `high` itself.

    Attributes:
        n: The number of reviews.
        predicted: Their mean predicted recall, 0 to 1.
        actual: The share not rated Again, 0 to 1.
    """

    low: float
    high: float
    n: int
    predicted: float
    actual: float


class Calibration(NamedTuple):
    """How well predictions fit; every figure but `n` and `bins` is None if there were no predictions.

    Attributes:
        n: The number of predictions tested.
        predicted: Their mean, 0 to 1.
        actual: The share recalled, 0 to 1.
        log_loss: The mean of -ln of the probability given to the actual outcome.
        rmse_bins: The root of the mean squared difference of the bins, each weighted by its reviews.
        bins: The bins that are not empty, lowest first.
    """

    n: int
    predicted: float | None
    actual: float | None
    log_loss: float | None
    rmse_bins: float | None
    bins: tuple[Bin, ...]


def calibration(answers: Iterable[LoggedAnswer]) -> Calibration:
    """Compare the recall predicted before each review that tests it with the rating given."""
    tested = [(answer.retrievability, answer.rating > 1) for answer in answers if answer.retrievability is not None]
    if not tested:
        return Calibration(0, None, None, None, None, ())
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(BINS + 1)]
    for pair in tested:
        groups[int(pair[0] * BINS)].append(pair)
    groups[BINS - 1] += groups.pop()  # a certain recall
    bins = tuple(
        Bin(at / BINS, (at + 1) / BINS, len(inside), *map(_mean, zip(*inside, strict=True)))
        for at, inside in enumerate(groups)
        if inside
    )
    predicted, actual = map(_mean, zip(*tested, strict=True))
    return Calibration(
        n=len(tested),
        predicted=predicted,
        actual=actual,
        log_loss=_mean([log_loss(expected, recalled=passed) for expected, passed in tested]),
        rmse_bins=sqrt(fsum(found.n * (found.predicted - found.actual) ** 2 for found in bins) / len(tested)),
        bins=bins,
    )


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
