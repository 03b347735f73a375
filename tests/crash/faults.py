"""Faults below Python and SQLite: a system call that changes a file fails, or the process dies there."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path

_SOURCE = Path(__file__).with_name("faults.c")
_LOADED = "GREENROOM_TEST_FAULTS"  # the path of the library this process was started with


class How(IntEnum):
    """What happens at the call; the numbers are those of faults.c."""

    FAIL_ONCE = 0
    FAIL_FROM_THEN_ON = 1
    DIE = 2
    DIE_HALF_WAY = 3


def why_not() -> str:
    """Return why faults cannot be made on this system; empty if they can."""
    if sys.platform != "linux":
        return "needs LD_PRELOAD as Linux has it"
    return "" if shutil.which("cc") else "needs a C compiler"


def begin_again_with_faults() -> None:
    """Start this program again with the library, which must be loaded when a process starts."""
    if why_not() or _LOADED in os.environ:
        return
    with tempfile.TemporaryDirectory(prefix="greenroom-faults-") as folder:
        library = Path(folder) / "faults.so"
        command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        variables = os.environ | {"LD_PRELOAD": str(library), _LOADED: str(library)}
        done = subprocess.run([sys.executable, *sys.orig_argv[1:]], env=variables, check=False)
    sys.exit(done.returncode)


def are_there() -> bool:
    """Return whether this process was started with the library."""
    return _LOADED in os.environ


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(os.environ[_LOADED])


def arm(folder: Path, nth: int, how: How, error: int = 0) -> None:
    """Make the n-th call from now on that changes something in a folder fail; if `nth` is 0, only count the calls."""
    _library().faults_arm(os.fsencode(folder), nth, error, how)


def disarm() -> None:
    """Let all calls through again, and stop counting."""
    _library().faults_arm(b"", 0, 0, 0)


def seen() -> int:
    """Return how many calls there were in the process that was armed last, this one or one forked from it."""
    return int(_library().faults_seen())


def last() -> str:
    """Return the first call that failed there, and the file it was to change; empty if none did."""
    last_fault = _library().faults_last
    last_fault.restype = ctypes.c_char_p
    return os.fsdecode(last_fault())
