"""The deck cache: parsed deck files in SQLite. All of it comes from the files, so it can be deleted at any time."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from decks.library.entry import DeckEntry, entry_from
from decks.library.scan import Stamp

# Raise it when a column changes, or when the same file is read differently.
CACHE_VERSION = 9
_SCHEMA = """
DROP TABLE IF EXISTS files;
DROP TABLE IF EXISTS cards;
CREATE TABLE files(
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT,
    deck TEXT, head TEXT, ids TEXT, apart TEXT, unanswered TEXT, renamed TEXT, problems TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE cards(
    path TEXT, position INTEGER, id TEXT, content TEXT,
    PRIMARY KEY(path, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_by_id ON cards(path, id);
"""


UNREAD = Stamp(-1, -1)  # of a file that couldn't be read, so that it is tried again


class CachedFile(NamedTuple):
    """The cached content of one deck file, without its cards."""

    path: str
    stamp: Stamp  # when it was read
    digest: str  # a checksum of its content
    deck: DeckEntry | None  # None if nothing in the file can be used
    problems: list[dict[str, Any]]  # the fields of each `Problem`


# A file for the cache, and the tables of its cards; None if the cache has the cards already.
IndexedFile = tuple[CachedFile, Sequence[Mapping[str, Any]] | None]


class CacheLost(Exception):
    """The cache was damaged. It is empty now, and all files have to be read again."""


class Cache:
    """The parsed content of deck files, by path. If its file cannot be written, the cache is kept in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._database = _open(str(path))
        except sqlite3.Error as error:
            self._database = _open(":memory:") if _is_busy(error) else self._start_over()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def files(self) -> dict[str, CachedFile]:
        """Return all files in the cache, by path. If it cannot be read, start over with an empty one."""
        try:
            rows = self._database.execute(
                "SELECT path, size, mtime_ns, digest, deck, problems,"
                " (SELECT count(*) FROM cards WHERE cards.path = files.path),"
                " head, ids, apart, unanswered, renamed FROM files"
            )
            return {row[0]: _file_from(*row) for row in rows}
        except (sqlite3.Error, ValueError, TypeError):
            self._database.close()
            self._database = self._start_over()
            return {}

    def _start_over(self) -> sqlite3.Connection:
        """Replace a damaged cache by an empty one; by one in memory if its file cannot be replaced."""
        try:
            for beside in ("-wal", "-shm", ""):
                self._path.with_name(self._path.name + beside).unlink(missing_ok=True)
            return _open(str(self._path))
        except (sqlite3.Error, OSError):
            return _open(":memory:")

    def update(self, read: Collection[IndexedFile], gone: Collection[str]) -> None:
        """Store files that were read and remove files that are gone, by path, in one transaction.

        If the cache cannot be written, it continues in memory; if it is damaged, `CacheLost` is raised.
        """
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

    def _write(self, read: Collection[IndexedFile], gone: Collection[str]) -> None:
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        with database:
            for path in gone:
                database.execute("DELETE FROM files WHERE path = ?", (path,))
                database.execute("DELETE FROM cards WHERE path = ?", (path,))
            for file, cards in read:
                database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row_of(file))
                if cards is not None:
                    rows = [(file.path, n, card["id"], _dump(card)) for n, card in enumerate(cards)]
                    database.execute("DELETE FROM cards WHERE path = ?", (file.path,))
                    database.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", rows)

    def version(self) -> int:
        """Return a number that changes whenever another program writes to the cache. May raise `CacheLost`."""
        try:
            return int(self._database.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            raise self._lost() from None

    def tables_of(self, path: str, digest: str) -> list[dict[str, Any]] | None:
        """Return the tables of all cards of a file, None if its content was not this when it was read.

        May raise `CacheLost`.
        """
        try:
            found = self._database.execute(
                "SELECT 1 FROM files WHERE path = ? AND digest = ?", (path, digest)
            ).fetchone()
        except sqlite3.Error:
            raise self._lost() from None
        return self.tables(path) if found else None

    def table(self, path: str, card_id: str) -> dict[str, Any] | None:
        """Return a card's table of the deck format, None if the file has no such card. May raise `CacheLost`."""
        # Left to itself, SQLite reads all rows of the file by the primary key.
        found = self._contents("path = ? AND id = ?", path, card_id, index="INDEXED BY cards_by_id")
        return next(iter(found), None)

    def tables(self, path: str) -> list[dict[str, Any]]:
        """Return the tables of all cards of a file, in file order. May raise `CacheLost`."""
        return self._contents("path = ? ORDER BY position", path)

    def _contents(self, which: str, *values: str, index: str = "") -> list[dict[str, Any]]:
        try:
            query = f"SELECT content FROM cards {index} WHERE {which}"  # noqa: S608  # `index` and `which` are ours
            tables = [json.loads(content) for (content,) in self._database.execute(query, values)]
        except UnicodeEncodeError:  # what was asked for is not text, so no file has it
            return []
        except (sqlite3.Error, ValueError, TypeError):
            raise self._lost() from None
        if not all(isinstance(table, dict) for table in tables):
            raise self._lost()
        return tables

    def _lost(self) -> CacheLost:
        """Start over with an empty cache, and return the error to raise."""
        self._database.close()
        self._database = self._start_over()
        return CacheLost()


def worded(table: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a card's table as it is worded in a language, without the other wordings."""
    if "wordings" not in table:
        return table
    table = table | table["wordings"].get(language, {})
    del table["wordings"]
    return table


def _row_of(file: CachedFile) -> tuple[object, ...]:
    deck = file.deck
    values = (deck.head, deck.ids, deck.overrides, deck.unanswered, deck.renamed) if deck else ({}, [], {}, [], {})
    return (file.path, *file.stamp, file.digest, deck.id if deck else "", *map(_dump, values), _dump(file.problems))


def _file_from(
    path: str, size: int, mtime_ns: int, digest: str, deck: str, problems: str, cards: int, *parts: str
) -> CachedFile:
    entry, found = None, json.loads(problems)
    if not all(isinstance(problem, dict) for problem in found):
        raise TypeError("a problem is something else")
    if deck:
        entry = entry_from(Path(path), *map(json.loads, parts))
    if cards != (entry.cards if entry else 0):
        raise ValueError("a deck has other cards than its list of ids says")
    return CachedFile(path, Stamp(size, mtime_ns), digest, entry, found)


# Of the values in a deck file JSON lacks only dates; the readers of those fields accept ISO text too.
_dump = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":")).encode


def _is_busy(error: sqlite3.Error) -> bool:
    """Return whether another process is using the cache. Then it is not damaged and must not be replaced."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"))


def _may_not_write(error: sqlite3.Error) -> bool:
    """Return whether the cache may be sound but cannot be written: it is locked or read-only, or the disk is full."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return _is_busy(error) or name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN"))


def _open(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        with contextlib.suppress(OSError):  # readable by its owner alone, as decks are; SQLite reports what fails
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        if not os.path.isfile(path) and os.path.exists(path):  # noqa: PTH110, PTH113  # SQLite would wait for a pipe
            raise sqlite3.OperationalError("it is not a file")
    database = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        database.execute("PRAGMA synchronous = OFF")  # a cache torn by a power failure is simply rebuilt
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != CACHE_VERSION:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            # another process may have done it first
            if database.execute("PRAGMA user_version").fetchone() != (CACHE_VERSION,):
                for statement in f"{_SCHEMA}PRAGMA user_version = {CACHE_VERSION}".split(";"):
                    database.execute(statement)
            database.execute("COMMIT")
        database.execute("SELECT 1 FROM files LIMIT 1")
        if database.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger'").fetchone():
            raise sqlite3.DatabaseError("it has a trigger, which could change what is stored")
    except sqlite3.Error:
        database.close()
        raise
    return database
