"""What another log of the same home has and this one lacks: counted, or taken in.

Logs are only ever added to, and every row has a name. So two of one home are joined by adding what is missing; no row
that is there is changed, and what was taken back stays taken back.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scheduler.log.connection import FORMER
from scheduler.log.errors import sqlite_errors
from scheduler.log.files import open_read_only
from scheduler.log.replay import DERIVED
from scheduler.log.schema import empty_database

# What the home itself is called is no row of a log.
_NO_LOGS = {*DERIVED, "home"}
_BUSY_SECONDS = 60


class _Log(NamedTuple):
    """A log as SQL speaks of it.

    Attributes:
        table: Its name.
        columns: All of its columns but `seq`.
        numbered: Whether it has that, the place of a row among the others.
        lacking: `FROM` and `WHERE` of the rows of the other log that are missing.
    """

    table: str
    columns: str
    numbered: bool
    lacking: str


def device_names(path: Path) -> set[str]:
    """Return what the home of a sound log is and was called, and what the homes are called that wrote its rows."""
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = set(database.execute("SELECT value FROM home WHERE name IN ('device', ?)", (FORMER,)))
        for table in tables:
            if "device" in _columns(database, table):
                found |= set(database.execute(f"SELECT DISTINCT device FROM {table}"))
    return {name for (name,) in found}


def count_missing_rows(path: Path | None, other: Path) -> dict[str, int]:
    """Return how many rows of each log a sound log lacks that another has; 0 left out.

    Args:
        path: The log, which is only read; None for an empty one.
        other: A copy of the other one.
    """
    with sqlite_errors(other), closing(open_read_only(path) if path else empty_database()) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("ATTACH ? AS other", (str(other),))
        found = {log.table: database.execute(f"SELECT count(*) {log.lacking}").fetchone()[0] for log in _logs(database)}
    return {table: rows for table, rows in found.items() if rows}


def merge_missing_rows(path: Path, other: Path) -> dict[str, int]:
    """Add to a log what it lacks and another has; return how many rows of each log that was, 0 left out.

    A row keeps its place. From the first on whose place is taken, they come after the last, in their order.

    Args:
        path: The log. What is derived from it is made again when it is next opened.
        other: A copy of the other one.

    Raises:
        StoreError: The log cannot be written; it is as it was.
    """
    with sqlite_errors(path), closing(sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("ATTACH ? AS other", (str(other),))
        database.execute("BEGIN IMMEDIATE")
        with database:
            found = {log.table: _take_in(database, log) for log in _logs(database)}
            database.execute("INSERT OR REPLACE INTO main.home VALUES ('memory', 'stale')")
    return {table: rows for table, rows in found.items() if rows}


def _take_in(database: sqlite3.Connection, log: _Log) -> int:
    rest = f"INSERT INTO main.{log.table}({log.columns}) SELECT {log.columns} {log.lacking}"
    if not log.numbered:
        return database.execute(rest).rowcount
    taken = f"SELECT min(seq) {log.lacking} AND EXISTS (SELECT 1 FROM main.{log.table} AS o WHERE o.seq = theirs.seq)"
    (first,) = database.execute(taken).fetchone()
    places = f"INSERT INTO main.{log.table}(seq, {log.columns}) SELECT seq, {log.columns} {log.lacking}"
    kept = database.execute(f"{places} AND (seq < ?1 OR ?1 IS NULL)", (first,)).rowcount
    return kept + database.execute(f"{rest} ORDER BY seq").rowcount


def _logs(database: sqlite3.Connection) -> list[_Log]:
    """Return the logs of a database; one of an older form has fewer. Tables of somebody else's are left alone."""
    query = "SELECT name FROM {} WHERE type = 'table'"
    there = database.execute(query.format("main.sqlite_master")).fetchall()
    ours = set(database.execute(query.format("other.sqlite_master")))
    with closing(empty_database()) as model:
        ours &= set(model.execute(query.format("sqlite_master")))
    return [_log(database, name) for (name,) in there if (name,) in ours and name not in _NO_LOGS]


def _log(database: sqlite3.Connection, table: str) -> _Log:
    theirs = _columns(database, table, "other")
    columns = [column for column in _columns(database, table) if column in theirs]  # a later format may have more
    names = [
        [column for _, _, column in database.execute(f"PRAGMA main.index_info({index})")]
        for _, index, unique, _, partial in database.execute(f"PRAGMA main.index_list({table})").fetchall()
        if unique and not partial
    ]
    same = (" AND ".join(f"ours.{column} = theirs.{column}" for column in name) for name in names)
    missing = " AND ".join(f"NOT EXISTS (SELECT 1 FROM main.{table} AS ours WHERE {each})" for each in same)
    return _Log(
        table,
        ", ".join(column for column in columns if column != "seq"),
        "seq" in columns,
        f"FROM other.{table} AS theirs WHERE {missing}",
    )


def _columns(database: sqlite3.Connection, table: str, schema: str = "main") -> list[str]:
    return [column[1] for column in database.execute(f"PRAGMA {schema}.table_info({table})")]
