"""The only face of py-fsrs: what a card's memory is, and what a rating does to it.

FSRS-6 as in https://github.com/open-spaced-repetition/py-fsrs, with default parameters, fed study days.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import NamedTuple
from zlib import crc32

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating

from cards.key import CardKey
from cards.review import Rating
from scheduler.settings import Settings

_STABILITY = (0.001, 36500.0)
_DIFFICULTY = (1.0, 10.0)
_SPREAD = 0.05
_FSRS_RATINGS = {rating: FsrsRating(rating.value) for rating in Rating}


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
        for value, (low, high) in ((self.stability, _STABILITY), (self.difficulty, _DIFFICULTY)):
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
    """FSRS-6 under given settings. Pure: the same ratings on the same days give the same memory."""

    def __init__(self, settings: Settings) -> None:
        self._scheduler = Scheduler(
            desired_retention=settings.desired_retention,
            maximum_interval=settings.maximum_interval,
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )
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
        day = day if memory is None else max(day, memory.last_review)
        same_day = memory is not None and memory.last_review == day
        after = self._rate(_to_fsrs(memory), rating, _noon(day), same_day=same_day)
        return Memory(
            stability=float(after.stability or 0),
            difficulty=float(after.difficulty or 0),
            last_review=day,
            due=day + timedelta(days=self._interval(after, key, day)),
            first_review=day if memory is None else memory.first_review,
            reviews=1 if memory is None else memory.reviews + 1,
            lapses=0 if memory is None else memory.lapses + (rating is Rating.AGAIN and not same_day),
        )

    def preview(self, memory: Memory | None, day: date, key: CardKey) -> dict[Rating, Memory]:
        """Return what each of the four ratings would lead to."""
        return {rating: self.review(memory, rating, day, key) for rating in Rating}

    def retrievability(self, memory: Memory, day: date) -> float:
        """Return the probability of recall on a study day, in (0, 1]; 1 on the day of the last review."""
        return self._recall(_to_fsrs(memory), memory.interval, _noon(day)).retrievability

    @property
    def forgetting(self) -> Callable[[int, float], float]:
        """FSRS-6's forgetting curve: days since the last review, stability -> probability of recall.

        R = (1 + F t / S)^-w20, with F such that R = 0.9 where t = S. The same as `retrievability`, for many at once.
        """
        decay = -float(self._scheduler.parameters[20])
        factor = 0.9 ** (1 / decay) - 1

        def curve(days: int, stability: float) -> float:
            recall: float = (1 + factor * max(0, days) / stability) ** decay
            return recall

        return curve

    def recall(self, memory: Memory | None, day: date) -> Recall | None:
        """Return what was expected of a rating that tests retention: no first meeting, no same-day repeat."""
        if memory is None or day <= memory.last_review:
            return None
        return self._recall(_to_fsrs(memory), memory.interval, _noon(day))

    def replay(self, key: CardKey, ratings: Iterable[tuple[Rating, date]]) -> tuple[Memory | None, list[Recall | None]]:
        """Return the memory that a card's ratings lead to, and what was expected of each.

        The same as `review` and `recall` one after the other, without a `Memory` for each step.
        """
        card, last, first, interval, reviews, lapses = _to_fsrs(None), None, None, 0, 0, 0
        recalls: list[Recall | None] = []
        for rating, rated_on in ratings:
            day = rated_on if last is None else max(rated_on, last)
            noon = _noon(day)
            same_day = last == day
            recalls.append(None if last is None or same_day else self._recall(card, interval, noon))
            card = self._rate(card, rating, noon, same_day=same_day)
            interval = self._interval(card, key, day)
            lapses += last is not None and rating is Rating.AGAIN and not same_day
            reviews += 1
            last, first = day, first or day
        if last is None or first is None:
            return None, recalls
        memory = Memory(
            stability=float(card.stability or 0),
            difficulty=float(card.difficulty or 0),
            last_review=last,
            due=last + timedelta(days=interval),
            first_review=first,
            reviews=reviews,
            lapses=lapses,
        )
        return memory, recalls

    def _rate(self, card: Card, rating: Rating, noon: datetime, *, same_day: bool) -> Card:
        fed = Rating.GOOD if same_day and rating is Rating.EASY else rating
        after, _ = self._scheduler.review_card(card, _FSRS_RATINGS[fed], noon)
        if after.stability is not None and after.stability > _STABILITY[1]:
            after.stability = _STABILITY[1]  # py-fsrs has no upper bound
        return after

    def _interval(self, card: Card, key: CardKey, day: date) -> int:
        return spread((card.due.date() - day).days, key, day, self._maximum)

    def _recall(self, card: Card, interval: int, noon: datetime) -> Recall:
        return Recall(interval, float(self._scheduler.get_card_retrievability(card, noon)))


def spread(interval: int, key: CardKey, day: date, maximum: int) -> int:
    """Move an interval by less than 5 %, by a checksum of card and day, so that a batch does not return as one.

    Never below one day, never above `maximum`; a longer interval never becomes the shorter one.
    """
    if interval < 1 / _SPREAD:  # less than a day either way
        return max(1, min(interval, maximum))
    turn = crc32(f"{key} {day}".encode()) % 2001 / 1000 - 1
    return max(1, min(interval + int(turn * _SPREAD * interval), maximum))


def _noon(day: date) -> datetime:
    # py-fsrs counts whole 24-hour blocks. At exactly noon of every study day a block is a day; a second more is not.
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _to_fsrs(memory: Memory | None) -> Card:
    if memory is None:
        return Card(card_id=1, state=State.Learning, step=0)
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due),
        last_review=_noon(memory.last_review),
    )
