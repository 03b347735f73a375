"""What the log and all that is derived from it say: everything about a store that only reads."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.key import CardKey
from scheduler.log import imports
from scheduler.log.active import ACTIVE, IS_ACTIVE
from scheduler.log.errors import sqlite_errors
from scheduler.log.marks import Marks
from scheduler.log.rows import MEMORY_COLUMNS, REVIEW_COLUMNS, memory_from, review_from
from scheduler.log.undo import Change, FileNote, active_changes, files_of

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import Memory


class LoggedRating(NamedTuple):
    """A rating as another program may want to know it.

    Attributes:
        card: The card's id.
        rating: 1 to 4.
        at_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        answer_ms: How long the answer took.
        interval: The days scheduled before it; None if the card was being learned.
    """

    card: str
    rating: int
    at_utc_ms: int
    answer_ms: int
    interval: int | None


class LogReader:
    """Questions to an open database. Every method may raise a `StoreError`."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path = path
        self._database = database

    # --- the log -----------------------------------------------------------------------------------

    def last_rating(self) -> "Review | None":
        """Return the last standing review that was given here, which `undo` takes back; None if there is none."""
        rows = self.rows(f"SELECT {REVIEW_COLUMNS} {ACTIVE} AND mode <> 'imported' ORDER BY seq DESC LIMIT 1")
        return review_from(rows[0]) if rows else None

    def reviews(
        self, key: CardKey | None = None, *, newest: int | None = None, written: bool = False
    ) -> "list[Review]":
        """Return standing reviews, the newest first: of one card or all, at most `newest`, or only those with text."""
        where, values = ("AND deck = ? AND card = ?", tuple(key)) if key else ("", ())
        where += " AND answer_text <> ''" if written else ""
        order = "study_day DESC, seq DESC" if key else "seq DESC"
        query = f"SELECT {REVIEW_COLUMNS} {ACTIVE} {where} ORDER BY {order} LIMIT ?"
        with sqlite_errors(self._path):
            return [
                review_from(row) for row in self._database.execute(query, (*values, -1 if newest is None else newest))
            ]

    def history(self, deck: str) -> list[LoggedRating]:
        """Return the standing ratings of a deck in the order they count."""
        query = (
            "SELECT card, rating, reviewed_at_utc_ms, answer_ms, interval FROM reviews LEFT JOIN recalls USING (seq)"
            f" WHERE {IS_ACTIVE} AND deck = ? ORDER BY card, study_day, seq"
        )
        return list(map(LoggedRating._make, self.rows(query, (deck,))))

    def is_empty(self) -> bool:
        """Tell whether nothing was ever rated, not even what was taken back."""
        return not self.rows("SELECT 1 FROM reviews LIMIT 1")

    def unknown(self, reviews: "Iterable[tuple[Review, int | None]]") -> "dict[str, list[tuple[Review, int | None]]]":
        """Return by deck those of the reviews that `import_reviews` would append."""
        with sqlite_errors(self._path):
            return imports.unknown(self._database, reviews)

    # --- what can be taken back ----------------------------------------------------------------------

    def changes(self, newest: int) -> list[Change]:
        """Return what was done and stands, the newest first: ratings, events of cards, and changes of files."""
        with sqlite_errors(self._path):
            return list(islice(active_changes(self._database), newest))

    def files_of(self, change: Change) -> list[FileNote]:
        """Return what a change did to files."""
        with sqlite_errors(self._path):
            return files_of(self._database, change)

    # --- what follows from it ----------------------------------------------------------------------

    def memory(self, key: CardKey) -> "Memory | None":
        """Return the memory of a card; None if it is new."""
        with sqlite_errors(self._path):
            row = self._database.execute(
                f"SELECT {MEMORY_COLUMNS} FROM memories WHERE deck = ? AND card = ?", key
            ).fetchone()
        return None if row is None else memory_from(row)

    def times_reviewed(self, key: CardKey) -> int:
        """Return how many standing reviews a card has."""
        rows = self.rows("SELECT reviews FROM memories WHERE deck = ? AND card = ?", tuple(key))
        return rows[0][0] if rows else 0

    def memories(self, deck: str) -> "dict[CardKey, Memory]":
        """Return the memories of a deck's cards, those no longer in the deck included."""
        rows = self.rows(f"SELECT {MEMORY_COLUMNS} FROM memories WHERE deck = ?", (deck,))
        return {CardKey(row[0], row[1]): memory_from(row) for row in rows}

    def marks(self) -> dict[CardKey, Marks]:
        """Return what has been marked, by card."""
        rows = self.rows("SELECT deck, card, suspended, flagged, buried_on FROM marks")
        return {
            CardKey(deck, card): Marks(bool(suspended), bool(flagged), date.fromisoformat(buried) if buried else None)
            for deck, card, suspended, flagged, buried in rows
        }

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query that only reads."""
        with sqlite_errors(self._path):
            return self._database.execute(query, values).fetchall()

    def identities(self, deck: str) -> dict[str, tuple[str, str]]:
        """Return (card id, question) of the id-less cards ever seen in a deck, by the id made from the question."""
        rows = self.rows("SELECT derived, card, question FROM identities WHERE deck = ?", (deck,))
        return {derived: (card, question) for derived, card, question in rows}

    def _home(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM home WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])
