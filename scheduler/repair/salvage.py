"""Take what can still be read out of a damaged database into a new one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from scheduler.log.errors import sqlite_errors
from scheduler.log.files import make_private, open_read_only
from scheduler.log.replay import DERIVED
from scheduler.log.rows import REVIEW_COLUMNS
from scheduler.log.schema import empty_database
from scheduler.repair.inspect import readable_event, readable_review
from scheduler.repair.page_rows import Row, copy_rows_from_pages

_HEADER = 100  # bytes at the start of the first page: https://www.sqlite.org/fileformat.html
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the second where what SQLite says is no text
_NO_LOG = "home"  # the only table besides that is copied
_LEAST_ROW = 8  # no row of ours takes fewer bytes, which bounds how many a tree that leads in circles can give


class Salvage(NamedTuple):
    """What could be read of a damaged database.

    Attributes:
        rows: How many rows of each log were copied, by table.
        incomplete: The logs whose tables could not be read completely, each with the names of all its rows as an index
            has them; None where no index can be read.
    """

    rows: dict[str, int]
    incomplete: dict[str, frozenset[str] | None]


def salvage_database(damaged: Path, target: Path) -> Salvage:
    """Write a new database with every row of the logs that can be read; return what that was.

    What the tables lead to comes first, then what else is on the pages of the file. The damaged file is only read.
    What is derived is left out: the logs give it when the new one is opened.

    Raises:
        StoreError: The new one cannot be written.
        OSError: The damaged one cannot be read at all, or a copy of it not be written.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder, sqlite_errors(target):
        copy, new, other = (Path(folder) / name for name in ("old.db", "new.db", "other.db"))
        _copy_raw(damaged, copy)
        found = _fill(copy, new) if _settle(copy) else None
        if found is None or not found.rows["reviews"]:  # perhaps it is only the header that is wrong
            _copy_raw(damaged, copy)
            _replace_header(copy)
            _settle(copy)
            second = _fill(copy, other)
            if found is None or sum(second.rows.values()) > sum(found.rows.values()):
                found, new = second, other
        make_private(target)
        shutil.copyfile(new, target)
    return found


def create_empty_log(target: Path) -> Salvage:
    """Write a new database without a row, as if of one of which nothing could be read."""
    with sqlite_errors(target):
        make_private(target)
        with closing(sqlite3.connect(target)) as file, closing(empty_database()) as model:
            model.backup(file)
            logs = _logs(file)
    return Salvage({}, dict.fromkeys(set(logs) - {_NO_LOG}))


def count_lost(path: Path, rescued: Salvage) -> dict[str, int | None]:
    """Return how many rows of each incomplete log a database lacks; None where that cannot be known, 0 left out."""
    found: dict[str, int | None] = {}
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        for table, names in rescued.incomplete.items():
            if names is None:
                found[table] = None
            elif gone := names - {name for (name,) in database.execute(f"SELECT {_name_of(table)} FROM {table}")}:
                found[table] = len(gone)
    return found


def _copy_raw(source: Path, target: Path) -> None:
    """Copy the bytes, and those written last, which may not be in the file itself yet."""
    shutil.copyfile(source, target)
    log = source.with_name(f"{source.name}-wal")
    if log.exists():
        shutil.copyfile(log, target.with_name(f"{target.name}-wal"))


def _replace_header(path: Path) -> None:
    """Replace what says that the file is a database; it is the same in every one of ours."""
    fresh = path.with_name("fresh.db")
    with closing(empty_database()) as model, closing(sqlite3.connect(fresh)) as file:
        model.backup(file)
        (page,) = file.execute("PRAGMA page_size").fetchone()
    part = bytearray(fresh.read_bytes()[:_HEADER])
    part[28:32] = (path.stat().st_size // page).to_bytes(4, "big")  # how many pages there are
    with path.open("r+b") as damaged:
        damaged.write(part)
    fresh.unlink()


def _settle(copy: Path) -> bool:
    """Have SQLite move what was written last into the file itself; tell whether it takes it for a database."""
    try:
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA user_version").fetchone()  # whoever closes it last moves it
    except _UNREADABLE:
        return False
    return True


def _fill(old: Path, new: Path) -> Salvage:
    """Make a database of the logs of another."""
    with closing(sqlite3.connect(new, isolation_level=None)) as target, closing(open_damaged(old)) as source:
        with closing(empty_database()) as model:
            model.backup(target)
        target.execute("PRAGMA synchronous = OFF")  # whoever puts it in its place syncs it
        logs = _logs(target)
        most = old.stat().st_size // _LEAST_ROW
        target.execute("BEGIN")
        found: dict[str, int] = {}
        incomplete: dict[str, frozenset[str] | None] = {}
        for table in logs:
            found[table], whole = _fill_table(source, target, table, most)
            if not whole and table != _NO_LOG:
                incomplete[table] = _names_by_index(source, table, most)
        sound = {table: _check_of(table, _columns(target, table)) for table in logs}
        for table, rows in copy_rows_from_pages(old, target, sound).items():
            found[table] += rows
        target.execute("DELETE FROM home WHERE name = 'memory'")
        target.execute("COMMIT")
    return Salvage(found, incomplete)


def open_damaged(path: Path) -> sqlite3.Connection:
    """Open a copy of a damaged database; one that cannot be opened at all is as good as empty."""
    try:
        return open_read_only(path)
    except _UNREADABLE:
        return sqlite3.connect(":memory:")


def _logs(database: sqlite3.Connection) -> list[str]:
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [table for table in tables if table not in DERIVED]


def _fill_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str, most: int) -> tuple[int, bool]:
    """Copy what a table leads to; return how many rows that was, and whether it was all the table had."""
    wanted = _columns(target, table)
    try:
        there = set(_columns(source, table))
    except _UNREADABLE:
        return 0, False
    columns = [column for column in wanted if column in there]
    if not columns:
        return 0, False
    names = ", ".join(columns)
    insert = f"INSERT OR IGNORE INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"
    sound = _check_of(table, columns)
    rows, whole = 0, True
    for row in _readable_rows(source, f"SELECT {names} FROM {table}", most):
        if row is None:
            whole = False
            continue
        try:
            added = target.execute(insert, row).rowcount if sound(row) else 0
        except sqlite3.IntegrityError:  # a value that no such row may have
            added = 0
        rows += added
        whole = whole and bool(added)
    return rows, whole


def _name_of(table: str) -> str:
    """Return the column that tells the rows of a log apart, as far as one column does, and as an index has it."""
    return {"imported": "review", "own_ticks": "review", "timings": "review", "change_rows": "item"}.get(table, "uuid")


def _names_by_index(source: sqlite3.Connection, table: str, most: int) -> frozenset[str] | None:
    """Return the names of the rows of a table as an index tells them that can be read; None if there is none."""
    name = _name_of(table)
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
            query = f"SELECT {name} FROM {table} INDEXED BY {index} LIMIT {most}"
            return frozenset(str(found) for (found,) in source.execute(query))
        except _UNREADABLE:
            continue
    return None


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [column[1] for column in database.execute(f"PRAGMA table_info({table})")]


def _check_of(table: str, columns: list[str]) -> Callable[[Row], bool]:
    if table == "reviews":
        places = [columns.index(name.strip()) for name in REVIEW_COLUMNS.split(",") if name.strip() in columns]
        return lambda row: readable_review(tuple(row[place] for place in places))
    if table == "events":
        event, day = columns.index("event"), columns.index("study_day")
        return lambda row: readable_event(row[event], row[day])
    return lambda _: True


def _readable_rows(source: sqlite3.Connection, query: str, most: int) -> Iterator[Row | None]:
    """Yield the rows that a table leads to from both ends, up to what cannot be read, for which None stands."""
    for order in ("", " ORDER BY 1 DESC"):
        try:
            yield from source.execute(f"{query}{order} LIMIT {most}")
        except _UNREADABLE:
            yield None
            continue
        return
