"""An open log: its database, the settings it is used under, and transactions that add to it."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.log import parameters
from scheduler.log.active import FORMER
from scheduler.log.errors import (
    StoreDamaged,
    StoreForeign,
    StoreNewer,
    StoreOlder,
    StoreReadOnly,
    StoreReplaced,
    sqlite_errors,
)
from scheduler.log.files import make_private, open_read_only
from scheduler.log.hooks import BackupHook
from scheduler.log.reader import LogReader
from scheduler.log.replay import rebuild
from scheduler.log.schema import (
    FIRST_FORMAT,
    MIGRATIONS,
    Migration,
    format_of,
    is_ours,
    migrate,
    wrong_format,
)
from scheduler.settings import Settings

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

_BUSY_SECONDS = 60  # a long history is imported in one transaction, and a rating is not to be lost to that
_RETRY_SECONDS = 0.02
# About 300 ratings. At SQLite's default of 1,000 pages one rating in seventy would wait while all of them are moved.
# The last program to close the log moves the rest.
_CHECKPOINT_PAGES = 4_000


class OpenLog(LogReader):
    """The log of one home, with what is derived from it as the settings have it. Every method may raise a `StoreError`.

    Attributes:
        device: The name of the home.
        fitted: The FSRS parameters in use; None for the default ones.
    """

    def __init__(
        self, path: Path, *, hook: BackupHook, settings: Settings, new_uuid: Callable[[], str], reading: bool = False
    ) -> None:
        """Open the log, made if there is none; when only `reading`, also where nothing may be written."""
        made = not _size_of(path)
        try:
            with sqlite_errors(path):
                database = open_database(path, hook.before_migration)
        except StoreReadOnly:
            if not reading:
                raise
            database = open_unchanged(path)
        super().__init__(path, database)
        self._hook = hook
        self._settings = settings
        self._new_uuid = new_uuid
        try:
            self._file = _file_at(path)
            with sqlite_errors(path):
                self.device = self._home("device") or self._claim_device()
                if made and (former := hook.log_created()):
                    self._set_home(FORMER, former)
                self._use(parameters.in_use(self._database))
                if self._home("memory") != self._fingerprint:
                    self.rebuild()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def expect_ratings(self) -> None:
        """Let the backup of the day be made meanwhile, so that the first rating need not wait for it."""
        self._hook.begin()

    def back_up(self) -> None:
        """See to it that the backup of the day is there, before files are changed; the log does so by itself."""
        self._hook.before_append()

    @cached_property
    def model(self) -> "MemoryModel":
        """FSRS under this home's settings and parameters, loaded when first needed."""
        return parameters.model(self._settings, self.fitted)

    @property
    def parameters_in_use(self) -> tuple[float, ...]:
        """The FSRS parameters, fitted or default."""
        return parameters.values_of(self.fitted)

    # --- transactions ------------------------------------------------------------------------------

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Append all that is appended in the `with`, or none of it; a backup comes first where one is due."""
        if not self._database.in_transaction:
            self._hook.before_append()
        with self._writing():
            yield

    def rebuild(self) -> None:
        """Make everything derived again from the logs, under the present settings and parameters."""
        with self._writing():
            self._use(parameters.in_use(self._database))  # another process may have changed them since we looked
            self._rebuild()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, taken at once so that nothing read in it can change before it is written."""
        if self._database.in_transaction:
            yield
            return
        with sqlite_errors(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                if _file_at(self._path) != self._file:
                    raise StoreReplaced(self._path)
                yield
                if self._home("memory") != self._fingerprint:
                    # Another process changed what memories depend on while we ran: the next to open replays the log.
                    self._set_home("memory", "stale")

    def _append(self, log: str, columns: str, *values: object) -> str:
        """Add a row to a log, whose name it returns."""
        uuid = self._new_uuid()
        row = (uuid, self.device, *values)
        query = f"INSERT INTO {log}(uuid, device, {columns}) VALUES ({', '.join('?' * len(row))})"
        with self.at_once():
            self._database.execute(query, row)
        return uuid

    def _rebuild(self) -> None:
        rebuild(self._database, self.model)
        self._set_home("memory", self._fingerprint)

    def _use(self, fitted: parameters.Fitted | None) -> None:
        self.fitted = fitted
        self._fingerprint = parameters.fingerprint(self._settings, self.fitted)
        self.__dict__.pop("model", None)

    def _set_home(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO home VALUES (?, ?)", (name, value))

    def _claim_device(self) -> str:
        """Name this home, once; another process may have been quicker."""
        self._database.execute("INSERT OR IGNORE INTO home VALUES ('device', ?)", (self._new_uuid(),))
        return str(self._home("device"))


def open_database(
    path: Path, before_migration: Callable[[int], None], migrations: Sequence[Migration] = MIGRATIONS
) -> sqlite3.Connection:
    """Open a database for writing; create it for its owner alone, or migrate it to the newest format.

    Args:
        path: The file.
        before_migration: Called with the format of an older database before it is changed; what it raises stops that.
        migrations: The steps after `FIRST_FORMAT`.

    Raises:
        StoreNewer: A newer greenroom wrote it. It is not changed, nor is it in the following cases.
        StoreOlder: It is from before the first release.
        StoreDamaged: It is not a greenroom database.
        sqlite3.Error: Anything else that SQLite refuses.
    """
    make_private(path)
    database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
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
        database.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    except BaseException:
        database.close()
        raise
    return database


def open_unchanged(path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Open a database of the newest format for reading where nothing may be written.

    Raises:
        StoreReadOnly: It would have to be migrated, or its newest rows are still in the file beside it.
        StoreError: It cannot be read.
    """
    log = path.with_name(f"{path.name}-wal")
    with sqlite_errors(path):
        database = open_read_only(path)
        try:
            whole = not log.exists() or not log.stat().st_size
            if whole and _checked_format(path, database, migrations) == FIRST_FORMAT + len(migrations):
                return database
        except BaseException:
            database.close()
            raise
        database.close()
    raise StoreReadOnly(path)


def _checked_format(path: Path, database: sqlite3.Connection, migrations: Sequence[Migration]) -> int:
    """Return the format of a database that can be used; raise a `StoreError` for any other."""
    database.execute("BEGIN")  # everything as it is at one moment: another process may be creating the tables
    with database:
        version = format_of(database)
        newest = FIRST_FORMAT + len(migrations)
        if version > newest:
            raise StoreNewer(path, version, newest)
        if not is_ours(database, version):
            raise StoreForeign(path)
        if problem := wrong_format(database, version, migrations):
            raise StoreDamaged(path, problem)
        if 0 < version < FIRST_FORMAT:
            raise StoreOlder(path, version, FIRST_FORMAT)
    return version


def _write_ahead(database: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. SQLite does not wait for other programs here, so this does."""
    for tries_left in reversed(range(round(_BUSY_SECONDS / _RETRY_SECONDS))):
        try:
            if database.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not tries_left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from the one that takes its place; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
