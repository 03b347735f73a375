"""The device name in a database: which home its log belongs to."""

import sqlite3
from contextlib import closing
from pathlib import Path

from scheduler.log.errors import sqlite_errors
from scheduler.log.exchange import new_incarnation
from scheduler.log.files import open_read_only


def device_of(path: Path) -> str | None:
    """Return the device name of the home that a log belongs to; None if there is none or it cannot be read."""
    try:
        with closing(open_read_only(path)) as database:
            row = database.execute("SELECT value FROM home WHERE name = 'device'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def set_device(path: Path, device: str | None) -> None:
    """Make a database from a backup this home's own, and have its derived tables rebuilt when it is next opened.

    The backup may be a stranger's, so only its logs are trusted. Rows written elsewhere keep the other device name.

    Args:
        path: The database, which must be sound and not open.
        device: The device name of this home; None if it has none yet.

    Raises:
        StoreError: The database cannot be written.
    """
    with sqlite_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("BEGIN IMMEDIATE")
        with database:
            database.execute("INSERT OR REPLACE INTO home VALUES ('memory', 'stale')")
            new_incarnation(database)
            database.execute("DELETE FROM home WHERE name = 'device'")
            if device is not None:
                database.execute("INSERT INTO home VALUES ('device', ?)", (device,))
