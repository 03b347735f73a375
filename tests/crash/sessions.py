"""Real greenroom processes, on a terminal or on pipes, that can be killed at any moment.

Most are forked from this process, which has greenroom loaded already: from there on they do what `greenroom` does, at a
fifth of the cost. Now and then one is started in a new interpreter.
"""

import fcntl
import gc
import importlib
import os
import pkgutil
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

_PATIENCE = 20.0  # seconds
_COLUMNS, _ROWS = 100, 40
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\r")
_WHERE_IS_THE_CURSOR, _CURSOR = b"\x1b[6n", b"\x1b[1;1R"


def load_greenroom() -> None:
    """Import everything that a command may need, once for all sessions."""
    for package in map(importlib.import_module, ("cards", "decks", "scheduler", "trainer")):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # keeps it in memory shared with the forked processes


class Silent(Exception):
    """A session did not show what was expected in time."""


class Session:
    """A greenroom process.

    Attributes:
        shown: Everything it has shown so far, without escape sequences.
    """

    def __init__(self, pid: int, inward: int, outward: int) -> None:
        self._pid = pid
        self._inward = inward
        self._outward = outward
        self._raw = b""
        self._end: int | None = None
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for handle in {self._inward, self._outward}:
            os.close(handle)

    @property
    def was_killed(self) -> bool:
        """Whether it was killed before it ended by itself."""
        return self._end is not None and os.WIFSIGNALED(self._end)

    @property
    def exit_code(self) -> int | None:
        """Its exit code; None if it was killed or is running."""
        return os.WEXITSTATUS(self._end) if self._end is not None and os.WIFEXITED(self._end) else None

    def until(self, pattern: re.Pattern[str], start: int = 0) -> re.Match[str] | None:
        """Wait until it shows something, searching from `start` on; return None if it ends first.

        Raises:
            Silent: It goes on without showing it.
        """
        end = time.monotonic() + _PATIENCE
        while True:
            if found := pattern.search(self.shown, start):
                return found
            if not self._read(end - time.monotonic()):
                return None
            if time.monotonic() > end:
                raise Silent(f"{pattern.pattern!r} is not in {self.shown[start:]!r}")

    def send(self, keys: str) -> None:
        """Type keys; nothing happens if the process has gone."""
        try:
            os.write(self._inward, keys.encode())
        except OSError:
            return

    def kill(self) -> None:
        """Kill it unless it has ended, and read everything it has shown."""
        if self._end is None:
            os.kill(self._pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Wait until it ends, and read everything it has shown.

        Raises:
            Silent: It does not end.
        """
        end = time.monotonic() + _PATIENCE
        while self._read(end - time.monotonic()):
            if time.monotonic() > end:
                raise Silent(f"It goes on after {self.shown!r}")
        if self._end is None:
            _, self._end = os.waitpid(self._pid, 0)

    def _read(self, seconds: float) -> bool:
        """Read what there is; return False if no more will come."""
        if not select.select([self._outward], [], [], max(seconds, 0))[0]:
            return True
        try:
            found = os.read(self._outward, 65536)
        except OSError:  # a terminal reports the end of its process this way
            found = b""
        if _WHERE_IS_THE_CURSOR in found:
            self.send(_CURSOR.decode())
        self._raw += found
        self.shown = _ESCAPES.sub(b"", self._raw).decode(errors="replace")
        return bool(found)


def start(
    argv: Sequence[str],
    *,
    terminal: bool,
    cold: bool = False,
    first: Callable[[], None] = lambda: None,
    variables: Mapping[str, str] | None = None,
) -> Session:
    """Start greenroom.

    Args:
        argv: Its command line.
        terminal: Whether it runs on a terminal of its own; otherwise on pipes.
        cold: Whether to start a new interpreter instead of forking this one.
        first: Called in the new process before anything else; not with `cold`.
        variables: Environment variables to set.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if terminal:
        pid, master = pty.fork()
        inward = outward = master
        if pid:
            fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    else:
        (theirs_in, inward), (outward, theirs_out) = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            for theirs, handle in ((theirs_in, 0), (theirs_out, 1), (theirs_out, 2)):
                os.dup2(theirs, handle)
            os.closerange(3, 64)
        else:
            os.close(theirs_in)
            os.close(theirs_out)
    if not pid:
        os.environ |= variables or {}
        _become_greenroom(argv, cold=cold, first=first)
    return Session(pid, inward, outward)


def _become_greenroom(argv: Sequence[str], *, cold: bool, first: Callable[[], None]) -> None:
    code = 70
    try:
        for name in ("NO_COLOR", "GREENROOM_PLAIN", "GREENROOM_HOME"):
            os.environ.pop(name, None)
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": str(_COLUMNS), "LINES": str(_ROWS)}
        if cold:
            os.execv(sys.executable, [sys.executable, "-m", "trainer", *argv])  # noqa: S606  # no shell reads this command line
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
        from trainer.cli import main
        from trainer.environment import Environment

        first()
        code = main(argv, Environment.real())
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
