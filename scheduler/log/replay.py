"""The derived tables, which are updated with the logs and can be rebuilt from them at any time, with the same result.

Every function runs inside its caller's transaction. Reviews are replayed by study day, stamp and name, so that
logs with the same rows have the same memories, in whichever order the rows came: see `scheduler.log.stamps`.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.progress import Progress
from scheduler.log.active import ACTIVE, ACTIVE_EVENTS, IN_ORDER, SINCE, START, Place
from scheduler.log.daily_totals import count_all
from scheduler.log.marks import Event
from scheduler.log.rows import MEMORY_COLUMNS, memory_row
from scheduler.log.stamps import note_highest

if TYPE_CHECKING:
    from scheduler.fsrs.memory import Memory, MemoryModel
    from scheduler.log.undoable import Before

# Rows sorted and written at a time, so that a long log doesn't fill the computer's memory and tables grow at their end.
_AT_ONCE = 50_000
DERIVED = ("memories", "recalls", "marks", "days")
_UPDATE_MEMORY = (
    "UPDATE memories SET stability = ?, difficulty = ?, last_review = ?, due = ?, reviews = ?, lapses = ?"
    " WHERE deck = ? AND card = ?"
)
_PUT_MEMORY = f"INSERT OR REPLACE INTO memories({MEMORY_COLUMNS}) VALUES ({', '.join('?' * 9)})"
# What a replay reads of a review. One index has all of these columns, so the table itself is never read.
_Row = tuple[str, str, int, str, int]
# For each review, its number, the interval it tested in days and the predicted recall.
_Recalls = list[tuple[int, int, float | None]]
_COLUMNS = "deck, card, rating, study_day, seq"
# Up to this many cards of a deck are read one by one, which is quicker than reading the whole deck.
FEW = 100


def rebuild(database: sqlite3.Connection, model: "MemoryModel") -> None:
    """Rebuild all derived tables from the logs."""
    for table in DERIVED:
        database.execute(f"DELETE FROM {table}")
    undone_reviews = "SELECT seq FROM reviews JOIN undos ON undos.review = reviews.uuid"
    undone = {seq for (seq,) in database.execute(undone_reviews)}
    imported = _imported(database, "")
    rows: Iterable[_Row] = database.execute(f"SELECT {_COLUMNS} FROM reviews ORDER BY deck, card, {IN_ORDER}")
    if undone:
        rows = (row for row in rows if row[4] not in undone)
    _replay(database, model, _histories(rows), imported)
    _replay_events(database)
    count_all(database)
    note_highest(database)


def replay_card(database: sqlite3.Connection, model: "MemoryModel", key: CardKey, since: Place) -> None:
    """Replay the active reviews of one card; its rows in `recalls` from before `since` are kept."""
    query = f"SELECT {_COLUMNS} {ACTIVE} AND deck = ? AND card = ? ORDER BY {IN_ORDER}"
    database.execute("DELETE FROM memories WHERE deck = ? AND card = ?", key)
    values = since._asdict() | key._asdict()
    database.execute(f"DELETE FROM recalls WHERE seq IN (SELECT seq FROM reviews WHERE {SINCE})", values)
    imported = _imported(database, "WHERE deck = ? AND card = ?", key)
    histories = list(_histories(database.execute(query, key)))
    later = {seq for (seq,) in database.execute(f"SELECT seq FROM reviews WHERE {SINCE}", values)}
    _replay(database, model, histories, imported, later)


def replay_cards(
    database: sqlite3.Connection, model: "MemoryModel", deck: str, cards: Collection[str], progress: Progress
) -> None:
    """Replay many cards of a deck, with one query if that is quicker than a few queries a card."""
    if len(cards) <= FEW:
        for card in progress(sorted(cards), "Replaying reviews"):
            replay_card(database, model, CardKey(deck, card), START)
        return
    known = database.execute("SELECT card FROM memories WHERE deck = ?", (deck,)).fetchall()
    keys = [(deck, card) for (card,) in known if card in cards]
    of_card = "SELECT seq FROM reviews WHERE deck = ? AND card = ?"
    database.executemany("DELETE FROM memories WHERE deck = ? AND card = ?", keys)
    database.executemany(f"DELETE FROM recalls WHERE seq IN ({of_card})", keys)
    imported = _imported(database, "WHERE deck = ?", (deck,))
    query = f"SELECT {_COLUMNS} {ACTIVE} AND deck = ? ORDER BY card, {IN_ORDER}"
    histories = [history for history in _histories(database.execute(query, (deck,))) if history[0].card in cards]
    _replay(database, model, progress(histories, "Replaying reviews"), imported)


def replay_marks(database: sqlite3.Connection, key: CardKey) -> None:
    """Rebuild the marks of one card from its active events."""
    database.execute("DELETE FROM marks WHERE deck = ? AND card = ?", key)
    _replay_events(database, "AND deck = ? AND card = ?", key)


def put_memory(database: sqlite3.Connection, key: CardKey, memory: "Memory") -> None:
    """Write the memory of a card after a rating, replacing any earlier one."""
    if memory.reviews == 1:
        database.execute(_PUT_MEMORY, memory_row(key, memory))
    else:
        _change_memory(database, key, memory)


def _change_memory(database: sqlite3.Connection, key: CardKey, memory: "Memory") -> None:
    """Write another memory of a card since the same first review, whose index is then left alone."""
    _, _, stability, difficulty, last, due, _, *counts = memory_row(key, memory)
    database.execute(_UPDATE_MEMORY, (stability, difficulty, last, due, *counts, *key))


def put_back(database: sqlite3.Connection, key: CardKey, before: "Before") -> None:
    """Write what a rating of a card found, once that rating is undone."""
    if before.memory is None:
        database.execute("DELETE FROM memories WHERE deck = ? AND card = ?", key)
    else:
        _change_memory(database, key, before.memory)
    if before.recall is not None:
        database.execute("DELETE FROM recalls WHERE seq = ?", (before.seq,))


def apply_event(database: sqlite3.Connection, key: CardKey, event: Event, day: date) -> None:
    """Apply an event to the marks of its card."""
    column, value = {
        Event.BURY: ("buried_on", day.isoformat()),
        Event.SUSPEND: ("suspended", 1),
        Event.UNSUSPEND: ("suspended", 0),
        Event.FLAG: ("flagged", 1),
        Event.UNFLAG: ("flagged", 0),
    }[event]
    database.execute(
        f"INSERT INTO marks(deck, card, {column}) VALUES (?, ?, ?)"
        f" ON CONFLICT(deck, card) DO UPDATE SET {column} = excluded.{column}",
        (*key, value),
    )


def _replay_events(database: sqlite3.Connection, where: str = "", values: tuple[str, ...] = ()) -> None:
    query = f"SELECT deck, card, event, study_day {ACTIVE_EVENTS} {where} ORDER BY stamp, uuid"
    for deck, card, event, day in database.execute(query, values).fetchall():
        apply_event(database, CardKey(deck, card), Event(event), date.fromisoformat(day))


def _imported(database: sqlite3.Connection, where: str, values: tuple[str, ...] = ()) -> dict[int, int | None]:
    """Return the days another program had scheduled before each imported review, by seq."""
    query = f"SELECT seq, interval FROM imported JOIN reviews ON uuid = review {where}"
    return dict(database.execute(query, values).fetchall())


def _histories(rows: Iterable[_Row]) -> Iterator[tuple[CardKey, list[_Row]]]:
    """Group rows by card; they must be sorted by card."""
    deck = card = ""
    history: list[_Row] = []
    for row in rows:
        if row[1] != card or row[0] != deck:
            if history:
                yield CardKey(deck, card), history
            deck, card, history = row[0], row[1], []
        history.append(row)
    if history:
        yield CardKey(deck, card), history


def _replay(
    database: sqlite3.Connection,
    model: "MemoryModel",
    histories: Iterable[tuple[CardKey, list[_Row]]],
    imported: Mapping[int, int | None],
    only: Collection[int] | None = None,
) -> None:
    """Write the memory of each card, and the predicted recall of each review, or only of those with these numbers."""
    memories: list[tuple[object, ...]] = []
    recalls: _Recalls = []
    days = _Days()

    def write() -> None:
        database.executemany(_PUT_MEMORY, memories)
        database.executemany("INSERT INTO recalls VALUES (?, ?, ?)", sorted(recalls, key=itemgetter(0)))
        memories.clear()
        recalls.clear()

    for key, rows in histories:
        memory, expected = model.replay(key, [(row[2], days[row[3]]) for row in rows])
        if memory is not None:
            memories.append(memory_row(key, memory))
        of_card = _Recalls((row[4], *recall) for row, recall in zip(rows, expected, strict=True) if recall)
        if imported:
            of_card = _as_scheduled(rows, of_card, imported)
        recalls += of_card if only is None else [recall for recall in of_card if recall[0] in only]
        if len(recalls) > _AT_ONCE:
            write()
    write()


def _as_scheduled(rows: list[_Row], recalls: _Recalls, imported: Mapping[int, int | None]) -> _Recalls:
    """Return the recalls of a card with the intervals of imported reviews: the program that scheduled knows best."""
    expected = {seq: (interval, retrievability) for seq, interval, retrievability in recalls}
    scheduled = []
    for row in rows:
        planned, retrievability = expected.get(row[4], (None, None))
        if (interval := imported.get(row[4], planned)) is not None:
            scheduled.append((row[4], interval, retrievability))
    return scheduled


class _Days(dict[str, date]):
    """Study days by their text; a log has the same days again and again."""

    def __missing__(self, text: str) -> date:
        self[text] = day = date.fromisoformat(text)
        return day
