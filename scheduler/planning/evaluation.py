"""How well parameters of FSRS predict a log: what they said of each review that tests recall, against what came."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from math import floor, log, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import AGAIN, Fsrs6, MemoryState, effective_rating, fsrs6
from scheduler.log.active import ACTIVE

if TYPE_CHECKING:
    from scheduler.log.store import Store


class EffectiveRating(NamedTuple):
    """One rating as FSRS is fed it.

    Attributes:
        rating: 1 to 4; a same-day repeat's Easy is 3.
        gap: Whole study days since the one before; 0 for a first meeting and for a repeat on the same day.
        when: The study day as its ordinal, and the number in the log: orders the ratings of all cards in time.
    """

    rating: int
    gap: int
    when: tuple[int, int]


class Score(NamedTuple):
    """How far predictions were from what came; the lower, the better.

    Attributes:
        log_loss: Mean of -ln of the probability given to what came.
        rmse_bins: Root mean square of predicted less observed recall, by groups of like reviews.
        reviews: How many reviews were predicted.
    """

    log_loss: float
    rmse_bins: float
    reviews: int


def read_histories(store: "Store") -> dict[CardKey, list[EffectiveRating]]:
    """Return the standing ratings of each card as FSRS is fed them."""
    order = "ORDER BY deck, card, study_day, seq"
    return histories(store.rows(f"SELECT deck, card, rating, study_day, seq {ACTIVE} {order}"))


def histories(rows: Iterable[tuple[Any, ...]]) -> dict[CardKey, list[EffectiveRating]]:
    """Return the same from rows of deck, card, rating, study day and number, in order."""
    found = {}
    for key, card in groupby(rows, key=itemgetter(0, 1)):
        ratings: list[EffectiveRating] = []
        last: date | None = None
        for _, _, rating, day, seq in card:
            today = date.fromisoformat(day)
            counted, gap = effective_rating(rating, today, last)
            last = today if last is None else max(today, last)
            ratings.append(EffectiveRating(counted, gap, (last.toordinal(), seq)))
        found[CardKey(*key)] = ratings
    return found


def recall_moments(cards: Iterable[Sequence[EffectiveRating]]) -> list[tuple[int, int]]:
    """Return when each review that tests recall was, in order: the first of a card on a later study day."""
    return sorted(rated.when for ratings in cards for rated in ratings if rated.gap)


def score(
    parameters: Sequence[float], cards: Iterable[Sequence[EffectiveRating]], since: tuple[int, int] = (0, 0)
) -> Score:
    """Return how well parameters predict the reviews from a moment on, each from all that went before it."""
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
    squares = sum((predicted - recalled) ** 2 / size for predicted, recalled, size in bins.values())
    return Score(loss / count, sqrt(squares / count), count)


def log_loss(predicted: float, *, recalled: bool) -> float:
    """Return -ln of the probability given to what came, the log loss of one review; certainty counts as 1 - 1e-6."""
    sure = min(max(predicted, 1e-6), 1 - 1e-6)
    return -log(sure if recalled else 1 - sure)


def _predicted(
    fsrs: Fsrs6, ratings: Sequence[EffectiveRating]
) -> Iterator[tuple[EffectiveRating, float, tuple[int, int, int]]]:
    """Yield each review that tests recall with its predicted recall and the group it is weighed in.

    Groups are those of https://github.com/open-spaced-repetition/srs-benchmark: like gaps, like many reviews and lapses
    before, in steps that widen.
    """
    state: MemoryState | None = None
    reviews = lapses = 0
    for rated in ratings:
        if state is None:
            state = fsrs.first(rated.rating)
        elif rated.gap:
            reviews += 1
            group = (_step(rated.gap, 2.48, 3.62), _step(reviews + 1, 1.99, 1.89), _step(lapses, 1.65, 1.73))
            yield rated, fsrs.retrievability(state.stability, rated.gap), group
            state = fsrs.later(state, rated.rating, rated.gap)
            lapses += rated.rating == AGAIN
        else:
            state = fsrs.repeat(state, rated.rating)


def _step(value: int, scale: float, base: float) -> int:
    return round(100 * scale * base ** floor(log(value, base))) if value else 0
