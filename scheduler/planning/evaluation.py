"""The score of FSRS parameters on a log: predicted recall against the actual outcome of each review that tests it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from math import floor, fsum, log, sqrt
from operator import itemgetter
from typing import Any, NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import AGAIN, Fsrs6, MemoryState, effective_rating, fsrs6
from scheduler.log.active import ACTIVE, IN_ORDER
from scheduler.log.store import Store


class EffectiveRating(NamedTuple):
    """One rating in the form that FSRS takes.

    Attributes:
        rating: 1 to 4; Easy in a same-day repeat is 3.
        elapsed: Whole study days since the rating before; 0 for a first rating and for a same-day repeat.
        when: The study day as an ordinal, and the number in the log; it sorts in order of time.
    """

    rating: int
    elapsed: int
    when: tuple[int, int]


class Score(NamedTuple):
    """The error of predictions; lower is better.

    Attributes:
        log_loss: The mean of -ln of the probability given to the actual outcome.
        rmse_bins: The root mean square of predicted minus observed recall, over groups of similar reviews.
        reviews: The number of reviews predicted.
    """

    log_loss: float
    rmse_bins: float
    reviews: int


def read_histories(store: Store) -> dict[CardKey, list[EffectiveRating]]:
    """Read each card's active ratings in the form that FSRS takes."""
    order = f"ORDER BY deck, card, {IN_ORDER}"
    return histories(store.rows(f"SELECT deck, card, rating, study_day, stamp {ACTIVE} {order}"))


def histories(rows: Iterable[tuple[Any, ...]]) -> dict[CardKey, list[EffectiveRating]]:
    """Return each card's ratings from rows of (deck, card, rating, study day, stamp), sorted by card and time."""
    cards = {}
    for key, card_rows in groupby(rows, key=itemgetter(0, 1)):
        ratings: list[EffectiveRating] = []
        last: date | None = None
        for _, _, rating, day, stamp in card_rows:
            today = date.fromisoformat(day)
            counted, elapsed = effective_rating(rating, today, last)
            last = today if last is None else max(today, last)
            ratings.append(EffectiveRating(counted, elapsed, (last.toordinal(), stamp)))
        cards[CardKey(*key)] = ratings
    return cards


def recall_moments(cards: Iterable[Sequence[EffectiveRating]]) -> list[tuple[int, int]]:
    """Return `when` of each review that tests recall (a card's first one on a later study day), in order of time."""
    return sorted(rated.when for ratings in cards for rated in ratings if rated.elapsed)


def score(
    parameters: Sequence[float], cards: Iterable[Sequence[EffectiveRating]], since: tuple[int, int] = (0, 0)
) -> Score:
    """Score how well parameters predict each review from `since` on, given the card's ratings before it."""
    fsrs = fsrs6(parameters)
    loss, count = 0.0, 0
    bins: dict[tuple[int, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for ratings in cards:
        for rated, predicted, group in _predicted(fsrs, ratings):
            if rated.when < since:
                continue
            recalled = rated.rating > AGAIN
            loss += log_loss(predicted, recalled=recalled)
            count += 1
            total = bins[group]
            total[0] += predicted
            total[1] += recalled
            total[2] += 1
    if not count:
        return Score(0.0, 0.0, 0)
    squares = fsum((predicted - recalled) ** 2 / size for predicted, recalled, size in bins.values())
    return Score(loss / count, sqrt(squares / count), count)


def log_loss(predicted: float, *, recalled: bool) -> float:
    """Return -ln of the probability given to the actual outcome of one review; certainty counts as 1 - 1e-6."""
    probability = min(max(predicted, 1e-6), 1 - 1e-6)
    return -log(probability if recalled else 1 - probability)


def _predicted(
    fsrs: Fsrs6, ratings: Sequence[EffectiveRating]
) -> Iterator[tuple[EffectiveRating, float, tuple[int, int, int]]]:
    """Yield each review that tests recall, with its predicted recall and its group for `rmse_bins`.

    A group has similar elapsed days, reviews and lapses, in steps that widen. Source:
    https://github.com/open-spaced-repetition/srs-benchmark.
    """
    state: MemoryState | None = None
    reviews = lapses = 0
    for rated in ratings:
        if state is None:
            state = fsrs.first(rated.rating)
        elif rated.elapsed:
            reviews += 1
            group = (
                _group_step(rated.elapsed, 2.48, 3.62),
                _group_step(reviews + 1, 1.99, 1.89),
                _group_step(lapses, 1.65, 1.73),
            )
            yield rated, fsrs.retrievability(state.stability, rated.elapsed), group
            state = fsrs.later(state, rated.rating, rated.elapsed)
            lapses += rated.rating == AGAIN
        else:
            state = fsrs.repeat(state, rated.rating)


def _group_step(value: int, scale: float, base: float) -> int:
    return round(100 * scale * base ** floor(log(value, base))) if value else 0
