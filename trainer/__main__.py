"""The console script, and `python -m trainer`."""

import gc
import sys


def run() -> None:
    """Run greenroom on the real terminal and leave with its exit code, also where Ctrl-C comes while it starts."""
    gc.set_threshold(100_000)  # importing makes no garbage worth looking for: a tenth of the start-up
    try:
        from trainer.cli import main
        from trainer.environment import Environment

        code = main(sys.argv[1:], Environment.real())
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    run()
