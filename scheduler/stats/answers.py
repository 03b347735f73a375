"""Statistics over the newest answers (time, hour, missed points), so that they reflect current habits."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from statistics import median
from typing import NamedTuple

from cards.answer import LONGEST_ANSWER_MS, Mode
from cards.card import TargetSeconds
from cards.key import CardKey
from scheduler.log.active import IS_ACTIVE, NEWEST_FIRST
from scheduler.log.store import Store
from scheduler.stats.retention import Retention

NEWEST = 5_000  # how many answers are read: about a diligent year
_IMPORTED = Mode.IMPORTED.value  # comparing with text is quicker than with the member
_MISSED_FROM = 2  # misses before a point counts as missed; a single one may be a slip


class LoggedAnswer(NamedTuple):
    """One review, with what the figures need from it.

    Attributes:
        suggested: The rating that the ticked points suggested; None if there was no suggestion.
        mode: How the answer was given, a value of `cards.answer.Mode`.
        seconds: How long the answer took, at most ten minutes.
        hour: The hour of the day where the user was, 0 to 23.
        points: The ticked points; see `cards.answer.points_to_text`.
        own: Whether they are the user's own points, not the card's.
        interval: The days that had been scheduled; None if the review does not count for true retention.
        retrievability: The predicted recall; None if it does not count, or was imported without a prediction.
    """

    key: CardKey
    rating: int
    suggested: int | None
    mode: str
    seconds: float
    hour: int
    points: str | None
    own: bool
    interval: int | None
    retrievability: float | None

    @property
    def here(self) -> bool:
        """Whether the answer was given in greenroom, not imported from elsewhere."""
        return self.mode != _IMPORTED

    @property
    def timed(self) -> bool:
        """Whether it was timed in greenroom. Answers rated after a real interview were not; their hour is unknown."""
        return self.here and self.seconds > 0


class Hour(NamedTuple):
    """The reviews of one hour of the day: how many, and the true retention."""

    hour: int
    reviews: int
    retention: Retention


class Timing(NamedTuple):
    """The times of some answers: the median in seconds, and how many ended before, within and after their target band.

    Each answer is compared with the band of its own card.
    """

    answers: int
    median: float
    short: int
    within: int
    long: int


class Missed(NamedTuple):
    """A key point that was missed at least twice.

    Attributes:
        own: Whether it is one of the user's own points, not the card's.
        position: Its position among those points, from 0.
        total: How many of those points there were at the time.
        missed: How many answers missed it.
        asked: How many answers were given while there were `total` of those points.
    """

    key: CardKey
    own: bool
    position: int
    total: int
    missed: int
    asked: int


def newest_answers(
    store: Store, deck: str | None = None, most: int = NEWEST, *, here: bool = False
) -> list[LoggedAnswer]:
    """Read the newest reviews that were not undone, of one deck or of all, newest first; with `here`, none imported.

    The newest are those of the latest study days, even if older ones were imported after them.
    """
    where, order = IS_ACTIVE, NEWEST_FIRST
    if here:
        where, order = f"{IS_ACTIVE} AND mode <> 'imported'", "stamp DESC, uuid DESC"
    rows = store.rows(
        "SELECT deck, card, rating, suggested, mode, min(answer_ms, ?) / 1000.0,"
        " ((reviewed_at_utc_ms / 60000 + zone_offset_min) / 60) % 24, points_covered,"
        " EXISTS (SELECT 1 FROM own_ticks WHERE review = reviews.uuid), interval, retrievability"
        " FROM reviews LEFT JOIN recalls USING (seq)"
        f" WHERE {where} AND ? IN (deck, '') ORDER BY {order} LIMIT ?",
        (LONGEST_ANSWER_MS, deck or "", most),
    )
    return [LoggedAnswer(CardKey(*row[:2]), *row[2:]) for row in rows]


def retention_of(answers: Iterable[LoggedAnswer]) -> Retention:
    """Return the true retention of some reviews."""
    tested = [answer.rating > 1 for answer in answers if answer.interval is not None]
    return Retention(sum(tested), len(tested) - sum(tested))


def group_answers(
    answers: Iterable[LoggedAnswer], label: Callable[[LoggedAnswer], Hashable]
) -> dict[Hashable, list[LoggedAnswer]]:
    """Group answers by the label that a function gives each."""
    groups: dict[Hashable, list[LoggedAnswer]] = {}
    for answer in answers:
        groups.setdefault(label(answer), []).append(answer)
    return groups


def by_hour(answers: Iterable[LoggedAnswer]) -> list[Hour]:
    """Return the figures of each of the 24 hours of the day, without answers whose hour is unknown."""
    known = (answer for answer in answers if answer.timed or not answer.here)
    groups = group_answers(known, lambda answer: answer.hour)
    return [Hour(hour, len(groups.get(hour, ())), retention_of(groups.get(hour, ()))) for hour in range(24)]


def drift(answers: Iterable[LoggedAnswer]) -> dict[tuple[int, int], int]:
    """Count each pair of (suggested, given) ratings."""
    return Counter((answer.suggested, answer.rating) for answer in answers if answer.suggested is not None)


def timing(answers: Iterable[LoggedAnswer], target: Callable[[CardKey], TargetSeconds]) -> Timing | None:
    """Compare the answers timed in greenroom with the targets of their cards; None if there are none."""
    times = [(answer.seconds, target(answer.key)) for answer in answers if answer.timed]
    if not times:
        return None
    short = sum([seconds < band.min for seconds, band in times])
    long = sum([seconds > band.max for seconds, band in times])
    middle = median([seconds for seconds, _ in times])
    return Timing(len(times), middle, short, len(times) - short - long, long)


def most_missed(answers: Iterable[LoggedAnswer]) -> list[Missed]:
    """Return the key points missed at least twice, sorted by times missed x share missed, the worst first."""
    asked: Counter[tuple[CardKey, bool, int]] = Counter()
    missed: Counter[tuple[CardKey, bool, int, int]] = Counter()
    for answer in answers:
        if answer.points:
            total = len(answer.points)
            asked[answer.key, answer.own, total] += 1
            for at, mark in enumerate(answer.points):
                if mark == "0":
                    missed[answer.key, answer.own, total, at] += 1
    points = [
        Missed(key, own, position, total, times, asked[key, own, total])
        for (key, own, total, position), times in missed.items()
        if times >= _MISSED_FROM
    ]
    return sorted(points, key=lambda point: (-(point.missed**2) / point.asked, point.key, point.own, point.position))
