"""Undo: a list of what can be undone (ratings, events of cards, changes of files), and the undoing itself."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.key import CardKey
from cards.progress import silently
from scheduler.log.active import ACTIVE, ACTIVE_EVENTS, Place
from scheduler.log.daily_totals import count_deck, count_review, count_since
from scheduler.log.replay import put_back, replay_card, replay_cards, replay_marks

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.fsrs.memory import MemoryModel
    from scheduler.log.recent_ratings import PriorState

RATING = "rating"
# What can be undone, the newest first, by stamp, as `_change` reads it.
_RATINGS = (
    f"SELECT stamp, uuid, '{RATING}', reviewed_at_utc_ms, zone_offset_min, deck, card, CAST(rating AS TEXT), device"
    f" {ACTIVE} AND mode <> 'imported' ORDER BY stamp DESC, uuid DESC"
)
_EVENTS = (
    f"SELECT stamp, uuid, event, at_utc_ms, NULL, deck, card, '', device {ACTIVE_EVENTS}"
    " AND NOT EXISTS (SELECT 1 FROM change_rows WHERE change_rows.item = events.uuid) ORDER BY stamp DESC, uuid DESC"
)
_FILE_CHANGES = (
    "SELECT stamp, uuid, kind, at_utc_ms, NULL, '', '', told, device FROM changes"
    " WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = changes.uuid)"
    " AND (EXISTS (SELECT 1 FROM change_files WHERE change_files.change = changes.uuid)"
    " OR EXISTS (SELECT 1 FROM change_rows WHERE change_rows.change = changes.uuid)) ORDER BY stamp DESC, uuid DESC"
)


class Change(NamedTuple):
    """Something that was done and can be undone.

    Attributes:
        uuid: The UUID of its row in the log.
        kind: `rating`; the event of a card; or what was done to files: `import`, `add`, `edit`, `fix`, `set`, `clear`,
            `result`, `write`, `debrief`, `prepare`, `sync`.
        at_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        zone_offset_min: The user's offset in minutes east of UTC; None if the log does not have it.
        key: The card that was rated or marked; None for files.
        label: The number of a rating; for files, what was done, in words for the user.
        device: The name of the home it was done in.
    """

    uuid: str
    kind: str
    at_utc_ms: int
    zone_offset_min: int | None = None
    key: CardKey | None = None
    label: str = ""
    device: str = ""


class FileNote(NamedTuple):
    """What a change did to one file.

    Attributes:
        path: The file, relative to the data home if it is inside.
        before: The checksum of its earlier content, kept as a copy; None if there was no such file.
        after: The checksum of its content afterwards; None if the file was removed.
    """

    path: str
    before: str | None
    after: str | None


def add_to_change(database: sqlite3.Connection, items: Iterable[str], change: str | None) -> None:
    """Note that reviews or events, by UUID, belong to a change; None for no change."""
    if change is not None:
        database.executemany("INSERT INTO change_rows VALUES (?, ?)", ((item, change) for item in items))


def active_changes(database: sqlite3.Connection) -> Iterator[Change]:
    """Yield every change that has not been undone, the newest first.

    They come in the order of their stamps, whatever the clock said; of one stamp, the change of files counts as newer.
    Marks and reviews that an import added are part of the import.
    """
    kinds = (database.execute(query) for query in (_FILE_CHANGES, _EVENTS, _RATINGS))
    return map(_change, merge(*kinds, key=itemgetter(0), reverse=True))


def _change(row: tuple[Any, ...]) -> Change:
    _, uuid, kind, at, offset, deck, card, label, device = row
    return Change(uuid, kind, at, offset, CardKey(deck, card) if deck else None, label, device)


class Undoer(NamedTuple):
    """Undoes changes by appending rows that say so, inside the caller's transaction."""

    database: sqlite3.Connection
    model: "MemoryModel"
    device: str
    new_uuid: Callable[[], str]
    at_utc_ms: int

    def undo_change(self, change: Change) -> bool:
        """Undo a change and everything that belongs to it; return False if it was already undone."""
        if change.kind == RATING and change.key is not None:
            return self.undo_review(change.uuid, change.key)
        if change.key is not None:
            return self._undo_event(change.uuid, change.key)
        if not self._add("undone", change.uuid):
            return False
        self._undo_reviews(self._rows_of(change, "reviews"))
        for uuid, key in self._rows_of(change, "events"):
            self._undo_event(uuid, key)
        return True

    def _rows_of(self, change: Change, table: str) -> list[tuple[str, CardKey]]:
        rows_of_change = f"{table} JOIN change_rows ON item = uuid WHERE change = ?"
        query = f"SELECT uuid, deck, card FROM {rows_of_change} ORDER BY stamp, uuid"
        rows = self.database.execute(query, (change.uuid,)).fetchall()
        return [(uuid, CardKey(deck, card)) for uuid, deck, card in rows]

    def undo_rating(self, review: "Review", prior: "PriorState | None") -> None:
        """Undo an active rating: put its prior state back, or replay its card if that isn't known."""
        if prior is None:
            self.undo_review(review.uuid, review.key)
        else:
            count_review(self.database, review, prior.recall and prior.recall.interval, sign=-1)
            self._add("undos", review.uuid)
            put_back(self.database, review.key, prior)

    def undo_review(self, uuid: str, key: CardKey) -> bool:
        """Undo a review and replay its card; return False if it was already undone."""
        row = self.database.execute("SELECT study_day, stamp, uuid FROM reviews WHERE uuid = ?", (uuid,)).fetchone()
        if row is None:
            return False
        since = Place(*row)
        count_since(self.database, key, since, sign=-1)
        added = self._add("undos", uuid)
        if added:
            replay_card(self.database, self.model, key, since)
        count_since(self.database, key, since, sign=1)
        return added

    def _undo_reviews(self, rows: list[tuple[str, CardKey]]) -> None:
        changed: dict[str, set[str]] = {}
        for uuid, key in rows:
            if self._add("undos", uuid):
                changed.setdefault(key.deck, set()).add(key.card)
        for deck, cards in changed.items():
            replay_cards(self.database, self.model, deck, cards, silently)
            count_deck(self.database, deck)

    def _undo_event(self, uuid: str, key: CardKey) -> bool:
        added = self._add("undone", uuid)
        if added:
            replay_marks(self.database, key)
        return added

    def _add(self, table: str, item: str) -> bool:
        row = (self.new_uuid(), self.device, item, self.at_utc_ms)
        return self.database.execute(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?, ?)", row).rowcount > 0
