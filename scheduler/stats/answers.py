"""Statistics over the newest answers (time, hour, missed points), so that they reflect current habits."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

from cards.answer import Mode
from cards.answer_time import LONGEST_ANSWER_MS
from cards.card import TargetSeconds
from cards.key import CardKey
from scheduler.log.active import IS_ACTIVE, NEWEST_FIRST
from scheduler.log.store import Store
from scheduler.stats.retention import Retention

NEWEST = 5_000  # how many answers are read: about a diligent year
_IMPORTED = Mode.IMPORTED.value  # comparing with text is quicker than with the member
_MISSED_FROM = 2  # misses before a point counts as missed; a single one may be a slip
Label = TypeVar("Label", bound=Hashable)
# Answers with -1 if they ended before their target band, 0 in it, and 1 after it.
Compared = Sequence[tuple["LoggedAnswer", int]]


class LoggedAnswer(NamedTuple):
    """One review, with what the figures need from it.

    Attributes:
        suggested: The rating that the ticked points suggested; None if there was no suggestion.
        mode: How the answer was given, a value of `cards.answer.Mode`.
        seconds: How long the answer took, at most ten minutes; 0 if it was rated long after it was given.
        hour: The hour of the day where the user was, 0 to 23; that of the rating if `seconds` is 0.
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
    if not rows:
        return []
    decks, cards, *columns = zip(*rows, strict=True)
    return list(map(LoggedAnswer, map(CardKey, decks, cards), *columns))


def retention_by(labels: Iterable[Label], answers: Iterable[LoggedAnswer]) -> dict[Label, Retention]:
    """Return the true retention of some reviews, by the label that each has."""
    pairs = zip(labels, answers, strict=True)
    tested = Counter([(label, answer.rating > 1) for label, answer in pairs if answer.interval is not None])
    return {group: Retention(tested[group, True], tested[group, False]) for group, _ in tested}


def by_hour(answers: Iterable[LoggedAnswer]) -> list[Hour]:
    """Return the figures of each of the 24 hours of the day, without answers whose hour is unknown."""
    known = [answer for answer in answers if answer.seconds > 0 or answer.mode == _IMPORTED]
    hours = [answer.hour for answer in known]
    counts, retention = Counter(hours), retention_by(hours, known)
    return [Hour(hour, counts[hour], retention.get(hour, Retention())) for hour in range(24)]


def drift(answers: Iterable[LoggedAnswer]) -> dict[tuple[int, int], int]:
    """Count each pair of (suggested, given) ratings."""
    return Counter([(answer.suggested, answer.rating) for answer in answers if answer.suggested is not None])


def compare(answers: Iterable[LoggedAnswer], target: Callable[[CardKey], TargetSeconds]) -> Compared:
    """Compare the answers timed in greenroom with the targets of their cards."""
    timed = [answer for answer in answers if answer.seconds > 0 and answer.mode != _IMPORTED]
    pairs = [(answer, answer.seconds, target(answer.key)) for answer in timed]
    return [(answer, (seconds > most) - (seconds < least)) for answer, seconds, (least, _, most) in pairs]


def timing_by(labels: Iterable[Label], compared: Compared) -> dict[Label, Timing]:
    """Return the times of compared answers, by the label that each has."""
    groups: dict[Label, list[tuple[float, int]]] = {}
    for label, (answer, side) in zip(labels, compared, strict=True):
        groups.setdefault(label, []).append((answer.seconds, side))
    return {label: _timing(times) for label, times in groups.items()}


def _timing(times: list[tuple[float, int]]) -> Timing:
    sides = Counter([side for _, side in times])
    return Timing(len(times), median([seconds for seconds, _ in times]), sides[-1], sides[0], sides[1])


def most_missed(answers: Iterable[LoggedAnswer]) -> list[Missed]:
    """Return the key points missed at least twice, sorted by times missed x share missed, the worst first."""
    ticked: dict[tuple[CardKey, bool, int], list[str]] = {}
    for key, *_, marks, own, _, _ in answers:
        if marks:
            ticked.setdefault((key, own, len(marks)), []).append(marks)
    points = [
        Missed(key, own, position, total, missed, len(answered))
        for (key, own, total), answered in ticked.items()
        if len(answered) >= _MISSED_FROM
        for position, marks in enumerate(zip(*answered, strict=True))
        if (missed := marks.count("0")) >= _MISSED_FROM
    ]
    return sorted(points, key=lambda point: (-(point.missed**2) / point.asked, point.key, point.own, point.position))
