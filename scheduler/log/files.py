"""Operations on database files: open, copy, replace, and lock against other programs."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from scheduler.log import errors
from scheduler.log.errors import sqlite_errors, store_error
from scheduler.log.schema import FIRST_FORMAT, MIGRATIONS, Migration, format_of, is_ours, migrate, wrong_format

BUSY_SECONDS = 5.0  # how long to wait for another program that has a lock
_LOG_BUSY_SECONDS = 60.0  # importing a long history is one transaction, and a rating must not be lost to it
_WAL_RETRY_SECONDS, _COPY_RETRY_SECONDS = 0.02, 0.05
# About 300 ratings. With SQLite's default of 1,000 pages, one rating in seventy would wait until they are all moved to
# the database. The last program to close the log moves the rest.
_CHECKPOINT_PAGES = 4_000
_SOURCE_ERRORS = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")


def open_database(
    path: Path, before_migration: Callable[[int], None], migrations: Sequence[Migration] = MIGRATIONS
) -> sqlite3.Connection:
    """Open a database for writing; create it for its owner alone, or migrate it to the newest format.

    `before_migration` is called with the format of an older database before it is migrated; an exception stops that.

    Raises:
        StoreNewer: A newer greenroom wrote it. In this case and the next two, nothing is changed.
        StoreOlder: It is from before the first release.
        StoreDamaged: It is not a greenroom database.
        sqlite3.Error: Anything else that SQLite refuses.
    """
    make_private(path)
    _check_is_file(path)
    database = sqlite3.connect(path, isolation_level=None, timeout=_LOG_BUSY_SECONDS)
    try:
        database.execute("PRAGMA trusted_schema = OFF")  # it may have come in a stranger's backup
        version = _checked_format(path, database, migrations)
        older = version < FIRST_FORMAT + len(migrations)
        if older and version:
            before_migration(version)
        _write_ahead(database)
        if older:
            migrate(database, migrations)
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA fullfsync = ON")  # on macOS, past the cache of the drive; nothing elsewhere
        database.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    except BaseException:
        database.close()
        raise
    return database


def open_unchanged(path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Open a database of the newest format for reading, in a place that is not writable.

    Raises:
        StoreReadOnly: It would have to be migrated, or its newest rows are still in the write-ahead log beside it.
        StoreError: It cannot be read.
    """
    log = path.with_name(f"{path.name}-wal")
    with sqlite_errors(path), ExitStack() as unless_usable:
        database = unless_usable.enter_context(closing(open_read_only(path)))
        whole = not log.exists() or not log.stat().st_size
        if whole and _checked_format(path, database, migrations) == FIRST_FORMAT + len(migrations):
            unless_usable.pop_all()
            return database
    raise errors.StoreReadOnly(path)


def open_read_only(path: Path, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open any database for reading, even in a place that is not writable; raise an `sqlite3.Error` if that fails."""
    _check_is_file(path)
    database = sqlite3.connect(_uri(path, "mode=ro"), uri=True, isolation_level=None, timeout=busy_seconds)
    try:
        database.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        database.close()
        if error.sqlite_errorname not in ("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"):
            raise
        database = sqlite3.connect(_uri(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)
    except sqlite3.Error:
        database.close()
        raise
    database.execute("PRAGMA trusted_schema = OFF")  # it may come from a stranger
    return database


def _uri(path: Path, options: str) -> str:
    """Return a path as SQLite takes it with options. It refuses `Path.as_uri` of a network folder of Windows."""
    from urllib.parse import quote

    return f"file:{quote(os.fsencode(path.absolute()), safe='')}?{options}"


def _check_is_file(path: Path) -> None:
    """Raise an `sqlite3.Error` if a path is not a file: SQLite would wait for a pipe for ever."""
    if path.exists() and not path.is_file():
        raise sqlite3.OperationalError("it is not a file")


def make_private(path: Path) -> None:
    """Create an empty file that only its owner may read, unless it exists. SQLite gives files beside it the same mode.

    An existing file is not even opened: closing it would release this process's locks on it.
    """
    with suppress(OSError):  # SQLite reports what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def copy_database(source: Path, target: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Copy a database, as it is between two transactions, to a file that does not exist yet.

    Raises:
        StoreError: The source cannot be read or stays in use, or the copy cannot be written.
    """
    with sqlite_errors(source), closing(open_read_only(source, busy_seconds)) as database:
        make_private(target)
        with sqlite_errors(target), closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # quicker; whatever is made from the copy is synced
            try:
                _copy_pages(database, copy, in_use=source, busy_seconds=busy_seconds)
            except sqlite3.Error as error:
                if str(getattr(error, "sqlite_errorname", "")).startswith(_SOURCE_ERRORS):
                    raise store_error(source, error) from error
                raise


def check_copy(copy: Path, original: Path) -> tuple[int, int]:
    """Return the format of a copied database and its number of reviews.

    Raises:
        StoreDamaged: It is not a sound greenroom database; the message names the original.
    """
    with sqlite_errors(original), closing(open_read_only(copy)) as database:
        version = format_of(database)
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise errors.StoreDamaged(original, str(verdict))
        if not is_ours(database, version):
            raise errors.StoreForeign(original)
        (reviews,) = database.execute("SELECT count(*) FROM reviews").fetchone() if version else (0,)
    return version, int(reviews)


def put_database(source: Path, target: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Replace the content of a database with another's, whole or not at all, even while it is open elsewhere.

    Raises:
        StoreError: The target stays in use, is not a database, or cannot be written; it is unchanged.
    """
    with sqlite_errors(source), closing(open_read_only(source)) as database:
        make_private(target)
        with (
            sqlite_errors(target),
            closing(sqlite3.connect(target, isolation_level=None, timeout=busy_seconds)) as live,
        ):
            _copy_pages(database, live, in_use=target, busy_seconds=busy_seconds)


@contextmanager
def block_writers(path: Path) -> Iterator[None]:
    """Keep other programs from writing to a database during the `with`. A badly damaged one may not be lockable.

    Raises:
        StoreBusy: Another program is writing.
    """
    with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            problem = store_error(path, error)
            if isinstance(problem, errors.StoreBusy):
                raise problem from None
        yield


@contextmanager
def lock_and_find_change(path: Path, change: str) -> Iterator[bool | None]:
    """Keep other programs from writing during the `with`; yield whether the log has a change of files, by its UUID.

    If another program is writing, it yields None and holds no lock.

    Raises:
        StoreError: The database cannot be read.
    """
    uri = _uri(path, "mode=rw")
    with sqlite_errors(path), closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                raise
            yield None
            return
        yield database.execute("SELECT 1 FROM changes WHERE uuid = ?", (change,)).fetchone() is not None


def _checked_format(path: Path, database: sqlite3.Connection, migrations: Sequence[Migration]) -> int:
    """Return the format of a database that can be used; raise a `StoreError` for any other."""
    database.execute("BEGIN")  # for one consistent view: another process may be creating the tables
    with database:
        version = format_of(database)
        newest = FIRST_FORMAT + len(migrations)
        if version > newest:
            raise errors.StoreNewer(path, version, newest)
        if not is_ours(database, version):
            raise errors.StoreForeign(path)
        if problem := wrong_format(database, version, migrations):
            raise errors.StoreDamaged(path, problem)
        if 0 < version < FIRST_FORMAT:
            raise errors.StoreOlder(path, version, FIRST_FORMAT)
    return version


def _write_ahead(database: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. SQLite does not wait for other programs here, so this function does."""
    for tries_left in reversed(range(round(_LOG_BUSY_SECONDS / _WAL_RETRY_SECONDS))):
        try:
            if database.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not tries_left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_WAL_RETRY_SECONDS)
        else:
            return


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, *, in_use: Path, busy_seconds: float) -> None:
    """Copy a whole database; Python alone would wait forever for a program that has a lock on the one in use."""
    deadline = time.monotonic() + busy_seconds

    def check_time(status: int, *_: int) -> None:
        if status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise errors.StoreBusy(in_use)

    source.backup(target, progress=check_time, sleep=_COPY_RETRY_SECONDS)
