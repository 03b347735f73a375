"""The intake of another device's rows: each is checked, and the cards that change are replayed."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from cards.key import CardKey
from cards.progress import silently
from scheduler.log.active import START
from scheduler.log.daily_totals import count_deck, count_since
from scheduler.log.exchange import Record
from scheduler.log.replay import FEW, replay_cards, replay_marks
from scheduler.log.stamps import STAMPED, highest_stamp, note_highest
from scheduler.log.union import LOGS, Log, statements
from scheduler.log.validity import row_check, tuple_getter

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

_TYPES: dict[str, type] = {"INTEGER": int, "TEXT": str}
_AT_ONCE = 500  # rows
_LONGEST_SPARE = 1_000_000  # characters of a record that is kept unread


class Taken(NamedTuple):
    """What came of records taken in.

    Attributes:
        added: How many rows were new, or replaced one of the same name, by log.
        cards: The cards whose reviews or marks changed.
        refused: How many records greenroom can't have written.
    """

    added: dict[str, int]
    cards: frozenset[CardKey]
    refused: int


def take(database: sqlite3.Connection, model: "MemoryModel", records: Iterable[Record]) -> Taken:
    """Add records, inside the caller's transaction, and replay the cards they touch.

    Of two rows of one name, one stands as `scheduler.log.union` says. Records that greenroom can't have written are
    counted, and never raise. Records and columns of a newer greenroom are kept and passed on.
    """
    intake = _Intake(database)
    for record in records:
        intake.add(record)
    return intake.finish(model)


Row = tuple[object, ...]  # in the order of a table's columns


class _Table(NamedTuple):
    log: Log
    columns: tuple[str, ...]
    keys: frozenset[str]  # of a record that has all columns
    known: str  # the query for whether a row of the same name stands against the given one
    upsert: str
    types: dict[str, tuple[type, ...]]
    defaults: dict[str, object]
    read: Callable[[Record], Any]  # returns the row, of a record that has all columns
    name_of: Callable[[Row], Any]
    is_readable: Callable[[Row], bool]
    found: set[tuple[type, ...]]  # the types of rows that fitted

    def row(self, record: Record) -> Row:
        """Return a record as a row."""
        try:
            row: Row = self.read(record)
        except KeyError:
            return tuple(record.get(column, self.defaults[column]) for column in self.columns)
        return row

    def fits(self, row: Row) -> bool:
        """Return whether the values of a row have the types of their columns."""
        types = tuple(map(type, row))
        if types in self.found:
            return True
        if not all(kind in self.types[column] for column, kind in zip(self.columns, types, strict=True)):
            return False
        self.found.add(types)
        return True

    def values(self, row: Row, *columns: str) -> list[str]:
        """Return the values in some columns of a row, which have text."""
        return [str(row[self.columns.index(column)]) for column in columns]


def _table(database: sqlite3.Connection, log: Log) -> _Table:
    sql = statements(database, log)
    known = f"SELECT NOT ({sql.stands}) FROM {log.name} AS ours WHERE {sql.same}".replace("{theirs}", ":").replace(
        "{ours}", "ours."
    )
    upsert = f"{sql.insert} VALUES ({', '.join('?' * len(sql.columns))}) {sql.replace}"
    types: dict[str, tuple[type, ...]] = {}
    defaults: dict[str, object] = {}
    for _, name, kind, not_null, default, key in database.execute(f"PRAGMA table_info({log.name})"):
        types[name] = (_TYPES[kind],) if not_null or key else (_TYPES[kind], type(None))
        defaults[name] = None if default is None else json.loads(default)
    read, name_of = tuple_getter(*sql.columns), tuple_getter(*map(sql.columns.index, log.key))
    check = row_check(log.name, sql.columns)
    keys = frozenset((*sql.columns, "log"))
    return _Table(log, sql.columns, keys, known, upsert, types, defaults, read, name_of, check, set())


class _Intake:
    """Records being taken in, and what they touched."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._tables = {log.name: _table(database, log) for log in LOGS}
        self._added: Counter[str] = Counter()
        self._refused = 0
        self._cards: set[CardKey] = set()  # to be replayed
        self._marked: set[CardKey] = set()
        self._told: dict[str, set[str]] = {"reviews": set(), "changes": set()}  # rows that are new, by name
        self._widened: dict[str, set[str]] = {"reviews": set(), "changes": set()}  # rows that something was added to
        self._highest = highest_stamp(database)
        self._touched: Counter[str] = Counter()  # cards by deck
        self._waiting: dict[str, dict[Row, Row]] = {log.name: {} for log in LOGS}  # by name

    def add(self, record: Record) -> None:
        """Add a record, unless the log has it or it can't be read."""
        table = self._tables.get(str(record.get("log")))
        if table is None:
            self._keep(record)
            return
        row = table.row(record)
        if not table.fits(row) or not table.is_readable(row):
            self._refused += 1
            return
        if record.keys() != table.keys and record.keys() - table.keys:
            self._keep(record)
        waiting = self._waiting[table.log.name]
        name = table.name_of(row)
        if name in waiting:  # a second row of that name: which one stands is decided below
            self._put_waiting(table)
        waiting[name] = row
        if len(waiting) >= _AT_ONCE:
            self._put_waiting(table)

    def _put_waiting(self, table: _Table) -> None:
        """Add the rows of a log that were found to be readable: those with new names at once, the others singly."""
        waiting = self._waiting[table.log.name]
        if not waiting:
            return
        one = f"({', '.join('?' * len(table.log.key))})"
        names = f"({', '.join(table.log.key)}) IN (VALUES {', '.join([one] * len(waiting))})"
        query = f"SELECT {', '.join(table.log.key)} FROM {table.log.name} WHERE {names}"
        known = set(self._database.execute(query, [value for name in waiting for value in name]))
        fresh = [row for name, row in waiting.items() if name not in known]
        for row in fresh:
            self._touch(table, row, replaces=False)
        self._database.execute("SAVEPOINT fresh")
        try:
            all_added = self._database.executemany(table.upsert, fresh).rowcount == len(fresh)
        except sqlite3.IntegrityError:  # a value that the table doesn't allow
            all_added = False
        if fresh and not all_added:
            self._database.execute("ROLLBACK TO fresh")
            fresh = [row for row in fresh if self._put(table, row)]
        self._database.execute("RELEASE fresh")
        self._note(table, fresh)
        for name in known:
            self._replace(table, waiting[name])
        waiting.clear()

    def _replace(self, table: _Table, row: Row) -> None:
        """Replace the row of the same name if that doesn't stand against this one."""
        ((stands,),) = self._database.execute(table.known, dict(zip(table.columns, row, strict=True)))
        if not stands:
            self._touch(table, row, replaces=True)
            if self._put(table, row):
                self._note(table, [row])

    def _keep(self, record: Record) -> None:
        """Keep a record that only a newer greenroom understands."""
        try:
            text = json.dumps(record, sort_keys=True, ensure_ascii=False)
            name = sha256(text.encode()).hexdigest()
        except (ValueError, TypeError, RecursionError):
            self._refused += 1
            return
        if len(text) > _LONGEST_SPARE or not isinstance(record.get("log"), str):
            self._refused += 1
            return
        query = "INSERT OR IGNORE INTO spare VALUES (?, ?)"
        self._added["spare"] += self._database.execute(query, (name, text)).rowcount

    def _put(self, table: _Table, row: Row) -> bool:
        """Add or replace a row; return whether the table allows it."""
        try:
            if self._database.execute(table.upsert, row).rowcount > 0:
                return True
        except sqlite3.IntegrityError:
            pass
        self._refused += 1
        return False

    def _note(self, table: _Table, rows: list[Row]) -> None:
        """Note that rows have been added."""
        log = table.log.name
        if not rows:
            return
        if log in STAMPED:
            at = table.columns.index("stamp")
            stamps = [int(str(row[at])) for row in rows]
            self._highest = max(stamps if self._highest is None else (self._highest, *stamps))
        self._added[log] += len(rows)
        if log in self._told:
            self._told[log].update(table.values(row, "uuid")[0] for row in rows)
        if table.log.owner:
            link = "change" if table.log.owner == "changes" else "review"
            self._widened[table.log.owner].update(table.values(row, link)[0] for row in rows)

    def _touch(self, table: _Table, row: Row, *, replaces: bool) -> None:
        """Note which cards a row changes."""
        log = table.log.name
        if log == "reviews":
            self._touch_card(CardKey(*table.values(row, "deck", "card")))
            if replaces:  # it may have been renamed here
                self._touch_card_of("reviews", table.values(row, "uuid")[0], renumbered=True)
        elif log in ("undos", "imported"):
            self._touch_card_of("reviews", table.values(row, "review")[0])
        elif log == "events":
            self._marked.add(CardKey(*table.values(row, "deck", "card")))
        elif log == "undone" and (key := self._card_of("events", table.values(row, "item")[0])):
            self._marked.add(key)

    def _card_of(self, log: str, uuid: object) -> CardKey | None:
        found = self._database.execute(f"SELECT deck, card FROM {log} WHERE uuid = ?", (uuid,)).fetchone()
        return CardKey(*found) if found else None

    def _touch_card_of(self, log: str, uuid: object, *, renumbered: bool = False) -> None:
        if key := self._card_of(log, uuid):
            self._touch_card(key)
            if renumbered:  # the review gets another row number, which `recalls` has
                query = f"DELETE FROM recalls WHERE seq = (SELECT seq FROM {log} WHERE uuid = ?)"
                self._database.execute(query, (uuid,))

    def _touch_card(self, key: CardKey) -> None:
        """Before the first change of a card's reviews, subtract them from the daily totals."""
        if key not in self._cards:
            self._cards.add(key)
            self._touched[key.deck] += 1
            if self._touched[key.deck] <= FEW:  # else the whole deck is counted again
                count_since(self._database, key, START, sign=-1)

    def finish(self, model: "MemoryModel") -> Taken:
        """Replay what changed."""
        for table in self._tables.values():
            self._put_waiting(table)
        note_highest(self._database, self._highest)
        for owner, names in self._widened.items():
            for name in sorted(names - self._told[owner]):
                if owner == "reviews":
                    self._touch_card_of(owner, name, renumbered=True)
                self._database.execute(
                    f"UPDATE {owner} SET seq = (SELECT max(seq) + 1 FROM {owner}) WHERE uuid = ?", (name,)
                )
        decks: dict[str, set[str]] = {}
        for key in self._cards:
            decks.setdefault(key.deck, set()).add(key.card)
        for deck, cards in sorted(decks.items()):
            replay_cards(self._database, model, deck, cards, silently)
            if len(cards) > FEW:
                count_deck(self._database, deck)
                continue
            for card in cards:
                count_since(self._database, CardKey(deck, card), START, sign=1)
            self._database.execute("DELETE FROM days WHERE deck = ? AND again + hard + good + easy = 0", (deck,))
        for key in sorted(self._marked):
            replay_marks(self._database, key)
        return Taken(dict(+self._added), frozenset(self._cards | self._marked), self._refused)
