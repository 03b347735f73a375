"""Ctrl-C and the signals that end a program, held back while they would leave something half done."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

_ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def hold_interrupts(*, drop: int | None = None) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Hold back Ctrl-C, SIGTERM and SIGHUP until the `with` ends, in whatever way; then the first to come takes effect.

    Yield `let_through`: inside `with let_through():`, one of them ends that part at once. What is ignored, as SIGHUP is
    under nohup, stays ignored, and so is `drop`. Only the main thread can be interrupted, so in any other this does
    nothing.
    """
    came: list[int] = []
    before = {}
    is_open = False

    def note(number: int, _: object) -> None:
        if number != drop:
            came.append(number)
            if is_open:
                raise KeyboardInterrupt  # at the end, what the signal really does replaces this

    @contextmanager
    def let_through() -> Iterator[None]:
        nonlocal is_open
        is_open = True
        try:
            if came:
                raise KeyboardInterrupt
            yield
        finally:
            is_open = False

    with suppress(ValueError):  # another thread
        for number in _ENDINGS:  # a handler, because a program that we start would inherit SIG_IGN
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, note)
    try:
        yield let_through
    finally:
        for number, handler in reversed(before.items()):  # Ctrl-C last, so that it cannot come between
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
