"""What a home remembers about its targets: `sync.db`, beside the log.

It is in no backup. Deleting it costs nothing but time: everything is then read again, and sent again.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError
from scheduler.log.errors import store_error
from scheduler.log.files import make_private
from trainer.sync.segment import PackedSegment, Record

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
-- The segments there: taken (which our own are, too), wanted, or malformed.
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


class TargetState(NamedTuple):
    """What is remembered about a target; the columns of its table say what they mean."""

    url: str
    place: str = ""
    cursor: str = ""
    position: str = ""
    number: int = 0
    has_files: int = 0
    chosen: int = 0
    synced_ms: int | None = None
    failed_ms: int | None = None
    failure: str = ""
    pulled: int = 0
    pushed: int = 0
    told: tuple[str, ...] = ()


class SyncState:
    """The open `sync.db` of a home."""

    def __init__(self, path: Path) -> None:
        """Open it, or create it. One that is damaged, or of a newer greenroom, is replaced by an empty one.

        Raises:
            StoreError: It can't be opened or written.
        """
        self._path = path
        with self._errors():
            try:
                self._database = _open(path)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                _delete(path)
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
            with self._database:
                yield

    # --- homes and targets -------------------------------------------------------------------------

    def belongs_to(self, life: str) -> bool:
        """Return whether it was written in this life of this log. If not, all but the names of targets is forgotten."""
        known = self.rows("SELECT value FROM home WHERE name = 'life'")
        if known == [(life,)]:
            return True
        with self.at_once():
            for table in ("segments", "outbox", "pending", "bases"):
                self.rows(f"DELETE FROM {table}")
            self.rows("UPDATE targets SET cursor = '', position = '', number = 0, has_files = 0")
            self.rows("INSERT OR REPLACE INTO home VALUES ('life', ?)", (life,))
        return not known

    def targets(self) -> list[TargetState]:
        """Return all targets, the one that was named last first."""
        rows = self.rows(f"SELECT {', '.join(TargetState._fields)} FROM targets ORDER BY chosen DESC, url")
        return [_target(row) for row in rows]

    def target(self, url: str) -> TargetState:
        """Return what is known about a target, which may be new."""
        return next((each for each in self.targets() if each.url == url), TargetState(url))

    def choose(self, url: str) -> None:
        """Remember a target as the one that was named last."""
        with self.at_once():
            self.rows("INSERT OR IGNORE INTO targets(url) VALUES (?)", (url,))
            newest = "UPDATE targets SET chosen = (SELECT max(chosen) + 1 FROM targets) WHERE url = ?"
            self.rows(newest, (url,))

    def update(self, url: str, **values: object) -> None:
        """Change what is remembered about a target, by the names of the columns."""
        assignments = ", ".join(f"{name} = ?" for name in values)
        with self.at_once():
            self.rows(f"UPDATE targets SET {assignments} WHERE url = ?", (*values.values(), url))

    def note(self, url: str, at_ms: int, pulled: int, pushed: int, told: Sequence[str]) -> None:
        """Note what came of a sync that worked."""
        came = {"pulled": pulled, "pushed": pushed, "told": json.dumps(told)}
        self.update(url, synced_ms=at_ms, failed_ms=None, failure="", **came)

    def start_again(self, url: str) -> None:
        """Forget what has been exchanged with a target, so that everything is."""
        with self.at_once():
            for table in ("segments", "outbox", "pending"):
                self.rows(f"DELETE FROM {table} WHERE url = ?", (url,))
            self.update(url, cursor="", position="", place="", has_files=0)

    def send_again(self, url: str, lost: Iterable[str]) -> None:
        """Put everything into the outbox again, as the target has lost segments of ours."""
        with self.at_once():
            self._forget(url, lost)
            self.update(url, position="", has_files=0)

    def detach(self, url: str) -> None:
        """Forget a target."""
        self.start_again(url)
        self.rows("DELETE FROM targets WHERE url = ?", (url,))

    # --- segments ----------------------------------------------------------------------------------

    def standings(self, url: str) -> dict[str, str]:
        """Return the standing of each known segment of a target."""
        return {str(name): str(standing) for name, standing in self.rows(
            "SELECT name, standing FROM segments WHERE url = ?", (url,)
        )}  # fmt: skip

    def want(self, url: str, names: Iterable[str], gone: Iterable[str], cursor: str) -> None:
        """Note new segments of a target, and those that are gone, up to a cursor."""
        with self.at_once():
            self._forget(url, gone)
            rows = [(url, name) for name in names]
            self._many("INSERT OR IGNORE INTO segments(url, name, standing) VALUES (?, ?, 'wanted')", rows)
            self.update(url, cursor=cursor)

    def wanted(self, url: str) -> list[str]:
        """Return the segments of a target that are still to be taken, in order of their names."""
        query = "SELECT name FROM segments WHERE url = ? AND standing = 'wanted' ORDER BY name"
        return [str(name) for (name,) in self.rows(query, (url,))]

    def took(
        self, url: str, sizes: Mapping[str, int], malformed: Iterable[str], files: Iterable[Record], position: str
    ) -> None:
        """Note that segments were taken in, which records of files have to be merged, and where the log is now."""
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            self._put_segments(url, dict.fromkeys(malformed, 0), "malformed")
            rows = [(url, json.dumps(record)) for record in files]
            self._many("INSERT INTO pending(url, record) VALUES (?, ?)", rows)
            if position:
                self.update(url, position=position)

    def pending(self, url: str) -> list[tuple[int, Record]]:
        """Return the records of files that wait to be merged, in the order they came, and their numbers."""
        query = "SELECT id, record FROM pending WHERE url = ? ORDER BY id"
        return [(int(str(number)), json.loads(str(record))) for number, record in self.rows(query, (url,))]

    def merged(self, url: str, upto: int) -> None:
        """Note that records of files have been merged, up to a number."""
        with self.at_once():
            self.rows("DELETE FROM pending WHERE url = ? AND id <= ?", (url, upto))

    # --- bases, as `trainer.sync.bases.Bases` has them ------------------------------------------------

    def get(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""
        return next((str(text) for (text,) in self.rows("SELECT text FROM bases WHERE name = ?", (name,))), None)

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Change texts, all of them or none; None removes one."""
        with self.at_once():
            gone = [(name,) for name, text in changes.items() if text is None]
            self._many("DELETE FROM bases WHERE name = ?", gone)
            kept = [(name, text) for name, text in changes.items() if text is not None]
            self._many("INSERT OR REPLACE INTO bases VALUES (?, ?)", kept)

    def names(self) -> Iterator[str]:
        """Yield every name."""
        return (str(name) for (name,) in self.rows("SELECT name FROM bases"))

    # --- the outbox --------------------------------------------------------------------------------

    def queue(self, url: str, segments: Iterable[tuple[PackedSegment, int]], position: str) -> None:
        """Put segments, each with its number of reviews, into the outbox: all of the log up to a position."""
        with self.at_once():
            rows = [(url, *packed, reviews) for packed, reviews in segments]
            self._many("INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?)", rows)
            if rows:
                self.rows("UPDATE targets SET number = number + ? WHERE url = ?", (len(rows), url))
            if position:
                self.update(url, position=position)

    def outbox(self, url: str, most: int) -> list[tuple[PackedSegment, int]]:
        """Return segments that wait to be put into a target, each with its number of reviews."""
        query = "SELECT name, data, reviews FROM outbox WHERE url = ? ORDER BY name LIMIT ?"
        with self._errors():
            found = self._database.execute(query, (url, most)).fetchall()
        return [(PackedSegment(name, data), reviews) for name, data, reviews in found]

    def reviews_queued(self, url: str) -> int:
        """Return the number of reviews in the outbox of a target."""
        ((number,),) = self.rows("SELECT coalesce(sum(reviews), 0) FROM outbox WHERE url = ?", (url,))
        return int(str(number))

    def was_put(self, url: str, sizes: Mapping[str, int]) -> None:
        """Note that segments of the outbox are in the target."""
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            self._many("DELETE FROM outbox WHERE url = ? AND name = ?", [(url, name) for name in sizes])

    def small(self, url: str, device: str, below: int) -> list[str]:
        """Return the segments of a home in a target that have fewer bytes than `below`."""
        query = "SELECT name FROM segments WHERE url = ? AND name GLOB ? AND standing = 'taken' AND size < ?"
        return [str(name) for (name,) in self.rows(query, (url, f"{device}-*", below))]

    def compacted(self, url: str, sizes: Mapping[str, int], replaced: Iterable[str]) -> None:
        """Note that segments replace others in the target."""
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            self._forget(url, replaced)
            self.rows("UPDATE targets SET number = number + ? WHERE url = ?", (len(sizes), url))

    # --- internals ---------------------------------------------------------------------------------

    def _put_segments(self, url: str, sizes: Mapping[str, int], standing: str) -> None:
        rows = [(url, name, standing, size) for name, size in sizes.items()]
        self._many("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)", rows)

    def _forget(self, url: str, names: Iterable[str]) -> None:
        self._many("DELETE FROM segments WHERE url = ? AND name = ?", [(url, name) for name in names])

    def _many(self, query: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            with self._errors():
                self._database.executemany(query, rows)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what SQLite raises into an error for a person. If the file is damaged, it is removed."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if isinstance(error, sqlite3.Error) and not _is_damage(error):
                raise store_error(self._path, error) from error
            with suppress(AttributeError):
                self._database.close()
            _delete(self._path)
            what = f"{self._path} was damaged and has been removed"
            raise GreenroomError(what, "Name your folder again: `greenroom sync FOLDER`. Nothing is lost.") from error


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
                if not database.execute("PRAGMA user_version").fetchone()[0]:
                    for statement in _SCHEMA.split(";\n"):
                        database.execute(statement)
                    database.execute(f"PRAGMA user_version = {_FORMAT}")
        database.execute("SELECT synced_ms FROM targets")  # fails if the tables are those of another format
        # What a power cut takes away is exchanged once more.
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error means that the file isn't ours any more, not that it can't be read or written now."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")) or type(error) is sqlite3.DatabaseError


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")  # noqa: PTH108


def _target(row: Sequence[object]) -> TargetState:
    known = TargetState(*row)  # type: ignore[arg-type]
    return known._replace(told=tuple(json.loads(str(known.told))))
