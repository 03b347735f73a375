"""Rows of the logs read from the pages of a damaged database, even those that no B-tree reaches any more."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from scheduler.repair.pages import Page, Value, read_pages

Row = tuple[Value, ...]
_TYPES: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "TEXT": (str,)}
_REVIEW = "EXISTS (SELECT 1 FROM reviews WHERE uuid = {})"
_CHANGE = "EXISTS (SELECT 1 FROM changes WHERE uuid = {})"
_EVENT = "EXISTS (SELECT 1 FROM events WHERE uuid = {})"
# A record does not say which table it belongs to. The number and types of its values identify most logs. Rows of these
# logs look like those of another log, or of an index; the rows they refer to, which are found first, identify them.
_CONDITIONS = {
    "home": "?1 = 'device'",
    "undos": _REVIEW.format("?3"),
    "undone": f"{_EVENT.format('?3')} OR {_CHANGE.format('?3')}",
    "imported": "EXISTS (SELECT 1 FROM reviews WHERE uuid = ?1 AND mode = 'imported')",
    "own_ticks": _REVIEW.format("?1"),
    "planned": _REVIEW.format("?1"),  # and the second value is a day, which tells it from an index
    "spoken": _REVIEW.format("?1"),
    "tellings": f"?4 NOT GLOB '* *' AND {_REVIEW.format('?3')}",
    "timings": f"?4 GLOB '* * * *' AND {_REVIEW.format('?3')}",
    "change_files": _CHANGE.format("?1"),
    "change_rows": f"{_CHANGE.format('?2')} AND ({_REVIEW.format('?1')} OR {_EVENT.format('?1')})",
    "identities": f"?2 NOT GLOB '*[./]*' AND NOT {_CHANGE.format('?1')}",  # else a row of change_files
}


class _RecordLayout(NamedTuple):
    """How the rows of a table appear on its pages.

    Attributes:
        numbered: Whether its rows have row numbers.
        types: What each value may be.
        seq: The index of the column that has the row number; None if there is none.
        insert: The statement that adds a row, unless it exists already or belongs to another table.
    """

    table: str
    numbered: bool
    types: tuple[tuple[type, ...], ...]
    seq: int | None
    insert: str


def copy_rows_from_pages(
    path: Path, target: sqlite3.Connection, valid: Mapping[str, Callable[[Row], bool]]
) -> dict[str, int]:
    """Add the rows on the pages of a damaged file that the target does not have yet; return how many, by table.

    Args:
        path: The damaged file.
        target: A database with all tables, in a transaction.
        valid: For each table to read, a function that says whether greenroom could have written a row.
    """
    layouts = [_layout(target, table) for table in valid]
    added = dict.fromkeys(valid, 0)
    for conditional in (False, True):  # the rows that others refer to come first
        chosen = [layout for layout in layouts if (layout.table in _CONDITIONS) is conditional]
        widths = {each: {len(layout.types) for layout in chosen if layout.numbered is each} for each in (True, False)}
        with path.open("rb") as file:
            for page in read_pages(file, widths[True], widths[False]):
                for layout in chosen:
                    for row in _rows(layout, page):
                        if valid[layout.table](row):
                            added[layout.table] += target.execute(layout.insert, _by_number(row)).rowcount
    return added


def _by_number(row: Row) -> dict[str, Value]:
    """Return values as `?1`, `?2` and so on take them; from Python 3.14 on, those are names and take no sequence."""
    return {str(number): value for number, value in enumerate(row, 1)}


def _layout(target: sqlite3.Connection, table: str) -> _RecordLayout:
    (sql,) = target.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    numbered = not sql.endswith("WITHOUT ROWID")
    columns = target.execute(f"PRAGMA table_info({table})").fetchall()
    types, seq = [], None
    for place, _, kind, not_null, _, key in columns:
        types.append(_TYPES[kind] if not_null or key else (*_TYPES[kind], type(None)))
        if numbered and key and kind == "INTEGER":
            seq = place
    values = ", ".join(f"?{place + 1}" for place in range(len(columns)))
    insert = f"INSERT OR IGNORE INTO {table} SELECT {values} WHERE {_CONDITIONS.get(table, 'true')}"
    return _RecordLayout(table, numbered, tuple(types), seq, insert)


def _rows(layout: _RecordLayout, page: Page) -> list[Row]:
    """Return the records of a page that may be rows of a table."""
    if page.numbered is not layout.numbered:
        return []
    rows = []
    for record in page.records:
        if len(record.values) == len(layout.types):
            row = list(record.values)
            if layout.seq is not None:
                row[layout.seq] = record.row  # SQLite stores it outside the record
            if all(map(isinstance, row, layout.types)):
                rows.append(tuple(row))
    return [] if layout.table == "imported" and _may_be_index([number for _, number in rows]) else rows


def _may_be_index(numbers: list[Value]) -> bool:
    """Return whether the numbers beside the names of reviews may be row numbers, because they all differ.

    It is better to lose the days another program had scheduled than to mistake row numbers for them.
    """
    return None not in numbers and len(set(numbers)) == len(numbers)
