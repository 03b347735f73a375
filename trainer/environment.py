"""Everything a run takes from outside, in one value that a test can replace."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple, TextIO


def _new_uuid() -> str:
    import uuid

    return str(uuid.uuid4())


def _new_seed() -> int:
    import secrets

    return secrets.randbits(32)


def _run_program(command: Sequence[str]) -> int:
    import shutil
    import signal
    import subprocess

    from trainer.interrupts import hold_interrupts

    # Ctrl-C is meant for the program that has the terminal. Signals that end us wait, or both would write to it.
    with hold_interrupts(drop=signal.SIGINT):
        try:
            program = shutil.which(command[0]) or command[0]  # on Windows, also finds what ends in .cmd, as `code` does
            status = subprocess.call([program, *command[1:]])  # noqa: S603  # the editor is the user's own choice
        except OSError:
            status = 127
    return status


def _show_page(address: str) -> bool:
    import webbrowser

    return webbrowser.open(address)


def _machine_name() -> str:
    if hasattr(os, "uname"):
        return os.uname().nodename.partition(".")[0]
    return os.environ.get("COMPUTERNAME", "").lower()


def _terminal_columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _state_folder(home: Path) -> Path | None:
    temporary = os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"  # noqa: S108  # nothing is written there
    if home.is_relative_to(temporary):
        return None
    if os.environ.get("XDG_STATE_HOME"):
        return Path(os.environ["XDG_STATE_HOME"]) / "greenroom"
    from platformdirs import user_state_path

    return user_state_path("greenroom", appauthor=False)


def _no_state_folder(_: Path) -> None:
    return None


class Environment(NamedTuple):
    """Streams, clock, time zone, randomness and paths."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO  # for errors and notices
    interactive: bool  # whether stdin and stdout are a terminal
    columns: Callable[[], int]  # returns the width of the terminal now
    variables: Mapping[str, str]  # the environment variables
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # returns the time now, aware of its zone
    stopwatch: Callable[[], float] = time.monotonic  # returns a monotonic time in seconds
    zone: tzinfo | None = None  # the user's time zone; None for the system's
    new_uuid: Callable[[], str] = _new_uuid
    new_seed: Callable[[], int] = _new_seed  # makes a seed for random choices, 32 bits
    run_program: Callable[[Sequence[str]], int] = _run_program  # returns the exit code; 127 if it can't be started
    show_page: Callable[[str], bool] = _show_page  # opens an address in the user's browser; returns whether it could
    machine: Callable[[], str] = _machine_name  # returns the name that people know this machine by
    platform: str = sys.platform
    # For a home, returns the folder outside it for what is known of it on this machine; None for none, as for a home in
    # the folder for temporary files.
    state_folder: Callable[[Path], Path | None] = _no_state_folder
    data_home: Path | None = None  # None for `GREENROOM_HOME` or the platform's folder

    @classmethod
    def real(cls) -> "Environment":
        """Return the environment of this process."""
        # A stream that was closed before Python started is None. Its replacement stays open until the process ends.
        sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
        sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        # On Windows, a pipe or a file has the code page of the system, which other programs don't expect.
        encoding = "utf-8" if sys.platform == "win32" and not os.environ.get("PYTHONIOENCODING") else None
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding=encoding, errors="replace")  # letters the terminal lacks become ?
        if hasattr(sys.stdin, "reconfigure"):
            # Whatever the locale says; bytes that are not text become �.
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        return cls(
            stdin=sys.stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            interactive=sys.stdin.isatty() and sys.stdout.isatty(),
            columns=_terminal_columns,
            variables=os.environ,
            state_folder=_state_folder,
        )

    @property
    def plain(self) -> bool:
        """Whether to print and read plain lines: no terminal, a dumb one, or GREENROOM_PLAIN is set."""
        return (
            not self.interactive
            or self.variables.get("TERM") == "dumb"
            or self.variables.get("GREENROOM_PLAIN", "") not in ("", "0")
        )
