"""The merge of two copies of one home's log: rows that one has and the other lacks are counted or inserted.

`scheduler.log.union` says which rows are the same. What was undone in either copy stays undone.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scheduler.log.connection import FORMER
from scheduler.log.errors import sqlite_errors
from scheduler.log.files import copy_database, open_read_only
from scheduler.log.schema import (
    FIRST_FORMAT,
    NEWEST_FORMAT,
    column_names,
    empty_database,
    format_of,
    migrate,
    table_names,
)
from scheduler.log.union import LOGS, SPARE, Log, statements

_BUSY_SECONDS = 60


def device_names(path: Path) -> set[str]:
    """Return the device names in a sound log: its home's current and earlier names, and those of its rows."""
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        names = set(database.execute("SELECT value FROM home WHERE name IN ('device', ?)", (FORMER,)))
        for table in table_names(database):
            if "device" in column_names(database, table):
                names |= set(database.execute(f"SELECT DISTINCT device FROM {table}"))
    return {name for (name,) in names}


def count_missing_rows(path: Path | None, other: Path) -> dict[str, int]:
    """Count the rows that a sound log would get from a copy of another, by table; tables without any are left out.

    `path` is only read; None means an empty log.
    """
    with (
        _in_newest_format(other) as newest,
        sqlite_errors(other),
        closing(open_read_only(path) if path else empty_database()) as database,
    ):
        _attach(database, newest)
        counts = {
            log.name: database.execute(f"SELECT count(*) {_wanted(database, log)}").fetchone()[0]
            for log in _shared_logs(database)
        }
    return {table: rows for table, rows in counts.items() if rows}


def merge_missing_rows(path: Path, other: Path) -> dict[str, int]:
    """Add the rows that a log lacks and a copy of another has, and replace those that don't stand against its rows.

    Derived tables are rebuilt when the log is next opened. Return how many rows, by table, without tables with none.

    Raises:
        StoreError: The log cannot be written; it is unchanged.
    """
    with (
        _in_newest_format(other) as newest,
        sqlite_errors(path),
        closing(sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)) as database,
    ):
        _attach(database, newest)
        database.execute("BEGIN IMMEDIATE")
        with database:
            counts = {log.name: _merge(database, log) for log in _shared_logs(database)}
            database.execute("INSERT OR REPLACE INTO main.home VALUES ('memory', 'stale')")
    return {table: rows for table, rows in counts.items() if rows}


@contextmanager
def _in_newest_format(path: Path) -> Iterator[Path]:
    """Yield a database of the newest format with the rows of a sound one: itself, or a migrated copy."""
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        version = format_of(database)
    if not FIRST_FORMAT <= version < NEWEST_FORMAT:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        copy = Path(folder) / path.name
        copy_database(path, copy)
        with sqlite_errors(path), closing(sqlite3.connect(copy, isolation_level=None)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA synchronous = OFF")
            migrate(database)
        yield copy


def _attach(database: sqlite3.Connection, other: Path) -> None:
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("ATTACH ? AS other", (str(other),))


def _shared_logs(database: sqlite3.Connection) -> list[Log]:
    """Return the logs that both databases have; one that was never opened has none."""
    shared = {*table_names(database)} & {*table_names(database, "other")}
    return [log for log in (*LOGS, SPARE) if log.name in shared]


def _wanted(database: sqlite3.Connection, log: Log) -> str:
    """Return the part of a query that selects the rows this log lacks, or that stand against its own."""
    sql = statements(database, log)
    keys = [
        [column for _, _, column in database.execute(f"PRAGMA main.index_info({index})")]
        for _, index, unique, _, partial in database.execute(f"PRAGMA main.index_list({log.name})").fetchall()
        if unique and not partial
    ]
    ours = f"SELECT 1 FROM main.{log.name} AS ours WHERE"
    same = (" AND ".join(f"ours.{column} = theirs.{column}" for column in key) for key in keys)
    lacking = " AND ".join(f"NOT EXISTS ({ours} {each})" for each in same)
    lesser = f"EXISTS ({ours} {sql.same} AND {sql.stands})".format(theirs="theirs.", ours="ours.")
    return f"FROM other.{log.name} AS theirs WHERE ({lacking} OR {lesser})"


def _merge(database: sqlite3.Connection, log: Log) -> int:
    sql = statements(database, log)
    order = "" if log.owner else "ORDER BY theirs.rowid"
    rows = f"{sql.select} {_wanted(database, log)} {order}"
    return database.execute(f"{sql.insert} {rows} {sql.replace}").rowcount
