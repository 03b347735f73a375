"""Files written in one step, by one program at a time, and private to the user."""

import contextlib
import errno
import os
import stat
import sys
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from cards.errors import os_fix, os_reason
from decks.model.errors import DeckFileError
from decks.toml.locks import path_lock
from decks.toml.regular_files import check_is_file, read_bytes, real_path, when_free


class ChangedMeanwhile(Exception):
    """A file has changed since it was read."""


def content_of(path: Path) -> bytes | None:
    """Return the content of a file; None if there is no file.

    Raises:
        DeckFileError: It cannot be read, or is not a file.
    """
    try:
        return read_bytes(path, most=-1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        fix = os_fix(error, "Check its name and permissions.")
        raise DeckFileError(path, f"cannot be read ({os_reason(error)})", fix) from None


def write_own(path: Path, text: str, backups: Path, now: datetime, *, seen: bytes | None) -> Path | None:
    """Replace a deck file, after copying the existing one to the backups.

    Args:
        path: The file.
        text: Its new text.
        backups: The folder for the copy.
        now: The current time, for the name of the copy.
        seen: The content of the file when it was read; None if there was no file.

    Returns:
        The copy; None if there was no file.

    Raises:
        DeckFileError: The file cannot be written, or another program has changed it since. It is unchanged.
    """
    backup = _back_up(path, backups, now) if path.exists() else None
    try:
        replace_own(path, text.encode(), guarded=True, seen=seen)
    except ChangedMeanwhile:
        raise DeckFileError(
            path, "has just been changed by another program", "That version stays; try again."
        ) from None
    return backup


def take_back(path: Path, backup: Path | None, wrote: bytes) -> None:
    """Undo a `write_own`. A file that another program has changed since stays as it is.

    Args:
        path: The file.
        backup: What `write_own` returned.
        wrote: What it wrote.

    Raises:
        DeckFileError: The file cannot be written. It is unchanged, and the backup is still there.
    """
    try:
        with contextlib.suppress(ChangedMeanwhile):
            if backup is None:
                remove_own(path, seen=wrote)
            else:
                replace_own(path, backup.read_bytes(), guarded=True, seen=wrote)
    except OSError as error:
        raise _unwritable(path, error) from None


def _back_up(path: Path, backups: Path, now: datetime) -> Path:
    """Copy a file to the backups under a new name. Only the user can read the copy, from its first byte on."""
    stem = f"{path.stem}-{now:%Y%m%dT%H%M%S}"
    names = (f"{stem}{suffix}.toml" for suffix in chain([""], (f"-{number}" for number in count(2))))
    try:
        content = read_bytes(path, most=-1)
        make_folder(backups)
        for name in names:
            with contextlib.suppress(FileExistsError), new_file(backups / name) as file:
                file.write(content)
                return backups / name
    except OSError as error:
        raise _unwritable(backups / f"{stem}.toml", error) from None
    raise AssertionError(stem)  # there is always another number


def new_file(path: Path, mode: int = 0o600) -> IO[bytes]:
    """Create a file and open it for writing. Only the user can read it, unless `mode` says otherwise.

    Raises:
        FileExistsError: There is a file of that name.
    """
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode), "wb")


def make_folder(path: Path) -> None:
    """Create a folder and any missing ones above it. Only the user can read them.

    Raises:
        OSError: It cannot be created.
    """
    for folder in [*reversed(path.parents), path]:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, f"{folder} isn't a folder", str(folder)) from None


def sync_file(file: IO[Any]) -> None:
    """Flush what was written to an open file to the disk; on macOS, past the cache of the drive too."""
    file.flush()
    os.fsync(file.fileno())
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # a network folder
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)


def sync_folder(folder: Path) -> None:
    """Flush what was renamed or removed in a folder to the disk, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows
        return
    with contextlib.suppress(OSError):  # some network folders cannot; each file in them is complete anyway
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Replace the text of a file in one step, as `replace_own` does.

    Raises:
        DeckFileError: The file cannot be written. It is unchanged.
    """
    replace_own(path, text.encode())


def replace_own(
    path: Path, content: bytes, *, guarded: bool = False, seen: bytes | None = None, locked: bool = False
) -> None:
    """Replace the content of a file in one step. Its permissions stay; only the user can read a new file.

    Args:
        path: The file.
        content: Its new content.
        guarded: Whether to replace the file only if its content is still `seen`.
        seen: The content of the file when it was read; None if there was no file.
        locked: Whether the caller has the `path_lock` of its folder.

    Raises:
        ChangedMeanwhile: `guarded`, and another program has changed the file. What it wrote is still there.
        DeckFileError: The file cannot be written. It is unchanged.
    """
    _replace(path, content, 0o600, guarded=guarded, seen=seen, locked=locked)


def remove_own(path: Path, *, seen: bytes) -> None:
    """Remove a file if its content is still `seen`. It may also be gone already.

    Raises:
        ChangedMeanwhile: Another program has changed the file. What it wrote is still there.
        DeckFileError: The file cannot be removed.
    """
    try:
        with path_lock(real_path(path).parent):
            if content_of(path) not in (seen, None):
                raise ChangedMeanwhile
            when_free(lambda: path.unlink(missing_ok=True))
            sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None


def replace_file(path: Path, content: bytes) -> None:
    """Replace the content of a file in one step. Its permissions stay; a new file has the user's usual ones.

    Raises:
        DeckFileError: The file cannot be written. It is unchanged.
    """
    _replace(path, content, 0o666)


def _replace(
    path: Path, content: bytes, mode: int, *, guarded: bool = False, seen: bytes | None = None, locked: bool = False
) -> None:
    """Write a new file and move it into the place of the old one. A link stays a link."""
    path = real_path(path)
    try:
        with contextlib.nullcontext() if locked else path_lock(path.parent):
            _put(path, content, mode, guarded=guarded, seen=seen)
    except OSError as error:
        raise _unwritable(path, error) from None


def _put(path: Path, content: bytes, mode: int, *, guarded: bool, seen: bytes | None) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        with contextlib.suppress(FileNotFoundError):  # left by a program that was killed, with permissions of its own
            new.unlink()
        with new_file(new, mode) as file:
            file.write(content)
            sync_file(file)
        check_is_file(path)
        if os.name == "posix" and path.exists():  # on Windows, a read-only file can't be replaced anyway
            new.chmod(stat.S_IMODE(path.stat().st_mode))
        if guarded:
            _check_content(path, seen)
        when_free(lambda: new.replace(path))
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def _check_content(path: Path, seen: bytes | None) -> None:
    if content_of(path) != seen:
        raise ChangedMeanwhile


def _unwritable(path: Path, error: OSError) -> DeckFileError:
    fix = os_fix(error, "Check permissions and free space.")
    return DeckFileError(path, f"cannot be written ({os_reason(error)})", fix)
