"""The memory of a card, and what a rating on a study day does to it: the interface to FSRS.

A new rating goes through py-fsrs. Previews, replays of whole logs, figures and plans use the same formulas as plain
arithmetic (`scheduler/fsrs/formulas.py`), which is several times faster and equal to the bit; tests check one against
the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import e, isfinite
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.due_day_spread import SPREAD_FROM, spread_interval, spread_of
from scheduler.fsrs.formulas import AGAIN, DIFFICULTY, STABILITY, MemoryState, effective_rating, fsrs6, terms_of
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, VERSION, are_valid
from scheduler.settings import Settings

if TYPE_CHECKING:
    from fsrs import Scheduler

# What rates a card: takes its state before (None for a new card), the rating, the days since the last review, and the
# two study days, the last one None for a new card. Returns the state after it and the interval in days, not yet spread.
_Rate = Callable[[MemoryState | None, int, int, date | None, date], tuple[MemoryState, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The FSRS state of a card, with its study days and counts. Derived from the log by replay.

    Attributes:
        stability: Days until the probability of recall falls to 90 %, 0.001 to 36500.
        difficulty: 1 (easy) to 10.
        lapses: How many later study days began with Again.

    Raises:
        ValueError: A number is outside its range or not finite, because the row it came from is damaged.
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
    """What was scheduled and predicted before a rating that tests recall, which is a card's first on a later study day.

    Attributes:
        interval: The days that had been scheduled, at least 1. Below 21 the card is young, from 21 on mature.
        retrievability: FSRS's probability of recall on the day of the rating.
    """

    interval: int
    retrievability: float


class MemoryModel:
    """FSRS-6 with given settings. The same ratings on the same days always give the same memory.

    Attributes:
        fsrs: The formulas.
        replay: (card, its ratings with their study days) -> the memory after all of them, and the `Recall` before each.
            The result is that of calling `recall` and `review` for each rating, without making a `Memory` each time.

    Raises:
        ValueError: The parameters are not valid.
    """

    def __init__(self, settings: Settings, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> None:
        if not are_valid(parameters):
            raise ValueError(f"not {len(DEFAULT_PARAMETERS)} parameters of {VERSION} in their ranges: {parameters}")
        self._parameters = parameters
        self._desired_retention, self._maximum = settings.desired_retention, settings.maximum_interval
        self.fsrs = fsrs6(parameters, self._desired_retention)
        self.replay = _replay_with(parameters, self._desired_retention, self._maximum)

    def review(self, memory: Memory | None, rating: Rating, day: date, key: CardKey) -> Memory:
        """Return the memory after one more rating, or after the first one if there is none yet.

        In a same-day repeat Easy counts as Good. A day before the last review counts as the day of that review.

        Raises:
            ValueError: `rating` is not a `Rating`.
        """
        return self._after(memory, rating, day, key, self._with_library)

    def preview(self, memory: Memory | None, day: date, key: CardKey) -> dict[Rating, Memory]:
        """Return the memory after each of the four ratings."""
        return {rating: self._after(memory, rating, day, key, self._with_formulas) for rating in Rating}

    def _after(self, memory: Memory | None, rating: Rating, day: date, key: CardKey, rate: _Rate) -> Memory:
        last = None if memory is None else memory.last_review
        counted, elapsed = effective_rating(Rating(rating).value, day, last)
        day = day if last is None else last + timedelta(days=elapsed)
        before = None if memory is None else MemoryState(memory.stability, memory.difficulty)
        after, interval = rate(before, counted, elapsed, last, day)
        return Memory(
            stability=after.stability,
            difficulty=after.difficulty,
            last_review=day,
            due=day + timedelta(days=spread_interval(interval, key, day, self._maximum)),
            first_review=day if memory is None else memory.first_review,
            reviews=1 if memory is None else memory.reviews + 1,
            lapses=0 if memory is None else memory.lapses + (rating == Rating.AGAIN and elapsed > 0),
        )

    def _with_formulas(
        self, before: MemoryState | None, rating: int, elapsed: int, _last: date | None, _day: date
    ) -> tuple[MemoryState, int]:
        if before is None:
            after = self.fsrs.first(rating)
        else:
            after = self.fsrs.later(before, rating, elapsed) if elapsed else self.fsrs.repeat(before, rating)
        return after, self.fsrs.interval(after.stability)

    def _with_library(
        self, before: MemoryState | None, rating: int, _elapsed: int, last: date | None, day: date
    ) -> tuple[MemoryState, int]:
        from fsrs import Card
        from fsrs import Rating as FsrsRating
        from fsrs import State as FsrsState

        if before is None or last is None:
            card = Card(card_id=1, state=FsrsState.Learning, step=0)
        else:
            card = Card(
                card_id=1,
                state=FsrsState.Review,
                stability=before.stability,
                difficulty=before.difficulty,
                due=_noon(last),  # which it doesn't look at
                last_review=_noon(last),
            )
        after, _ = self._scheduler.review_card(card, FsrsRating(rating), _noon(day))
        stability = min(float(after.stability or 0), STABILITY[1])  # py-fsrs has no upper bound
        return MemoryState(stability, float(after.difficulty or 0)), (after.due.date() - day).days

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

    def due(self, key: CardKey, memory: Memory) -> date:
        """Return the study day on which a card is due under these settings, whichever ones scheduled it."""
        days = spread_interval(self.fsrs.interval(memory.stability), key, memory.last_review, self._maximum)
        return memory.last_review + timedelta(days=days)

    def retrievability(self, memory: Memory, day: date) -> float:
        """Return the probability of recall on a study day, in (0, 1]; 1 on the day of the last review."""
        return self.fsrs.retrievability(memory.stability, max(0, (day - memory.last_review).days))

    def recall(self, memory: Memory | None, day: date) -> Recall | None:
        """Return what is expected before a rating on a study day; None before a first rating or a same-day repeat."""
        if memory is None or day <= memory.last_review:
            return None
        return Recall(memory.interval, self.retrievability(memory, day))


def _noon(day: date) -> datetime:
    # py-fsrs counts whole 24-hour blocks, so all instants are noon sharp: a study day is then exactly one block.
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


_Replay = Callable[[CardKey, Iterable[tuple[int, date]]], tuple[Memory | None, list[Recall | None]]]


def _replay_with(parameters: Sequence[float], desired_retention: float, maximum_interval: int) -> _Replay:
    """Return `MemoryModel.replay`.

    It has `interval`, `retrievability` and `later` of `fsrs6` written out, because calling them takes twice as long.
    """
    fsrs = fsrs6(parameters, desired_retention)
    w, decay, factor, span, growth, _, slip, step, easiest, rest, bonus = terms_of(parameters, desired_retention)
    w10, w11, w13, w14 = w[10], w[11], w[13], w[14]
    minus_w9, minus_w12 = -w[9], -w[12]
    (lowest, highest), (least, most) = STABILITY, DIFFICULTY
    width = most - least
    make_recall = tuple.__new__  # calling `Recall` makes a replay 8 % slower
    unspread = min(SPREAD_FROM, maximum_interval)  # shorter intervals stay as they are

    def replay(key: CardKey, ratings: Iterable[tuple[int, date]]) -> tuple[Memory | None, list[Recall | None]]:
        spread = spread_of(key, maximum_interval)
        expected: list[Recall | None] = []
        stability = difficulty = 0.0
        first_day = last_day = None
        lapses = 0
        add = expected.append
        for rating, day in ratings:
            if first_day is None or last_day is None:
                stability, difficulty = fsrs.first(rating)
                first_day = last_day = day
                add(None)
            elif (elapsed := (day - last_day).days) > 0:
                recalled = (1 + factor * elapsed / stability) ** decay
                interval = round(stability / factor * span) or 1
                if interval >= unspread:
                    interval = spread(interval, last_day)
                add(make_recall(Recall, (interval, recalled)))
                forgotten = 1 - recalled
                if rating == AGAIN:
                    lapses += 1
                    kept = w11 * difficulty**minus_w12 * ((stability + 1) ** w13 - 1) * e ** (forgotten * w14)
                    stability = min(kept, stability / slip)
                else:
                    gain = growth * (11 - difficulty) * stability**minus_w9 * (e ** (forgotten * w10) - 1)
                    stability *= 1 + gain * bonus[rating]
                if not lowest <= stability <= highest:
                    stability = lowest if stability < lowest else highest
                difficulty = easiest + rest * (difficulty + (most - difficulty) * step[rating] / width)
                if not least <= difficulty <= most:
                    difficulty = least if difficulty < least else most
                last_day = day
            else:
                counted, _ = effective_rating(rating, day, last_day)
                stability, difficulty = fsrs.repeat(MemoryState(stability, difficulty), counted)
                add(None)
        if first_day is None or last_day is None:
            return None, expected
        memory = Memory(
            stability=stability,
            difficulty=difficulty,
            last_review=last_day,
            due=last_day + timedelta(days=spread(fsrs.interval(stability), last_day)),
            first_review=first_day,
            reviews=len(expected),
            lapses=lapses,
        )
        return memory, expected

    return replay
