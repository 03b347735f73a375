"""Parsed decks in SQLite: derived from the files, and free to be deleted at any time."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

# Raise it whenever what is kept for a file changes, be it a column or how the file is read.
CACHE_VERSION = 3
_SCHEMA = """
DROP TABLE IF EXISTS files;
DROP TABLE IF EXISTS cards;
CREATE TABLE files(
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT,
    deck TEXT, head TEXT, ids TEXT, apart TEXT, problems TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE cards(
    path TEXT, position INTEGER, id TEXT, content TEXT,
    PRIMARY KEY(path, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_by_id ON cards(path, id);
"""
_OF_HEAD = 6  # so many fields of an entry are those of a `DeckHead`


class Stamp(NamedTuple):
    """What tells that a file has not been touched."""

    size: int
    mtime_ns: int


class DeckEntry(NamedTuple):
    """A deck as it is listed, its cards not loaded; it begins with the fields of its `DeckHead`.

    Attributes:
        id: The deck's id.
        title: What it is called.
        description: What it is about.
        kind: The kind of its cards, unless they say otherwise.
        language: The language of its cards.
        license: What others may do with it.
        ids: The ids of its cards by the rank of their priority, each list in the order of the file.
        apart: The kind and the own target seconds of those cards that differ from their deck in either, by id.
        path: Its file.
        builtin: Whether it shipped with greenroom, which is not kept.
    """

    id: str
    title: str
    description: str
    kind: str
    language: str
    license: str
    ids: list[list[str]]
    apart: dict[str, tuple[str, int | None]]
    path: Path
    builtin: bool = False

    @property
    def head(self) -> dict[str, Any]:
        """What it says of itself, by the names that a `DeckHead` has for it."""
        return dict(zip(self._fields, self[:_OF_HEAD], strict=False))

    @property
    def cards(self) -> int:
        """How many cards it has."""
        return sum(map(len, self.ids))


class CachedFile(NamedTuple):
    """What is kept of one deck file.

    Attributes:
        path: The file.
        stamp: Its size and date when it was read.
        digest: A checksum of its content.
        deck: The deck in it; None if nothing in the file can be used.
        problems: What is wrong with it.
    """

    path: str
    stamp: Stamp
    digest: str
    deck: DeckEntry | None
    problems: list[dict[str, Any]]


class CachedCard(NamedTuple):
    """One card to keep: its id, and its table of the deck format."""

    id: str
    table: dict[str, Any]


class CacheLost(Exception):
    """What was kept cannot be read; the cache is empty now, and everything is to be read again."""


class Cache:
    """The parsed content of deck files, by path. A cache that cannot be written is kept in memory instead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._database = _open(str(path))
        except sqlite3.Error as error:
            self._database = _open(":memory:") if _is_busy(error) else self._made_anew()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def files(self) -> dict[str, CachedFile]:
        """Return what is kept, by path; nothing if it cannot be read, and it is made anew."""
        try:
            rows = self._database.execute(
                "SELECT path, size, mtime_ns, digest, deck, problems, head, ids, apart FROM files"
            )
            return {row[0]: _file_from(*row) for row in rows}
        except (sqlite3.Error, ValueError, TypeError):
            self._database.close()
            self._database = self._made_anew()
            return {}

    def _made_anew(self) -> sqlite3.Connection:
        """Return an empty cache in the place of one that is damaged; one in memory if that cannot be."""
        try:
            for beside in ("-wal", "-shm", ""):
                self._path.with_name(self._path.name + beside).unlink(missing_ok=True)
            return _open(str(self._path))
        except (sqlite3.Error, OSError):
            return _open(":memory:")

    def update(self, read: Iterable[tuple[CachedFile, Sequence[CachedCard] | None]], gone: Iterable[str]) -> None:
        """Keep what was read anew and drop what is gone, all or nothing.

        Args:
            read: Files with their cards; None for the cards keeps those already there (only the date changed).
            gone: Paths of files that no longer exist.

        Raises:
            CacheLost: What was kept is damaged.
        """
        read, gone = list(read), list(gone)
        if not read and not gone:
            return
        try:
            self._write(read, gone)
        except sqlite3.Error as error:
            if not _may_not_write(error):
                raise self._lost() from None
            copy = _open(":memory:")
            try:
                self._database.backup(copy)
            except sqlite3.Error:
                raise self._lost() from None
            self._database.close()
            self._database = copy
            self._write(read, gone)

    def _write(self, read: Iterable[tuple[CachedFile, Sequence[CachedCard] | None]], gone: Iterable[str]) -> None:
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        with database:
            for path in gone:
                database.execute("DELETE FROM files WHERE path = ?", (path,))
                database.execute("DELETE FROM cards WHERE path = ?", (path,))
            for file, cards in read:
                database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _row_of(file))
                if cards is not None:
                    rows = [(file.path, n, card.id, _dump(card.table)) for n, card in enumerate(cards)]
                    database.execute("DELETE FROM cards WHERE path = ?", (file.path,))
                    database.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", rows)

    def table(self, path: str, card_id: str) -> dict[str, Any] | None:
        """Return one card's table, if the file has such a card; raise `CacheLost` if it cannot be read."""
        return next(iter(self._contents("path = ? AND id = ?", path, card_id)), None)

    def tables(self, path: str) -> list[dict[str, Any]]:
        """Return the tables of all cards of a file, in its order; raise `CacheLost` if they cannot be read."""
        return self._contents("path = ? ORDER BY position", path)

    def _contents(self, which: str, *values: str) -> list[dict[str, Any]]:
        try:
            rows = self._database.execute(f"SELECT content FROM cards WHERE {which}", values)  # noqa: S608  # `which` is ours
            return [json.loads(content) for (content,) in rows]
        except (sqlite3.Error, ValueError):
            raise self._lost() from None

    def _lost(self) -> CacheLost:
        """Begin anew, with nothing; return the error that says so."""
        self._database.close()
        self._database = self._made_anew()
        return CacheLost()


def _row_of(file: CachedFile) -> tuple[object, ...]:
    deck = file.deck
    kept = (deck.id, _dump(deck.head), _dump(deck.ids), _dump(deck.apart)) if deck else ("", "{}", "[]", "{}")
    return (file.path, *file.stamp, file.digest, *kept, _dump(file.problems))


def _file_from(path: str, size: int, mtime_ns: int, digest: str, deck: str, problems: str, *parts: str) -> CachedFile:
    entry = None
    if deck:
        head, ids, apart = map(json.loads, parts)
        entry = DeckEntry(**head, ids=ids, apart=apart, path=Path(path))
    return CachedFile(path, Stamp(size, mtime_ns), digest, entry, json.loads(problems))


def _dump(value: object) -> str:
    # Dates are the only values of a deck file that JSON has no form for; their readers take ISO text as well.
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _is_busy(error: sqlite3.Error) -> bool:
    """Tell whether others are at work on the cache, which is no reason to take it from them."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"))


def _may_not_write(error: sqlite3.Error) -> bool:
    """Tell whether the cache is sound as far as is known, but cannot be written: locked, full or read-only."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return _is_busy(error) or name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN"))


def _open(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        with contextlib.suppress(OSError):  # for its owner alone, as the decks are; what is wrong, SQLite will say
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    database = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        database.execute("PRAGMA synchronous = OFF")  # derived: a torn cache is made anew
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != CACHE_VERSION:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            if database.execute("PRAGMA user_version").fetchone() != (CACHE_VERSION,):  # nobody was quicker
                for statement in f"{_SCHEMA}PRAGMA user_version = {CACHE_VERSION}".split(";"):
                    database.execute(statement)
            database.execute("COMMIT")
        database.execute("SELECT 1 FROM files LIMIT 1")
    except sqlite3.Error:
        database.close()
        raise
    return database
