"""The merge of two copies of one home's log: rows that one has and the other lacks are counted or inserted.

Rows are only ever added to a log, and each has a UUID or another unique name. So inserting the missing ones merges two
copies. No existing row changes, and what was undone in either copy stays undone.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scheduler.log.connection import FORMER
from scheduler.log.errors import sqlite_errors
from scheduler.log.files import open_read_only
from scheduler.log.replay import DERIVED
from scheduler.log.schema import column_names, empty_database, table_names

_BUSY_SECONDS = 60


class _MergedTable(NamedTuple):
    """A log table in both databases, as parts of SQL.

    Attributes:
        columns: The columns that both have, without `seq`, the order of its rows.
        numbered: Whether it has `seq`.
        missing: `FROM` and `WHERE` that select the rows of the other database that this one lacks.
    """

    name: str
    columns: str
    numbered: bool
    missing: str


def device_names(path: Path) -> set[str]:
    """Return the device names in a sound log: its home's current and earlier names, and those of its rows."""
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        names = set(database.execute("SELECT value FROM home WHERE name IN ('device', ?)", (FORMER,)))
        for table in table_names(database):
            if "device" in column_names(database, table):
                names |= set(database.execute(f"SELECT DISTINCT device FROM {table}"))
    return {name for (name,) in names}


def count_missing_rows(path: Path | None, other: Path) -> dict[str, int]:
    """Count the rows that a sound log lacks and a copy of another has, by table; tables without any are left out.

    `path` is only read; None means an empty log.
    """
    with sqlite_errors(other), closing(open_read_only(path) if path else empty_database()) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("ATTACH ? AS other", (str(other),))
        counts = {
            table.name: database.execute(f"SELECT count(*) {table.missing}").fetchone()[0]
            for table in _merged_tables(database)
        }
    return {table: rows for table, rows in counts.items() if rows}


def merge_missing_rows(path: Path, other: Path) -> dict[str, int]:
    """Insert the rows that a log lacks and a copy of another has; return how many by table, without tables with none.

    Rows keep their `seq` up to the first one that is taken; the rest are appended in order. Derived tables are rebuilt
    when the log is next opened.

    Raises:
        StoreError: The log cannot be written; it is unchanged.
    """
    with sqlite_errors(path), closing(sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("ATTACH ? AS other", (str(other),))
        database.execute("BEGIN IMMEDIATE")
        with database:
            counts = {table.name: _insert_missing(database, table) for table in _merged_tables(database)}
            database.execute("INSERT OR REPLACE INTO main.home VALUES ('memory', 'stale')")
    return {table: rows for table, rows in counts.items() if rows}


def _insert_missing(database: sqlite3.Connection, table: _MergedTable) -> int:
    name, columns, missing = table.name, table.columns, table.missing
    appending = f"INSERT INTO main.{name}({columns}) SELECT {columns} {missing}"
    if not table.numbered:
        return database.execute(appending).rowcount
    taken = f"SELECT min(seq) {missing} AND EXISTS (SELECT 1 FROM main.{name} AS o WHERE o.seq = theirs.seq)"
    (first_taken,) = database.execute(taken).fetchone()
    keeping = f"INSERT INTO main.{name}(seq, {columns}) SELECT seq, {columns} {missing}"
    kept = database.execute(f"{keeping} AND (seq < ?1 OR ?1 IS NULL)", (first_taken,)).rowcount
    return kept + database.execute(f"{appending} ORDER BY seq").rowcount


def _merged_tables(database: sqlite3.Connection) -> list[_MergedTable]:
    """Return the logs that both databases have; an older format has fewer. Another program's tables are left alone."""
    with closing(empty_database()) as model:
        logs = {*table_names(model)} - {*DERIVED, "home"}
    shared = logs & {*table_names(database, "other")}
    return [_merged_table(database, name) for name in table_names(database) if name in shared]


def _merged_table(database: sqlite3.Connection, name: str) -> _MergedTable:
    theirs = column_names(database, name, "other")
    columns = [column for column in column_names(database, name) if column in theirs]  # an older format may have fewer
    unique_keys = [
        [column for _, _, column in database.execute(f"PRAGMA main.index_info({index})")]
        for _, index, unique, _, partial in database.execute(f"PRAGMA main.index_list({name})").fetchall()
        if unique and not partial
    ]
    same = (" AND ".join(f"ours.{column} = theirs.{column}" for column in key) for key in unique_keys)
    missing = " AND ".join(f"NOT EXISTS (SELECT 1 FROM main.{name} AS ours WHERE {each})" for each in same)
    return _MergedTable(
        name,
        ", ".join(column for column in columns if column != "seq"),
        "seq" in columns,
        f"FROM other.{name} AS theirs WHERE {missing}",
    )
