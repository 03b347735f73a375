"""What each study day came to, deck by deck: kept along with the log, so that no figure has to read all of it."""

import sqlite3

from scheduler.standing import STANDS

# A first rating of a day tests a young card if its last interval was shorter than this, else a mature one.
MATURE_DAYS = 21
# An answer longer than this was an interruption, not an answer: a written note may take eight minutes.
LONGEST_ANSWER_MS = 600_000

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
_COUNT = (
    f"INSERT INTO days(deck, study_day, {COLUMNS})"
    f" SELECT deck, study_day, {', '.join(f':sign * {total}' for total in _SUMS.values())}"
    " FROM reviews LEFT JOIN recalls USING (seq)"
    f" WHERE {STANDS} AND {{which}}"
    " GROUP BY study_day, deck ON CONFLICT(study_day, deck) DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS)
)


def count_all(database: sqlite3.Connection) -> None:
    """Count the whole log, of which nothing is counted yet."""
    database.execute(_COUNT.format(which="true"), {"sign": 1})


def count_deck(database: sqlite3.Connection, deck: str) -> None:
    """Count all of a deck anew."""
    database.execute("DELETE FROM days WHERE deck = ?", (deck,))
    database.execute(_COUNT.format(which="deck = :deck"), {"sign": 1, "deck": deck})


def count_review(database: sqlite3.Connection, seq: int | None) -> None:
    """Count one review in, after what it says of retention was written."""
    database.execute(_COUNT.format(which="seq = :seq"), {"sign": 1, "seq": seq})


def count_card(database: sqlite3.Connection, deck: str, card: str, *, sign: int) -> None:
    """Count all standing reviews of a card in (`sign` 1) or out (-1), with what `recalls` now says of them."""
    which = "deck = :deck AND card = :card"
    database.execute(_COUNT.format(which=which), {"sign": sign, "deck": deck, "card": card})
    if sign > 0:  # what was counted out and not in again
        database.execute("DELETE FROM days WHERE deck = ? AND again + hard + good + easy = 0", (deck,))
