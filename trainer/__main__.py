"""The console script `greenroom`, also run as `python -m trainer`."""

import gc
import sys


def run() -> None:
    """Run greenroom on the real terminal and exit with its code: 130 after Ctrl-C, even while modules are imported."""
    gc.set_threshold(100_000)  # imports leave no garbage, and looking for it takes a tenth of the start-up
    try:
        from trainer.cli import main
        from trainer.environment import Environment

        code = main(sys.argv[1:], Environment.real())
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    run()
