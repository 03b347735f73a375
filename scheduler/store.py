"""The review log in SQLite: what was rated, and what follows from it, written together or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.key import CardKey
from scheduler.bringing import bring_in
from scheduler.derived import STANDING, apply_event, put_memory, rebuild
from scheduler.keeping import Keeper, NoBackups
from scheduler.marks import Event, Marks
from scheduler.migrations import open_database, told
from scheduler.rows import MEMORY_COLUMNS, REVIEW_COLUMNS, memory_from, review_from, review_row
from scheduler.settings import Settings
from scheduler.undoing import Change, FileNote, Undoing, add_change, add_to_change, files_of, standing_changes

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.memory import Memory, MemoryModel

__all__ = ["Event", "Marks", "NoBackups", "Store"]


class Store:
    """The review log of one home and the memory derived from it.

    Every method may raise a `StoreError`. A rating that `record` has returned from is on disk.
    """

    def __init__(self, path: Path, *, keeper: Keeper, settings: Settings, new_uuid: Callable[[], str]) -> None:
        self._path = path
        self._keeper = keeper
        self._settings = settings
        self._new_uuid = new_uuid
        with told(path):
            self._database = open_database(path, keeper.before_migration)
        try:
            with told(path):
                self.device = self._home("device") or self._claim_device()
                if self._home("memory") != settings.fingerprint:
                    self.rebuild()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def expect_ratings(self) -> None:
        """Let the backup of the day be made meanwhile, so that the first rating need not wait for it."""
        self._keeper.begin()

    def back_up(self) -> None:
        """See to it that the backup of the day is there, before files are changed; the log does so by itself."""
        self._keeper.before_append()

    @cached_property
    def model(self) -> "MemoryModel":
        """FSRS under this home's settings, loaded when first needed."""
        from scheduler.memory import MemoryModel

        return MemoryModel(self._settings)

    # --- the log -----------------------------------------------------------------------------------

    def record(self, review: "Review") -> "tuple[Review, Memory]":
        """Append a review and the memory it leads to; return both as they were written.

        A study day earlier than the card's last one counts as that last one.
        """
        from dataclasses import replace

        with self._appending():
            before = self.memory(review.key)
            if before is not None and review.study_day < before.last_review:
                review = replace(review, study_day=before.last_review)
            recall = self.model.recall(before, review.study_day)
            after = self.model.review(before, review.rating, review.study_day, review.key)
            seq = self._database.execute(
                f"INSERT INTO reviews({REVIEW_COLUMNS}) VALUES ({', '.join('?' * 14)})", review_row(review)
            ).lastrowid
            if recall is not None:
                row = (seq, recall.interval, recall.retrievability)
                self._database.execute("INSERT INTO recalls VALUES (?, ?, ?)", row)
            put_memory(self._database, review.key, after)
        return review, after

    def bring_in(self, reviews: "Iterable[tuple[Review, int | None]]", change: str | None = None) -> int:
        """Append reviews made elsewhere, each with the days scheduled before it (None while learning); return how many.

        Those that stand already, by their uuid, are left out, so that bringing the same history in again changes
        nothing; those that were taken back come in under another name. `change` is what they are taken back with.
        """
        with self._appending():
            return bring_in(self._database, self.model, reviews, change)

    def undo(self, at_utc_ms: int) -> "Review | None":
        """Take back the last standing review; return it, or None if there is none."""
        with self._appending():
            row = self._database.execute(
                f"SELECT {REVIEW_COLUMNS} {STANDING} AND mode <> 'imported' ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            review = review_from(row)
            self._undoing(at_utc_ms).review(review.uuid, review.key)
        return review

    def reviews(self, key: CardKey | None = None, *, newest: int | None = None) -> "list[Review]":
        """Return standing reviews, the newest first: of one card or all, at most `newest` of them."""
        where, values = ("AND deck = ? AND card = ?", tuple(key)) if key else ("", ())
        order = "study_day DESC, seq DESC" if key else "seq DESC"
        query = f"SELECT {REVIEW_COLUMNS} {STANDING} {where} ORDER BY {order} LIMIT ?"
        with told(self._path):
            return [
                review_from(row) for row in self._database.execute(query, (*values, -1 if newest is None else newest))
            ]

    def history(self, deck: str) -> "list[tuple[Review, int | None]]":
        """Return the standing reviews of a deck in the order they count, each with the days scheduled before it."""
        columns = ", ".join(f"reviews.{name.strip()}" for name in REVIEW_COLUMNS.split(","))
        query = f"SELECT {columns}, interval {STANDING} AND deck = ? ORDER BY card, study_day, seq"
        rows = self.rows(query.replace("FROM reviews", "FROM reviews LEFT JOIN recalls USING (seq)", 1), (deck,))
        return [(review_from(row[:-1]), row[-1]) for row in rows]

    def mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int, change: str | None = None) -> None:
        """Append an event of a card; `change` is what it is taken back with, if not alone."""
        with self._appending():
            uuid = self._new_uuid()
            row = (uuid, self.device, *key, event.value, day.isoformat(), at_utc_ms)
            self._database.execute(
                "INSERT INTO events(uuid, device, deck, card, event, study_day, at_utc_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            add_to_change(self._database, uuid, change)
            apply_event(self._database, key, event, day)

    def note(self, kind: str, told: str, files: Iterable[FileNote], at_utc_ms: int) -> str:
        """Append what was done to files; return its name, for the reviews and events that came with it."""
        with self._appending():
            uuid = self._new_uuid()
            add_change(self._database, (uuid, self.device, kind, told, at_utc_ms), files)
        return uuid

    # --- what can be taken back ----------------------------------------------------------------------

    def changes(self, newest: int) -> list[Change]:
        """Return what was done and stands, the newest first: ratings, events of cards, and changes of files."""
        with told(self._path):
            return list(islice(standing_changes(self._database), newest))

    def files_of(self, change: Change) -> list[FileNote]:
        """Return what a change did to files."""
        with told(self._path):
            return files_of(self._database, change)

    def take_back(self, change: Change, at_utc_ms: int) -> bool:
        """Take one change back, all that came with it included, its files excepted; False if it has been before."""
        with self._appending():
            return self._undoing(at_utc_ms).take_back(change)

    # --- what follows from it ----------------------------------------------------------------------

    def memory(self, key: CardKey) -> "Memory | None":
        """Return the memory of a card; None if it is new."""
        with told(self._path):
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
        with told(self._path):
            return self._database.execute(query, values).fetchall()

    def rebuild(self) -> None:
        """Make everything derived again from the logs, under the present settings."""
        with self._writing():
            rebuild(self._database, self.model)
            self._set_home("memory", self._settings.fingerprint)

    # --- cards without an id -------------------------------------------------------------------------

    def identities(self, deck: str) -> dict[str, tuple[str, str]]:
        """Return (card id, question) of the id-less cards ever seen in a deck, by the id made from the question."""
        rows = self.rows("SELECT derived, card, question FROM identities WHERE deck = ?", (deck,))
        return {derived: (card, question) for derived, card, question in rows}

    def remember_identities(self, deck: str, seen: Mapping[str, tuple[str, str]]) -> None:
        """Keep what `identities` returns for a deck's cards, in place of what was kept for those ids."""
        rows = [(deck, derived, card, question) for derived, (card, question) in seen.items()]
        with self._writing():
            self._database.executemany("INSERT OR REPLACE INTO identities VALUES (?, ?, ?, ?)", rows)

    # --- inside ------------------------------------------------------------------------------------

    @contextmanager
    def _appending(self) -> Iterator[None]:
        """One transaction that adds to the logs; a backup comes first where one is due."""
        self._keeper.before_append()
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, taken at once so that nothing read in it can change before it is written."""
        with told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                yield

    def _undoing(self, at_utc_ms: int) -> Undoing:
        return Undoing(self._database, self.model, self.device, self._new_uuid, at_utc_ms)

    def _home(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM home WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set_home(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO home VALUES (?, ?)", (name, value))

    def _claim_device(self) -> str:
        """Name this home, once; another process may have been quicker."""
        self._database.execute("INSERT OR IGNORE INTO home VALUES ('device', ?)", (self._new_uuid(),))
        return str(self._home("device"))
