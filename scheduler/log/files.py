"""Database files as wholes: opened read-only, copied, replaced, and kept from being written to."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from scheduler.log.errors import StoreBusy, StoreDamaged, StoreForeign, sqlite_errors, store_error
from scheduler.log.schema import format_of, is_ours

_BUSY_SECONDS = 5
_LOOK_SECONDS = 0.05
_OF_THE_SOURCE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database to be read, also where nothing may be written."""
    uri = path.absolute().as_uri()
    database = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        database.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        database.close()
        if error.sqlite_errorname not in ("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"):
            raise
        database = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error:
        database.close()
        raise
    database.execute("PRAGMA trusted_schema = OFF")  # it may be a stranger's
    return database


def make_private(path: Path) -> None:
    """Create an empty file that only its owner may read, unless it exists; SQLite's files beside it get the same mode.

    An existing one is not even opened: closing it would release the locks that this process has on it.
    """
    with suppress(OSError):  # SQLite reports what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def copy_database(source: Path, target: Path) -> None:
    """Write a copy of a database, as it is between two changes, to a file that is not there yet.

    Raises:
        StoreError: It cannot be read or is in use for too long, or the copy cannot be written.
    """
    with sqlite_errors(source), closing(open_read_only(source)) as database:
        make_private(target)
        with sqlite_errors(target), closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # nobody waits for it: what is made of it is synced
            try:
                _pour(database, copy, in_use=source)
            except sqlite3.Error as error:
                if str(getattr(error, "sqlite_errorname", "")).startswith(_OF_THE_SOURCE):
                    raise store_error(source, error) from error
                raise


def check_copy(copy: Path, original: Path) -> tuple[int, int]:
    """Return the format of a copied database and how many reviews it has.

    Raises:
        StoreDamaged: It is no sound database, which is told of the original.
    """
    with sqlite_errors(original), closing(open_read_only(copy)) as database:
        version = format_of(database)
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreDamaged(original, str(verdict))
        if not is_ours(database, version):
            raise StoreForeign(original)
        (reviews,) = database.execute("SELECT count(*) FROM reviews").fetchone() if version else (0,)
    return version, int(reviews)


def put_database(source: Path, target: Path) -> None:
    """Put the content of one database into another, whole or not at all, also while that is in use.

    Raises:
        StoreError: It is in use for too long, no database, or cannot be written; it is as it was.
    """
    with sqlite_errors(source), closing(open_read_only(source)) as database:
        make_private(target)
        with (
            sqlite_errors(target),
            closing(sqlite3.connect(target, isolation_level=None, timeout=_BUSY_SECONDS)) as live,
        ):
            _pour(database, live, in_use=target)


def _pour(source: sqlite3.Connection, target: sqlite3.Connection, *, in_use: Path) -> None:
    """Copy a database, which Python would try for ever while another program holds the one that may be in use."""
    until = time.monotonic() + _BUSY_SECONDS

    def look(status: int, *_: int) -> None:
        if status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise StoreBusy(in_use)

    source.backup(target, progress=look, sleep=_LOOK_SECONDS)


@contextmanager
def block_writers(path: Path) -> Iterator[None]:
    """Keep everybody from writing to a damaged database meanwhile, as far as it lets one.

    Raises:
        StoreBusy: Somebody is writing.
    """
    with closing(sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            told_of = store_error(path, error)
            if isinstance(told_of, StoreBusy):
                raise told_of from None
        yield


@contextmanager
def lock_and_find_change(path: Path, change: str) -> Iterator[bool | None]:
    """Keep everybody from writing meanwhile; yield whether the log has a change of files, None if somebody is writing.

    Raises:
        StoreError: The database cannot be asked.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with sqlite_errors(path), closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                raise
            yield None
            return
        yield database.execute("SELECT 1 FROM changes WHERE uuid = ?", (change,)).fetchone() is not None
