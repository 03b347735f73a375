"""The console script `greenroom`, also run as `python -m trainer`."""

import _signal
import gc
import os
import sys

# Until `run` is ready, Ctrl-C ends the process without a word, as it ends one that isn't Python. Before this line,
# while Python itself starts, it prints a traceback of Python's own. `signal` takes time to import, `_signal` doesn't.
_signal.signal(_signal.SIGINT, _signal.SIG_DFL)
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType

_ENDINGS = ("SIGTERM", "SIGHUP")
_AGAIN = 0.01  # seconds


def run() -> None:
    """Run greenroom on the real terminal and exit with its code: 130 after Ctrl-C.

    SIGTERM and SIGHUP end it as Ctrl-C does, and leave the terminal clean; the code is 128 plus the signal's number.
    """
    import signal

    gc.set_threshold(100_000)  # imports leave no garbage, and looking for it takes a tenth of the start-up
    from trainer.cli import main
    from trainer.environment import Environment

    sys.unraisablehook = _after_destructor
    for name in _ENDINGS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP, and nohup ignores it
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)
    try:
        signal.signal(signal.SIGINT, _leave)
        code = main(sys.argv[1:], Environment.real())
    except KeyboardInterrupt:
        code = 130
    gc.freeze()  # Python's own exit would look for garbage in all of it, twice, before the process gives it back
    sys.exit(code)


def _leave(number: int, frame: "FrameType | None") -> None:
    """Raise the exception that ends the run. Where it would be swallowed or printed, exit at once or wait a moment.

    It would be during an import, in a destructor, and outside of `main`, as while Python itself exits.
    """
    import signal

    in_main = False
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            os._exit(128 + number)
        if frame.f_code is _after_destructor.__code__:
            _send_again(number)
            return
        in_main = in_main or frame.f_globals.get("__name__") == "trainer.cli"
        frame = frame.f_back
    if not in_main:
        os._exit(128 + number)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    for name in _ENDINGS:  # a closing shell sends several, and we still have to save what was typed
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


def _after_destructor(error: "UnraisableHookArgs") -> None:
    """Keep an error in a destructor to ourselves. A signal that came in one is sent again."""
    if os.environ.get("GREENROOM_DEBUG"):
        sys.__unraisablehook__(error)
    left = error.exc_value
    if isinstance(left, SystemExit) and isinstance(left.code, int):  # from `_leave`, which has had the signal ignored
        _signal.signal(left.code - 128, _leave)
        _send_again(left.code - 128)
    elif issubclass(error.exc_type, KeyboardInterrupt):
        _send_again(_signal.SIGINT)


def _send_again(number: int) -> None:
    import signal
    from threading import Timer, main_thread

    send = Timer(_AGAIN, signal.raise_signal, [number])
    if hasattr(signal, "pthread_kill"):  # what the main thread waits for ends only if the signal is sent to it
        send = Timer(_AGAIN, signal.pthread_kill, [main_thread().ident, number])
    send.daemon = True
    send.start()


if __name__ == "__main__":
    run()
