"""The user's rating habits and speed, read from the log."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS
from scheduler.log.active import ACTIVE, IN_ORDER
from scheduler.log.store import Store
from scheduler.planning.pace import pace_seconds

_PRIOR_WEIGHT = 20  # ratings that the usual shares count as


class Habits(NamedTuple):
    """How the user rates, and how long an answer takes.

    Attributes:
        first_ratings: The shares of Again, Hard, Good and Easy among first ratings.
        recalled_ratings: The shares of Hard, Good and Easy among ratings of recalled cards.
        seconds: The time one answer takes.
        new_per_day: How many new cards are asked per study day.
        met_today: How many new cards have been asked today already.
    """

    first_ratings: tuple[float, ...]
    recalled_ratings: tuple[float, ...]
    seconds: float
    new_per_day: int
    met_today: int = 0


def read_habits(store: Store, new_per_day: int) -> Habits:
    """Read the habits from the log. The fewer ratings it has, the more the usual shares of Anki's users count."""
    # One look-up per card: reading the whole log would take longer as it grows.
    first_ratings = (
        "SELECT (SELECT rating {} AND reviews.deck = memories.deck AND reviews.card = memories.card"
        " ORDER BY {} LIMIT 1), count(*) FROM memories GROUP BY 1"
    )
    recalled_ratings = "SELECT rating, count(*) FROM recalls JOIN reviews USING (seq) WHERE rating > 1 GROUP BY 1"
    first, recalled = dict(store.rows(first_ratings.format(ACTIVE, IN_ORDER))), dict(store.rows(recalled_ratings))
    return habits(first, recalled, seconds=pace_seconds(store), new_per_day=new_per_day)


def habits(first: Mapping[int, int], recalled: Mapping[int, int], *, seconds: float, new_per_day: int) -> Habits:
    """Return the habits for the counts of each rating, among first ratings and among ratings of recalled cards."""
    first_shares = _shares(first, range(1, 5), FIRST_RATINGS)
    return Habits(first_shares, _shares(recalled, range(2, 5), RECALLED_RATINGS), seconds, new_per_day)


def _shares(counts: Mapping[int, int], ratings: Sequence[int], usual: Sequence[float]) -> tuple[float, ...]:
    total = sum(counts.get(rating, 0) for rating in ratings) + _PRIOR_WEIGHT
    pairs = zip(ratings, usual, strict=True)
    return tuple((counts.get(rating, 0) + _PRIOR_WEIGHT * share) / total for rating, share in pairs)
