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
    from scheduler.log.recent_ratings import PriorState

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
# A card, its ratings in order with their study days, and the number of each review.
_History = tuple[CardKey, list[tuple[int, date]], list[int]]
# For each review, its number, the interval it tested in days and the predicted recall.
_Recalls = list[tuple[int, int, float | None]]
REPLAYING = "Replaying reviews"
# The study day, the stamp, the number and the rating of a review that was just added. The numbers of reviews with one
# stamp are in the order of their names, so these sort in the order of a replay.
ImportedRating = tuple[date, int, int, int]
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
        for card in progress(sorted(cards), REPLAYING):
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
    _replay(database, model, progress(histories, REPLAYING), imported)


def replay_imported(
    database: sqlite3.Connection,
    model: "MemoryModel",
    histories: Mapping[CardKey, list[ImportedRating]],
    intervals: Mapping[int, int | None],
    progress: Progress,
) -> None:
    """Replay cards that had no active reviews before an import, without reading what was just written.

    `intervals` are the days another program had scheduled before each review, by its number.
    """

    def in_order(history: tuple[CardKey, list[ImportedRating]]) -> _History:
        key, ratings = history
        ratings.sort()
        return key, [(rating, day) for day, _, _, rating in ratings], [seq for _, _, seq, _ in ratings]

    _replay(database, model, map(in_order, progress(histories.items(), REPLAYING)), intervals)


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


def put_back(database: sqlite3.Connection, key: CardKey, prior: "PriorState") -> None:
    """Write a card's state before a rating, once that rating is undone."""
    if prior.memory is None:
        database.execute("DELETE FROM memories WHERE deck = ? AND card = ?", key)
    else:
        _change_memory(database, key, prior.memory)
    if prior.recall is not None:
        database.execute("DELETE FROM recalls WHERE seq = ?", (prior.seq,))


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


def _histories(rows: Iterable[_Row]) -> Iterator[_History]:
    """Group rows by card; they must be sorted by card."""
    deck = card = ""
    ratings: list[tuple[int, date]] = []
    numbers: list[int] = []
    days = _Days()
    for of_deck, of_card, rating, day, seq in rows:
        if of_card != card or of_deck != deck:
            if numbers:
                yield CardKey(deck, card), ratings, numbers
            deck, card, ratings, numbers = of_deck, of_card, [], []
        ratings.append((rating, days[day]))
        numbers.append(seq)
    if numbers:
        yield CardKey(deck, card), ratings, numbers


def _replay(
    database: sqlite3.Connection,
    model: "MemoryModel",
    histories: Iterable[_History],
    imported: Mapping[int, int | None],
    only: Collection[int] | None = None,
) -> None:
    """Write the memory of each card, and the predicted recall of each review, or only of those with these numbers.

    For imported reviews the interval is the one in `imported`: the program that scheduled knows best.
    """
    memories: list[tuple[object, ...]] = []
    recalls: _Recalls = []

    def write() -> None:
        database.executemany(_PUT_MEMORY, sorted(memories))
        database.executemany("INSERT INTO recalls VALUES (?, ?, ?)", sorted(recalls, key=itemgetter(0)))
        memories.clear()
        recalls.clear()

    for key, ratings, numbers in histories:
        memory, expected = model.replay(key, ratings)
        if memory is not None:
            memories.append(memory_row(key, memory))
        for seq, recall in zip(numbers, expected, strict=True):
            interval, retrievability = recall or (None, None)
            if seq in imported:
                interval = imported[seq]
            if interval is not None and (only is None or seq in only):
                recalls.append((seq, interval, retrievability))
        if len(recalls) > _AT_ONCE:
            write()
    write()


class _Days(dict[str, date]):
    """Study days by their text; a log has the same days again and again."""

    def __missing__(self, text: str) -> date:
        self[text] = day = date.fromisoformat(text)
        return day
