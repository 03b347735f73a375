"""Look at a database without changing it: whose it is, whether it is sound, and copies of it while it is in use."""

import os
import re
import sqlite3
from contextlib import closing
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cards.text import clean_line
from scheduler.log.errors import SCRAMBLED, StoreDamaged, StoreFull, store_error
from scheduler.log.files import open_read_only
from scheduler.log.marks import Event
from scheduler.log.rows import REVIEW_COLUMNS, review_from
from scheduler.log.schema import FIRST_FORMAT, NEWEST_FORMAT, empty_database, format_of, is_ours, wrong_format

_MOST_PROBLEMS = 10
# What SQLite says, as its `sqlite3BtreeIntegrityCheck` and `PRAGMA integrity_check` word it, and what that means here.
_SAID = {
    r".* (?:missing from|entries in|entry in) index (\w+)": "the index {} does not fit its table",
    r"(?:\S+ value|CHECK constraint failed) in (\w+)": "the table {} holds a value that it may not",
    r"row not in PRIMARY KEY order for (\w+)": "the rows of {} are out of order",
    r"malformed database schema": "the list of its tables cannot be read",
    r"(file is not a database)$": "{}",
}
# A clock may be centuries wrong, but what follows from a day, up to a hundred years on, has to be on a calendar.
_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)
_EARLIEST_MS, _LATEST_MS = ((day - date(1970, 1, 1)).days * 86_400_000 for day in (_EARLIEST, _LATEST))


class DatabaseState(StrEnum):
    """What a database file is."""

    MISSING = "missing"
    SOUND = "sound"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OLDER = "older"  # from before the first release
    CLOSED = "closed"  # it may not be read
    NO_FILE = "no file"


class Condition(NamedTuple):
    """What was found in a database file.

    Attributes:
        state: What it is.
        version: Its format; 0 if that cannot be read.
        reviews: How many reviews its log has; 0 if that cannot be counted.
        problems: What is wrong with it, at most ten things.
    """

    state: DatabaseState
    version: int = 0
    reviews: int = 0
    problems: tuple[str, ...] = ()


def inspect_database(path: Path, *, just_written: bool = False) -> Condition:
    """Return what a file is; raise a `StoreError` only if it is in use or may not be read.

    What a disk refuses is damage as well, unless the file was just written: then it is the disk's, and raised.
    """
    if os.path.lexists(path) and not path.is_file():
        return Condition(DatabaseState.NO_FILE)
    if not path.exists() or not path.stat().st_size:
        return Condition(DatabaseState.MISSING)
    try:
        with closing(open_read_only(path)) as database:
            database.execute("BEGIN")  # all of it as it is at one moment: another program may be bringing it up
            return _condition(database)
    except sqlite3.Error as error:
        sentence = store_error(path, error)
        if isinstance(sentence, StoreDamaged if just_written else (StoreDamaged, StoreFull)):
            return Condition(DatabaseState.DAMAGED, problems=tuple(describe_problems(str(error))))
        raise sentence from None
    except UnicodeDecodeError:
        return Condition(DatabaseState.DAMAGED, problems=(SCRAMBLED,))


def _condition(database: sqlite3.Connection) -> Condition:
    version = format_of(database)
    if not is_ours(database, version):
        return Condition(DatabaseState.FOREIGN, version)
    if version > NEWEST_FORMAT:
        return Condition(DatabaseState.NEWER, version)
    contradiction = wrong_format(database, version)
    if 0 < version < FIRST_FORMAT and not contradiction:
        return Condition(DatabaseState.OLDER, version)
    checked = [text for (text,) in database.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})") if text != "ok"]
    found = list(dict.fromkeys(problem for text in checked for problem in describe_problems(text)))
    found += [contradiction] if contradiction else _differing(database, version)
    if not found:
        found = _unreadable(database)
    (reviews,) = (0,) if found else database.execute("SELECT count(*) FROM reviews").fetchone()
    state = DatabaseState.DAMAGED if found else DatabaseState.SOUND
    return Condition(state, version, reviews, tuple(found[:_MOST_PROBLEMS]))


def _differing(database: sqlite3.Connection, version: int) -> list[str]:
    """Return how the schema differs from that which greenroom makes. Tables of somebody else's do no harm."""
    with closing(empty_database(version)) as model:
        wanted, there = _schema(model), _schema(database)
    found = []
    for kind, name in sorted(wanted):
        if (kind, name) not in there:
            found.append(f"the {kind} {name} is missing")
        elif there[kind, name] != wanted[kind, name]:
            found.append(f"the {kind} {name} is not as greenroom makes it")
    tables = {table for table, _ in wanted.values()}
    strange = {key for key, (table, _) in there.items() if key[0] in ("trigger", "view") or table in tables}
    for kind, name in sorted(strange - wanted.keys()):
        found.append(f"there is {'an' if kind == 'index' else 'a'} {kind} {name!r}")
    return found


def _schema(database: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """Return by kind and name which table everything is of, and how it was made, what SQLite adds left out."""
    query = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE NOT (type = 'table' AND name GLOB 'sqlite_*' OR type = 'index' AND sql IS NULL)"
    )
    return {
        (kind, name): (table, " ".join(str(sql).replace('"', "").split()))
        for kind, name, table, sql in database.execute(query)
    }


def _unreadable(database: sqlite3.Connection) -> list[str]:
    """Return which rows of the logs hold what no greenroom has written."""
    reviews = database.execute(f"SELECT seq, {REVIEW_COLUMNS} FROM reviews")
    events = database.execute("SELECT seq, event, study_day FROM events")
    found = [f"review {row[0]} cannot be read" for row in reviews if not readable_review(row[1:])]
    return found + [f"event {seq} cannot be read" for seq, event, day in events if not readable_event(event, day)]


def readable_review(row: tuple[object, ...]) -> bool:
    """Tell whether a row is a review, of a day that can be reckoned with."""
    try:
        review = review_from(row)
    except (TypeError, ValueError):
        return False
    instant = _EARLIEST_MS <= review.reviewed_at_utc_ms <= _LATEST_MS
    return instant and abs(review.zone_offset_min) < 24 * 60 and _EARLIEST <= review.study_day <= _LATEST


def readable_event(event: object, day: object) -> bool:
    """Tell whether a row is an event of a card."""
    try:
        Event(str(event))
        return _EARLIEST <= date.fromisoformat(str(day)) <= _LATEST
    except ValueError:
        return False


def describe_problems(text: str) -> list[str]:
    """Return what SQLite says of a damaged database, which may be several lines, in words for a person."""
    lines = [clean_line(line) for line in text.splitlines() if line and not line.startswith("*** in database")]
    return [_said_of_line(line) for line in lines]


def _said_of_line(line: str) -> str:
    for pattern, words in _SAID.items():
        found = re.match(pattern, line)
        if found:
            return words.format(*found.groups())
    return f"pages are broken ({line[:1].lower()}{line[1:]})"
