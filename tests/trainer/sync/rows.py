"""What the logs of a home say, without what differs from home to home."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

LOGS = ("reviews", "undos", "events", "undone", "parameters", "mock_events", "tellings", "timings", "planned")


def rows_of(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each log in order of their values, without their local numbers."""
    with closing(sqlite3.connect(f"file:{home / 'greenroom.db'}?mode=ro", uri=True)) as database:
        found = {}
        for log in LOGS:
            columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({log})") if name != "seq"]
            found[log] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {log}").fetchall(), key=repr)
    return found
