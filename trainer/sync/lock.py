"""One sync of a home at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cards.errors import GreenroomError
from decks.toml.locks import path_lock
from scheduler.log.files import make_private


class SyncRunning(GreenroomError):
    """Another process is syncing the same home."""

    def __init__(self) -> None:
        super().__init__("Another sync is running", "Try again in a moment; it may have done it all by then.")


@contextmanager
def sync_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a home's syncs. Where there are no locks, two at once do everything twice, which is harmless.

    Raises:
        SyncRunning: Another process holds it.
    """
    make_private(path)
    with path_lock(path, wait=False) as is_ours:
        if not is_ours:
            raise SyncRunning
        yield
