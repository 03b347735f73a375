"""An open log: the settings it is used under, and transactions in which something is added to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.log import parameters
from scheduler.log.active import FORMER
from scheduler.log.errors import StoreReadOnly, StoreReplaced
from scheduler.log.hooks import BackupHook
from scheduler.log.reader import LogReader
from scheduler.log.replay import rebuild
from scheduler.log.schema import open_database, sqlite_errors
from scheduler.settings import Settings

if TYPE_CHECKING:
    from scheduler.fsrs.memory import MemoryModel


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
            from scheduler.log.files import open_as_it_is

            database = open_as_it_is(path)
        super().__init__(path, database)
        self._hook = hook
        self._settings = settings
        self._new_uuid = new_uuid
        try:
            self._file = _file_at(path)
            with sqlite_errors(path):
                self.device = self._home("device") or self._claim_device()
                if made and (former := hook.log_made()):
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
