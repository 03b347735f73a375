"""Ctrl-C and the signals that end a program, held back while they would leave something half done."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def hold_interrupts() -> Iterator[list[int]]:
    """Hold back Ctrl-C, SIGTERM and SIGHUP until the `with` ends, in whatever way.

    Yield the list of those that have come; the first one in it takes effect at the end. Only the main thread can be
    interrupted, so in any other this does nothing.
    """
    came: list[int] = []
    before = {}
    with suppress(ValueError):  # another thread
        for number in _ENDINGS:  # a handler, because a program that we start would inherit SIG_IGN
            before[number] = signal.signal(number, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        for number, handler in reversed(before.items()):  # Ctrl-C last, so that it cannot come between
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
