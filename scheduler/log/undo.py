"""Everything that was done and can be taken back: what there is of it, and what taking it back writes."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from cards.progress import silently
from scheduler.log.active import ACTIVE, ACTIVE_EVENTS, Place
from scheduler.log.daily_totals import count_deck, count_since
from scheduler.log.replay import replay_card, replay_cards, replay_marks

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

RATING = "rating"


class Change(NamedTuple):
    """One thing that was done.

    Attributes:
        uuid: The name of its row in the log.
        kind: `rating`; the event of a card; or what was done to files: `import`, `add`, `edit`, `fix`, `clear`.
        at_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        zone_offset_min: Minutes east of UTC where the user was; None if that was not kept.
        key: The card that was rated or marked; None for files.
        label: The number of a rating; for files, what was done, in words a person knows it by.
    """

    uuid: str
    kind: str
    at_utc_ms: int
    zone_offset_min: int | None = None
    key: CardKey | None = None
    label: str = ""


class FileNote(NamedTuple):
    """What was done to one file.

    Attributes:
        path: The file; relative to the data home if it stands in it.
        before: The checksum of what it held, a copy of which is kept; None if there was no such file.
        after: The checksum of what it held then; None if it was gone.
    """

    path: str
    before: str | None
    after: str | None


def add_change(database: sqlite3.Connection, row: tuple[object, ...], files: Iterable[FileNote]) -> None:
    """Add a change of files: its name, device, kind, words and instant, and what was done to each."""
    database.execute("INSERT INTO changes(uuid, device, kind, told, at_utc_ms) VALUES (?, ?, ?, ?, ?)", row)
    database.executemany("INSERT INTO change_files VALUES (?, ?, ?, ?)", [(row[0], *file) for file in files])


def add_to_change(database: sqlite3.Connection, items: Iterable[str], change: str | None) -> None:
    """Say that reviews or events came with a change, if they came with one."""
    if change is not None:
        database.executemany("INSERT INTO change_rows VALUES (?, ?)", ((item, change) for item in items))


def active_changes(database: sqlite3.Connection) -> Iterator[Change]:
    """Yield what has not been taken back, the newest first.

    Things of one kind come in the order they were done, whatever the clock said; of several kinds, the later one by
    the clock is the newer, at the same instant the change of files. What an import brought is part of the import.
    """
    kinds = (_file_changes(database), _events(database), _ratings(database))
    return merge(*kinds, key=lambda change: change.at_utc_ms, reverse=True)


def _ratings(database: sqlite3.Connection) -> Iterator[Change]:
    query = (
        f"SELECT uuid, reviewed_at_utc_ms, zone_offset_min, deck, card, rating {ACTIVE} AND mode <> 'imported'"
        " ORDER BY seq DESC"
    )
    for uuid, at, offset, deck, card, rating in database.execute(query):
        key = CardKey(deck, card)
        yield Change(uuid=uuid, kind=RATING, at_utc_ms=at, zone_offset_min=offset, key=key, label=str(rating))


def _events(database: sqlite3.Connection) -> Iterator[Change]:
    query = (
        f"SELECT uuid, event, at_utc_ms, deck, card {ACTIVE_EVENTS}"
        " AND NOT EXISTS (SELECT 1 FROM change_rows WHERE change_rows.item = events.uuid) ORDER BY seq DESC"
    )
    for uuid, event, at, deck, card in database.execute(query):
        yield Change(uuid=uuid, kind=event, at_utc_ms=at, key=CardKey(deck, card))


def _file_changes(database: sqlite3.Connection) -> Iterator[Change]:
    query = (
        "SELECT uuid, kind, at_utc_ms, told FROM changes"
        " WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = changes.uuid)"
        " AND (EXISTS (SELECT 1 FROM change_files WHERE change_files.change = changes.uuid)"
        " OR EXISTS (SELECT 1 FROM change_rows WHERE change_rows.change = changes.uuid)) ORDER BY seq DESC"
    )
    for uuid, kind, at, label in database.execute(query):
        yield Change(uuid=uuid, kind=kind, at_utc_ms=at, label=label)


def files_of(database: sqlite3.Connection, change: Change) -> list[FileNote]:
    """Return what a change did to files."""
    query = "SELECT path, before, after FROM change_files WHERE change = ? ORDER BY path"
    return [FileNote(*row) for row in database.execute(query, (change.uuid,))]


def was_made_by(database: sqlite3.Connection, change: Change, device: str) -> bool:
    """Tell whether a change of files was made in the home of this name."""
    query = "SELECT 1 FROM changes WHERE uuid = ? AND device = ?"
    return database.execute(query, (change.uuid, device)).fetchone() is not None


class Undoing(NamedTuple):
    """Takes things back by adding rows that say so, inside its caller's transaction."""

    database: sqlite3.Connection
    model: "MemoryModel"
    device: str
    new_uuid: Callable[[], str]
    at_utc_ms: int

    def take_back(self, change: Change) -> bool:
        """Take one thing back; False if it has been before."""
        if change.kind == RATING and change.key is not None:
            return self.review(change.uuid, change.key)
        if change.key is not None:
            return self._event(change.uuid, change.key)
        if not self._add("undone", change.uuid):
            return False
        for table, take_back in (("reviews", self._reviews), ("events", self._events)):
            query = (
                f"SELECT uuid, deck, card FROM {table} JOIN change_rows ON item = uuid WHERE change = ? ORDER BY seq"
            )
            rows = self.database.execute(query, (change.uuid,)).fetchall()
            take_back([(uuid, CardKey(deck, card)) for uuid, deck, card in rows])
        return True

    def review(self, uuid: str, key: CardKey) -> bool:
        """Take one review back; False if it has been before. What came before it stays as it is."""
        row = self.database.execute("SELECT study_day, seq FROM reviews WHERE uuid = ?", (uuid,)).fetchone()
        if row is None:
            return False
        since = Place(*row)
        count_since(self.database, key, since, sign=-1)
        added = self._add("undos", uuid)
        if added:
            replay_card(self.database, self.model, key, since)
        count_since(self.database, key, since, sign=1)
        return added

    def _reviews(self, rows: list[tuple[str, CardKey]]) -> None:
        touched: dict[str, set[str]] = {}
        for uuid, key in rows:
            if self._add("undos", uuid):
                touched.setdefault(key.deck, set()).add(key.card)
        for deck, cards in touched.items():
            replay_cards(self.database, self.model, deck, cards, silently)
            count_deck(self.database, deck)

    def _events(self, rows: list[tuple[str, CardKey]]) -> None:
        for row in rows:
            self._event(*row)

    def _event(self, uuid: str, key: CardKey) -> bool:
        added = self._add("undone", uuid)
        if added:
            replay_marks(self.database, key)
        return added

    def _add(self, table: str, item: str) -> bool:
        row = (self.new_uuid(), self.device, item, self.at_utc_ms)
        return self.database.execute(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?, ?)", row).rowcount > 0
