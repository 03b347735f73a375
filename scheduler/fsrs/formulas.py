"""FSRS-6, as arithmetic on numbers: stability in days, difficulty from 1 to 10, elapsed whole study days.

The formulas are those of https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm, evaluated in the
order of py-fsrs 6.3.2, so that the same ratings give the same bits; a test holds this. py-fsrs itself takes instants
and makes several objects a rating, which a replay of 100,000 ratings feels.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import e, isfinite
from typing import NamedTuple

VERSION = "FSRS-6"
# As py-fsrs 6.3.2 and fsrs-rs 6.6 have them: fitted to some ten thousand learners, not to one.
# fmt: off
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)
LOWEST = (0.001, 0.001, 0.001, 0.001, 1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1)
HIGHEST = (100, 100, 100, 100, 10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8)
# fmt: on
STABILITY = (0.001, 36500.0)
DIFFICULTY = (1.0, 10.0)
AGAIN, GOOD, EASY = 1, 3, 4
# How people rate, as the simulator of fsrs-rs 6.6 has it of Anki's users: at a first meeting (Again to Easy), and what
# they recalled (Hard to Easy).
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALLED_RATINGS = (0.224, 0.631, 0.145)


class MemoryState(NamedTuple):
    """What FSRS knows of a card after a rating."""

    stability: float
    difficulty: float


def are_valid(parameters: Sequence[object]) -> bool:
    """Tell whether these are parameters of FSRS-6: 21 finite numbers, each in its range."""
    return len(parameters) == len(DEFAULT_PARAMETERS) and all(
        isinstance(value, (int, float)) and isfinite(value) and low <= value <= high
        for value, low, high in zip(parameters, LOWEST, HIGHEST, strict=True)
    )


def effective_rating(rating: int, day: date, last: date | None) -> tuple[int, int]:
    """Return a rating and the whole study days since the last as FSRS is fed them, 0 for a first and for a repeat.

    A day before the last counts as the last. A repeat on the same day goes through FSRS's own same-day formula, where
    Easy counts as Good, so that drilling a card cannot inflate it.
    """
    if last is None:
        return rating, 0
    elapsed = (day - last).days
    if elapsed > 0:
        return rating, elapsed
    return GOOD if rating == EASY else rating, 0


class Recall(NamedTuple):
    """What was predicted and planned before the first rating of a card on a later study day.

    Attributes:
        interval: The days that had been scheduled, at least 1: below 21 the card is young, else mature.
        retrievability: FSRS's probability of recall on that day.
    """

    interval: int
    retrievability: float


class Replayed(NamedTuple):
    """What all ratings of one card lead to.

    Attributes:
        state: What FSRS knows after the last.
        met: The day of the first.
        last: The day of the last.
        lapses: How many later days began with Again.
        expected: What was expected of each rating; None for the first of all, and for those of a day that had one.
    """

    state: MemoryState
    met: date
    last: date
    lapses: int
    expected: list[Recall | None]


Replay = Callable[[Iterable[tuple[int, date]], int, Callable[[int, date], int]], Replayed | None]


class Fsrs6(NamedTuple):
    """FSRS-6 under given parameters. Ratings are 1 to 4; other numbers are for the caller to refuse.

    Attributes:
        first: Rating -> state after the first rating.
        repeat: (state, rating) -> state after one more rating on the day of the last.
        later: (state, rating, days since the last) -> state after a rating on a later day.
        retrievability: (stability, days since the last) -> probability of recall, in (0, 1].
        interval: stability -> whole days until recall has fallen to the desired retention, at least 1.
        retrievabilities: (stabilities, days since the last of each) -> the probability of recall of each.
        recall_after: (state, days since the last, horizon) -> the recall to expect so many days after a rating given
            now, at least a day after the last: the mean over the ratings people give.
        replay: (ratings and their days, longer, planned) -> what they lead to; None of no rating. `planned` makes of an
            interval of `longer` days or more, and the day of its rating, the days that the card is put off.
    """

    first: Callable[[int], MemoryState]
    repeat: Callable[[MemoryState, int], MemoryState]
    later: Callable[[MemoryState, int, int], MemoryState]
    retrievability: Callable[[float, int], float]
    interval: Callable[[float], int]
    retrievabilities: Callable[[Iterable[float], Iterable[int]], list[float]]
    recall_after: Callable[[MemoryState, int, int], float]
    replay: Replay


class _Terms(NamedTuple):
    """The parameters, and what the formulas make of them and the desired retention; lists are by rating, from 1."""

    w: tuple[float, ...]
    decay: float
    factor: float
    span: float
    growth: float
    same_day: tuple[float, ...]
    slip: float
    step: tuple[float, ...]
    easiest: float
    rest: float
    bonus: tuple[float, ...]


def _terms(parameters: Sequence[float], desired_retention: float) -> _Terms:
    w = tuple(float(value) for value in parameters)
    return _Terms(
        w,
        decay=-w[20],
        factor=0.9 ** (1 / -w[20]) - 1,
        span=desired_retention ** (1 / -w[20]) - 1,
        growth=e ** w[8],
        same_day=(0.0, *(e ** (w[17] * (rating - 3 + w[18])) for rating in range(1, 5))),
        slip=e ** (w[17] * w[18]),
        step=(0.0, *(-(w[6] * (rating - 3)) for rating in range(1, 5))),
        easiest=w[7] * (w[4] - e ** (w[5] * 3) + 1),
        rest=1 - w[7],
        bonus=(0.0, 0.0, w[15], 1.0, w[16]),
    )


def fsrs6(parameters: Sequence[float] = DEFAULT_PARAMETERS, desired_retention: float = 0.9) -> Fsrs6:
    """Return FSRS-6 with these parameters, as functions: names bound once are what makes it quick.

    Args:
        parameters: 21 numbers; `usable` tells whether they are in their ranges.
        desired_retention: The recall probability at which a card becomes due, above 0 and below 1.
    """
    terms = _terms(parameters, desired_retention)
    w, decay, factor, span, growth, same_day, slip, step, easiest, rest, bonus = terms
    w9, w10, w11, w12, w13, w14, w19 = *w[9:15], w[19]
    (lowest, highest), (least, most) = STABILITY, DIFFICULTY

    def first(rating: int) -> MemoryState:
        difficulty = w[4] - e ** (w[5] * (rating - 1)) + 1
        return MemoryState(max(w[rating - 1], lowest), min(max(difficulty, least), most))

    def drifted(difficulty: float, rating: int) -> float:
        moved = easiest + rest * (difficulty + (most - difficulty) * step[rating] / (most - least))
        return least if moved < least else min(moved, most)

    def repeat(state: MemoryState, rating: int) -> MemoryState:
        stability, difficulty = state
        rise = same_day[rating] * stability**-w19
        after = stability * (rise if rating == AGAIN else max(rise, 1.0))
        return MemoryState(min(max(after, lowest), highest), drifted(difficulty, rating))

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
        return MemoryState(after, drifted(difficulty, rating))

    def retrievability(stability: float, elapsed: int) -> float:
        return float((1 + factor * elapsed / stability) ** decay)

    def interval(stability: float) -> int:
        return round(stability / factor * span) or 1

    def retrievabilities(stabilities: Iterable[float], elapsed: Iterable[int]) -> list[float]:
        # Not by calling the one above: of a hundred thousand, two thirds of the time would be the calls.
        pairs = zip(stabilities, elapsed, strict=True)
        return [(1 + factor * days / stability) ** decay for stability, days in pairs]

    hard, good, easy = RECALLED_RATINGS

    def recall_after(state: MemoryState, elapsed: int, horizon: int) -> float:
        stability, difficulty = state
        recalled = (1 + factor * elapsed / stability) ** decay
        forgotten = 1 - recalled
        # A lapse and a gain as in `later`, once more: by calls this took 3 to 10 % longer, and plans are made of it.
        again = w11 * difficulty**-w12 * ((stability + 1) ** w13 - 1) * e ** (forgotten * w14)
        again = max(lowest, min(again, stability / slip))
        gain = growth * (11 - difficulty) * stability**-w9 * (e ** (forgotten * w10) - 1)
        passed = factor * horizon
        unchanged = passed / stability
        kept = (
            hard * (1 + unchanged / (1 + gain * bonus[2])) ** decay
            + good * (1 + unchanged / (1 + gain)) ** decay
            + easy * (1 + unchanged / (1 + gain * bonus[4])) ** decay
        )
        return float(forgotten * (1 + passed / again) ** decay + recalled * kept)

    return Fsrs6(
        first,
        repeat,
        later,
        retrievability,
        interval,
        retrievabilities,
        recall_after,
        _replay(terms, first, repeat),
    )


def _replay(
    terms: _Terms, first: Callable[[int], MemoryState], repeat: Callable[[MemoryState, int], MemoryState]
) -> Replay:
    """Return `Fsrs6.replay`: `interval`, `retrievability` and `later` once more, as by calls it takes twice as long."""
    w, decay, factor, span, growth, _, slip, step, easiest, rest, bonus = terms
    w9, w10, w11, w12, w13, w14 = w[9:15]
    (lowest, highest), (least, most) = STABILITY, DIFFICULTY

    def replay(
        ratings: Iterable[tuple[int, date]], longer: int, planned: Callable[[int, date], int]
    ) -> Replayed | None:
        expected: list[Recall | None] = []
        stability = difficulty = 0.0
        met = last = None
        lapses = 0
        for rating, day in ratings:
            if met is None or last is None:
                stability, difficulty = first(rating)
                met = last = day
                expected.append(None)
            elif (elapsed := (day - last).days) > 0:
                recalled = (1 + factor * elapsed / stability) ** decay
                interval = round(stability / factor * span) or 1
                expected.append(Recall(interval if interval < longer else planned(interval, last), recalled))
                forgotten = 1 - recalled
                if rating == AGAIN:
                    lapses += 1
                    kept = w11 * difficulty**-w12 * ((stability + 1) ** w13 - 1) * e ** (forgotten * w14)
                    stability = min(kept, stability / slip)
                else:
                    gain = growth * (11 - difficulty) * stability**-w9 * (e ** (forgotten * w10) - 1)
                    stability *= 1 + gain * bonus[rating]
                stability = lowest if stability < lowest else min(stability, highest)
                moved = easiest + rest * (difficulty + (most - difficulty) * step[rating] / (most - least))
                difficulty = least if moved < least else min(moved, most)
                last = day
            else:
                again, _ = effective_rating(rating, day, last)
                stability, difficulty = repeat(MemoryState(stability, difficulty), again)
                expected.append(None)
        if met is None or last is None:
            return None
        return Replayed(MemoryState(stability, difficulty), met, last, lapses, expected)

    return replay
