"""greenroom with a clock that stands still: `python -m tests.pictures.program HOME STOPWATCH ARGUMENT...`.

STOPWATCH is a file with the seconds that the stopwatch shows.
"""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from trainer.cli import main
from trainer.environment import Environment

NOW = datetime(2026, 12, 1, 19, 0, tzinfo=UTC)


def environment(home: Path, stopwatch: Path) -> Environment:
    """Return this process's environment with a fixed time, and no chance."""
    numbers = count()
    return Environment.real()._replace(
        clock=lambda: NOW,
        stopwatch=lambda: float(stopwatch.read_text(encoding="utf-8")),
        zone=UTC,
        new_uuid=lambda: f"picture-{next(numbers)}",
        new_seed=lambda: 4,
        data_home=home,
        variables={"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[3:], environment(Path(sys.argv[1]), Path(sys.argv[2]))))
