"""Read-only checks of a sound database: derived tables against a replay, dangling rows, cards, and the clock."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from cards.key import CardKey
from scheduler.log import parameters
from scheduler.log.active import ACTIVE
from scheduler.log.errors import sqlite_errors
from scheduler.log.files import open_read_only
from scheduler.log.replay import DERIVED, rebuild
from scheduler.log.schema import NEWEST_FORMAT, format_of
from scheduler.settings import Settings

# Tables whose rows refer to others: the column with the reference, and the logs it may refer to.
_REFERENCES = {
    "undos": ("review", ("reviews",)),
    "imported": ("review", ("reviews",)),
    "own_ticks": ("review", ("reviews",)),
    "planned": ("review", ("reviews",)),
    "spoken": ("review", ("reviews",)),
    "tellings": ("review", ("reviews",)),
    "timings": ("review", ("reviews",)),
    "change_files": ("change", ("changes",)),
    "change_rows": ("item", ("reviews", "events")),
    "undone": ("item", ("events", "changes", "parameters")),
}


def differences(path: Path, settings: Settings) -> dict[str, int]:
    """Return how many rows of each derived table differ from a replay of the logs; tables without any are left out.

    The result is empty for a database that has an older format or was last used with other settings: its derived tables
    will be rebuilt anyway when it is next opened.
    """
    with sqlite_errors(path), closing(open_read_only(path)) as database, closing(sqlite3.connect("")) as copy:
        database.execute("BEGIN")  # for one consistent view: another program may add a rating
        if format_of(database) != NEWEST_FORMAT:
            return {}
        fitted = parameters.in_use(database)
        stored = database.execute("SELECT value FROM home WHERE name = 'memory'").fetchone()
        if stored != (parameters.fingerprint(settings, fitted),):
            return {}
        database.backup(copy)
        for table in DERIVED:
            copy.execute(f"CREATE TABLE stored_{table} AS SELECT * FROM {table}")
        rebuild(copy, parameters.model(settings, fitted))
        differing = {table: _count_differing(copy, table) for table in DERIVED}
    return {table: rows for table, rows in differing.items() if rows}


def _count_differing(database: sqlite3.Connection, table: str) -> int:
    """Count the primary keys whose stored row is missing, surplus or different."""
    key = ", ".join(column[1] for column in database.execute(f"PRAGMA table_info({table})") if column[5])
    new, old = f"SELECT * FROM {table}", f"SELECT * FROM stored_{table}"
    query = f"SELECT {key} FROM ({new} EXCEPT {old}) UNION SELECT {key} FROM ({old} EXCEPT {new})"
    return int(database.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


def reviewed_cards(path: Path) -> dict[CardKey, int]:
    """Return the number of active reviews of each card that has any."""
    rows = _rows(path, f"SELECT deck, card, count(*) {ACTIVE} GROUP BY deck, card")
    return {CardKey(deck, card): reviews for deck, card, reviews in rows}


def identities(path: Path, deck: str) -> dict[str, str]:
    """Return the ids of the id-less cards of a deck, by the id derived from the question."""
    return dict(_rows(path, "SELECT derived, card FROM identities WHERE deck = ?", (deck,)))


def last_rating_ms(path: Path) -> int:
    """Return the instant of the latest active rating given here, in milliseconds since 1970-01-01 UTC; 0 if none."""
    ((at,),) = _rows(path, f"SELECT coalesce(max(reviewed_at_utc_ms), 0) {ACTIVE} AND mode <> 'imported'")
    return int(at)


def count_dangling_rows(path: Path) -> int:
    """Count the rows that refer to a row that is not in the log. They do no harm."""
    existing = {name for (name,) in _rows(path, "SELECT name FROM sqlite_master")}  # an older format has fewer tables
    dangling = 0
    for table, (column, logs) in _REFERENCES.items():
        if table in existing:
            uuids = " UNION ".join(f"SELECT uuid FROM {log}" for log in logs if log in existing)
            dangling += _rows(path, f"SELECT count(*) FROM {table} WHERE {column} NOT IN ({uuids})")[0][0]
    return dangling


def _rows(path: Path, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        return database.execute(query, values).fetchall()
