"""One sync of a home at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cards.errors import GreenroomError


class SyncRunning(GreenroomError):
    """Another process is syncing the same home."""

    def __init__(self) -> None:
        super().__init__("Another sync is running", "Try again in a moment; it may have done it all by then.")


@contextmanager
def sync_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a home's syncs. It ends with the process, however that ends.

    Where a file system has no locks, two syncs at once do everything twice, which changes nothing.

    Raises:
        SyncRunning: Another process holds it.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        yield
        return
    try:
        with suppress(ImportError):
            _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise SyncRunning from None
    except OSError:
        return
