"""Faults below the standard library and SQLite: calls that change files fail, or the process dies at one of them."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path

_SOURCE = Path(__file__).with_name("faults.c")
_LOADED = "GREENROOM_TEST_FAULTS"  # where the library is that this process was started with


class How(IntEnum):
    """What happens at the call, in the words of faults.c."""

    FAIL_ONCE = 0
    FAIL_FROM_THEN_ON = 1
    DIE = 2
    DIE_HALF_WAY = 3


def why_not() -> str:
    """Return why no faults can be made here; nothing if they can."""
    if sys.platform != "linux":
        return "needs LD_PRELOAD as Linux has it"
    return "" if shutil.which("cc") else "needs a C compiler"


def begin_again_with_faults() -> None:
    """See to it that this program runs with the library, which has to be there when a process starts."""
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
    """Tell whether this process was started with the library."""
    return _LOADED in os.environ


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(os.environ[_LOADED])


def arm(folder: Path, nth: int, how: How, error: int = 0) -> None:
    """Let the n-th call from now on that changes something below a folder fail; none if it is 0, and only count."""
    _library().faults_arm(os.fsencode(folder), nth, error, how)


def disarm() -> None:
    """Let all calls through again, and count none."""
    _library().faults_arm(b"", 0, 0, 0)


def seen() -> int:
    """Return how many calls there were in the process that was armed last, be it this one or one forked from it."""
    return int(_library().faults_seen())


def last() -> str:
    """Return at which call there it happened first, and what that was to change; empty if it never did."""
    tell = _library().faults_last
    tell.restype = ctypes.c_char_p
    return os.fsdecode(tell())
