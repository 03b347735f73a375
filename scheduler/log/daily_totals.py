"""Totals of each study day and deck, kept up to date so that figures don't read the whole log."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from cards.answer_time import LONGEST_ANSWER_MS
from cards.key import CardKey
from scheduler.log.active import IS_ACTIVE, SINCE, Place

if TYPE_CHECKING:
    from cards.review import Review

# The first rating of a day tests a young card if its last interval was shorter than this, else a mature one.
MATURE_DAYS = 21

_SUMS = {
    "ms": f"sum(min(answer_ms, {LONGEST_ANSWER_MS}))",
    "again": "sum(rating = 1)",
    "hard": "sum(rating = 2)",
    "good": "sum(rating = 3)",
    "easy": "sum(rating = 4)",
    "young_passed": f"coalesce(sum(interval < {MATURE_DAYS} AND rating > 1), 0)",
    "young_failed": f"coalesce(sum(interval < {MATURE_DAYS} AND rating = 1), 0)",
    "mature_passed": f"coalesce(sum(interval >= {MATURE_DAYS} AND rating > 1), 0)",
    "mature_failed": f"coalesce(sum(interval >= {MATURE_DAYS} AND rating = 1), 0)",
}
COLUMNS = ", ".join(_SUMS)
_INTO = f"INSERT INTO days(deck, study_day, {COLUMNS})"
_TO_THOSE_THERE = ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS)
_ADDED = f" ON CONFLICT(study_day, deck) DO UPDATE SET {_TO_THOSE_THERE}"
_COUNT = (
    f"{_INTO}"
    f" SELECT deck, study_day, {', '.join(f':sign * {total}' for total in _SUMS.values())}"
    " FROM reviews LEFT JOIN recalls USING (seq)"
    f" WHERE {IS_ACTIVE} AND {{which}} GROUP BY study_day, deck{_ADDED}"
)
_COUNT_ONE = f"{_INTO} VALUES ({', '.join('?' * (2 + len(_SUMS)))}){_ADDED}"
_INDEX = {name: index for index, name in enumerate(_SUMS)}
_TESTED = {  # by whether the card was mature, and whether it was recalled
    (False, True): _INDEX["young_passed"],
    (False, False): _INDEX["young_failed"],
    (True, True): _INDEX["mature_passed"],
    (True, False): _INDEX["mature_failed"],
}
_NONE_LEFT = "again + hard + good + easy = 0"


def count_all(database: sqlite3.Connection) -> None:
    """Fill the empty `days` table from all reviews."""
    database.execute(_COUNT.format(which="true"), {"sign": 1})


def count_deck(database: sqlite3.Connection, deck: str) -> None:
    """Recount all days of a deck."""
    database.execute("DELETE FROM days WHERE deck = ?", (deck,))
    database.execute(_COUNT.format(which="deck = :deck"), {"sign": 1, "deck": deck})


def count_imported(database: sqlite3.Connection, deck: str, reviews: "Iterable[tuple[Review, int | None]]") -> None:
    """Count reviews from another program, each with its interval in `recalls`, for a deck that has no totals yet.

    The result is that of `count_deck`, without reading what was just written.
    """
    days: defaultdict[date, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    for review, interval in reviews:
        _add(days[review.study_day], review, interval)
    database.execute("DELETE FROM days WHERE deck = ?", (deck,))
    rows = [(deck, day.isoformat(), *totals) for day, totals in sorted(days.items())]
    database.executemany(f"INSERT INTO days(deck, study_day, {COLUMNS}) VALUES (?, ?{', ?' * len(_SUMS)})", rows)


def _add(totals: list[int], review: "Review", interval: int | None) -> None:
    """Add a review to totals in the order of `_SUMS`, by the same rules."""
    totals[_INDEX["ms"]] += min(review.answer_ms, LONGEST_ANSWER_MS)
    totals[review.rating] += 1  # they start with `ms`, `again`, `hard`, `good`, `easy`
    if interval is not None:
        totals[_TESTED[interval >= MATURE_DAYS, review.rating > 1]] += 1


def count_review(database: sqlite3.Connection, review: "Review", interval: int | None, *, sign: int = 1) -> None:
    """Add one review to the totals (`sign` 1), or subtract it (-1).

    `interval` is the one it has in `recalls`; None if it has none.
    """
    totals = [0] * len(_SUMS)
    _add(totals, review, interval)
    deck, day = review.key.deck, review.study_day.isoformat()
    database.execute(_COUNT_ONE, (deck, day, *(sign * total for total in totals)))
    if sign < 0:
        database.execute(f"DELETE FROM days WHERE study_day = ? AND deck = ? AND {_NONE_LEFT}", (day, deck))


def count_since(database: sqlite3.Connection, key: CardKey, since: Place, *, sign: int) -> None:
    """Add a card's active reviews since a place to the totals (`sign` 1), or subtract them (-1)."""
    values = {"sign": sign, **key._asdict(), **since._asdict()}
    database.execute(_COUNT.format(which=SINCE), values)
    if sign > 0:  # days whose last review was subtracted and not added again
        those_days = f"study_day IN (SELECT study_day FROM reviews WHERE {SINCE})"
        database.execute(f"DELETE FROM days WHERE deck = :deck AND {those_days} AND {_NONE_LEFT}", values)
