"""A folder as a target: one that a syncer, a stick or a git repository carries between machines.

Anything can be in it. What isn't ours is left alone, and nothing that can't be read is ever deleted.
"""

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from os import scandir
from pathlib import Path

from cards.errors import os_reason
from decks.toml.atomic import new_file, sync_file, sync_folder
from decks.toml.regular_files import is_elsewhere, when_free
from trainer.sync.segment import (
    MAX_PACKED,
    Fault,
    PackedSegment,
    SegmentError,
    parse_name,
    too_large,
)
from trainer.sync.target import Listing, TargetError

_ID = re.compile(r"greenroom-([0-9a-f]{32})\.id")
_PLACEHOLDER = re.compile(r"\.(.+\.greenroom)\.icloud")  # macOS up to 13
_ID_TEXT = "Machines that sync greenroom through this folder know it by the name of this file. Leave it here.\n"


class FolderTarget:
    """A folder that exists; it is never made, so that a typing mistake or a missing drive isn't taken for a new one."""

    def __init__(self, path: Path, *, compact_at: int = 200, fetch_seconds: float = 30) -> None:
        """Open a folder.

        Args:
            path: The folder.
            compact_at: See `Target`.
            fetch_seconds: How long to wait for all files together that are still in the cloud.

        Raises:
            TargetError: It isn't there, isn't a folder, or can't be read.
        """
        self.path = path
        self.compact_at = compact_at
        self._fetch_seconds = fetch_seconds
        self._files: dict[str, str] = {}  # what each name is called here
        self._sizes: dict[str, int] = {}
        self._placeholders: set[str] = set()
        self._ids: list[str] = []
        self._list()

    def identity(self, known: str = "") -> str:
        """Return the folder's id, made on first use; `known` if it is one of several."""
        if known in self._ids:
            return known
        if known and not (self._ids or self._files or self._placeholders):
            what = f"Nothing of greenroom's is in {self.path} any more"
            fix = f"Connect its drive. If you emptied it, run `greenroom sync --detach {self.path}`, then sync again."
            raise TargetError(what, fix, is_absent=True)
        if not self._ids:
            fresh = os.urandom(16).hex()
            with self._writing():
                self._write(f"greenroom-{fresh}.id", _ID_TEXT.encode())
                sync_folder(self.path)
            self._ids.append(fresh)
        return min(self._ids)

    def list_after(self, cursor: str) -> Listing:  # noqa: ARG002  # a folder always lists everything
        """Return all segments."""
        self._list()
        return Listing((*self._files, *self._placeholders), "", sizes=self._sizes)

    def get(self, names: Sequence[str]) -> Iterator[PackedSegment | SegmentError]:
        """Yield each segment, or why it can't be read."""
        for name in names:
            try:
                yield PackedSegment(name, self._read(name))
            except SegmentError as error:
                yield error
            except FileNotFoundError:
                continue  # packed together with others by the machine that wrote it; the next listing has those
            except OSError as error:
                yield SegmentError(name, Fault.UNREADABLE, os_reason(error))

    def put(self, segments: Sequence[PackedSegment]) -> None:
        """Write segments, each in one step; return when all of them are on the disk."""
        with self._writing():
            for name, data in segments:
                if not self._has(name, data):
                    self._write(self._files.get(name, name), data)
                    self._files.setdefault(name, name)
            sync_folder(self.path)

    def remove(self, names: Sequence[str]) -> None:
        """Remove segments. One that can't be removed stays, which does no harm."""
        for name in names:
            with suppress(OSError):
                (self.path / self._files.pop(name, name)).unlink()

    def close(self) -> None:
        """Nothing is open."""

    def _list(self) -> None:
        """Look at the folder. A listing that fails half-way is an error, never a folder with less in it."""
        files: dict[str, str] = {}
        sizes: dict[str, int] = {}
        placeholders: set[str] = set()
        ids: list[str] = []
        try:
            with scandir(self.path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise self._unlistable(error) from None
        for entry in found:
            lower = entry.name.lower()
            if parse_name(lower):
                if entry.name == lower or lower not in files:
                    files[lower] = entry.name
                    with suppress(OSError):
                        sizes[lower] = entry.stat(follow_symlinks=False).st_size
            elif (placeholder := _PLACEHOLDER.fullmatch(lower)) and parse_name(placeholder[1]):
                placeholders.add(placeholder[1])
            elif id_file := _ID.fullmatch(lower):
                ids.append(id_file[1])
        self._files, self._sizes, self._placeholders, self._ids = files, sizes, placeholders - files.keys(), ids

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TargetError(
                f"The folder {self.path} cannot be written ({os_reason(error)})",
                "Check its permissions and free space; what you have here is sent next time.",
                is_absent=error.errno in _ABSENT,
            ) from None

    def _unlistable(self, error: OSError) -> TargetError:
        if error.errno == errno.ENOENT:
            fix = "Create it, check its name, or connect the drive it is on."
            return TargetError(f"There is no folder {self.path}", fix, is_absent=True)
        if error.errno == errno.ENOTDIR or self.path.is_file():
            return TargetError(f"{self.path} is not a folder", "Name the folder that your machines share.")
        what = f"The folder {self.path} cannot be read now ({os_reason(error)})"
        fix = "Check its permissions, and that its drive or syncer works; nothing was changed."
        return TargetError(what, fix, is_absent=error.errno in _ABSENT)

    def _read(self, name: str) -> bytes:
        """Return the content of a segment.

        Raises:
            SegmentError: It isn't a file, is too large, or is still in the cloud.
            OSError: It can't be read.
        """
        if name in self._placeholders:
            raise SegmentError(name, Fault.CLOUD)
        path = self.path / self._files.get(name, name)
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file, or a link"
            raise SegmentError(name, Fault.FOREIGN, f"it is {kind}")
        if status.st_size > MAX_PACKED:
            raise too_large(name)
        if is_elsewhere(status):
            return self._fetched(name, lambda: _content(path))
        return _content(path)

    def _fetched(self, name: str, read: Callable[[], bytes]) -> bytes:
        """Read a file whose content is elsewhere, which makes its syncer fetch it; give up when the time is over."""
        import time
        from threading import Thread

        found: list[bytes] = []

        def fetch() -> None:
            with suppress(OSError):
                found.append(read())

        begun = time.monotonic()
        thread = Thread(target=fetch, daemon=True)  # a read that never ends doesn't keep the program from ending
        thread.start()
        thread.join(self._fetch_seconds)
        self._fetch_seconds = max(0.0, self._fetch_seconds - (time.monotonic() - begun))
        if not found:
            raise SegmentError(name, Fault.CLOUD)
        return found[0]

    def _has(self, name: str, data: bytes) -> bool:
        """Return whether a segment is there already, and whole."""
        path = self.path / self._files.get(name, name)
        with suppress(OSError):
            status = path.lstat()
            return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and _content(path) == data
        return False

    def _write(self, name: str, content: bytes) -> None:
        """Write a file in one step, so that it is whole or not there. Syncers leave files with such names alone."""
        unfinished = self.path / f"~{name}.tmp"
        try:
            with suppress(FileNotFoundError):  # left by a program that was killed
                unfinished.unlink()
            with new_file(unfinished) as file:
                file.write(content)
                sync_file(file)
            when_free(lambda: unfinished.replace(self.path / name))
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
            raise


# What a drive that was pulled out, or a server that is out of reach, answers.
_ABSENT = {
    getattr(errno, name)
    for name in ("ENODEV", "ENXIO", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ESTALE", "ENOTCONN")
    if hasattr(errno, name)
}


def _content(path: Path) -> bytes:
    """Return what is in a file, which must not be a link, and of a larger one a byte more than a segment may have."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(MAX_PACKED + 1)
