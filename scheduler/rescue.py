"""Take what can still be read out of a damaged database into a new one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from scheduler.derived import DERIVED
from scheduler.inspection import open_read_only, readable_event, readable_review
from scheduler.migrations import MIGRATIONS, empty_database, make_private, told
from scheduler.rows import REVIEW_COLUMNS

_HEADER = 100  # bytes at the start of the first page: https://www.sqlite.org/fileformat.html
_LEAST_ROW = 8  # no row of ours takes fewer bytes, which bounds how many there can be


def rescue_database(damaged: Path, target: Path) -> dict[str, int]:
    """Write a new database with every row of the logs that can be read; return how many, by table.

    The damaged file is only read. What is derived is left out: the logs give it when the new one is opened.

    Raises:
        StoreError: The new one cannot be written.
        OSError: The damaged one cannot be read at all, or a copy of it not be written.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder, told(target):
        best: tuple[dict[str, int], Path] | None = None
        for number, mend in enumerate((_nothing, _new_header, _new_first_page)):
            copy, new = Path(folder) / f"{number}.db", Path(folder) / f"{number}-new.db"
            _copy_raw(damaged, copy)
            mend(copy)
            found = _fill(copy, new)
            if best is None or sum(found.values()) > sum(best[0].values()):
                best = found, new
            if best[0]["reviews"]:
                break
        found, new = best or ({}, target)
        make_private(target)
        shutil.copyfile(new, target)
    return found


def _copy_raw(source: Path, target: Path) -> None:
    """Copy the bytes, and those written last, which may not be in the file itself yet."""
    shutil.copyfile(source, target)
    log = source.with_name(f"{source.name}-wal")
    if log.exists():
        shutil.copyfile(log, target.with_name(f"{target.name}-wal"))


def _nothing(_: Path) -> None:
    """Take the file as it is."""


def _new_header(path: Path) -> None:
    """Replace what says that the file is a database."""
    _graft(path, _HEADER)


def _new_first_page(path: Path) -> None:
    """Replace the first page, which says where the tables stand: every database of ours was made in the same way."""
    _graft(path, None)


def _graft(path: Path, size: int | None) -> None:
    fresh = path.with_name("fresh.db")
    with closing(empty_database(len(MIGRATIONS))) as model, closing(sqlite3.connect(fresh)) as file:
        model.backup(file)
        (page,) = file.execute("PRAGMA page_size").fetchone()
    part = bytearray(fresh.read_bytes()[: size or page])
    part[28:32] = (path.stat().st_size // page).to_bytes(4, "big")  # how many pages there are
    with path.open("r+b") as damaged:
        damaged.write(part)
    fresh.unlink()


def _fill(old: Path, new: Path) -> dict[str, int]:
    """Make a database of the logs of another; return how many rows each has got."""
    found = {"reviews": 0}
    with closing(sqlite3.connect(new, isolation_level=None)) as target, closing(open_anyhow(old)) as source:
        with closing(empty_database(len(MIGRATIONS))) as model:
            model.backup(target)
        target.execute("PRAGMA synchronous = OFF")  # whoever puts it in its place syncs it
        tables = [name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        target.execute("BEGIN")
        for table in tables:
            if table not in DERIVED:
                found[table] = _fill_table(source, target, table)
        target.execute("DELETE FROM home WHERE name = 'memory'")
        target.execute("COMMIT")
    return found


def open_anyhow(path: Path) -> sqlite3.Connection:
    """Open a copy of a damaged database; one that cannot be opened at all is as good as empty."""
    try:
        return open_read_only(path)
    except sqlite3.Error:
        return sqlite3.connect(":memory:")


def _fill_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    wanted = [column[1] for column in target.execute(f"PRAGMA table_info({table})")]
    try:
        there = {column[1] for column in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.Error:
        return 0
    columns = [column for column in wanted if column in there]
    if not columns:
        return 0
    names = ", ".join(columns)
    insert = f"INSERT OR IGNORE INTO {table}({names}) VALUES ({', '.join('?' * len(columns))})"
    sound = _check_of(table, columns)
    rows = 0
    for row in _readable_rows(source, table, names, by_seq="seq" in columns):
        try:
            rows += target.execute(insert, row).rowcount if sound(row) else 0
        except sqlite3.IntegrityError:  # a value that no such row may have
            continue
    return rows


def _check_of(table: str, columns: list[str]) -> Callable[[tuple[object, ...]], bool]:
    if table == "reviews":
        places = [columns.index(name.strip()) for name in REVIEW_COLUMNS.split(",") if name.strip() in columns]
        return lambda row: readable_review(tuple(row[place] for place in places))
    if table == "events":
        event, day = columns.index("event"), columns.index("study_day")
        return lambda row: readable_event(row[event], row[day])
    return lambda _: True


def _readable_rows(source: sqlite3.Connection, table: str, names: str, *, by_seq: bool) -> Iterator[tuple[object, ...]]:
    if by_seq:
        query = f"SELECT {names} FROM {table} WHERE seq BETWEEN ? AND ? LIMIT ?"
        yield from _between(source, query, *_bounds(source, table))
        return
    for order in ("", " ORDER BY 1 DESC"):  # from both ends, up to what cannot be read
        try:
            yield from source.execute(f"SELECT {names} FROM {table}{order}")
        except sqlite3.Error:
            continue
        return


def _bounds(source: sqlite3.Connection, table: str) -> tuple[int, int]:
    try:
        low, high = source.execute(f"SELECT min(seq), max(seq) FROM {table}").fetchone()
    except sqlite3.Error:
        (pages,), (size,) = (source.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
        low, high = 1, pages * size // _LEAST_ROW
    return low or 1, high or 0


def _between(source: sqlite3.Connection, query: str, low: int, high: int) -> Iterator[tuple[object, ...]]:
    """Yield the rows from one number to another, going around what cannot be read."""
    if low > high:
        return
    try:
        # The limit keeps SQLite from stepping on, into a page that cannot be read, behind the last row that can.
        rows = source.execute(query, (low, high, high - low + 1)).fetchall()
    except sqlite3.Error:
        if low < high:
            middle = (low + high) // 2
            yield from _between(source, query, low, middle)
            yield from _between(source, query, middle + 1, high)
        return
    yield from rows
