"""How one answers: habits, told over the newest answers alone, so that they are those one has now."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from cards.answer import Mode
from cards.key import CardKey
from scheduler.log.active import IS_ACTIVE
from scheduler.log.daily_totals import LONGEST_ANSWER_MS
from scheduler.stats.retention import Retention

if TYPE_CHECKING:
    from cards.card import TargetSeconds
    from scheduler.log.store import Store

# As many as a diligent year holds; of a longer log only these are read.
NEWEST = 5_000
# A point missed once may be a slip.
_MISSED_FROM = 2
_IMPORTED = Mode.IMPORTED.value


class LoggedAnswer(NamedTuple):
    """One review, as far as habits show in it.

    Attributes:
        key: The card.
        rating: What was given, 1 to 4.
        suggested: What the ticked points suggested; None where nothing did.
        mode: How it was answered.
        seconds: How long the answer took, ten minutes at most.
        hour: The hour of the day where the user was, 0 to 23.
        points: See `cards.answer.points_to_text`.
        own: Whether those are the user's own points, not the card's.
        interval: The days it had waited for; None if it does not count for true retention.
        retrievability: What FSRS had expected; None if it does not count, or was imported without our own forecast.
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
        """Whether the answer was given in greenroom, so that its mode says something."""
        return self.mode != _IMPORTED

    @property
    def timed(self) -> bool:
        """Whether it was timed here: what was rated after an interview was not, nor is its hour known."""
        return self.here and self.seconds > 0


class Hour(NamedTuple):
    """Reviews begun in one hour of the day, and the retention of those that test it."""

    hour: int
    reviews: int
    retention: Retention


class Timing(NamedTuple):
    """Answers of a group against their own targets.

    Attributes:
        answers: How many.
        median: The median seconds.
        short: How many ended before their band.
        within: How many ended in it.
        long: How many ended after it.
    """

    answers: int
    median: float
    short: int
    within: int
    long: int


class Missed(NamedTuple):
    """A key point that was not ticked: `missed` of the `asked` answers given while there were `total` of its kind.

    Its kind is the card's points, or the user's own.
    """

    key: CardKey
    own: bool
    position: int
    total: int
    missed: int
    asked: int


def newest_answers(
    store: "Store", deck: str | None = None, most: int = NEWEST, *, here: bool = False
) -> list[LoggedAnswer]:
    """Return the newest standing reviews of a deck or of all, newest first; those given `here` alone, if need be.

    Newest are those of the last study days, however late older ones were imported.
    """
    where = f"{IS_ACTIVE} AND mode <> 'imported'" if here else IS_ACTIVE
    rows = store.rows(
        "SELECT deck, card, rating, suggested, mode, min(answer_ms, ?) / 1000.0,"
        " ((reviewed_at_utc_ms / 60000 + zone_offset_min) / 60) % 24, points_covered,"
        " EXISTS (SELECT 1 FROM own_ticks WHERE review = reviews.uuid), interval, retrievability"
        " FROM reviews LEFT JOIN recalls USING (seq)"
        f" WHERE {where} AND ? IN (deck, '') ORDER BY study_day DESC, seq DESC LIMIT ?",
        (LONGEST_ANSWER_MS, deck or "", most),
    )
    return [LoggedAnswer(CardKey(*row[:2]), *row[2:]) for row in rows]


def retention_of(given: Iterable[LoggedAnswer]) -> Retention:
    """Return the true retention of some reviews."""
    tested = [answer.rating > 1 for answer in given if answer.interval is not None]
    return Retention(sum(tested), len(tested) - sum(tested))


def group_answers(
    given: Iterable[LoggedAnswer], label: Callable[[LoggedAnswer], Hashable]
) -> dict[Hashable, list[LoggedAnswer]]:
    """Return the reviews by what `label` says of each."""
    groups: dict[Hashable, list[LoggedAnswer]] = {}
    for answer in given:
        groups.setdefault(label(answer), []).append(answer)
    return groups


def by_hour(given: Iterable[LoggedAnswer]) -> list[Hour]:
    """Return what each of the 24 hours of the day holds, as far as the hour is known."""
    known = (answer for answer in given if answer.timed or not answer.here)
    groups = group_answers(known, lambda answer: answer.hour)
    return [Hour(hour, len(groups.get(hour, ())), retention_of(groups.get(hour, ()))) for hour in range(24)]


def drift(given: Iterable[LoggedAnswer]) -> dict[tuple[int, int], int]:
    """Return how often each (suggested, given) pair of ratings occurred."""
    return Counter((answer.suggested, answer.rating) for answer in given if answer.suggested is not None)


def timing(given: Iterable[LoggedAnswer], target: "Callable[[CardKey], TargetSeconds]") -> Timing | None:
    """Return how answers timed here lie against their cards' targets; None if there are none."""
    taken = [(answer.seconds, target(answer.key)) for answer in given if answer.timed]
    if not taken:
        return None
    short = sum([seconds < band.min for seconds, band in taken])
    long = sum([seconds > band.max for seconds, band in taken])
    middle = median([seconds for seconds, _ in taken])
    return Timing(len(taken), middle, short, len(taken) - short - long, long)


def most_missed(given: Iterable[LoggedAnswer]) -> list[Missed]:
    """Return the key points missed at least twice, by times missed x share missed, the worst first."""
    asked: Counter[tuple[CardKey, bool, int]] = Counter()
    missed: Counter[tuple[CardKey, bool, int, int]] = Counter()
    for answer in given:
        if answer.points:
            total = len(answer.points)
            asked[answer.key, answer.own, total] += 1
            for at, mark in enumerate(answer.points):
                if mark == "0":
                    missed[answer.key, answer.own, total, at] += 1
    found = [
        Missed(key, own, position, total, times, asked[key, own, total])
        for (key, own, total, position), times in missed.items()
        if times >= _MISSED_FROM
    ]
    return sorted(found, key=lambda point: (-(point.missed**2) / point.asked, point.key, point.own, point.position))
