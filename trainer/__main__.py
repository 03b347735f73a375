"""The console script, and `python -m trainer`."""

import sys

from trainer.cli import main
from trainer.environment import Environment


def run() -> None:
    """Run greenroom on the real terminal and leave with its exit code."""
    sys.exit(main(sys.argv[1:], Environment.real()))


if __name__ == "__main__":
    run()
