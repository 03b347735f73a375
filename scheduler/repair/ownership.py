"""A database from a backup, which may be a stranger's, made that of this home."""

import sqlite3
from contextlib import closing
from pathlib import Path

from scheduler.log.errors import sqlite_errors
from scheduler.log.files import open_read_only


def device_of(path: Path) -> str | None:
    """Return what a home is called in its logs; None if that cannot be read."""
    try:
        with closing(open_read_only(path)) as database:
            row = database.execute("SELECT value FROM home WHERE name = 'device'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def set_device(path: Path, device: str | None) -> None:
    """Let a sound database be taken for that of this home, and nothing in it for true but its logs.

    What is derived is made again when it is next opened. What was done elsewhere is known by the other device.

    Args:
        path: The database, which nobody has open.
        device: What this home is called; None if it has no name yet.

    Raises:
        StoreError: It cannot be written.
    """
    with sqlite_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("BEGIN IMMEDIATE")
        with database:
            database.execute("INSERT OR REPLACE INTO home VALUES ('memory', 'stale')")
            database.execute("DELETE FROM home WHERE name = 'device'")
            if device is not None:
                database.execute("INSERT INTO home VALUES ('device', ?)", (device,))
