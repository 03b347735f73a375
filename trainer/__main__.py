"""The console script `greenroom`, also run as `python -m trainer`."""

import gc
import os
import sys

# Python has loaded these three already. An import that takes time comes after the first `try` below, where Ctrl-C is
# silent. Before this file, while Python itself starts, it prints a traceback of its own.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_ENDINGS = ("SIGTERM", "SIGHUP")


def run() -> None:
    """Run greenroom on the real terminal and exit with its code: 130 after Ctrl-C, even during imports.

    SIGTERM and SIGHUP end it as Ctrl-C does, and leave the terminal clean; the code is 128 plus the signal's number.
    """
    try:
        import signal  # slow imports come after `try`

        signal.signal(signal.SIGINT, _leave)
        for name in _ENDINGS:
            if signal.getsignal(getattr(signal, name, signal.SIGINT)) is signal.SIG_DFL:  # nohup ignores SIGHUP
                signal.signal(getattr(signal, name), _leave)
        gc.set_threshold(100_000)  # imports leave no garbage, and looking for it takes a tenth of the start-up
        from trainer.cli import main
        from trainer.environment import Environment

        code = main(sys.argv[1:], Environment.real())
        signal.signal(signal.SIGINT, lambda *_: os._exit(code))  # Python's own exit would print a traceback
        gc.freeze()  # Python's own exit would look for garbage in all of it, twice, before the process gives it back
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _leave(number: int, frame: "FrameType | None") -> None:
    """Raise the exception that ends the run; during an import, which might swallow or print it, exit at once."""
    import signal

    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            os._exit(128 + number)
        frame = frame.f_back
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    for name in _ENDINGS:  # a closing shell sends several, and we still have to save what was typed
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    run()
