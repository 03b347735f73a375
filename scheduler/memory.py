"""The only face of FSRS: what a card's memory is, and what a rating on a study day does to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import isfinite
from typing import NamedTuple
from zlib import crc32

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs6 import AGAIN, DEFAULT_PARAMETERS, DIFFICULTY, EASY, GOOD, STABILITY, State, fsrs6
from scheduler.settings import Settings

_SPREAD = 0.05
_LEAST_SPREAD = 20  # below, a twentieth is less than a day either way


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """FSRS state of a card, with what is counted along the way. Derived from the log by replay.

    Attributes:
        stability: Days until recall falls to 90 %, 0.001 to 36500.
        difficulty: 1 (easy) to 10.
        last_review: The study day of the last rating.
        due: The study day it comes back.
        first_review: The study day it was first met.
        reviews: How many ratings it has had.
        lapses: How many later study days began with Again.

    Raises:
        ValueError: A number is outside its range or not finite: the row it came from is damaged.
    """

    stability: float
    difficulty: float
    last_review: date
    due: date
    first_review: date
    reviews: int = 1
    lapses: int = 0

    def __post_init__(self) -> None:
        for value, (low, high) in ((self.stability, STABILITY), (self.difficulty, DIFFICULTY)):
            if not (isfinite(value) and low <= value <= high):
                raise ValueError(f"{value} is not between {low} and {high}")

    @property
    def interval(self) -> int:
        """Days between the last review and the due day."""
        return (self.due - self.last_review).days


class Recall(NamedTuple):
    """What was predicted and planned before the first rating of a card on a later study day.

    Attributes:
        interval: The days that had been scheduled, at least 1: below 21 the card is young, else mature.
        retrievability: FSRS's probability of recall on that day.
    """

    interval: int
    retrievability: float


class MemoryModel:
    """FSRS-6 under given settings. Pure: the same ratings on the same days give the same memory.

    Args:
        settings: How cards are scheduled.
        parameters: Those of FSRS-6, default or fitted.
    """

    def __init__(self, settings: Settings, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> None:
        self._fsrs = fsrs6(parameters, settings.desired_retention)
        self._maximum = settings.maximum_interval

    def review(self, memory: Memory | None, rating: Rating, day: date, key: CardKey) -> Memory:
        """Return the memory after one more rating.

        A day before the last review counts as that day. A repeat on the same day goes through FSRS's own
        same-day formula, where Easy counts as Good, so that drilling a card cannot inflate it.

        Args:
            memory: What was known before; None if the card is new.
            rating: The self-grade.
            day: The study day of the rating.
            key: The card, which decides how its due day is spread.
        """
        rating = Rating(rating)
        elapsed = None if memory is None else max(0, (day - memory.last_review).days)
        before = None if memory is None else State(memory.stability, memory.difficulty)
        after = self._rate(before, rating, elapsed)
        day = day if memory is None else max(day, memory.last_review)
        return Memory(
            stability=after.stability,
            difficulty=after.difficulty,
            last_review=day,
            due=day + timedelta(days=self._interval(after, key, day)),
            first_review=day if memory is None else memory.first_review,
            reviews=1 if memory is None else memory.reviews + 1,
            lapses=0 if memory is None else memory.lapses + (rating is Rating.AGAIN and elapsed != 0),
        )

    def preview(self, memory: Memory | None, day: date, key: CardKey) -> dict[Rating, Memory]:
        """Return what each of the four ratings would lead to."""
        return {rating: self.review(memory, rating, day, key) for rating in Rating}

    def retrievability(self, memory: Memory, day: date) -> float:
        """Return the probability of recall on a study day, in (0, 1]; 1 on the day of the last review."""
        return self._fsrs.retrievability(memory.stability, max(0, (day - memory.last_review).days))

    @property
    def forgetting(self) -> Callable[[float, int], float]:
        """FSRS-6's forgetting curve: stability, days since the last review (at least 0) -> probability of recall.

        R = (1 + F t / S)^-w20, with F such that R = 0.9 where t = S. The same as `retrievability`, for many at once.
        """
        return self._fsrs.retrievability

    def recall(self, memory: Memory | None, day: date) -> Recall | None:
        """Return what was expected of a rating that tests retention: no first meeting, no same-day repeat."""
        if memory is None or day <= memory.last_review:
            return None
        return Recall(memory.interval, self.retrievability(memory, day))

    def replay(self, key: CardKey, ratings: Iterable[tuple[int, date]]) -> tuple[Memory | None, list[Recall | None]]:
        """Return the memory that a card's ratings lead to, and what was expected of each.

        The same as `review` and `recall` one after the other, without a `Memory` for each step.
        """
        first, repeat, later, retrievability, interval = self._fsrs
        maximum = self._maximum
        state: State | None = None
        met = last = None
        reviews = lapses = 0
        recalls: list[Recall | None] = []
        for rating, rated_on in ratings:
            reviews += 1
            if state is None or last is None:
                state, met, last = first(rating), rated_on, rated_on
                recalls.append(None)
            elif (elapsed := (rated_on - last).days) > 0:
                planned = interval(state.stability)
                if planned >= _LEAST_SPREAD or planned > maximum:
                    planned = spread(min(planned, maximum), key, last, maximum)
                recalls.append(Recall(planned, retrievability(state.stability, elapsed)))
                state, last = later(state, rating, elapsed), rated_on
                lapses += rating == AGAIN
            else:
                state = repeat(state, GOOD if rating == EASY else rating)
                recalls.append(None)
        if state is None or last is None or met is None:
            return None, recalls
        memory = Memory(
            stability=state.stability,
            difficulty=state.difficulty,
            last_review=last,
            due=last + timedelta(days=self._interval(state, key, last)),
            first_review=met,
            reviews=reviews,
            lapses=lapses,
        )
        return memory, recalls

    def _rate(self, state: State | None, rating: int, elapsed: int | None) -> State:
        """Return the state after a rating so many days after the last one; None if it is the first."""
        if state is None or elapsed is None:
            return self._fsrs.first(rating)
        if elapsed:
            return self._fsrs.later(state, rating, elapsed)
        return self._fsrs.repeat(state, GOOD if rating == EASY else rating)

    def _interval(self, state: State, key: CardKey, day: date) -> int:
        return spread(min(self._fsrs.interval(state.stability), self._maximum), key, day, self._maximum)


def spread(interval: int, key: CardKey, day: date, maximum: int) -> int:
    """Move an interval by less than 5 %, by a checksum of card and day, so that a batch does not return as one.

    Never below one day, never above `maximum`; a longer interval never becomes the shorter one.
    """
    if interval < _LEAST_SPREAD:
        return max(1, min(interval, maximum))
    turn = crc32(day.isoformat().encode(), _checksum(key)) % 2001 / 1000 - 1
    return max(1, min(interval + int(turn * _SPREAD * interval), maximum))


@lru_cache(maxsize=1)  # a replay takes one card after the other
def _checksum(key: CardKey) -> int:
    return crc32(f"{key} ".encode())
