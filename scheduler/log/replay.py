"""What follows from the logs: written along with them, and made again from them at any time, exactly."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.progress import Progress
from scheduler.log.active import ACTIVE, ACTIVE_EVENTS, SINCE, START, Place
from scheduler.log.daily_totals import count_all
from scheduler.log.marks import Event
from scheduler.log.rows import MEMORY_COLUMNS, memory_row

if TYPE_CHECKING:
    from scheduler.fsrs.memory import Memory, MemoryModel

# So many rows are sorted and written at a time: a long log does not fill the memory, a table grows at its end.
_AT_ONCE = 50_000
# The tables that hold nothing but what the logs say. Every function here runs inside its caller's transaction, and
# replays by study day, then as rows were written.
DERIVED = ("memories", "recalls", "marks", "days")
_PUT_MEMORY = f"INSERT OR REPLACE INTO memories({MEMORY_COLUMNS}) VALUES ({', '.join('?' * 9)})"
# Deck, card, rating, study day and place in the log of a review.
_Row = tuple[str, str, int, str, int]


def rebuild(database: sqlite3.Connection, model: "MemoryModel") -> None:
    """Make everything derived again from the logs."""
    for table in DERIVED:
        database.execute(f"DELETE FROM {table}")
    undone = "SELECT seq FROM reviews JOIN undos ON undos.review = reviews.uuid"
    taken_back = {seq for (seq,) in database.execute(undone)}
    imported = _imported(database, "")
    # All of these columns are in one index, so the log itself is never touched.
    query = "SELECT deck, card, rating, study_day, seq FROM reviews ORDER BY deck, card, study_day, seq"
    rows = (row for row in database.execute(query) if row[4] not in taken_back)
    _replay(database, model, _histories(rows), imported)
    _replay_events(database)
    count_all(database)


def replay_card(database: sqlite3.Connection, model: "MemoryModel", key: CardKey, since: Place) -> None:
    """Make the memory of one card again from its standing reviews; what was expected before `since` is as it was."""
    query = f"SELECT deck, card, rating, study_day, seq {ACTIVE} AND deck = ? AND card = ? ORDER BY study_day, seq"
    database.execute("DELETE FROM memories WHERE deck = ? AND card = ?", key)
    values = {"deck": key.deck, "card": key.card, "day": since.study_day, "seq": since.seq}
    database.execute(f"DELETE FROM recalls WHERE seq IN (SELECT seq FROM reviews WHERE {SINCE})", values)
    imported = _imported(database, "WHERE deck = ? AND card = ?", key)
    _replay(database, model, _histories(database.execute(query, key)), imported, since)


def replay_cards(
    database: sqlite3.Connection, model: "MemoryModel", deck: str, cards: Collection[str], progress: Progress
) -> None:
    """Make the memories of many cards of a deck again: one query for all is quicker than some for each."""
    keys = [(deck, card) for card in cards]
    of_card = "SELECT seq FROM reviews WHERE deck = ? AND card = ?"
    database.executemany("DELETE FROM memories WHERE deck = ? AND card = ?", keys)
    database.executemany(f"DELETE FROM recalls WHERE seq IN ({of_card})", keys)
    imported = _imported(database, "WHERE deck = ?", (deck,))
    query = f"SELECT deck, card, rating, study_day, seq {ACTIVE} AND deck = ? ORDER BY card, study_day, seq"
    histories = [history for history in _histories(database.execute(query, (deck,))) if history[0].card in cards]
    _replay(database, model, progress(histories, "Replaying reviews"), imported)


def replay_marks(database: sqlite3.Connection, key: CardKey) -> None:
    """Make the marks of one card again from its standing events."""
    database.execute("DELETE FROM marks WHERE deck = ? AND card = ?", key)
    _replay_events(database, "AND deck = ? AND card = ?", key)


def put_memory(database: sqlite3.Connection, key: CardKey, memory: "Memory") -> None:
    """Write the memory of a card in the place of the one there was."""
    database.execute(_PUT_MEMORY, memory_row(key, memory))


def apply_event(database: sqlite3.Connection, key: CardKey, event: Event, day: date) -> None:
    """Add one more event to the marks of its card."""
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
    query = f"SELECT deck, card, event, study_day {ACTIVE_EVENTS} {where} ORDER BY seq"
    for deck, card, event, day in database.execute(query, values).fetchall():
        apply_event(database, CardKey(deck, card), Event(event), date.fromisoformat(day))


def _imported(database: sqlite3.Connection, where: str, values: tuple[str, ...] = ()) -> dict[int, int | None]:
    """Return the days scheduled elsewhere before each imported review, by its row."""
    query = f"SELECT seq, interval FROM imported JOIN reviews ON uuid = review {where}"
    return dict(database.execute(query, values).fetchall())


def _histories(rows: Iterable[_Row]) -> Iterator[tuple[CardKey, list[_Row]]]:
    """Part the rows by card, which they have to be sorted by."""
    for key, history in groupby(rows, key=itemgetter(0, 1)):
        yield CardKey(*key), list(history)


def _replay(
    database: sqlite3.Connection,
    model: "MemoryModel",
    histories: Iterable[tuple[CardKey, list[_Row]]],
    imported: Mapping[int, int | None],
    since: Place = START,
) -> None:
    """Write the memories that the cards' reviews lead to, and what was expected of each review from `since` on."""
    memories: list[tuple[object, ...]] = []
    recalls: list[tuple[int, int, float | None]] = []

    def write() -> None:
        database.executemany(_PUT_MEMORY, memories)
        database.executemany("INSERT INTO recalls VALUES (?, ?, ?)", sorted(recalls, key=itemgetter(0)))
        memories.clear()
        recalls.clear()

    for key, rows in histories:
        memory, expected = model.replay(key, [(rating, date.fromisoformat(day)) for _, _, rating, day, _ in rows])
        if memory is not None:
            memories.append(memory_row(key, memory))
        for row, recall in zip(rows, expected, strict=True):
            planned, retrievability = recall or (None, None)
            # What was learned when is known best by the program that scheduled it.
            interval = imported.get(row[4], planned)
            if interval is not None and (row[3], row[4]) >= since:
                recalls.append((row[4], interval, retrievability))
        if len(recalls) > _AT_ONCE:
            write()
    write()
