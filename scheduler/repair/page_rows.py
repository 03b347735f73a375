"""Rows found on the pages of a damaged database that no tree leads to any more: which log each belongs to."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scheduler.repair.pages import Page, PageRecord, Value, read_pages

Row = tuple[Value, ...]
_KINDS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "TEXT": (str,)}
_REVIEW = "EXISTS (SELECT 1 FROM reviews WHERE uuid = {})"
_CHANGE = "EXISTS (SELECT 1 FROM changes WHERE uuid = {})"
_EVENT = "EXISTS (SELECT 1 FROM events WHERE uuid = {})"
# The number and kinds of values tell some logs from everything else in a database. These look like another log, or like
# an index, and are told by the rows they speak of, which have been found before.
_ONLY_IF = {
    "home": "?1 = 'device'",
    "undos": _REVIEW.format("?3"),
    "undone": f"{_EVENT.format('?3')} OR {_CHANGE.format('?3')}",
    "imported": "EXISTS (SELECT 1 FROM reviews WHERE uuid = ?1 AND mode = 'imported')",
    "own_ticks": _REVIEW.format("?1"),
    "tellings": f"?4 NOT GLOB '* *' AND {_REVIEW.format('?3')}",
    "timings": f"?4 GLOB '* * * *' AND {_REVIEW.format('?3')}",
    "change_files": _CHANGE.format("?1"),
    "change_rows": f"{_CHANGE.format('?2')} AND ({_REVIEW.format('?1')} OR {_EVENT.format('?1')})",
    "identities": f"?2 NOT GLOB '*[./]*' AND NOT {_CHANGE.format('?1')}",  # the other four texts name a file
}


class _Log(NamedTuple):
    """How the rows of a log look on its pages.

    Attributes:
        table: Its name.
        numbered: Whether its rows have numbers.
        kinds: What each value may be.
        number: Which column is the number of the row itself, if one is.
        insert: Adds a row, unless that is there already or not of this log.
    """

    table: str
    numbered: bool
    kinds: tuple[tuple[type, ...], ...]
    number: int | None
    insert: str


def copy_rows_from_pages(
    path: Path, target: sqlite3.Connection, sound: Mapping[str, Callable[[Row], bool]]
) -> dict[str, int]:
    """Add the rows of the logs that are on the pages of a file and not in the target yet; return how many, by table.

    Args:
        path: The damaged file; it is only read.
        target: A database with all tables, in a transaction.
        sound: For each log, whether a row is one that it may have.
    """
    logs = [_log(target, table) for table in sound]
    found = dict.fromkeys(sound, 0)
    for told_by_others in (False, True):
        some = [log for log in logs if (log.table in _ONLY_IF) is told_by_others]
        widths = {each: {len(log.kinds) for log in some if log.numbered is each} for each in (True, False)}
        with path.open("rb") as file:
            for page in read_pages(file, widths[True], widths[False]):
                for log in some:
                    for row in _rows(log, page):
                        if sound[log.table](row):
                            found[log.table] += target.execute(log.insert, row).rowcount
    return found


def _log(target: sqlite3.Connection, table: str) -> _Log:
    (sql,) = target.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    numbered = not sql.endswith("WITHOUT ROWID")
    columns = target.execute(f"PRAGMA table_info({table})").fetchall()
    kinds, number = [], None
    for place, _, kind, filled, _, key in columns:
        kinds.append(_KINDS[kind] if filled or key else (*_KINDS[kind], type(None)))
        if numbered and key and kind == "INTEGER":
            number = place
    values = ", ".join(f"?{place + 1}" for place in range(len(columns)))
    insert = f"INSERT OR IGNORE INTO {table} SELECT {values} WHERE {_ONLY_IF.get(table, 'true')}"
    return _Log(table, numbered, tuple(kinds), number, insert)


def _rows(log: _Log, page: Page) -> list[Row]:
    if page.numbered is not log.numbered:
        return []
    rows = [row for record in page.records for row in _row(log, record)]
    if log.table == "imported" and _may_be_an_index([number for _, number in rows]):
        return []
    return rows


def _row(log: _Log, record: PageRecord) -> Iterator[Row]:
    if len(record.values) == len(log.kinds):
        values = list(record.values)
        if log.number is not None:
            values[log.number] = record.row  # which stands outside the record
        if all(map(isinstance, values, log.kinds)):
            yield tuple(values)


def _may_be_an_index(numbers: list[Value]) -> bool:
    """Tell whether numbers beside the names of reviews may be those of rows, of which there are no two alike.

    Better to lose the days another program had scheduled than to take row numbers for them.
    """
    return None not in numbers and len(set(numbers)) == len(numbers)
