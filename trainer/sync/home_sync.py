"""A home synced with one of its targets, and what `sync --status` tells of all of them."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import GreenroomError
from scheduler.log.schema import NEWEST_FORMAT
from scheduler.log.store import Store
from trainer.files.home_files import saved_files
from trainer.home import Home, user_path
from trainer.sync.bases import Bases
from trainer.sync.exchange import Exchange
from trainer.sync.home_side import HomeSide, Outcome
from trainer.sync.lock import sync_lock
from trainer.sync.segment import Record
from trainer.sync.state import SyncState, TargetState
from trainer.sync.target import Target, TargetError, is_database, open_target

if TYPE_CHECKING:
    from trainer.sync import files

_JUST_NOW = 3  # seconds; some file systems count in steps of two
_BACKGROUND_BATCH = 1024 * 1024  # bytes; a sync in the background may be ended after each
_MOST_COUNTED = 100_000  # rows that wait to be sent


class HomeFiles(NamedTuple):
    """The files of a home, as the exchange wants them."""

    home: Home
    store: Store

    def fingerprint(self) -> str:
        """Return what changes with the files, without reading them; empty if one may be changed unnoticed.

        That is one changed just now: another change in the same moment may leave its size and time as they are.
        """
        found = ["files"]  # there may be none
        for name in saved_files(self.home.path):
            with suppress(FileNotFoundError):
                status = (self.home.path / name).stat()
                if abs(time.time() - status.st_mtime) < _JUST_NOW:
                    return ""
                found.append(f"{name} {status.st_size} {status.st_mtime_ns}")
        return "\n".join(found)

    def collect(self, bases: Bases, *, whole: bool) -> "files.Collected":
        """Return what changed in the files."""
        from trainer.sync import files

        return files.collect(self.home, self.store, bases, whole=whole)

    def merge(self, bases: Bases, records: Iterable[Record]) -> "files.Merged":
        """Merge what changed elsewhere."""
        from trainer.sync import files

        return files.merge(self.home, self.store, bases, records)


class TargetStatus(NamedTuple):
    """How things stand with a target.

    Attributes:
        state: What is remembered about it.
        waiting: How many reviews have not been sent there yet.
    """

    state: TargetState
    waiting: int


@contextmanager
def open_state(home: Home) -> Iterator[SyncState]:
    """Open `sync.db`, and close it at the end."""
    with closing(SyncState(home.sync)) as state:
        yield state


def url_of(home: Home, typed: str) -> str:
    """Return the target that a user typed: a folder's absolute path, or the address of a database as it is.

    Raises:
        TargetError: It is the data folder, or inside it, or the address of something else.
    """
    if is_database(typed):
        return typed
    if "://" in typed:
        fix = "Name a folder that your machines share, or postgresql://NAME@HOST/DATABASE."
        raise TargetError(f"greenroom can't sync with {typed}", fix)
    path = Path(os.path.abspath(user_path(typed)))  # noqa: PTH100  # `Path.absolute` keeps `..`
    real, own = (Path(os.path.realpath(each)) for each in (path, home.path))
    if real == own or own in real.parents:
        what = f"{path} is in your data folder"
        raise TargetError(what, "Name a folder outside it that your machines share.")
    return str(path)


def sync(home: Home, store: Store, url: str, *, in_background: bool = False) -> Outcome:
    """Sync with a target, and remember what came of it.

    Raises:
        SyncRunning: Another process is syncing this home.
        TargetError: The target can't be used now.
        GreenroomError: Something here can't be read or written.
    """
    side = HomeSide(store, HomeFiles(home, store), NEWEST_FORMAT, home.env.machine(), home.now_ms)
    if in_background:
        side = side._replace(batch_bytes=_BACKGROUND_BATCH)
    with sync_lock(home.sync.with_suffix(".lock")), open_state(home) as state:
        try:
            with closing(open_target(url)) as target:
                _follow_moved(state, target, url)
                known = state.target(url)
                if not in_background or known not in state.targets():
                    state.choose(url)
                outcome = Exchange(side, state, target, url).run()
        except GreenroomError as error:
            with suppress(GreenroomError):  # the first error says more
                _note_failure(state, url, home.now_ms, error)
            raise
        state.note(url, home.now_ms, outcome.pulled, outcome.pushed, outcome.told)
    return outcome._replace(is_first=known.synced_ms is None)


def _note_failure(state: SyncState, url: str, at_ms: int, error: GreenroomError) -> None:
    """Note that a sync failed; forget a target that has never been there."""
    known = state.target(url)
    if known.place:
        state.update(url, failed_ms=known.failed_ms or at_ms, failure=str(error))
    else:
        state.detach(url)


def _follow_moved(state: SyncState, target: Target, url: str) -> None:
    """Let a target that is known by another address be known by this one, so that it isn't taken for a new one."""
    if state.target(url).place:
        return
    for each in state.targets():
        if each.url == url or is_database(each.url) != is_database(url):
            continue
        with suppress(OSError):
            if target.identity() == each.place if is_database(url) else Path(each.url).samefile(url):
                state.rename(each.url, url)


def status(home: Home, store: Store) -> list[TargetStatus]:
    """Return how things stand with each target, the one that was named last first. No target is asked."""
    if not home.sync.exists():
        return []
    with open_state(home) as state:
        return [TargetStatus(each, _waiting(state, store, each)) for each in state.targets()]


def detach(home: Home, url: str) -> list[str]:
    """Forget a target. What is there stays there. Return the others, the one that was named last first.

    Raises:
        GreenroomError: There is no such target.
    """
    with sync_lock(home.sync.with_suffix(".lock")), open_state(home) as state:
        if url not in [each.url for each in state.targets()]:
            fix = "`greenroom sync --status` shows what it syncs with."
            raise GreenroomError(f"greenroom doesn't sync with {url}", fix)
        state.detach(url)
        return [each.url for each in state.targets()]


def last_target(home: Home) -> str:
    """Return the target that was named last.

    Raises:
        GreenroomError: There is none yet.
    """
    targets: list[TargetState] = []
    if home.sync.exists():
        with open_state(home) as state:
            targets = state.targets()
    if not targets:
        raise GreenroomError("There is no folder to sync with yet", "Name one: `greenroom sync FOLDER`.")
    return targets[0].url


def _waiting(state: SyncState, store: Store, target: TargetState) -> int:
    if not target.place:
        return 0
    new = store.read_new(target.position, _MOST_COUNTED).records
    return state.reviews_queued(target.url) + sum(record["log"] == "reviews" for record in new)
