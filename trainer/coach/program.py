"""The user's own program that is asked for an opinion: run without a shell, for a bounded time, its output bounded."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from cards.errors import GreenroomError, os_reason
from cards.text import clean_block, clean_line

PATIENCE = 120.0  # seconds for the whole answer
_MOST_BYTES = 64 * 1024  # read of what it prints; the rest is dropped
_MOST_CHARACTERS, _MOST_LINES = 6000, 80  # shown
_ERROR_BYTES = 4096
_GRACE = 1.0  # seconds between the request to end and the end


class CoachError(GreenroomError):
    """The coach's program could not be run, or failed."""


class CoachProgram:
    """One run of the program: the prompt goes to its standard input, its standard output is the opinion."""

    def __init__(self, words: Sequence[str], prompt: str, *, patience: float = PATIENCE) -> None:
        """Start it.

        Raises:
            CoachError: It cannot be started.
        """
        self._name = clean_line(words[0])
        self._patience = patience
        self._until = time.monotonic() + patience
        self._output, self._errors = bytearray(), bytearray()
        program = shutil.which(words[0])  # on Windows, also finds what ends in .cmd
        fix = 'Check `greenroom config coach.command`; "" switches it off.'
        if program is None:
            raise CoachError(f'There is no program "{self._name}"', fix)
        try:
            # In a session of its own, Ctrl-C in our terminal doesn't reach it, and what it starts ends with it.
            self._process = subprocess.Popen(  # noqa: S603  # the program is the user's own choice
                [program, *words[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            why = os_reason(error) if isinstance(error, OSError) else "its arguments have a zero byte"
            raise CoachError(f'"{self._name}" cannot be started ({why})', fix) from None
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        self._threads = [
            threading.Thread(target=_write, args=(stdin, prompt.encode()), daemon=True),
            threading.Thread(target=_read, args=(stdout, self._output, _MOST_BYTES), daemon=True),
            threading.Thread(target=_read, args=(stderr, self._errors, _ERROR_BYTES), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or its time has."""
        return self._process.poll() is not None or time.monotonic() > self._until

    def opinion(self) -> str:
        """Return what it printed, cleaned and cut to what can be shown, after `is_over`.

        Raises:
            CoachError: Its time ran out, or it failed, or it printed nothing.
        """
        status = self._process.poll()
        if status is None:
            self.stop()
            raise CoachError(f'"{self._name}" took longer than {self._patience:.0f} seconds', "It was stopped.")
        for thread in self._threads[1:]:
            thread.join(_GRACE)  # what it started may keep its output open
        self.stop()
        text = _cut(clean_block(bytes(self._output).decode("utf-8", "replace")))
        if status:
            why = clean_line(bytes(self._errors).decode("utf-8", "replace"))[-200:]
            what = f'"{self._name}" ended with exit status {status}'
            raise CoachError(what, f'It said: "{why}".' if why else "It gave no reason.")
        if not text:
            raise CoachError(f'"{self._name}" printed nothing', "Try it in a shell: it gets the prompt as its input.")
        return text

    def stop(self) -> None:
        """End it, and what it started."""
        for last in (False, True):
            with suppress(OSError):
                _signal(self._process, last=last)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
                break
        for thread in self._threads:
            thread.join(_GRACE)


def _signal(process: "subprocess.Popen[bytes]", *, last: bool) -> None:
    """Ask a program and what it started to end; the last time, end them."""
    if os.name == "nt":
        if process.poll() is None:
            process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL if last else signal.SIGTERM)


def _write(stream: "IO[bytes] | None", content: bytes) -> None:
    """Write all of it. A program may end without reading its input."""
    if stream is not None:
        with suppress(OSError, ValueError), stream:
            stream.write(content)


def _read(stream: "IO[bytes] | None", into: bytearray, most: int) -> None:
    """Read to the end, and keep the first `most` bytes: a program whose output nobody reads would wait for ever."""
    if stream is not None:
        with suppress(OSError, ValueError), stream:
            while piece := stream.read1(4096):  # type: ignore[attr-defined]  # a buffered reader
                into += piece[: max(0, most - len(into))]


def _cut(text: str) -> str:
    lines = text[:_MOST_CHARACTERS].split("\n")
    cut = "\n".join(lines[:_MOST_LINES])
    return cut if cut == text else f"{cut.rstrip()} \u2026"
