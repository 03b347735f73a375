"""Ctrl-C at a chosen moment of a piece of code."""

import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from types import FrameType


def interrupted(run: Callable[[], object], *, every: int = 1) -> Iterator[int]:
    """Run something again and again, with Ctrl-C at its first call, at its second and so on, until it gets through.

    Yield the number of the call after each run. Calls of functions written in C don't count: Python looks for signals
    after them, never before. Any exception but `KeyboardInterrupt` is raised, as the program would print it.

    Args:
        run: What to run.
        every: 2 to take every second call only.
    """
    for at in count(1, every):
        if not _interrupted_at(run, at):
            return
        yield at


def _interrupted_at(run: Callable[[], object], at: int) -> bool:
    """Run something with Ctrl-C at one of its calls; return whether it made that many."""
    left = at

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        if event == "call" and frame.f_code is not _interrupted_at.__code__:
            left -= 1
            if not left:
                signal.raise_signal(signal.SIGINT)

    before, hook = signal.signal(signal.SIGINT, signal.default_int_handler), sys.unraisablehook
    sys.unraisablehook = lambda _: None  # as greenroom keeps what a destructor raises to itself
    sys.setprofile(watch)
    try:
        run()
    except KeyboardInterrupt:
        pass
    finally:
        sys.setprofile(None)
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, before)
    return left <= 0
