"""The review log in SQLite: what was rated, and what follows from it, written together or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.key import CardKey
from cards.progress import Progress, silently
from scheduler import parameters
from scheduler.derived import STANDING, apply_event, put_memory, rebuild, replay_card, replay_cards
from scheduler.marks import Event, Marks
from scheduler.migrations import open_database, told
from scheduler.rollup import count_card, count_deck, count_review
from scheduler.rows import MEMORY_COLUMNS, REVIEW_COLUMNS, memory_from, review_from, review_row
from scheduler.settings import Settings

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.memory import Memory, MemoryModel

__all__ = ["Event", "Marks", "Store"]


class Store:
    """The review log of one home and the memory derived from it.

    Every method may raise a `StoreError`. A rating that `record` has returned from is on disk.
    """

    def __init__(
        self, path: Path, *, backups: Path, now: datetime, settings: Settings, new_uuid: Callable[[], str]
    ) -> None:
        self._path = path
        self._settings = settings
        self._new_uuid = new_uuid
        with told(path):
            self._database = open_database(path, backups, now)
        try:
            with told(path):
                self.device = self._home("device") or self._claim_device()
                self._read_parameters()
                if self._home("memory") != self._fingerprint:
                    self.rebuild()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @cached_property
    def model(self) -> "MemoryModel":
        """FSRS under this home's settings and parameters, loaded when first needed."""
        from scheduler.memory import MemoryModel

        return MemoryModel(self._settings, *([self.fitted.values] if self.fitted else []))

    # --- the log -----------------------------------------------------------------------------------

    def record(self, review: "Review") -> "tuple[Review, Memory]":
        """Append a review and the memory it leads to; return both as they were written.

        A study day earlier than the card's last one counts as that last one.
        """
        from dataclasses import replace

        with self._writing():
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
            count_review(self._database, seq)
            put_memory(self._database, review.key, after)
        return review, after

    def bring_in(
        self,
        reviews: "Iterable[tuple[Review, int | None]]",
        marks: Iterable[tuple[CardKey, Event, date, int]] = (),
        *,
        progress: Progress = silently,
    ) -> Counter[str]:
        """Append reviews made elsewhere and what was marked there, all or nothing; return how many reviews a deck.

        A review that its card has already, by the instant it was made, is left out: bringing the same history in again
        changes nothing, and neither does a history that was taken out of here.

        Args:
            reviews: Each with the days scheduled before it, None while its card was being learned.
            marks: The arguments of `mark`.
            progress: Shows how far it is.
        """
        insert = f"INSERT INTO reviews({REVIEW_COLUMNS}) VALUES ({', '.join('?' * 14)})"
        brought: Counter[str] = Counter()
        self._database.execute("PRAGMA cache_size = -65536")  # in KiB: most of what grows stays in memory till the end
        with self._writing():
            for deck, new in self.unknown(reviews).items():
                self._database.executemany(insert, (review_row(review) for review, _ in new))
                learned = ((review.uuid, interval) for review, interval in new)
                self._database.executemany("INSERT INTO imported VALUES (?, ?)", learned)
                cards = {review.key.card for review, _ in new}
                replay_cards(self._database, self.model, deck, cards, progress)
                count_deck(self._database, deck)
                brought[deck] = len(new)
            for mark in marks:
                self._mark(*mark)
        return brought

    def unknown(self, reviews: "Iterable[tuple[Review, int | None]]") -> "dict[str, list[tuple[Review, int | None]]]":
        """Return by deck those of the reviews that `bring_in` would append."""
        by_deck: dict[str, dict[tuple[str, int], tuple[Review, int | None]]] = {}
        for review, interval in reviews:
            place = (review.key.card, review.reviewed_at_utc_ms)
            by_deck.setdefault(review.key.deck, {})[place] = (review, interval)
        unknown: dict[str, list[tuple[Review, int | None]]] = {}
        for deck, found in by_deck.items():
            known = set(self.rows("SELECT card, reviewed_at_utc_ms FROM reviews WHERE deck = ?", (deck,)))
            unknown[deck] = [one for place, one in found.items() if place not in known]
        return unknown

    def undo(self, at_utc_ms: int) -> "Review | None":
        """Take back the last standing review; return it, or None if there is none."""
        with self._writing():
            row = self._database.execute(
                f"SELECT {REVIEW_COLUMNS} {STANDING} AND mode <> 'imported' ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            review = review_from(row)
            count_card(self._database, *review.key, sign=-1)
            self._database.execute(
                "INSERT INTO undos VALUES (?, ?, ?, ?)",
                (self._new_uuid(), self.device, review.uuid, at_utc_ms),
            )
            replay_card(self._database, self.model, review.key)
            count_card(self._database, *review.key, sign=1)
        return review

    def reviews(
        self, key: CardKey | None = None, *, newest: int | None = None, written: bool = False
    ) -> "list[Review]":
        """Return standing reviews, the newest first: of one card or all, at most `newest`, or only those with text."""
        where, values = ("AND deck = ? AND card = ?", tuple(key)) if key else ("", ())
        where += " AND answer_text IS NOT NULL" if written else ""
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

    def mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int) -> None:
        """Append an event of a card."""
        with self._writing():
            self._mark(key, event, day, at_utc_ms)

    def log_mock(self, mock: str, event: str, position: int | None, at_utc_ms: int, content: str) -> None:
        """Append what happened in a mock interview; `scheduler.mock_log` gives the words their meaning."""
        row = (self._new_uuid(), self.device, mock, event, position, at_utc_ms, content)
        with self._writing():
            self._database.execute(
                "INSERT INTO mock_events(uuid, device, mock, event, position, at_utc_ms, content)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def tell(self, review: str, story: str, at_utc_ms: int) -> None:
        """Append which story a review told."""
        self._append("tellings", review, story, at_utc_ms)

    def time_sections(self, review: str, milliseconds: Iterable[int], at_utc_ms: int) -> None:
        """Append how long each section of a review's story took, in the order they are told."""
        self._append("timings", review, " ".join(map(str, milliseconds)), at_utc_ms)

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
            self._rebuild()

    def adopt(self, values: Sequence[float], reviews: int, at_utc_ms: int) -> None:
        """Take other FSRS parameters into use, no values for the default ones, and move due days by replay."""
        with self._writing():
            parameters.append(self._database, self._new_uuid(), self.device, at_utc_ms, values, reviews)
            self._read_parameters()
            self._rebuild()

    def adopt_former(self, at_utc_ms: int) -> None:
        """Take the FSRS parameters that were in use before the last change into use again.

        Raises:
            LookupError: They have never been changed.
        """
        with told(self._path):
            former = parameters.before(self._database)
        self.adopt(former.values if former else (), former.reviews if former else 0, at_utc_ms)

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
    def _writing(self) -> Iterator[None]:
        """One transaction, taken at once so that nothing read in it can change before it is written."""
        with told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                yield
                if self._home("memory") != self._fingerprint:
                    # Another process changed what memories depend on while we ran: the next to open replays the log.
                    self._set_home("memory", "stale")

    def _rebuild(self) -> None:
        rebuild(self._database, self.model)
        self._set_home("memory", self._fingerprint)

    def _read_parameters(self) -> None:
        self.fitted = parameters.in_use(self._database)
        values = self.fitted.values if self.fitted else ()
        self._fingerprint = " ".join((self._settings.fingerprint, *map(repr, values)))
        self.__dict__.pop("model", None)

    def _mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int) -> None:
        row = (self._new_uuid(), self.device, *key, event.value, day.isoformat(), at_utc_ms)
        columns = "uuid, device, deck, card, event, study_day, at_utc_ms"
        self._database.execute(f"INSERT INTO events({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        apply_event(self._database, key, event, day)

    def _append(self, log: str, *values: object) -> None:
        with self._writing():
            row = (self._new_uuid(), self.device, *values)
            self._database.execute(f"INSERT INTO {log} VALUES (?, ?, ?, ?, ?)", row)

    def _home(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM home WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set_home(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO home VALUES (?, ?)", (name, value))

    def _claim_device(self) -> str:
        """Name this home, once; another process may have been quicker."""
        self._database.execute("INSERT OR IGNORE INTO home VALUES ('device', ?)", (self._new_uuid(),))
        return str(self._home("device"))
