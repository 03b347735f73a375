"""What a sound database says that can be checked against the world around it. Nothing is changed by looking."""

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

# Which rows speak of others: the column that names one, and the logs it is in.
_SPEAKING = {
    "undos": ("review", ("reviews",)),
    "imported": ("review", ("reviews",)),
    "own_ticks": ("review", ("reviews",)),
    "tellings": ("review", ("reviews",)),
    "timings": ("review", ("reviews",)),
    "change_files": ("change", ("changes",)),
    "change_rows": ("item", ("reviews", "events")),
    "undone": ("item", ("events", "changes", "parameters")),
}


def differences(path: Path, settings: Settings) -> dict[str, int]:
    """Return how many rows of each derived table of a sound database are not what the logs say; none is left out.

    A database that was last used under other settings, or is older, is made anew when it is next opened: no difference.
    """
    with sqlite_errors(path), closing(open_read_only(path)) as database, closing(sqlite3.connect("")) as copy:
        database.execute("BEGIN")  # all of it as it is at one moment: somebody may be rating
        under = database.execute("SELECT value FROM home WHERE name = 'memory'").fetchone()
        if format_of(database) != NEWEST_FORMAT:
            return {}
        fitted = parameters.in_use(database)
        if under != (parameters.fingerprint(settings, fitted),):
            return {}
        database.backup(copy)
        for table in DERIVED:
            copy.execute(f"CREATE TABLE stored_{table} AS SELECT * FROM {table}")
        rebuild(copy, parameters.model(settings, fitted))
        found = {table: _unlike(copy, table) for table in DERIVED}
    return {table: rows for table, rows in found.items() if rows}


def _unlike(database: sqlite3.Connection, table: str) -> int:
    """Count the rows, told apart by their keys, that are not as they are stored: missing, too many or other."""
    key = ", ".join(column[1] for column in database.execute(f"PRAGMA table_info({table})") if column[5])
    new, old = f"SELECT * FROM {table}", f"SELECT * FROM stored_{table}"
    query = f"SELECT {key} FROM ({new} EXCEPT {old}) UNION SELECT {key} FROM ({old} EXCEPT {new})"
    return int(database.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


def reviewed_cards(path: Path) -> dict[CardKey, int]:
    """Return how many reviews of each card stand; cards without any are left out."""
    rows = _rows(path, f"SELECT deck, card, count(*) {ACTIVE} GROUP BY deck, card")
    return {CardKey(deck, card): reviews for deck, card, reviews in rows}


def identities(path: Path, deck: str) -> dict[str, str]:
    """Return what the id-less cards of a deck are called, by the id made from their question."""
    return dict(_rows(path, "SELECT derived, card FROM identities WHERE deck = ?", (deck,)))


def last_rating_ms(path: Path) -> int:
    """Return when the last rating that stands was given here, in milliseconds since 1970-01-01 UTC; 0 if none was."""
    ((at,),) = _rows(path, f"SELECT coalesce(max(reviewed_at_utc_ms), 0) {ACTIVE} AND mode <> 'imported'")
    return int(at)


def count_dangling_rows(path: Path) -> int:
    """Count the rows of the logs that speak of what is not there: harmless, and told."""
    there = {name for (name,) in _rows(path, "SELECT name FROM sqlite_master")}  # an older database has fewer tables
    found = 0
    for table, (column, logs) in _SPEAKING.items():
        if table in there:
            named = " UNION ".join(f"SELECT uuid FROM {log}" for log in logs if log in there)
            found += _rows(path, f"SELECT count(*) FROM {table} WHERE {column} NOT IN ({named})")[0][0]
    return found


def _rows(path: Path, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    with sqlite_errors(path), closing(open_read_only(path)) as database:
        return database.execute(query, values).fetchall()
