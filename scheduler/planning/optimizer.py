"""The fit of FSRS parameters to one user's log, with fsrs-rs. No other module uses that package."""

from collections.abc import Callable, Sequence
from datetime import date
from math import isfinite
from typing import NamedTuple

from cards.errors import GreenroomError, MissingPackage, install_command
from cards.progress import Progress, T, silently
from scheduler.fsrs.parameters import HIGHEST, LOWEST, VERSION
from scheduler.planning.evaluation import EffectiveRating, Score, recall_moments, score

# With fewer reviews a fit follows noise; on real logs it then predicts worse than the default parameters.
LEAST_REVIEWS = 1000
LEAST_GAIN = 0.003  # in log loss
HELD_OUT = 0.2
LEAST_HELD_OUT = 200  # as many as are held out of the shortest log that is fitted
FAIR_FROM = 2 * LEAST_HELD_OUT  # new reviews that a fair comparison with an earlier fit needs; half are held out
# Equal to the extra `optimizer` in pyproject.toml; a test checks it.
REQUIREMENT = "fsrs-rs-python>=0.9,<1"


class OptimizerMissing(MissingPackage):
    """The optional package is not installed."""

    def __init__(self) -> None:
        super().__init__("Fitting", REQUIREMENT)


class FitFailed(GreenroomError):
    """The optional package returned something that is not FSRS-6 parameters."""

    def __init__(self) -> None:
        what = f"The fit did not give valid parameters of {VERSION}, so nothing was changed"
        super().__init__(what, f"Another version may work: {install_command(REQUIREMENT)}")


class Fit(NamedTuple):
    """The result of a fit.

    Attributes:
        former: The parameters in use.
        parameters: The parameters fitted to all reviews.
        in_use: How well the parameters in use predict the held-out last reviews.
        fitted: How well parameters fitted to the reviews before them predict them.
        seen: How many held-out reviews the parameters in use were fitted to, which favours them.
    """

    former: tuple[float, ...]
    parameters: tuple[float, ...]
    in_use: Score
    fitted: Score
    seen: int

    @property
    def gain(self) -> float:
        """How much lower the log loss on the held-out reviews is with the fit; negative if it is higher."""
        return self.in_use.log_loss - self.fitted.log_loss

    @property
    def worth_adopting(self) -> bool:
        """Whether the gain is more than chance and worth moving due days for."""
        return self.gain >= LEAST_GAIN and self.parameters != self.former


def optimize(
    cards: Sequence[Sequence[EffectiveRating]],
    in_use: Sequence[float],
    progress: Progress = silently,
    *,
    fitted_on: date | None = None,
) -> Fit | None:
    """Fit FSRS to a log, and once more without the last reviews, to see how well such a fit predicts them.

    Args:
        cards: The ratings of each card.
        in_use: The parameters in use, which the fit has to beat.
        progress: Shows the step. fsrs-rs does not report how far it is.
        fitted_on: The study day on which the parameters in use were fitted to this log; None if they were not.

    Returns:
        The fit; None if fewer than `LEAST_REVIEWS` reviews test recall.

    Raises:
        OptimizerMissing: fsrs-rs-python is not installed.
        FitFailed: fsrs-rs returned something that is not FSRS-6 parameters.
    """
    moments = recall_moments(cards)
    if len(moments) < LEAST_REVIEWS:
        return None
    held_out, seen = _held_out(moments, fitted_on)
    since = moments[-held_out]

    def scores() -> tuple[Score, Score]:
        return score(in_use, cards, since), score(early, cards, since)

    early = _step(progress, "1 of 3: fitting to the earlier reviews", lambda: _fit(cards, since))
    parameters = _step(progress, "2 of 3: fitting to all reviews", lambda: _fit(cards))
    before, after = _step(progress, "3 of 3: predicting the last reviews", scores)
    return Fit(former=tuple(in_use), parameters=parameters, in_use=before, fitted=after, seen=seen)


def _held_out(moments: Sequence[tuple[int, int]], fitted_on: date | None) -> tuple[int, int]:
    """Return how many of the last reviews to hold out, and how many of those the parameters in use were fitted to.

    Usually the last fifth is held out. If the log was fitted before, it is the later half of the reviews since then, if
    that is enough but less than a fifth. The other half is for fitting: with no new reviews to learn from, the fit
    would equal the one in use.
    """
    fifth = int(len(moments) * HELD_OUT)
    unseen = len(moments) if fitted_on is None else sum(day > fitted_on.toordinal() for day, _ in moments)
    half = unseen // 2
    held_out = half if LEAST_HELD_OUT <= half < fifth else fifth
    return held_out, max(0, held_out - unseen)


def _step(progress: Progress, doing: str, work: Callable[[], T]) -> T:
    """Return the result of `work`, showing its name while it runs."""
    (result,) = (step() for step in progress([work], doing))
    return result


def _fit(cards: Sequence[Sequence[EffectiveRating]], before: tuple[int, int] | None = None) -> tuple[float, ...]:
    """Return the parameters that best predict all reviews, or those before a moment."""
    try:
        from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
    except ImportError:
        raise OptimizerMissing from None

    items = []
    for ratings in cards:
        used = [rated for rated in ratings if before is None or rated.when < before]
        reviews = [FSRSReview(rated.rating, rated.elapsed) for rated in used]
        items += [FSRSItem(reviews[: place + 1]) for place, rated in enumerate(used) if rated.elapsed]
    fitted = FSRS([]).compute_parameters(items)
    if len(fitted) != len(LOWEST) or not all(map(isfinite, fitted)):
        raise FitFailed
    # fsrs-rs computes in 32 bits, in which an upper bound of 0.8 is a little more than 0.8.
    return tuple(min(max(round(value, 6), low), high) for value, low, high in zip(fitted, LOWEST, HIGHEST, strict=True))
