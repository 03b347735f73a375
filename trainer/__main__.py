"""The console script `greenroom`, also run as `python -m trainer`."""

import gc
import os
import sys
from types import FrameType


def run() -> None:
    """Run greenroom on the real terminal and exit with its code: 130 after Ctrl-C, even while modules are imported."""
    try:
        import signal  # what takes time to import comes after `try`

        signal.signal(signal.SIGINT, _interrupt)
        gc.set_threshold(100_000)  # imports leave no garbage, and looking for it takes a tenth of the start-up
        from trainer.cli import main
        from trainer.environment import Environment

        code = main(sys.argv[1:], Environment.real())
        signal.signal(signal.SIGINT, lambda *_: os._exit(code))  # Python's own exit would print a traceback
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _interrupt(_signal: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; within an import, which may lose or print it, leave at once instead."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            os._exit(130)
        frame = frame.f_back
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
