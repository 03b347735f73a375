"""The only face of FSRS: what a card's memory is, and what a rating on a study day does to it.

A rating that is given goes through py-fsrs. Replays of whole logs, figures and plans go through the same formulas as
bare arithmetic (`scheduler/fsrs/formulas.py`), several times as quick and the same to the bit: a replay checks the two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.due_day_spread import SPREAD_FROM, spread_interval, spread_of
from scheduler.fsrs.formulas import (
    DEFAULT_PARAMETERS,
    DIFFICULTY,
    STABILITY,
    VERSION,
    MemoryState,
    Recall,
    are_valid,
    effective_rating,
    fsrs6,
)
from scheduler.settings import Settings

if TYPE_CHECKING:
    from fsrs import Scheduler


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


class MemoryModel:
    """FSRS-6 under given settings. Pure: the same ratings on the same days give the same memory.

    Args:
        settings: How cards are scheduled.
        parameters: Those of FSRS-6, default or fitted.
    """

    def __init__(self, settings: Settings, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> None:
        if not are_valid(parameters):
            raise ValueError(f"not {len(DEFAULT_PARAMETERS)} parameters of {VERSION} in their ranges: {parameters}")
        self.fsrs = fsrs6(parameters, settings.desired_retention)
        self._parameters = parameters
        self._desired_retention = settings.desired_retention
        self._maximum = settings.maximum_interval

    @cached_property
    def _scheduler(self) -> "Scheduler":
        from fsrs import Scheduler

        return Scheduler(
            self._parameters,
            self._desired_retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=self._maximum,
            enable_fuzzing=False,
        )

    def review(self, memory: Memory | None, rating: Rating, day: date, key: CardKey) -> Memory:
        """Return the memory after one more rating.

        A day before the last review counts as that day, and a repeat's Easy as Good (`scheduler.fsrs.formulas.fed`).

        Args:
            memory: What was known before; None if the card is new.
            rating: The self-grade.
            day: The study day of the rating.
            key: The card, which decides how its due day is spread.
        """
        last = None if memory is None else memory.last_review
        counted, elapsed = effective_rating(Rating(rating), day, last)
        day = day if last is None else last + timedelta(days=elapsed)
        after, interval = self._rated(memory, Rating(counted), day)
        return Memory(
            stability=after.stability,
            difficulty=after.difficulty,
            last_review=day,
            due=day + timedelta(days=spread_interval(interval, key, day, self._maximum)),
            first_review=day if memory is None else memory.first_review,
            reviews=1 if memory is None else memory.reviews + 1,
            lapses=0 if memory is None else memory.lapses + (rating == Rating.AGAIN and elapsed > 0),
        )

    def preview(self, memory: Memory | None, day: date, key: CardKey) -> dict[Rating, Memory]:
        """Return what each of the four ratings would lead to."""
        return {rating: self.review(memory, rating, day, key) for rating in Rating}

    def due(self, key: CardKey, memory: Memory) -> date:
        """Return the study day a card comes back under these settings, whichever it was scheduled under."""
        days = spread_interval(self.fsrs.interval(memory.stability), key, memory.last_review, self._maximum)
        return memory.last_review + timedelta(days=days)

    def retrievability(self, memory: Memory, day: date) -> float:
        """Return the probability of recall on a study day, in (0, 1]; 1 on the day of the last review."""
        return self.fsrs.retrievability(memory.stability, max(0, (day - memory.last_review).days))

    def recall(self, memory: Memory | None, day: date) -> Recall | None:
        """Return what was expected of a rating that tests retention: no first meeting, no same-day repeat."""
        if memory is None or day <= memory.last_review:
            return None
        return Recall(memory.interval, self.retrievability(memory, day))

    def replay(self, key: CardKey, ratings: Iterable[tuple[int, date]]) -> tuple[Memory | None, list[Recall | None]]:
        """Return the memory that a card's ratings lead to, and what was expected of each.

        The same as `review` and `recall` one after the other, without a `Memory` for each step.
        """
        spread = spread_of(key, self._maximum)
        found = self.fsrs.replay(ratings, min(SPREAD_FROM, self._maximum), spread)
        if found is None:
            return None, []
        memory = Memory(
            stability=found.state.stability,
            difficulty=found.state.difficulty,
            last_review=found.last,
            due=found.last + timedelta(days=spread(self.fsrs.interval(found.state.stability), found.last)),
            first_review=found.met,
            reviews=len(found.expected),
            lapses=found.lapses,
        )
        return memory, found.expected

    def _rated(self, memory: Memory | None, rating: Rating, day: date) -> tuple[MemoryState, int]:
        """Return what py-fsrs makes of a rating: the state, and the days till the card is due."""
        from fsrs import Card
        from fsrs import Rating as FsrsRating
        from fsrs import State as FsrsState

        card = Card(card_id=1, state=FsrsState.Learning, step=0)
        if memory is not None:
            card = Card(
                card_id=1,
                state=FsrsState.Review,
                stability=memory.stability,
                difficulty=memory.difficulty,
                due=_noon(memory.due),
                last_review=_noon(memory.last_review),
            )
        after, _ = self._scheduler.review_card(card, FsrsRating(rating.value), _noon(day))
        stability = min(float(after.stability or 0), STABILITY[1])  # py-fsrs has no upper bound
        return MemoryState(stability, float(after.difficulty or 0)), (after.due.date() - day).days


def _noon(day: date) -> datetime:
    # py-fsrs counts whole 24-hour blocks. At exactly noon of every study day a block is a day; a second more is not.
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
