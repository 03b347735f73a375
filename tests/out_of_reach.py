"""Files that can't be read now, as those that OneDrive has only in the cloud while there is no network."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_away: set[str] = set()


@contextmanager
def out_of_reach(path: Path) -> Iterator[None]:
    """Let every attempt to open a file fail. It is listed, and has its size and date, as before."""
    _watch()
    _away.add(os.path.normcase(path))
    try:
        yield
    finally:
        _away.clear()


@cache
def _watch() -> None:
    sys.addaudithook(_refuse)  # for good, so it does nothing most of the time


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if _away and event == "open" and isinstance(arguments[0], str) and os.path.normcase(arguments[0]) in _away:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), arguments[0])
