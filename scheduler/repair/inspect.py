"""The condition of a database file: whose it is, which format, whether it is sound. Nothing is changed."""

import os
import re
import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cards.text import clean_line
from scheduler.log.errors import SCRAMBLED, StoreDamaged, StoreFull, store_error
from scheduler.log.files import BUSY_SECONDS, open_read_only
from scheduler.log.rows import REVIEW_COLUMNS
from scheduler.log.schema import (
    FIRST_FORMAT,
    NEWEST_FORMAT,
    empty_database,
    format_of,
    is_ours,
    table_names,
    wrong_format,
)
from scheduler.log.validity import readable_event, readable_planned_day, readable_review

_MOST_PROBLEMS = 10
# Messages of SQLite's `sqlite3BtreeIntegrityCheck` and `PRAGMA integrity_check`, and our words for them.
_MESSAGES = {
    r".* (?:missing from|entries in|entry in) index (\w+)": "the index {} does not match its table",
    r"(?:\S+ value|CHECK constraint failed) in (\w+)": "the table {} has a value that is not allowed",
    r"row not in PRIMARY KEY order for (\w+)": "the rows of {} are out of order",
    r"malformed database schema": "the list of its tables cannot be read",
    r"(file is not a database)$": "{}",
}


class DatabaseState(StrEnum):
    """What a database file is."""

    MISSING = "missing"  # or without tables, as while it is being created
    SOUND = "sound"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OLDER = "older"  # from before the first release
    CLOSED = "closed"  # it may not be read
    NO_FILE = "no file"  # a folder, or a link that leads nowhere


class Condition(NamedTuple):
    """What was found in a database file.

    Attributes:
        state: What the file is.
        version: The format; 0 if it cannot be read.
        reviews: The number of reviews in the log; 0 unless it is sound.
        problems: What is wrong, at most ten problems.
    """

    state: DatabaseState
    version: int = 0
    reviews: int = 0
    problems: tuple[str, ...] = ()


def inspect_database(path: Path, *, just_written: bool = False, busy_seconds: float = BUSY_SECONDS) -> Condition:
    """Inspect a database file. If it was just written, a disk error does not count as damage.

    Raises:
        StoreBusy: It stays in use.
        StoreReadOnly: It is not readable.
        StoreFull: The disk cannot read what was just written.
    """
    if os.path.lexists(path) and not path.is_file():
        return Condition(DatabaseState.NO_FILE)
    if not path.exists() or not path.stat().st_size:
        return Condition(DatabaseState.MISSING)
    try:
        with closing(open_read_only(path, busy_seconds)) as database:
            database.execute("BEGIN")  # for one consistent view: another program may be migrating it
            return _condition(database)
    except sqlite3.Error as error:
        problem = store_error(path, error)
        if isinstance(problem, StoreDamaged if just_written else (StoreDamaged, StoreFull)):
            return Condition(DatabaseState.DAMAGED, problems=tuple(describe_problems(str(error))))
        raise problem from None
    except UnicodeDecodeError:
        return Condition(DatabaseState.DAMAGED, problems=(SCRAMBLED,))


def _condition(database: sqlite3.Connection) -> Condition:
    version = format_of(database)
    if not version and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
        return Condition(DatabaseState.MISSING)
    if not is_ours(database, version):
        return Condition(DatabaseState.FOREIGN, version)
    if version > NEWEST_FORMAT:
        return Condition(DatabaseState.NEWER, version)
    contradiction = wrong_format(database, version)
    if 0 < version < FIRST_FORMAT and not contradiction:
        return Condition(DatabaseState.OLDER, version)
    verdicts = [text for (text,) in database.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})") if text != "ok"]
    problems = list(dict.fromkeys(problem for text in verdicts for problem in describe_problems(text)))
    problems += [contradiction] if contradiction else _schema_differences(database, version)
    if not problems:
        problems = _unreadable_rows(database)
    (reviews,) = (0,) if problems else database.execute("SELECT count(*) FROM reviews").fetchone()
    state = DatabaseState.DAMAGED if problems else DatabaseState.SOUND
    return Condition(state, version, reviews, tuple(problems[:_MOST_PROBLEMS]))


def _schema_differences(database: sqlite3.Connection, version: int) -> list[str]:
    """Return how a schema differs from greenroom's. Foreign tables do no harm; foreign triggers and views might."""
    with closing(empty_database(version)) as model:
        expected, actual = _schema(model), _schema(database)
    differences = []
    for kind, name in sorted(expected):
        if (kind, name) not in actual:
            differences.append(f"the {kind} {name} is missing")
        elif actual[kind, name] != expected[kind, name]:
            differences.append(f"the {kind} {name} has been altered")
    tables = {table for table, _ in expected.values()}
    strange = {key for key, (table, _) in actual.items() if key[0] in ("trigger", "view") or table in tables}
    for kind, name in sorted(strange - expected.keys()):
        differences.append(f"the {kind} {name!r} does not belong there")
    return differences


def _schema(database: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the table and the SQL of each item in a schema, by kind and name; what SQLite adds itself is left out."""
    query = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE NOT (type = 'table' AND name GLOB 'sqlite_*' OR type = 'index' AND sql IS NULL)"
    )
    return {
        (kind, name): (table, " ".join(str(sql).replace('"', "").split()))
        for kind, name, table, sql in database.execute(query)
    }


def _unreadable_rows(database: sqlite3.Connection) -> list[str]:
    """Return which rows of the logs have values that greenroom never writes."""
    reviews = database.execute(f"SELECT seq, {REVIEW_COLUMNS} FROM reviews")
    events = database.execute("SELECT seq, event, study_day FROM events")
    problems = [f"review {row[0]} cannot be read" for row in reviews if not readable_review(row[1:])]
    problems += [f"event {seq} cannot be read" for seq, event, day in events if not readable_event(event, day)]
    if "planned" in table_names(database):  # not in format 9
        days = database.execute("SELECT day FROM planned")
        problems += ["a planned day cannot be read" for (day,) in days if not readable_planned_day(day)][:1]
    return problems


def describe_problems(text: str) -> list[str]:
    """Return what SQLite says about a damaged database, line by line, in words for a person."""
    lines = [clean_line(line) for line in text.splitlines() if line and not line.startswith("*** in database")]
    return [_describe_problem(line) for line in lines]


def _describe_problem(line: str) -> str:
    for pattern, sentence in _MESSAGES.items():
        if match := re.match(pattern, line):
            return sentence.format(*match.groups())
    return f"some pages are broken ({line[:1].lower()}{line[1:]})"
