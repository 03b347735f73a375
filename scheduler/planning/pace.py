"""The pace: the seconds a card takes, from one question to the next, read from the log."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import fsum
from typing import Any

from cards.answer_time import LONGEST_ANSWER_MS
from scheduler.log.active import ACTIVE
from scheduler.log.store import Store

_LATEST = 300  # answers to read; the first question waits for this
# Answers a deck needs for a pace of its own; with fewer it has the pace of all decks. All decks together need twice as
# many, and until then their pace is `_PRIOR`.
_KNOWN_AFTER = 10
_PRIOR, _SHORTEST = 90.0, 5.0  # seconds
# The longest that reading the points, ticking and rating may take before it counts as a break.
LONGEST_GRADING_MS = 120_000
# Timed answers: not those imported from elsewhere, nor those rated long after they were given.
_COLUMNS = f"SELECT deck, reviewed_at_utc_ms, min(answer_ms, {LONGEST_ANSWER_MS})"
_TIMED = f"{ACTIVE} AND mode <> 'imported' AND answer_ms > 0"
_BY_TIME = "ORDER BY reviewed_at_utc_ms, stamp, uuid"
_STATE = "SELECT coalesce((SELECT max(seq) FROM reviews), 0), coalesce((SELECT max(rowid) FROM undos), 0)"


def pace_seconds(store: Store) -> float:
    """Return the median seconds per card over all decks."""
    return _overall([seconds for _, seconds in _latest(store)])


def read_paces(store: Store, decks: Sequence[str]) -> dict[str, float]:
    """Return the median seconds per card of each deck; decks with few answers get the median of all decks."""
    taken: dict[str, list[float]] = {}
    for deck, seconds in _latest(store):
        taken.setdefault(deck, []).append(seconds)
    overall = _overall([seconds for times in taken.values() for seconds in times])
    paces = {deck: max(_SHORTEST, _median(times)) for deck, times in taken.items() if len(times) >= _KNOWN_AFTER}
    return {deck: paces.get(deck, overall) for deck in decks}


class TimeSpent:
    """The time spent on cards since this was created, which was on a given study day.

    Attributes:
        so_far: The time at the last `count`.
    """

    def __init__(self, store: Store, day: date) -> None:
        self._spent = DaySpent(store, day, and_later=True)
        self.so_far = timedelta(0)
        self._before = self._seconds()

    def count(self) -> None:
        """Update `so_far`, which is negative if earlier ratings were undone."""
        self.so_far = timedelta(seconds=self._seconds() - self._before)

    def _seconds(self) -> float:
        return fsum(self._spent.by_deck().values())


class DaySpent:
    """The seconds spent on each deck on a study day, or since it began. After a rating, only that one is read."""

    def __init__(self, store: Store, day: date, *, and_later: bool = False) -> None:
        self._store = store
        self.day = day
        days = f"study_day {'>=' if and_later else '='} ?"
        self._query = f"{_COLUMNS}, stamp, uuid {_TIMED} AND {days} AND {{seq}} > ? {_BY_TIME}"
        self._spent: dict[str, float] = {}
        self._counted: list[tuple[Any, str, float]] = []  # place, deck, and its seconds before
        self._state = (0, 0, 0)

    def by_deck(self) -> dict[str, float]:
        """Return the seconds of each deck; decks without answers are left out."""
        with self._store.snapshot():
            return self._by_deck()

    def _by_deck(self) -> dict[str, float]:
        ((version,),) = self._store.rows("PRAGMA data_version")
        ((newest, undos),) = self._store.rows(_STATE)
        before, self._state = self._state, (newest, undos, version)
        if version != before[2] or not self._take_back(before[1]) or not self._add(before[0]):
            self._spent, self._counted = {}, []
            self._add(0)
        return self._spent

    def _add(self, newest: int) -> bool:
        """Count the reviews with a higher number; return False if one was given before one already counted."""
        # The plus sign keeps SQLite from reading the whole log by number instead of the day by its index.
        query = self._query.format(seq="seq" if newest else "+seq")
        rows = self._store.rows(query, (self.day.isoformat(), newest))
        last = self._counted[-1][0] if self._counted else None
        if rows and last is not None and _place(rows[0]) < last:
            return False
        for row, (deck, seconds) in zip(rows, _durations(rows, last and last[0]), strict=True):
            spent = self._spent.get(deck, 0.0)
            self._counted.append((_place(row), deck, spent))
            self._spent[deck] = spent + seconds
        return True

    def _take_back(self, undos: int) -> bool:
        """Forget the reviews that were undone since; return False unless they were the last ones."""
        if undos == self._state[1]:
            return True
        for (undone,) in self._store.rows("SELECT review FROM undos WHERE rowid > ? ORDER BY rowid", (undos,)):
            if not self._counted or self._counted[-1][0][-1] != undone:
                return False
            _, deck, spent = self._counted.pop()
            self._spent[deck] = spent
            if not spent:
                del self._spent[deck]
        return True


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a review's place in the order of time: when it was given, its stamp and its name."""
    return row[1], *row[3:]


def seconds_spent(store: Store, day: date) -> dict[str, float]:
    """Return the seconds spent on each deck on a study day; decks without answers are left out.

    This counts answering and grading, without breaks. All minutes shown as used or left today come from it.
    """
    return DaySpent(store, day).by_deck()


def _overall(taken: Sequence[float]) -> float:
    return max(_SHORTEST, _median(taken)) if len(taken) >= 2 * _KNOWN_AFTER else _PRIOR


def _median(taken: Sequence[float]) -> float:
    """Return the median. `statistics` would load fractions and decimals before the first question."""
    ordered, middle = sorted(taken), len(taken) // 2
    return ordered[middle] if len(taken) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _latest(store: Store) -> Iterator[tuple[str, float]]:
    newest = f"{_COLUMNS} {_TIMED} ORDER BY stamp DESC, uuid DESC LIMIT ?"
    return _durations(store.rows(newest, (_LATEST,))[::-1])


def _durations(rows: Sequence[tuple[Any, ...]], previous_at: int | None = None) -> Iterator[tuple[str, float]]:
    """Yield the deck of each answer and its seconds, with the rest of the time since the rating before it.

    If that rest is longer than grading takes, it was a break, like that between two sittings, and doesn't count.
    """
    for deck, at, answer_ms, *_ in rows:
        rest = 0 if previous_at is None else at - previous_at - answer_ms
        yield deck, (answer_ms + (rest if 0 < rest <= LONGEST_GRADING_MS else 0)) / 1000
        previous_at = at
