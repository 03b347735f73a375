"""Stamps: the order of the rows of a log, the same on every device.

A stamp is a hybrid logical clock: the milliseconds since 1970-01-01 UTC, or one more than the highest stamp in the log
if that is later. So a new row comes after every row that its device knew, even if a clock was set back, and it doesn't
matter in which order a device learns of rows. Rows of one stamp are ordered by name. Reviews from another program have
their own instants as stamps. Source: Kulkarni et al., Logical Physical Clocks, OPODIS 2014.
"""

import sqlite3

STAMPED = ("reviews", "events", "parameters", "mock_events", "changes", "identities")
# Far above any instant, and far below the largest number SQLite has.
HIGHEST = 2**62
# The row added last has the highest stamp unless rows came from elsewhere: then `home` has the highest one of before.
_LAST = " UNION ALL ".join(f"SELECT stamp FROM {log} WHERE rowid = (SELECT max(rowid) FROM {log})" for log in STAMPED)
_HIGHEST = (
    f"SELECT max(stamp) FROM (SELECT CAST(value AS INTEGER) AS stamp FROM home WHERE name = 'stamp' UNION ALL {_LAST})"
)
_IN_ALL = " UNION ALL ".join(f"SELECT max(stamp) AS stamp FROM {log}" for log in STAMPED)


def next_stamp(database: sqlite3.Connection, at_utc_ms: int) -> int:
    """Return the stamp of a row about to be added, in the same transaction."""
    highest = highest_stamp(database)
    return at_utc_ms if highest is None else min(max(at_utc_ms, highest + 1), HIGHEST)


def highest_stamp(database: sqlite3.Connection) -> int | None:
    """Return the highest stamp in the log; None if it is empty."""
    (highest,) = database.execute(_HIGHEST).fetchone()
    return None if highest is None else int(highest)


def highest_to_come(database: sqlite3.Connection) -> int:
    """Return the highest stamp in a log of any format, once it has been migrated; 0 if it is empty.

    A migration makes stamps from the instants of rows.
    """
    query = "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
    found = set(database.execute(query))
    has_stamps = ("reviews", "stamp") in found
    names = ("stamp",) if has_stamps else ("at_utc_ms", "reviewed_at_utc_ms")
    queries = [f"SELECT max({name}) AS stamp FROM {log}" for log in STAMPED for name in names if (log, name) in found]
    if has_stamps:
        queries.append("SELECT CAST(value AS INTEGER) FROM home WHERE name = 'stamp'")
    (highest,) = database.execute(f"SELECT max(stamp) FROM ({' UNION ALL '.join(queries)})").fetchone()
    return int(highest or 0)


def note_highest(database: sqlite3.Connection, *stamps: int | None) -> None:
    """Note the highest stamp, because the rows added last may have lower ones: of these, or of all rows if none."""
    if not stamps:
        stamps = database.execute(f"SELECT max(stamp) FROM ({_IN_ALL})").fetchone()
    if known := [stamp for stamp in stamps if stamp is not None]:
        database.execute("INSERT OR REPLACE INTO home VALUES ('stamp', ?)", (str(max(known)),))
