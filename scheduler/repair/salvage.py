"""A new database from whatever can still be read of a damaged one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from scheduler.log.errors import sqlite_errors
from scheduler.log.exchange import new_incarnation
from scheduler.log.files import make_private, open_read_only
from scheduler.log.replay import DERIVED
from scheduler.log.rows import REVIEW_COLUMNS
from scheduler.log.schema import (
    FIRST_FORMAT,
    MIGRATIONS,
    NEWEST_FORMAT,
    column_names,
    empty_database,
    format_of,
    migrate,
    table_names,
)
from scheduler.log.validity import readable_event, readable_planned_day, readable_review
from scheduler.repair.page_rows import Row, copy_rows_from_pages

_HEADER_BYTES = 100  # at the start of the first page: https://www.sqlite.org/fileformat.html
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the second if SQLite's message is not text
_HOME = "home"  # copied too, though it is not a log
_BEFORE_STAMPS = 11  # the newest format whose reviews have no stamp
_SMALLEST_ROW = 8  # bytes. This bounds how many rows are read from a B-tree with a cycle


class Salvage(NamedTuple):
    """What could be read of a damaged database.

    Attributes:
        rows: How many rows of each log were copied, by table.
        incomplete: The logs whose tables could not be read completely, each with the names of all its rows according to
            an index; None if no index can be read.
    """

    rows: dict[str, int]
    incomplete: dict[str, frozenset[str] | None]


def salvage_database(damaged: Path, target: Path) -> Salvage:
    """Write a new database with every row of the logs that can be read.

    Rows that the tables' B-trees reach come first, then others found on the pages of the file. The damaged file is only
    read. Derived tables are left empty: they are rebuilt when the new database is opened.

    Raises:
        StoreError: The new database cannot be written.
        OSError: The damaged file cannot be read at all, or a copy of it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder, sqlite_errors(target):
        names = ("old.db", "first.db", "second.db", "third.db")
        copy, first, second, third = (Path(folder) / name for name in names)
        _copy_with_wal(damaged, copy)
        salvage, new = (_copy_logs(copy, first), first) if _checkpoint(copy) else (None, first)
        if salvage is None or not salvage.rows["reviews"]:  # perhaps only the header is wrong
            _copy_with_wal(damaged, copy)
            _replace_header(copy)
            _checkpoint(copy)
            again = _copy_logs(copy, second)
            if salvage is None or sum(again.rows.values()) > sum(salvage.rows.values()):
                salvage, new = again, second
        if not salvage.rows["reviews"]:  # perhaps nothing tells any more that its format is older
            again = _copy_logs(copy, third, _BEFORE_STAMPS)
            if sum(again.rows.values()) > sum(salvage.rows.values()):
                salvage, new = again, third
        make_private(target)
        shutil.copyfile(new, target)
    return salvage


def create_empty_log(target: Path) -> Salvage:
    """Create an empty database, for when nothing could be recovered."""
    with sqlite_errors(target):
        make_private(target)
        with closing(sqlite3.connect(target, isolation_level=None)) as file:
            migrate(file)
            logs = {*table_names(file)} - {*DERIVED, _HOME}
    return Salvage({}, dict.fromkeys(logs))


def count_lost(path: Path, salvage: Salvage) -> dict[str, int | None]:
    """Return how many rows of each incomplete log a database lacks; None if unknown, logs that lack none left out."""
    lost: dict[str, int | None] = {}
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        for table, names in salvage.incomplete.items():
            if names is None:
                lost[table] = None
            elif gone := names - {name for (name,) in database.execute(f"SELECT {_name_column(table)} FROM {table}")}:
                lost[table] = len(gone)
    return lost


def _copy_with_wal(source: Path, target: Path) -> None:
    """Copy a database file byte by byte, and the write-ahead log beside it, which may have the newest rows."""
    shutil.copyfile(source, target)
    wal = source.with_name(f"{source.name}-wal")
    if wal.exists():
        shutil.copyfile(wal, target.with_name(f"{target.name}-wal"))


def _replace_header(path: Path) -> None:
    """Replace the header of a file, which is the same in all our databases except for the number of pages."""
    fresh = path.with_name("fresh.db")
    with closing(empty_database()) as model, closing(sqlite3.connect(fresh)) as file:
        model.backup(file)
        (page_size,) = file.execute("PRAGMA page_size").fetchone()
    header = bytearray(fresh.read_bytes()[:_HEADER_BYTES])
    header[28:32] = (path.stat().st_size // page_size).to_bytes(4, "big")  # the number of pages
    with path.open("r+b") as damaged:
        damaged.write(header)
    fresh.unlink()


def _checkpoint(copy: Path) -> bool:
    """Have SQLite move the write-ahead log into the file; return whether SQLite accepts the file as a database."""
    try:
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA user_version").fetchone()  # closing the last connection moves it
    except _UNREADABLE:
        return False
    return True


def _copy_logs(old: Path, new: Path, version: int | None = None) -> Salvage:
    """Create a database with every row of the logs that can be read from a damaged one, of this format if it is known.

    The rows are read with the columns of the damaged database's own format, and then migrated.
    """
    with closing(sqlite3.connect(new, isolation_level=None)) as target, closing(_open_damaged(old)) as source:
        target.execute("PRAGMA synchronous = OFF")  # quicker; it is synced when it replaces the damaged one
        version = version or _format_told_by(source)
        migrate(target, MIGRATIONS[: version - FIRST_FORMAT])
        tables = [table for table in table_names(target) if table not in DERIVED]
        limit = old.stat().st_size // _SMALLEST_ROW
        expected = {*tables} - {_HOME}
        target.execute("BEGIN")
        rows: dict[str, int] = {}
        incomplete: dict[str, frozenset[str] | None] = {}
        for table in tables:
            rows[table], complete = _copy_table(source, target, table, limit)
            if not complete and table in expected:
                incomplete[table] = _names_by_index(source, table, limit)
        valid = {table: _validator(table, column_names(target, table)) for table in tables}
        for table, added in copy_rows_from_pages(old, target, valid).items():
            rows[table] += added
        target.execute("DELETE FROM home WHERE name = 'memory'")
        new_incarnation(target)
        target.execute("COMMIT")
        migrate(target)
    return Salvage(rows, incomplete)


def _format_told_by(source: sqlite3.Connection) -> int:
    """Return the format that a damaged database says it has; by its columns or the newest if it says none that fits."""
    version = 0
    with suppress(*_UNREADABLE):
        version = format_of(source)
        if (columns := column_names(source, "reviews")) and (version > _BEFORE_STAMPS) is not ("stamp" in columns):
            version = NEWEST_FORMAT if "stamp" in columns else _BEFORE_STAMPS
    return version if FIRST_FORMAT <= version <= NEWEST_FORMAT else NEWEST_FORMAT


def _open_damaged(path: Path) -> sqlite3.Connection:
    """Open a copy of a damaged database for reading; if it cannot be opened at all, open an empty one instead."""
    try:
        return open_read_only(path)
    except _UNREADABLE:
        return sqlite3.connect(":memory:")


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str, limit: int) -> tuple[int, bool]:
    """Copy every row that the table's B-tree reaches; return (rows copied, whether the table was read completely)."""
    try:
        existing = column_names(source, table)
    except _UNREADABLE:
        existing = []
    columns = [column for column in column_names(target, table) if column in existing]
    if not columns:
        return 0, False
    names = ", ".join(columns)
    insert = f"INSERT OR IGNORE INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"
    is_valid = _validator(table, columns)
    rows, complete = 0, True
    for row in _readable_rows(source, f"SELECT {names} FROM {table}", limit):
        added = 0
        with suppress(sqlite3.IntegrityError):  # a value that the table does not allow
            if row is not None and is_valid(row):
                added = target.execute(insert, row).rowcount
        rows += added
        complete = complete and bool(added)
    return rows, complete


def _name_column(table: str) -> str:
    """Return the column that names the rows of a log, or comes closest to naming them."""
    names = {"timings": "review", "change_rows": "item", "identities": "derived", "spare": "name"}
    return names.get(table, "uuid")


def _names_by_index(source: sqlite3.Connection, table: str, limit: int) -> frozenset[str] | None:
    """Return the names of the rows of a table from one of its indexes; None if none can be read."""
    name = _name_column(table)
    try:
        (sql,) = source.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        numbered = not str(sql).endswith("WITHOUT ROWID")
        indexes = source.execute(f"PRAGMA index_list({table})").fetchall()
    except (*_UNREADABLE, TypeError):
        return None
    for _, index, _, origin, partial in indexes:
        try:
            columns = {column for _, _, column in source.execute(f"PRAGMA index_info({index})")}
            if partial or (name not in columns if numbered else origin == "pk"):  # else the table itself would be read
                continue
            query = f"SELECT {name} FROM {table} INDEXED BY {index} LIMIT {limit}"
            return frozenset(str(found) for (found,) in source.execute(query))
        except _UNREADABLE:
            continue
    return None


# The columns by which a row of a log is checked.
_OF_REVIEW = REVIEW_COLUMNS.split(", ")
_TELLING = {"reviews": {*_OF_REVIEW}, "events": {"event", "study_day"}, "planned": {"day"}}


def _validator(table: str, columns: list[str]) -> Callable[[Row], bool]:
    """Return a function that says whether greenroom could have written a row of a table, given these columns.

    Without the columns it checks, no row passes.
    """
    if not _TELLING.get(table, set()) <= {*columns}:
        return lambda _: False
    if table == "reviews":
        places = [columns.index(name) for name in _OF_REVIEW]
        return lambda row: readable_review(tuple(row[place] for place in places))
    if table == "events":
        event, day = columns.index("event"), columns.index("study_day")
        return lambda row: readable_event(row[event], row[day])
    if table == "planned":
        day = columns.index("day")
        return lambda row: readable_planned_day(row[day])
    return lambda _: True


def _readable_rows(source: sqlite3.Connection, query: str, limit: int) -> Iterator[Row | None]:
    """Yield the rows of a query from the start, then from the end; each None marks where reading had to stop."""
    for order in ("", " ORDER BY 1 DESC"):
        try:
            yield from source.execute(f"{query}{order} LIMIT {limit}")
        except _UNREADABLE:
            yield None
            continue
        return
