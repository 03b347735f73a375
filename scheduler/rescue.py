"""Take what can still be read out of a damaged database into a new one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from scheduler.derived import DERIVED
from scheduler.found_rows import Row, add_found_rows
from scheduler.inspection import open_read_only, readable_event, readable_review
from scheduler.migrations import MIGRATIONS, empty_database, make_private, told
from scheduler.rows import REVIEW_COLUMNS

_HEADER = 100  # bytes at the start of the first page: https://www.sqlite.org/fileformat.html
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the second where what SQLite says is no text
_LEAST_ROW = 8  # no row of ours takes fewer bytes, which bounds how many a tree that leads in circles can give


def rescue_database(damaged: Path, target: Path) -> dict[str, int]:
    """Write a new database with every row of the logs that can be read; return how many, by table.

    What the tables lead to comes first, then what else is on the pages of the file. The damaged file is only read.
    What is derived is left out: the logs give it when the new one is opened.

    Raises:
        StoreError: The new one cannot be written.
        OSError: The damaged one cannot be read at all, or a copy of it not be written.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder, told(target):
        copy, new = Path(folder) / "old.db", Path(folder) / "new.db"
        _copy_raw(damaged, copy)
        found = _fill(copy, new) if _settle(copy) else {}
        if not found.get("reviews"):
            _copy_raw(damaged, copy)
            _replace_header(copy)
            _settle(copy)
            new.unlink(missing_ok=True)
            found = _fill(copy, new)
        make_private(target)
        shutil.copyfile(new, target)
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
    with closing(empty_database(len(MIGRATIONS))) as model, closing(sqlite3.connect(fresh)) as file:
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


def _fill(old: Path, new: Path) -> dict[str, int]:
    """Make a database of the logs of another; return how many rows each has got."""
    with closing(sqlite3.connect(new, isolation_level=None)) as target, closing(open_anyhow(old)) as source:
        with closing(empty_database(len(MIGRATIONS))) as model:
            model.backup(target)
        target.execute("PRAGMA synchronous = OFF")  # whoever puts it in its place syncs it
        tables = [name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        logs = [table for table in tables if table not in DERIVED]
        most = old.stat().st_size // _LEAST_ROW
        target.execute("BEGIN")
        found = {table: _fill_table(source, target, table, most) for table in logs}
        sound = {table: _check_of(table, _columns(target, table)) for table in logs}
        for table, rows in add_found_rows(old, target, sound).items():
            found[table] += rows
        target.execute("DELETE FROM home WHERE name = 'memory'")
        target.execute("COMMIT")
    return found


def open_anyhow(path: Path) -> sqlite3.Connection:
    """Open a copy of a damaged database; one that cannot be opened at all is as good as empty."""
    try:
        return open_read_only(path)
    except _UNREADABLE:
        return sqlite3.connect(":memory:")


def _fill_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str, most: int) -> int:
    wanted = _columns(target, table)
    try:
        there = set(_columns(source, table))
    except _UNREADABLE:
        return 0
    columns = [column for column in wanted if column in there]
    if not columns:
        return 0
    names = ", ".join(columns)
    insert = f"INSERT OR IGNORE INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"
    sound = _check_of(table, columns)
    rows = 0
    for row in _readable_rows(source, f"SELECT {names} FROM {table}", most):
        try:
            rows += target.execute(insert, row).rowcount if sound(row) else 0
        except sqlite3.IntegrityError:  # a value that no such row may have
            continue
    return rows


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


def _readable_rows(source: sqlite3.Connection, query: str, most: int) -> Iterator[Row]:
    """Yield the rows that a table leads to from both ends, up to what cannot be read."""
    for order in ("", " ORDER BY 1 DESC"):
        try:
            yield from source.execute(f"{query}{order} LIMIT {most}")
        except _UNREADABLE:
            continue
        return
