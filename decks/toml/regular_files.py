"""Regular files, opened for reading. Anything else, such as a pipe or a device, is refused instead of waited for."""

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

_Result = TypeVar("_Result")
# Far above any deck a person could learn (about 30,000 cards), far below what would hang the program.
MAX_BYTES = 16 * 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# Flags of files whose content is elsewhere until someone reads it: macOS from 14, OneDrive and others on Windows.
_DATALESS = 0x40000000
_RECALLED = 0x00001000 | 0x00400000
_PATIENCE = 1.0 if os.name == "nt" else 0.0  # seconds to try again what fails because a file is in use
_AGAIN_AFTER = 0.05  # seconds between two tries


def when_free(action: Callable[[], _Result], patience: float = _PATIENCE) -> _Result:
    """Do what Windows refuses while another program has a file open, such as a virus scanner: try again for a while.

    Args:
        action: What to do with the file.
        patience: For how many seconds to try again. Only Windows refuses anything for that reason.

    Raises:
        PermissionError: It is refused to the end.
        OSError: It fails in another way.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN_AFTER)


def open_file(path: Path) -> BufferedReader:
    """Open a regular file for reading. Every file that a user names or keeps in a home is opened through here.

    Raises:
        OSError: It cannot be opened, or is not a file.
    """
    return when_free(lambda: open(path, "rb", opener=_opened))  # `Path.open` takes no opener


def read_bytes(path: Path, *, most: int = MAX_BYTES + 1) -> bytes:
    """Return the content of a regular file, cut to `most` bytes.

    Raises:
        OSError: It cannot be read, or is not a file.
    """
    try:
        with open_file(path) as file:
            return file.read(most)
    except OSError as error:
        with contextlib.suppress(OSError):
            if is_elsewhere(path.stat()):
                error.strerror = "it is in the cloud, and can't be fetched now"
        raise


def is_elsewhere(status: os.stat_result) -> bool:
    """Return whether the content of a file is in the cloud until someone reads it."""
    flags: int = getattr(status, "st_flags", 0)
    attributes: int = getattr(status, "st_file_attributes", 0)
    return bool(flags & _DATALESS or attributes & _RECALLED)


def is_text(name: str) -> bool:
    """Return whether a file name is valid text. Older systems allow names that are not."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def real_path(path: Path) -> Path:
    """Return the absolute path that links lead to. Links that lead in a circle stay: `Path.resolve` would fail."""
    return Path(os.path.realpath(path))


def check_is_file(path: Path) -> None:
    """Raise an `OSError` if a path, after following links, leads to something other than a file."""
    with contextlib.suppress(FileNotFoundError):
        _check(os.stat(path), path)  # noqa: PTH116


def _opened(path: str, flags: int) -> int:
    """Open a file without waiting. Check what it is before, as opening some devices has effects, and again after."""
    _check(os.stat(path), path)  # noqa: PTH116
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    try:
        _check(os.fstat(handle), path)
    except OSError:
        os.close(handle)
        raise
    return handle


def _check(status: os.stat_result, path: str | Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((kind for is_kind, kind in _KINDS if is_kind(status.st_mode)), "something else")
        raise OSError(errno.EINVAL, f"it is {kind}, not a file", str(path))
