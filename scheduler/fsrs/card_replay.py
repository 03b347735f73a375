"""The replay of one card's ratings: where they lead, and what was expected of each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import e
from typing import NamedTuple

from cards.key import CardKey
from scheduler.fsrs.due_day_spread import SPREAD_FROM, spread_of
from scheduler.fsrs.formulas import AGAIN, DIFFICULTY, STABILITY, MemoryState, effective_rating, fsrs6, terms_of


class Recall(NamedTuple):
    """What was scheduled and predicted before a rating that tests recall: a card's first one on a later study day.

    Attributes:
        interval: The days that had been scheduled, at least 1. Below 21 the card is young, from 21 on mature.
        retrievability: FSRS's probability of recall on the day of the rating.
    """

    interval: int
    retrievability: float


class Replayed(NamedTuple):
    """The result of replaying all ratings of one card.

    Attributes:
        state: The state after the last rating.
        first_day: The study day of the first rating.
        last_day: The study day of the last rating.
        interval: The days from the last rating until the card is due.
        lapses: How many later study days began with Again.
        expected: What was expected of each rating; None for the very first and for same-day repeats.
    """

    state: MemoryState
    first_day: date
    last_day: date
    interval: int
    lapses: int
    expected: list[Recall | None]


Replay = Callable[[CardKey, Iterable[tuple[int, date]]], Replayed | None]


def replay_with(parameters: Sequence[float], desired_retention: float, maximum_interval: int) -> Replay:
    """Return a function that replays the ratings of a card, (rating, study day) pairs; it returns None for no ratings.

    `interval`, `retrievability` and `later` of `fsrs6` are written out in it: calling them takes twice as long.
    """
    fsrs = fsrs6(parameters, desired_retention)
    w, decay, factor, span, growth, _, slip, step, easiest, rest, bonus = terms_of(parameters, desired_retention)
    w9, w10, w11, w12, w13, w14 = w[9:15]
    (lowest, highest), (least, most) = STABILITY, DIFFICULTY
    unspread = min(SPREAD_FROM, maximum_interval)  # shorter intervals stay as they are

    def replay(key: CardKey, ratings: Iterable[tuple[int, date]]) -> Replayed | None:
        spread = spread_of(key, maximum_interval)
        expected: list[Recall | None] = []
        stability = difficulty = 0.0
        first_day = last_day = None
        lapses = 0
        for rating, day in ratings:
            if first_day is None or last_day is None:
                stability, difficulty = fsrs.first(rating)
                first_day = last_day = day
                expected.append(None)
            elif (elapsed := (day - last_day).days) > 0:
                recalled = (1 + factor * elapsed / stability) ** decay
                interval = round(stability / factor * span) or 1
                expected.append(Recall(interval if interval < unspread else spread(interval, last_day), recalled))
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
                last_day = day
            else:
                counted, _ = effective_rating(rating, day, last_day)
                stability, difficulty = fsrs.repeat(MemoryState(stability, difficulty), counted)
                expected.append(None)
        if first_day is None or last_day is None:
            return None
        interval = spread(fsrs.interval(stability), last_day)
        return Replayed(MemoryState(stability, difficulty), first_day, last_day, interval, lapses, expected)

    return replay
