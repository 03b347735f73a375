"""Queries on an open log and the tables derived from it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.key import CardKey
from scheduler.log.active import ACTIVE, IN_ORDER, IS_ACTIVE, NEWEST_FIRST
from scheduler.log.errors import sqlite_errors, store_error
from scheduler.log.marks import Marks
from scheduler.log.rows import MEMORY_COLUMNS, REVIEW_COLUMNS, memory_from, review_from

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import Memory
    from scheduler.log.undo import Change, FileNote


class LoggedRating(NamedTuple):
    """A rating, 1 to 4, as it is exported to another program.

    Attributes:
        at_utc_ms: When it was given, in milliseconds since 1970-01-01 UTC.
        answer_ms: How long the answer took, in milliseconds.
        interval: The days scheduled before it; None while the card was being learned.
    """

    card: str
    rating: int
    at_utc_ms: int
    answer_ms: int
    interval: int | None


class LogReader:
    """Reads an open log. Every method may raise a `StoreError`."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path = path
        self._database = database

    # --- the log -----------------------------------------------------------------------------------

    def last_rating(self) -> "Review | None":
        """Return the last active review given in this home, the one `undo` would undo; None if there is none."""
        given_here = f"{ACTIVE} AND mode <> 'imported' AND device = (SELECT value FROM home WHERE name = 'device')"
        rows = self.rows(f"SELECT {REVIEW_COLUMNS} {given_here} ORDER BY stamp DESC, uuid DESC LIMIT 1")
        return review_from(rows[0]) if rows else None

    def reviews(
        self, key: CardKey | None = None, *, newest: int | None = None, written: bool = False
    ) -> "list[Review]":
        """Return the active reviews, of one card or all, the newest first; with `written`, only typed answers."""
        where, values = ("AND deck = ? AND card = ?", tuple(key)) if key else ("", ())
        where += " AND answer_text <> ''" if written else ""
        query = f"SELECT {REVIEW_COLUMNS} {ACTIVE} {where} ORDER BY {NEWEST_FIRST} LIMIT ?"
        return [review_from(row) for row in self.rows(query, (*values, -1 if newest is None else newest))]

    def rated_since(self, key: CardKey, at_utc_ms: int) -> tuple[str, int] | None:
        """Return the UUID and the rating, 1 to 4, of a card's newest active review after an instant; None for none."""
        # A stamp is never before its instant, and one index has the stamps of a card: usually no row is read.
        after = "stamp > ? AND reviewed_at_utc_ms > ?"
        query = f"SELECT uuid, rating {ACTIVE} AND deck = ? AND card = ? AND {after} ORDER BY {NEWEST_FIRST} LIMIT 1"
        rows = self.rows(query, (*key, at_utc_ms, at_utc_ms))
        return rows[0] if rows else None

    def history(self, deck: str) -> list[LoggedRating]:
        """Return the active ratings of a deck, card by card in replay order."""
        query = (
            "SELECT card, rating, reviewed_at_utc_ms, answer_ms, interval FROM reviews LEFT JOIN recalls USING (seq)"
            f" WHERE {IS_ACTIVE} AND deck = ? ORDER BY card, {IN_ORDER}"
        )
        return list(starmap(LoggedRating, self.rows(query, (deck,))))

    def has_history(self, key: CardKey) -> bool:
        """Return whether a card has a review, even one that was undone, or a mark."""
        query = "SELECT 1 FROM {} WHERE deck = ? AND card = ? LIMIT 1"
        return any(self.rows(query.format(table), tuple(key)) for table in ("reviews", "marks"))

    def is_empty(self) -> bool:
        """Return whether the log has no reviews, not even undone ones."""
        return not self.rows("SELECT 1 FROM reviews LIMIT 1")

    def missing_reviews(
        self, reviews: "Iterable[tuple[Review, int | None]]"
    ) -> "dict[str, list[tuple[Review, int | None]]]":
        """Return the reviews that `Store.import_reviews` would append, by deck."""
        from scheduler.log.imported_reviews import missing_reviews

        with sqlite_errors(self._path):
            return missing_reviews(self._database, reviews)

    # --- what can be undone ------------------------------------------------------------------------------

    def changes(self, newest: int) -> "list[Change]":
        """Return what can be undone, the newest first: ratings, events of cards, and changes of files."""
        from scheduler.log.undo import active_changes

        with sqlite_errors(self._path):
            return list(islice(active_changes(self._database), newest))

    def files_of(self, change: "Change") -> "list[FileNote]":
        """Return what a change did to each file."""
        from scheduler.log.undo import FileNote

        query = "SELECT path, before, after FROM change_files WHERE change = ? ORDER BY path"
        return [FileNote(*row) for row in self.rows(query, (change.uuid,))]

    # --- derived tables --------------------------------------------------------------------------------

    def memory(self, key: CardKey) -> "Memory | None":
        """Return the memory of a card; None for a new card."""
        rows = self.rows(f"SELECT {MEMORY_COLUMNS} FROM memories WHERE deck = ? AND card = ?", tuple(key))
        return memory_from(rows[0]) if rows else None

    def times_reviewed(self, key: CardKey) -> int:
        """Return how many active reviews a card has."""
        rows = self.rows("SELECT reviews FROM memories WHERE deck = ? AND card = ?", tuple(key))
        return rows[0][0] if rows else 0

    def memories(self, deck: str) -> "dict[CardKey, Memory]":
        """Return the memories of a deck's cards, including cards no longer in the deck."""
        rows = self.rows(f"SELECT {MEMORY_COLUMNS} FROM memories WHERE deck = ?", (deck,))
        return {CardKey(row[0], row[1]): memory_from(row) for row in rows}

    def marks(self) -> dict[CardKey, Marks]:
        """Return the marks of every card that has had any."""
        rows = self.rows("SELECT deck, card, suspended, flagged, buried_on FROM marks")
        return {
            CardKey(deck, card): Marks(bool(suspended), bool(flagged), date.fromisoformat(buried) if buried else None)
            for deck, card, suspended, flagged, buried in rows
        }

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query that only reads."""
        try:  # every question waits for some of these: entering a context manager takes half as long as a query
            return self._database.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise store_error(self._path, error) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything in the `with` from one state of the log; nothing may be written in it.

        It is also quicker: outside of a transaction, most of a short query is locking the file.
        """
        if self._database.in_transaction:
            yield
            return
        with sqlite_errors(self._path):
            self._database.execute("BEGIN")
            with self._database:
                yield

    def identities(self, deck: str) -> dict[str, tuple[str, str]]:
        """Return (card id, question) of every id-less card a deck ever had, by the id derived from its question."""
        rows = self.rows("SELECT derived, card, question FROM identities WHERE deck = ?", (deck,))
        return {derived: (card, question) for derived, card, question in rows}

    def _home(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM home WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])
