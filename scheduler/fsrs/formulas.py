"""The formulas of FSRS-6 as plain arithmetic: stability in days, difficulty from 1 to 10, whole study days elapsed.

Source: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm. They are evaluated in the order of
py-fsrs 6.3.2, so that the same ratings give the same bits; a test checks this. py-fsrs itself takes instants and makes
several objects per rating, which is slow for a replay of 100,000 ratings.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import e
from typing import NamedTuple

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS

STABILITY = (0.001, 36500.0)
DIFFICULTY = (1.0, 10.0)
AGAIN, GOOD, EASY = 1, 3, 4
# How Anki's users rate, from the simulator of fsrs-rs 6.6: the shares of Again to Easy among first ratings, and of Hard
# to Easy among ratings of cards they recalled.
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALLED_RATINGS = (0.224, 0.631, 0.145)


class MemoryState(NamedTuple):
    """The state of a card after a rating: stability in days, and difficulty from 1 to 10."""

    stability: float
    difficulty: float


def effective_rating(rating: int, day: date, last: date | None) -> tuple[int, int]:
    """Return the rating, 1 to 4, and the elapsed study days that FSRS is given; 0 days for a card's first rating.

    A rating on or before the day of the last one is a same-day repeat: 0 days, by FSRS's same-day formula. Its Easy
    counts as Good, so that drilling a card cannot inflate its stability.
    """
    if last is None:
        return rating, 0
    if day > last:
        return rating, (day - last).days
    return GOOD if rating == EASY else rating, 0


class Fsrs6(NamedTuple):
    """FSRS-6 with fixed parameters. Ratings are 1 to 4; callers must reject anything else.

    Attributes:
        first: rating -> state after a card's first rating.
        repeat: (state, rating) -> state after another rating on the same day.
        later: (state, rating, elapsed days) -> state after a rating on a later day.
        retrievability: (stability, elapsed days) -> probability of recall, in (0, 1].
        interval: stability -> whole days until recall has fallen to the desired retention, at least 1.
        retrievabilities: (stabilities, elapsed days of each) -> the probability of recall of each.
        recall_after: (state, elapsed days, horizon) -> the expected probability of recall `horizon` days after a rating
            given now, at least a day after the last one: the mean over the ratings people give.
    """

    first: Callable[[int], MemoryState]
    repeat: Callable[[MemoryState, int], MemoryState]
    later: Callable[[MemoryState, int, int], MemoryState]
    retrievability: Callable[[float, int], float]
    interval: Callable[[float], int]
    retrievabilities: Callable[[Iterable[float], Iterable[float]], list[float]]
    recall_after: Callable[[MemoryState, int, int], float]


_ByRating = tuple[float, ...]  # indexed by rating
Terms = tuple[tuple[float, ...], float, float, float, float, _ByRating, float, _ByRating, float, float, _ByRating]


def terms_of(parameters: Sequence[float], desired_retention: float) -> Terms:
    """Return the parameters and the values that the formulas derive from them; for the arguments see `fsrs6`."""
    w = tuple(float(value) for value in parameters)
    decay = -w[20]  # the exponent of the forgetting curve
    factor = 0.9 ** (1 / decay) - 1  # scales the curve so that recall is 90 % after `stability` days
    span = desired_retention ** (1 / decay) - 1  # the same for the desired retention: stability / factor * span
    growth = e ** w[8]  # how fast stability grows with a recall
    # How a same-day repeat changes stability, before the power of stability.
    same_day = (0.0, *(e ** (w[17] * (rating - 3 + w[18])) for rating in range(1, 5)))
    slip = e ** (w[17] * w[18])  # a lapse leaves at most stability / slip
    step = (0.0, *(-(w[6] * (rating - 3)) for rating in range(1, 5)))  # how a rating changes difficulty
    easiest = w[7] * (w[4] - e ** (w[5] * 3) + 1)  # w7 times the difficulty of a first Easy, which it reverts to
    bonus = (0.0, 0.0, w[15], 1.0, w[16])  # the Hard penalty, 1, and the Easy bonus
    return w, decay, factor, span, growth, same_day, slip, step, easiest, 1 - w[7], bonus


def fsrs6(parameters: Sequence[float] = DEFAULT_PARAMETERS, desired_retention: float = 0.9) -> Fsrs6:
    """Return FSRS-6 with these parameters, as closures: they are fast because derived values are bound once.

    Args:
        parameters: 21 numbers that `are_valid`.
        desired_retention: The probability of recall at which a card becomes due, above 0 and below 1.
    """
    w, decay, factor, span, growth, same_day, slip, step, easiest, rest, bonus = terms_of(parameters, desired_retention)
    w9, w10, w11, w12, w13, w14, w19 = *w[9:15], w[19]
    (lowest, highest), (least, most) = STABILITY, DIFFICULTY

    def first(rating: int) -> MemoryState:
        difficulty = w[4] - e ** (w[5] * (rating - 1)) + 1
        return MemoryState(max(w[rating - 1], lowest), min(max(difficulty, least), most))

    def next_difficulty(difficulty: float, rating: int) -> float:
        moved = easiest + rest * (difficulty + (most - difficulty) * step[rating] / (most - least))
        return least if moved < least else min(moved, most)

    def repeat(state: MemoryState, rating: int) -> MemoryState:
        stability, difficulty = state
        rise = same_day[rating] * stability**-w19
        after = stability * (rise if rating == AGAIN else max(rise, 1.0))
        return MemoryState(min(max(after, lowest), highest), next_difficulty(difficulty, rating))

    def later(state: MemoryState, rating: int, elapsed: int) -> MemoryState:
        stability, difficulty = state
        forgotten = 1 - (1 + factor * elapsed / stability) ** decay
        if rating == AGAIN:
            kept = w11 * difficulty**-w12 * ((stability + 1) ** w13 - 1) * e ** (forgotten * w14)
            after = min(kept, stability / slip)
        else:
            gain = growth * (11 - difficulty) * stability**-w9 * (e ** (forgotten * w10) - 1)
            after = stability * (1 + gain * bonus[rating])
        after = lowest if after < lowest else min(after, highest)
        return MemoryState(after, next_difficulty(difficulty, rating))

    def retrievability(stability: float, elapsed: int) -> float:
        return float((1 + factor * elapsed / stability) ** decay)

    def interval(stability: float) -> int:
        return round(stability / factor * span) or 1

    def retrievabilities(stabilities: Iterable[float], elapsed: Iterable[float]) -> list[float]:
        # `retrievability` written out: for a hundred thousand cards, calling it would take two thirds of the time.
        pairs = zip(stabilities, elapsed, strict=True)
        return [(1 + factor * days / stability) ** decay for stability, days in pairs]

    hard, good, easy = RECALLED_RATINGS

    def recall_after(state: MemoryState, elapsed: int, horizon: int) -> float:
        stability, difficulty = state
        recalled = (1 + factor * elapsed / stability) ** decay
        forgotten = 1 - recalled
        # `later` written out for a lapse and a gain: calls made this 3 to 10 % slower, and every plan uses it.
        again = w11 * difficulty**-w12 * ((stability + 1) ** w13 - 1) * e ** (forgotten * w14)
        limit = stability / slip
        again = lowest if again < lowest or limit < lowest else min(again, limit)
        gain = growth * (11 - difficulty) * stability**-w9 * (e ** (forgotten * w10) - 1)
        passed = factor * horizon
        unchanged = passed / stability
        kept = (
            hard * (1 + unchanged / (1 + gain * bonus[2])) ** decay
            + good * (1 + unchanged / (1 + gain)) ** decay
            + easy * (1 + unchanged / (1 + gain * bonus[4])) ** decay
        )
        return float(forgotten * (1 + passed / again) ** decay + recalled * kept)

    return Fsrs6(first, repeat, later, retrievability, interval, retrievabilities, recall_after)
