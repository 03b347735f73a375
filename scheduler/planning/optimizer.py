"""Fitting FSRS to one person's log, with fsrs-rs: the only place that knows it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from cards.errors import GreenroomError
from cards.progress import Progress, T, silently
from scheduler.fsrs.parameters import HIGHEST, LOWEST, VERSION
from scheduler.planning.evaluation import EffectiveRating, Score, recall_moments, score

# Below some thousand reviews a fit follows chance; on real logs it then predicts worse than the default parameters.
LEAST_REVIEWS = 1000
LEAST_GAIN = 0.003
HELD_OUT = 0.2
LEAST_HELD_OUT = 200  # as many as are held out of the shortest log that is fitted
FAIR_FROM = 2 * LEAST_HELD_OUT  # so many new reviews, half of them held out, tell fitted parameters from another fit
# The extra `optimizer` of pyproject.toml, held equal by a test.
REQUIREMENT = "fsrs-rs-python>=0.9,<1"


class OptimizerMissing(GreenroomError):
    """The optional package is not there."""

    def __init__(self) -> None:
        super().__init__(
            "Fitting needs the package fsrs-rs-python, which is not installed",
            f"This installs it: {_install()}",
        )


class FitFailed(GreenroomError):
    """The optional package came to what FSRS cannot use."""

    def __init__(self) -> None:
        super().__init__(
            f"The fit came to no parameters of {VERSION}, so nothing was changed",
            f"Another version may do: {_install()}",
        )


def _install() -> str:
    """Return the command that installs the package into the Python that runs; no full stop may follow it.

    Double quotes, as cmd on Windows takes single ones for letters, and what is between them for a redirection.
    """
    python = sys.executable or "python"
    if " " in python:
        python = f'"{python}"'
    return f'{python} -m pip install "{REQUIREMENT}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What fitting came to.

    Attributes:
        former: The parameters in use.
        parameters: Fitted to all reviews.
        in_use: How well the parameters in use predict the last reviews.
        fitted: How well parameters fitted to the reviews before those predict them.
        seen: How many of those last reviews the parameters in use were fitted to, which is in their favour.
    """

    former: tuple[float, ...]
    parameters: tuple[float, ...]
    in_use: Score
    fitted: Score
    seen: int

    @property
    def gain(self) -> float:
        """By how much the log loss on reviews the fit had not seen became less; negative if it became more."""
        return self.in_use.log_loss - self.fitted.log_loss

    @property
    def worth_adopting(self) -> bool:
        """Whether it predicts better by more than chance and the trouble of moved due days."""
        return self.gain >= LEAST_GAIN and self.parameters != self.former


def optimize(
    cards: Sequence[Sequence[EffectiveRating]],
    in_use: Sequence[float],
    progress: Progress = silently,
    *,
    fitted_on: date | None = None,
) -> Fit | None:
    """Fit FSRS to a log, and to all but its last reviews to see how well that predicts those.

    Args:
        cards: The ratings of each card.
        in_use: The parameters to be better than.
        progress: Names what is being done; fsrs-rs tells nothing of how far it is.
        fitted_on: The study day on which those were fitted to this log; None if they were not.

    Returns:
        None if fewer than `LEAST_REVIEWS` reviews test recall.

    Raises:
        OptimizerMissing: fsrs-rs-python is not installed.
        FitFailed: It came to what are no parameters of FSRS-6.
    """
    moments = recall_moments(cards)
    if len(moments) < LEAST_REVIEWS:
        return None
    number, seen = _held_out(moments, fitted_on)
    since = moments[-number]

    def scores() -> tuple[Score, Score]:
        return score(in_use, cards, since), score(early, cards, since)

    early = _step(progress, "1 of 3: fitting to the earlier reviews", lambda: _fit(cards, since))
    parameters = _step(progress, "2 of 3: fitting to all reviews", lambda: _fit(cards))
    before, after = _step(progress, "3 of 3: predicting the last reviews", scores)
    return Fit(former=tuple(in_use), parameters=parameters, in_use=before, fitted=after, seen=seen)


def _held_out(moments: Sequence[tuple[int, int]], fitted_on: date | None) -> tuple[int, int]:
    """Return how many of the last reviews are held out, and how many of those the parameters in use were fitted to.

    The last fifth; of a log that was fitted to before, the later half of what came since, if that is less and enough.
    A half, as a fit that had seen nothing new would be the one in use over again, and never better.
    """
    fifth = int(len(moments) * HELD_OUT)
    unseen = len(moments) if fitted_on is None else sum(day > fitted_on.toordinal() for day, _ in moments)
    half = unseen // 2
    number = half if LEAST_HELD_OUT <= half < fifth else fifth
    return number, max(0, number - unseen)


def _step(progress: Progress, doing: str, work: Callable[[], T]) -> T:
    """Return what work comes to, which is named while it lasts."""
    (done,) = (each() for each in progress([work], doing))
    return done


def _fit(cards: Sequence[Sequence[EffectiveRating]], before: tuple[int, int] | None = None) -> tuple[float, ...]:
    """Return the parameters that best predict the reviews before a moment, or all."""
    try:
        from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
    except ImportError:
        raise OptimizerMissing from None

    items = []
    for ratings in cards:
        known = [rated for rated in ratings if before is None or rated.when < before]
        reviews = [FSRSReview(rated.rating, rated.gap) for rated in known]
        items += [FSRSItem(reviews[: place + 1]) for place, rated in enumerate(known) if rated.gap]
    fitted = FSRS([]).compute_parameters(items)
    if len(fitted) != len(LOWEST) or not all(map(isfinite, fitted)):
        raise FitFailed
    # It reckons with 32 bits, in which 0.8 is a little more than 0.8.
    return tuple(min(max(round(value, 6), low), high) for value, low, high in zip(fitted, LOWEST, HIGHEST, strict=True))
