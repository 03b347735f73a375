"""How a person rates and how quickly they answer, as their log has it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS
from scheduler.log.active import ACTIVE
from scheduler.planning.pace import pace_seconds

if TYPE_CHECKING:
    from scheduler.log.store import Store

_PRIOR_WEIGHT = 20


class Habits(NamedTuple):
    """How a person rates, and how long an answer takes.

    Attributes:
        first: Share of Again, Hard, Good, Easy among first ratings.
        passed: Share of Hard, Good, Easy among ratings of what was recalled.
        seconds: For one answer.
        new_per_day: How many new cards are met on a study day.
        met_today: How many of those of today have been met already.
    """

    first: tuple[float, ...]
    passed: tuple[float, ...]
    seconds: float
    new_per_day: int
    met_today: int = 0


def read_habits(store: "Store", new_per_day: int) -> Habits:
    """Return the habits in a log; a few ratings weigh little against what most people do."""
    # One look-up a card: going through the log takes longer the more there is of it.
    first = (
        "SELECT (SELECT rating {} AND reviews.deck = memories.deck AND reviews.card = memories.card"
        " ORDER BY study_day, seq LIMIT 1), count(*) FROM memories GROUP BY 1"
    )
    passed = "SELECT rating, count(*) FROM recalls JOIN reviews USING (seq) WHERE rating > 1 GROUP BY 1"
    return habits(
        dict(store.rows(first.format(ACTIVE))),
        dict(store.rows(passed)),
        seconds=pace_seconds(store),
        new_per_day=new_per_day,
    )


def habits(first: Mapping[int, int], passed: Mapping[int, int], *, seconds: float, new_per_day: int) -> Habits:
    """Return habits from how often each rating came first, and how often each passed."""
    return Habits(
        _shares([first.get(rating, 0) for rating in (1, 2, 3, 4)], FIRST_RATINGS),
        _shares([passed.get(rating, 0) for rating in (2, 3, 4)], RECALLED_RATINGS),
        seconds,
        new_per_day,
    )


def _shares(counts: Sequence[int], usual: Sequence[float]) -> tuple[float, ...]:
    total = sum(counts) + _PRIOR_WEIGHT
    return tuple((count + _PRIOR_WEIGHT * share) / total for count, share in zip(counts, usual, strict=True))
