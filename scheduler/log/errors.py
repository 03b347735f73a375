"""Errors of the review log, in sentences for a person."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cards.errors import GreenroomError


class StoreError(GreenroomError):
    """The database cannot be used."""


class StoreNewer(StoreError):
    """A newer greenroom wrote the database; it is left as it is."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        what = f"{path} was written by a newer greenroom (format {found}, this one knows {known})"
        super().__init__(what, "Update greenroom; nothing was changed.")


class StoreOlder(StoreError):
    """A greenroom from before the first release wrote the database; it is left as it is."""

    def __init__(self, path: Path, found: int, oldest: int) -> None:
        formats = f"format {found}, the oldest it can read is {oldest}"
        what = f"{path} was written before greenroom's first release ({formats})"
        super().__init__(what, "Move it away, and greenroom starts a new log; nothing was changed.")


class StoreBusy(StoreError):
    """Another program has the database locked."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is in use by another program", "Close it and try again.")


class StoreReplaced(StoreError):
    """The opened file has been replaced by another; anything written to it would be lost."""

    def __init__(self, path: Path) -> None:
        what = f"{path} was replaced or deleted while it was open"
        super().__init__(what, "Your last entry was not saved; everything before it was. Start greenroom again.")


class ParametersChanged(StoreError):
    """The FSRS parameters have changed since the log was opened; they are left as they are."""

    def __init__(self) -> None:
        what = "Another greenroom has just changed the FSRS parameters"
        super().__init__(what, "Those are now in use and nothing else was changed. Start greenroom again.")


class StoreNoFile(StoreError):
    """Something else is where the database should be: a folder, or a link that leads nowhere."""

    def __init__(self, path: Path) -> None:
        what = f"{path} isn't a file"
        super().__init__(what, "Move it away, and run `greenroom doctor --fix` to use the backups.")


class StoreReadOnly(StoreError):
    """The database or its folder is not writable."""

    def __init__(self, path: Path) -> None:
        fix = "Check the permissions of the file and its folder, or use --home DIR."
        super().__init__(f"{path} cannot be written", fix)


class StoreFull(StoreError):
    """The disk refused a write. That write is lost; everything before it is safe."""

    def __init__(self, path: Path, reason: str) -> None:
        what = f"{path} could not be written ({reason})"
        super().__init__(what, "Check the free space on that disk; all earlier ratings are safe.")


class StoreDamaged(StoreError):
    """The file is damaged or not a database; it is left as it is."""

    def __init__(self, path: Path, reason: str) -> None:
        what = f"{path} is not a working greenroom database ({reason})"
        fix = "Nothing was changed. `greenroom doctor` says more; --fix recovers what can still be read."
        super().__init__(what, fix)


class StoreForeign(StoreDamaged):
    """The file is another program's database, with nothing of ours in it."""

    def __init__(self, path: Path) -> None:
        what = f"{path} belongs to another program"
        StoreError.__init__(self, what, "Move it away, or choose another folder with --home DIR; nothing was changed.")


SCRAMBLED = "the name of a table is not text"  # used if sqlite3 cannot decode SQLite's message


def store_error(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """Turn what SQLite raised about a file into an error for a person to read."""
    if isinstance(error, UnicodeDecodeError):
        return StoreDamaged(path, SCRAMBLED)
    name = str(getattr(error, "sqlite_errorname", ""))
    if os.path.lexists(path) and not path.is_file():
        return StoreNoFile(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreReadOnly(path)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(path, str(error))
    return StoreDamaged(path, str(error))


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn whatever SQLite raises about a file in the `with` into a `StoreError`."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise store_error(path, error) from error
