"""The console script, and `python -m trainer`."""

import gc
import sys

from trainer.cli import main
from trainer.environment import Environment


def run() -> None:
    """Run greenroom on the real terminal and leave with its exit code."""
    gc.set_threshold(100_000)  # importing makes no garbage worth looking for: a tenth of the start-up
    sys.exit(main(sys.argv[1:], Environment.real()))


if __name__ == "__main__":
    run()
