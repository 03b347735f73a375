"""The world as greenroom sees it, in one value that a test can make up."""

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
    import signal
    import subprocess

    # Ctrl-C is for the program that has the terminal. What handles it here is no handler there: a program begins anew.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.call(list(command))  # noqa: S603  # the editor is the user's own choice
    except OSError:
        return 127
    finally:
        signal.signal(signal.SIGINT, before)


def _show_page(address: str) -> bool:
    import webbrowser

    return webbrowser.open(address)


def _terminal_columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns


class Environment(NamedTuple):
    """Streams, clock, zone, chance and paths: everything a command takes from outside.

    Attributes:
        stdin: Where answers are typed.
        stdout: Where everything is shown.
        stderr: Where errors are told.
        interactive: Whether a person sits at both ends.
        columns: Tells how wide the terminal is now.
        variables: The environment variables.
        clock: Tells the instant, aware.
        stopwatch: Tells seconds that only ever grow.
        zone: Where the user is; None for the zone of the system.
        new_uuid: Makes a unique name.
        new_seed: Makes a number that all that is left to chance follows from.
        run_program: Runs a program on the terminal to its end and returns its exit code; 127 if there is none such.
        show_page: Opens an address in the user's browser; tells whether there is one.
        data_home: The data home; None for `GREENROOM_HOME` or the platform's folder.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    interactive: bool
    columns: Callable[[], int]
    variables: Mapping[str, str]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    stopwatch: Callable[[], float] = time.monotonic
    zone: tzinfo | None = None
    new_uuid: Callable[[], str] = _new_uuid
    new_seed: Callable[[], int] = _new_seed
    run_program: Callable[[Sequence[str]], int] = _run_program
    show_page: Callable[[str], bool] = _show_page
    data_home: Path | None = None

    @classmethod
    def real(cls) -> "Environment":
        """Return the environment of this process."""
        # A stream that was closed before we began is None; what takes its place lives as long as the process.
        sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
        sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a terminal without these letters still shows the rest
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")  # any bytes in: no traceback
        return cls(
            stdin=sys.stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            interactive=sys.stdin.isatty() and sys.stdout.isatty(),
            columns=_terminal_columns,
            variables=os.environ,
        )

    @property
    def plain(self) -> bool:
        """Whether to print and read lines only: no tty, a dumb terminal, or the user's wish."""
        return (
            not self.interactive
            or self.variables.get("TERM") == "dumb"
            or self.variables.get("GREENROOM_PLAIN", "") not in ("", "0")
        )
