"""An open log, with the settings in use and the transactions that add to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.log import parameters
from scheduler.log.errors import StoreReadOnly, StoreReplaced, sqlite_errors
from scheduler.log.files import open_database, open_unchanged
from scheduler.log.hooks import BackupHook
from scheduler.log.reader import LogReader
from scheduler.log.replay import rebuild
from scheduler.log.stamps import STAMPED, next_stamp
from scheduler.settings import Settings

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel

# The key in `home` for the device name this home had in an earlier log that was lost.
FORMER = "former"
# The key in `home` that says the place of this home was noted on some machine.
_NOTED = "noted"


class OpenLog(LogReader):
    """The log of one home, and the tables derived from it under the settings. Every method may raise a `StoreError`.

    Attributes:
        device: The name of the home, a UUID.
        fitted: The fitted FSRS parameters in use; None for the default ones.
    """

    def __init__(
        self, path: Path, *, hook: BackupHook, settings: Settings, new_uuid: Callable[[], str], reading: bool = False
    ) -> None:
        """Open the log, or create it; with `reading`, open it read-only if it may not be written."""
        created, writable = not _size_of(path), True
        try:
            with sqlite_errors(path):
                database = open_database(path, hook.before_migration)
        except StoreReadOnly:
            if not reading:
                raise
            database, writable = open_unchanged(path), False
        super().__init__(path, database)
        self._hook = hook
        self._settings = settings
        self._new_uuid = new_uuid
        try:
            self._file = _file_at(path)
            with sqlite_errors(path):
                self.device = self._home("device") or self._claim_device()
                if created and (former := hook.log_created()):
                    self._set_home(FORMER, former)
                if writable and not hook.is_at_home(self.device):
                    self._settle()
                self._use(parameters.in_use(self._database))
                if self._home("memory") != self._fingerprint:
                    self.rebuild()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def expect_ratings(self) -> None:
        """Start today's backup now, so that the first rating doesn't wait for it."""
        self._hook.begin()

    def back_up(self) -> None:
        """Make today's backup before changing files. Adding rows makes it anyway."""
        self._hook.before_append()

    @cached_property
    def model(self) -> "MemoryModel":
        """The FSRS model with this home's settings and parameters, loaded when first needed."""
        return parameters.model(self._settings, self.fitted)

    @property
    def parameters_in_use(self) -> tuple[float, ...]:
        """The FSRS parameters, fitted or default."""
        return parameters.values_of(self.fitted)

    @property
    def incarnation(self) -> str:
        """Which life of this home's log it is: a restore begins another. Empty for the first."""
        return self._home("incarnation") or ""

    # --- transactions ------------------------------------------------------------------------------

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Append everything that the `with` block appends, or nothing; a backup is made first if one is due."""
        if self._database.in_transaction:
            yield
            return
        self._hook.before_append()
        with self._writing():
            yield

    def rebuild(self) -> None:
        """Rebuild every derived table from the logs, with the current settings and parameters."""
        with self._writing():
            self._use(parameters.in_use(self._database))  # another process may have changed them
            self._rebuild()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Run one transaction, locked from its start so that what it reads cannot change before it writes."""
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
                    # Another process has changed settings or parameters: the next one to open the log replays it.
                    self._set_home("memory", "stale")

    def _append(self, log: str, at_utc_ms: int, columns: str, *values: object) -> str:
        """Append a row to a log; return its UUID."""
        uuid = self._new_uuid()
        with self.at_once():
            row = (uuid, self.device, at_utc_ms, *values)
            if log in STAMPED:
                columns, row = f"{columns}, stamp", (*row, next_stamp(self._database, at_utc_ms))
            query = f"INSERT INTO {log}(uuid, device, at_utc_ms, {columns}) VALUES ({', '.join('?' * len(row))})"
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

    def _settle(self) -> None:
        """Give a copied home a device name of its own; its earlier rows keep theirs."""
        self._database.execute("BEGIN IMMEDIATE")
        with self._database:
            self.device = str(self._home("device"))  # another process may have been quicker
            device = self._hook.settle(self.device, copied=self._home(_NOTED) is not None)
            if device is None:
                return
            self._set_home(_NOTED, "done")
            if device != self.device:
                if self._home(FORMER) is None:
                    self._set_home(FORMER, self.device)
                self._set_home("device", device)
                self.device = device

    def _claim_device(self) -> str:
        """Give this home a name, unless another process has just done so."""
        self._database.execute("INSERT OR IGNORE INTO home VALUES ('device', ?)", (self._new_uuid(),))
        return str(self._home("device"))


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return what identifies the file at a path, to notice if it is replaced; None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
