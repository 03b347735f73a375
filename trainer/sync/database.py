"""The database file `sync.db`, which may be deleted at any time; the next sync fills it again."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from cards.errors import GreenroomError
from decks.toml.regular_files import when_free
from scheduler.log.errors import StoreForeign, StoreNewer, store_error
from scheduler.log.files import make_private

_FORMAT = 1
_BUSY_SECONDS = 10.0
_SCHEMA = """
CREATE TABLE home(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE targets(
    url TEXT PRIMARY KEY,
    place TEXT NOT NULL DEFAULT '',      -- its identity
    cursor TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL DEFAULT '',   -- how far the log has been put into the outbox
    number INTEGER NOT NULL DEFAULT 0,   -- of the next segment
    has_files INTEGER NOT NULL DEFAULT 0, -- whether all files of this home have been put into the outbox
    chosen INTEGER NOT NULL DEFAULT 0,   -- the greatest is the last that the user named
    synced_ms INTEGER,                   -- when it last worked
    failed_ms INTEGER,                   -- since when it hasn't
    failure TEXT NOT NULL DEFAULT '',
    pulled INTEGER NOT NULL DEFAULT 0,   -- reviews, the last time
    pushed INTEGER NOT NULL DEFAULT 0,
    told TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
-- The segments there: taken (which our own are, too), wanted, malformed, or ahead (with rows to be taken later).
CREATE TABLE segments(
    url TEXT NOT NULL, name TEXT NOT NULL, standing TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(url, name)
) STRICT, WITHOUT ROWID;
-- Segments that wait to be put there. They stay as they were packed, so that a second try puts the same bytes.
CREATE TABLE outbox(
    url TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, reviews INTEGER NOT NULL, PRIMARY KEY(url, name)
) STRICT;
-- Records of files that were taken in and wait to be merged.
CREATE TABLE pending(id INTEGER PRIMARY KEY, url TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE bases(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT; -- see `trainer.sync.bases`
"""


class SyncDatabase:
    """The open `sync.db` of a home."""

    def __init__(self, path: Path) -> None:
        """Open it, or create it. A damaged one is replaced by an empty one that still knows the targets.

        Raises:
            StoreError: It can't be opened or written, or a newer greenroom or another program wrote it.
        """
        self._path = path
        with self._errors():
            try:
                self._database = _open(path)
            except (sqlite3.Error, UnicodeDecodeError) as error:
                if not _is_damage(error):
                    raise
                _replace(path)
                self._database = _open(path)

    def close(self) -> None:
        """Close it."""
        self._database.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        with self._errors():
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write everything that the `with` block writes, or nothing."""
        if self._database.in_transaction:
            yield
            return
        with self._errors():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.commit()
            except BaseException:
                with suppress(sqlite3.ProgrammingError):  # damage was found meanwhile, and the file is closed
                    self._database.rollback()
                raise

    def many(self, query: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a query once with each of the rows."""
        if rows:
            with self._errors():
                self._database.executemany(query, rows)

    def decode(self, text: object, kind: type) -> Any:
        """Return the value of a kind that a text was written from as JSON. If it has none, the file is damaged."""
        with self._errors():
            try:
                value = json.loads(str(text))
            except (ValueError, RecursionError) as error:
                raise Damaged from error
            if not isinstance(value, kind):
                raise Damaged
            return value

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what SQLite raises into an error for a person. If the file is damaged, it is replaced."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if not _is_damage(error):
                raise store_error(self._path, error) from error
            with suppress(AttributeError):
                self._database.close()
            _replace(self._path)
            what = f"{self._path} was damaged and has been made again"
            raise GreenroomError(what, "Sync once more. Nothing is lost.") from error


def _open(path: Path) -> sqlite3.Connection:
    make_private(path)
    if path.exists() and not path.is_file():
        raise sqlite3.OperationalError("it is not a file")
    database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if not version:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            with database:
                if not database.execute("PRAGMA user_version").fetchone()[0] and not _columns(database):
                    for statement in _SCHEMA.split(";\n"):
                        database.execute(statement)
                    database.execute(f"PRAGMA user_version = {_FORMAT}")
            (version,) = database.execute("PRAGMA user_version").fetchone()
        _check_format(database, path, version)
        # What a power cut takes away is exchanged once more.
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


class Damaged(sqlite3.DatabaseError):
    """Something in the file isn't as it was written."""


def _check_format(database: sqlite3.Connection, path: Path, version: int) -> None:
    with closing(sqlite3.connect(":memory:")) as new:
        new.executescript(_SCHEMA)
        ours = _columns(new)
    found = _columns(database)
    if not {table for table, _ in ours} & {table for table, _ in found}:
        raise StoreForeign(path)
    if version > _FORMAT:
        raise StoreNewer(path, version, _FORMAT)
    if version != _FORMAT or not ours <= found:
        raise Damaged


def _columns(database: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return the names of all columns, each after that of its table."""
    query = "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
    query += " WHERE tables.type = 'table'"
    return set(database.execute(query))


def _is_damage(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Return whether the content of the file is broken, not merely out of reach now."""
    name = str(getattr(error, "sqlite_errorname", ""))
    is_no_text = isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8")
    return is_no_text or isinstance(error, Damaged) or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _replace(path: Path) -> None:
    """Replace a damaged file by an empty one with the targets that can still be read from it.

    Everything else in it is a copy of what the log, the files and the targets have.
    """
    targets: list[tuple[object, ...]] = []
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as damaged:
        for url, place, chosen in damaged.execute("SELECT url, place, chosen FROM targets"):  # up to a damaged page
            if isinstance(url, str) and isinstance(place, str) and isinstance(chosen, int):
                targets.append((url, place, chosen))
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            when_free(path.with_name(f"{path.name}{suffix}").unlink)
    if targets:
        with closing(_open(path)) as database:
            database.executemany("INSERT OR IGNORE INTO targets(url, place, chosen) VALUES (?, ?, ?)", targets)
