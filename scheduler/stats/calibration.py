"""Is the scheduler right about this person: what it expected against what happened."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from scheduler.planning.evaluation import log_loss
from scheduler.stats.answers import LoggedAnswer

BINS = 20


class Bin(NamedTuple):
    """Reviews whose predicted recall lies from `low` up to `high`.

    Attributes:
        low: The lower end, in it.
        high: The upper end; only that of the last bin is in it.
        n: How many reviews.
        predicted: Their mean predicted recall.
        actual: The share not rated Again.
    """

    low: float
    high: float
    n: int
    predicted: float
    actual: float


class Calibration(NamedTuple):
    """How well predictions fit.

    Attributes:
        n: How many predictions were tested.
        predicted: Their mean.
        actual: The share recalled.
        log_loss: The mean of -ln of the probability given to what happened; None without any.
        rmse_bins: The root of the mean squared gap of the bins, each weighted by its reviews; None without any.
        bins: Those that are not empty, lowest first.
    """

    n: int
    predicted: float | None
    actual: float | None
    log_loss: float | None
    rmse_bins: float | None
    bins: tuple[Bin, ...]


def calibration(given: Iterable[LoggedAnswer]) -> Calibration:
    """Compare what was predicted before the first rating of a card on each later study day with that rating."""
    tested = [(answer.retrievability, answer.rating > 1) for answer in given if answer.retrievability is not None]
    if not tested:
        return Calibration(0, None, None, None, None, ())
    groups: dict[int, list[tuple[float, bool]]] = {}
    for expected, passed in tested:
        groups.setdefault(min(BINS - 1, int(expected * BINS)), []).append((expected, passed))
    bins = tuple(
        Bin(at / BINS, (at + 1) / BINS, len(inside), _mean(e for e, _ in inside), _mean(p for _, p in inside))
        for at, inside in sorted(groups.items())
    )
    return Calibration(
        n=len(tested),
        predicted=_mean(expected for expected, _ in tested),
        actual=_mean(passed for _, passed in tested),
        log_loss=_mean(log_loss(expected, recalled=passed) for expected, passed in tested),
        rmse_bins=sqrt(sum(found.n * (found.predicted - found.actual) ** 2 for found in bins) / len(tested)),
        bins=bins,
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
