"""The user's own deck files: where each stands, and how one is replaced without losing what was there."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from decks.model.errors import DeckFileError


def content_of(path: Path) -> bytes | None:
    """Return what is in a file; None if there is none."""
    return path.read_bytes() if path.exists() else None


def write_own(path: Path, text: str, backups: Path, now: datetime, *, seen: bytes | None) -> Path | None:
    """Write a deck file in one step; return where the one it replaces is kept, if there was one.

    Args:
        path: The file.
        text: What is to be in it.
        backups: Where the file it replaces is kept.
        now: The instant, for the name of that backup.
        seen: What was in it when it was read; None if there was no file.

    Raises:
        DeckFileError: It cannot be written, or is not as it was seen; what was there is still there.
    """
    backup = _keep(path, backups, now) if path.exists() else None
    try:
        replace_own(path, text.encode(), guarded=True, seen=seen)
    except ChangedMeanwhile:
        raise DeckFileError(
            path, "was changed by another program just now", "It is as they left it; try again."
        ) from None
    return backup


def take_back(path: Path, backup: Path | None, wrote: bytes) -> None:
    """Put a file back to what it was before `write_own` returned `backup`, unless it is no longer what that `wrote`.

    Raises:
        DeckFileError: It cannot be written; it is as it was, and the backup is still there.
    """
    try:
        if backup is not None:
            with contextlib.suppress(ChangedMeanwhile):
                replace_own(path, backup.read_bytes(), guarded=True, seen=wrote)
        elif content_of(path) == wrote:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def _keep(path: Path, backups: Path, now: datetime) -> Path:
    """Copy a file to the backups under a name that none of them has, for its owner alone from the first byte on."""
    stem = f"{path.stem}-{now:%Y%m%dT%H%M%S}"
    names = (f"{stem}{again}.toml" for again in chain([""], (f"-{number}" for number in count(2))))
    try:
        content = path.read_bytes()
        make_folder(backups)
        for name in names:
            with contextlib.suppress(FileExistsError), new_file(backups / name) as file:
                file.write(content)
                return backups / name
    except OSError as error:
        raise _unwritable(backups / f"{stem}.toml", error) from None
    raise AssertionError(stem)  # there is always another number


def new_file(path: Path, mode: int = 0o600) -> IO[bytes]:
    """Open a file to be written that must not be there yet, for its owner alone unless other rights are given."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode), "wb")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other greenrooms from changing files of a folder meanwhile, where the system can; a killed one lets go."""
    try:
        import fcntl
    except ImportError:  # Windows: the check just before the replacement has to do
        yield
        return
    with contextlib.ExitStack() as stack:
        # Some folders may be written but not read, some network folders know no locks.
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone, and those above it that are missing; raise `OSError` if that cannot be."""
    for folder in [*reversed(path.parents), path]:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, f"{folder} is no folder", str(folder)) from None


def sync_file(file: IO[Any]) -> None:
    """Have what was written to an open file on disk before what follows."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have what was renamed or removed in a folder on disk before what follows, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows
        return
    with contextlib.suppress(OSError):  # some network folders cannot; every file in it is whole all the same
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Put text in the place of a file's in one step, its rights kept; a new one is for its owner alone.

    Raises:
        DeckFileError: It cannot be written; what was there is still there.
    """
    replace_own(path, text.encode())


class ChangedMeanwhile(Exception):
    """A file is not what it was when it was read."""


def replace_own(
    path: Path, content: bytes, *, guarded: bool = False, seen: bytes | None = None, held: bool = False
) -> None:
    """Put bytes in the place of a file's in one step, its rights kept; a new one is for its owner alone.

    Args:
        path: The file.
        content: What is to be in it.
        guarded: Whether to replace it only if it still is what was `seen`.
        seen: What was in it when it was read; None if there was no file.
        held: Whether this is done within `alone` of its folder.

    Raises:
        ChangedMeanwhile: It is guarded, and somebody else wrote it; what they wrote is still there.
        DeckFileError: It cannot be written; what was there is still there.
    """
    _replace(path, content, 0o600, guarded=guarded, seen=seen, held=held)


def remove_own(path: Path, *, seen: bytes) -> None:
    """Remove a file that still is what was seen; one that is gone already is fine.

    Raises:
        ChangedMeanwhile: Another program wrote it; what it wrote is still there.
        DeckFileError: It cannot be removed.
    """
    try:
        with alone(path.resolve().parent):
            if content_of(path) not in (seen, None):
                raise ChangedMeanwhile
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None


def replace_file(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file's in one step, its rights kept; a new one has those usual for its user.

    Raises:
        DeckFileError: It cannot be written; what was there is still there.
    """
    _replace(path, content, 0o666)


def _replace(
    path: Path, content: bytes, mode: int, *, guarded: bool = False, seen: bytes | None = None, held: bool = False
) -> None:
    """Write beside the file and move that into its place, one program at a time; a link stays one."""
    path = path.resolve()
    try:
        with contextlib.nullcontext() if held else alone(path.parent):
            _put(path, content, mode, guarded=guarded, seen=seen)
    except OSError as error:
        raise _unwritable(path, error) from None


def _put(path: Path, content: bytes, mode: int, *, guarded: bool, seen: bytes | None) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        with contextlib.suppress(FileNotFoundError):  # left by one that was cut off, with rights of its own
            new.unlink()
        with new_file(new, mode) as file:
            file.write(content)
            sync_file(file)
        if path.exists():
            shutil.copymode(path, new)
        if guarded and (path.read_bytes() if path.exists() else None) != seen:
            new.unlink()
            raise ChangedMeanwhile
        new.replace(path)
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def _unwritable(path: Path, error: OSError) -> DeckFileError:
    reason = error.strerror or type(error).__name__
    return DeckFileError(path, f"cannot be written ({reason})", "Check the rights and the free space.")
