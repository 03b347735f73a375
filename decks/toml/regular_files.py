"""Regular files, opened for reading. Anything else, such as a pipe or a device, is refused instead of waited for."""

import contextlib
import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

# Far above any deck a person could learn (about 30,000 cards), far below what would hang the program.
MAX_BYTES = 16 * 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def open_file(path: Path) -> BufferedReader:
    """Open a regular file for reading. Every file that a user names or keeps in a home is opened through here.

    Raises:
        OSError: It cannot be opened, or is not a file.
    """
    return open(path, "rb", opener=_opened)  # `Path.open` takes no opener


def read_bytes(path: Path, *, most: int = MAX_BYTES + 1) -> bytes:
    """Return the content of a regular file, cut to `most` bytes.

    Raises:
        OSError: It cannot be read, or is not a file.
    """
    with open_file(path) as file:
        return file.read(most)


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
