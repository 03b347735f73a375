"""The last answer of `greenroom due`, which a shell prompt asks for again and again.

It is printed again as long as nothing it was made from has changed: the study day, and the size and date of every file.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from cards.errors import GreenroomError
from decks.library.scan import BUILTIN, Stamp, deck_files
from decks.toml.regular_files import read_bytes
from trainer.home import Home

# The coarsest dates of files (FAT) are 2 s apart: a change at least that much later gets a new date.
_TICK_NS = 2_000_000_000
# The program, as far as an answer depends on it: a folder gets a new date when an update replaces a file in it.
_ROOT = Path(__file__).parents[2]
_PROGRAM = [_ROOT / room for room in ("trainer/commands", "trainer/interview", "scheduler/planning", "scheduler/log")]


class LastAnswer:
    """The text that was printed last for a question; the home keeps one."""

    def __init__(self, home: Home, question: tuple[object, ...]) -> None:
        """Look at the files now, before anything is read from them.

        `question` is what else the text depends on.
        """
        self._home = home
        self._question = question
        self._path = home.path / "due.cache"
        self._made_from, _ = self._state()

    def read(self) -> str | None:
        """Return the text; None if the question was another, or anything has changed since."""
        try:
            head, _, text = read_bytes(self._path).partition(b"\n")
            return text.decode() if self._made_from and head == self._head(text) else None
        except (OSError, ValueError):
            return None

    def keep(self, text: str) -> None:
        """Keep the text, unless something was said besides, or a file has changed meanwhile or just before.

        A home that can't be written keeps nothing.
        """
        if self._home.noticed or not self._made_from:
            return
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with suppress(OSError, UnicodeError):
            try:
                with open(new, "xb", opener=_private) as file:
                    file.write(self._head(text.encode()) + b"\n" + text.encode())
                made_from, newest = self._state()
                if made_from == self._made_from and newest < new.stat().st_mtime_ns - _TICK_NS:
                    new.replace(self._path)
            finally:
                new.unlink(missing_ok=True)

    def _head(self, text: bytes) -> bytes:
        """Return the line above the text. Its checksum tells a text that a power failure cut short."""
        return b"%b %08x" % (self._made_from, crc32(text))

    def _state(self) -> tuple[bytes, int]:
        """Return all that the text depends on, as a line, and the date of the newest file; empty if unknown."""
        home, log = self._home, str(self._home.database)
        if sys.platform == "win32" and os.path.exists(f"{log}-wal"):  # noqa: PTH110  # as below
            return b"", 0  # Windows may date a file only once nobody has it open
        stamps: list[tuple[object, Stamp]] = []
        # A copy of a home has another log, and gets a device name of its own.
        made_from: list[str | Path] = [*_PROGRAM, log, f"{log}-wal", home.config, home.interviews, home.stories]
        for path in made_from:
            with suppress(OSError):
                status = os.stat(path)  # noqa: PTH116  # two of them are no `Path`
                stamps.append(((str(path), path is log and (status.st_dev, status.st_ino)), Stamp.made_of(status)))
        try:
            for folder in (home.decks, home.answers, *(Path(folder) for folder, _, _ in os.walk(BUILTIN))):
                stamps += deck_files(folder)
        except GreenroomError:
            return b"", 0
        newest = max(stamp.mtime_ns for _, stamp in stamps)
        return ascii((self._question, home.today.isoformat(), stamps)).encode(), newest


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
