"""The intake of another device's rows: each is checked, and the cards that change are replayed."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from cards.key import CardKey
from cards.progress import silently
from scheduler.log.active import START
from scheduler.log.daily_totals import count_since
from scheduler.log.exchange import Record
from scheduler.log.replay import replay_cards, replay_marks
from scheduler.log.stamps import STAMPED, highest_stamp, note_highest
from scheduler.log.union import LOGS, Log, Statements, statements
from scheduler.log.validity import readable_row

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

_TYPES: dict[str, type] = {"INTEGER": int, "TEXT": str}
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


class _Table(NamedTuple):
    log: Log
    sql: Statements
    known: str  # the query for whether a row of the same name stands against the given one
    upsert: str
    types: dict[str, tuple[type, ...]]
    defaults: dict[str, object]
    found: set[tuple[type, ...]]  # the types of rows that fitted

    def fits(self, row: dict[str, object]) -> bool:
        """Return whether the values of a row have the types of their columns."""
        types = tuple(map(type, row.values()))
        if types in self.found:
            return True
        if not all(type(value) in self.types[column] for column, value in row.items()):
            return False
        self.found.add(types)
        return True


def _table(database: sqlite3.Connection, log: Log) -> _Table:
    sql = statements(database, log)
    known = f"SELECT NOT ({sql.stands}) FROM {log.name} AS ours WHERE {sql.same}".replace("{theirs}", ":").replace(
        "{ours}", "ours."
    )
    values = ", ".join(f":{column}" for column in sql.columns)
    types: dict[str, tuple[type, ...]] = {}
    defaults: dict[str, object] = {}
    for _, name, kind, not_null, default, key in database.execute(f"PRAGMA table_info({log.name})"):
        types[name] = (_TYPES[kind],) if not_null or key else (_TYPES[kind], type(None))
        defaults[name] = None if default is None else json.loads(default)
    return _Table(log, sql, known, f"{sql.insert} VALUES ({values}) {sql.replace}", types, defaults, set())


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

    def add(self, record: Record) -> None:
        """Add a record, unless the log has it or it can't be read."""
        table = self._tables.get(str(record.get("log")))
        if table is None:
            self._keep(record)
            return
        row = {column: record.get(column, table.defaults[column]) for column in table.sql.columns}
        if not table.fits(row) or not readable_row(table.log.name, row):
            self._refused += 1
            return
        if record.keys() - row.keys() - {"log"}:
            self._keep(record)
        known = self._database.execute(table.known, row).fetchone()
        if known is None or not known[0]:
            self._put(table, row, replaces=known is not None)

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

    def _put(self, table: _Table, row: dict[str, object], *, replaces: bool) -> None:
        log = table.log.name
        self._touch(log, row, replaces=replaces)
        if log in STAMPED:
            stamp = int(str(row["stamp"]))
            self._highest = stamp if self._highest is None else max(self._highest, stamp)
        try:
            added = self._database.execute(table.upsert, row).rowcount
        except sqlite3.IntegrityError:  # a value that the table doesn't allow
            added = 0
        if added <= 0:
            self._refused += 1
            return
        self._added[log] += 1
        if log in self._told:
            self._told[log].add(str(row["uuid"]))
        if table.log.owner:
            link = "change" if table.log.owner == "changes" else "review"
            self._widened[table.log.owner].add(str(row[link]))

    def _touch(self, log: str, row: dict[str, object], *, replaces: bool) -> None:
        """Note which cards a row changes."""
        if log == "reviews":
            self._touch_card(CardKey(str(row["deck"]), str(row["card"])))
            if replaces:  # it may have been renamed here
                self._touch_card_of("reviews", row["uuid"])
        elif log in ("undos", "imported"):
            self._touch_card_of("reviews", row["review"])
        elif log == "events":
            self._marked.add(CardKey(str(row["deck"]), str(row["card"])))
        elif log == "undone" and (key := self._card_of("events", row["item"])):
            self._marked.add(key)

    def _card_of(self, log: str, uuid: object) -> CardKey | None:
        found = self._database.execute(f"SELECT deck, card FROM {log} WHERE uuid = ?", (uuid,)).fetchone()
        return CardKey(*found) if found else None

    def _touch_card_of(self, log: str, uuid: object) -> None:
        if key := self._card_of(log, uuid):
            self._touch_card(key)

    def _touch_card(self, key: CardKey) -> None:
        """Before the first change of a card's reviews, subtract them from the daily totals."""
        if key not in self._cards:
            self._cards.add(key)
            count_since(self._database, key, START, sign=-1)
            of_card = "SELECT seq FROM reviews WHERE deck = ? AND card = ?"
            self._database.execute(f"DELETE FROM recalls WHERE seq IN ({of_card})", key)

    def finish(self, model: "MemoryModel") -> Taken:
        """Replay what changed."""
        note_highest(self._database, self._highest)
        for owner, names in self._widened.items():
            for name in sorted(names - self._told[owner]):
                if owner == "reviews":
                    self._touch_card_of(owner, name)  # `recalls` has row numbers
                self._database.execute(
                    f"UPDATE {owner} SET seq = (SELECT max(seq) + 1 FROM {owner}) WHERE uuid = ?", (name,)
                )
        decks: dict[str, set[str]] = {}
        for key in self._cards:
            decks.setdefault(key.deck, set()).add(key.card)
        for deck, cards in sorted(decks.items()):
            replay_cards(self._database, model, deck, cards, silently)
            for card in cards:
                count_since(self._database, CardKey(deck, card), START, sign=1)
            self._database.execute("DELETE FROM days WHERE deck = ? AND again + hard + good + easy = 0", (deck,))
        for key in sorted(self._marked):
            replay_marks(self._database, key)
        return Taken(dict(+self._added), frozenset(self._cards | self._marked), self._refused)
