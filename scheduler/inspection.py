"""Look at a database without changing it: whose it is, whether it is sound, and copies of it while it is in use."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from scheduler.damage_words import said_of_damage
from scheduler.errors import StoreBusy, StoreDamaged, StoreForeign, StoreFull, StoreReadOnly
from scheduler.marks import Event
from scheduler.migrations import (
    MIGRATIONS,
    SCRAMBLED,
    contradicts,
    empty_database,
    is_ours,
    make_private,
    told,
    worded,
)
from scheduler.rows import REVIEW_COLUMNS, review_from

_MOST_PROBLEMS = 10
_BUSY_SECONDS = 5
_LOOK_SECONDS = 0.05
_OF_THE_SOURCE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")
# A clock may be centuries wrong, but what follows from a day, up to a hundred years on, has to be on a calendar.
_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)
_EARLIEST_MS, _LATEST_MS = ((day - date(1970, 1, 1)).days * 86_400_000 for day in (_EARLIEST, _LATEST))


class State(StrEnum):
    """What a database file is."""

    MISSING = "missing"
    SOUND = "sound"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
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

    state: State
    version: int = 0
    reviews: int = 0
    problems: tuple[str, ...] = ()


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database to be read, also where nothing may be written."""
    uri = path.absolute().as_uri()
    database = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        database.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        database.close()
        if error.sqlite_errorname not in ("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"):
            raise
        database = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error:
        database.close()
        raise
    database.execute("PRAGMA trusted_schema = OFF")  # it may be a stranger's
    return database


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """Open a database of the newest form to be read where nothing may be written.

    Raises:
        StoreReadOnly: It is older, so that it would have to be changed, or lacks what was written last.
        StoreError: It cannot be read.
    """
    log = path.with_name(f"{path.name}-wal")
    with told(path):
        database = open_read_only(path)
        whole = not log.exists() or not log.stat().st_size
        if whole and database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),):
            return database
        database.close()
    raise StoreReadOnly(path)


def inspect_database(path: Path, *, just_written: bool = False) -> Condition:
    """Return what a file is; raise a `StoreError` only if it is in use or may not be read.

    What a disk refuses is damage as well, unless the file was just written: then it is the disk's, and raised.
    """
    if os.path.lexists(path) and not path.is_file():
        return Condition(State.NO_FILE)
    if not path.exists() or not path.stat().st_size:
        return Condition(State.MISSING)
    try:
        with closing(open_read_only(path)) as database:
            database.execute("BEGIN")  # all of it as it is at one moment: another program may be bringing it up
            return _condition(database)
    except sqlite3.Error as error:
        sentence = worded(path, error)
        if isinstance(sentence, StoreDamaged if just_written else (StoreDamaged, StoreFull)):
            return Condition(State.DAMAGED, problems=tuple(said_of_damage(str(error))))
        raise sentence from None
    except UnicodeDecodeError:
        return Condition(State.DAMAGED, problems=(SCRAMBLED,))


def _condition(database: sqlite3.Connection) -> Condition:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if not is_ours(database, version):
        return Condition(State.FOREIGN, version)
    if version > len(MIGRATIONS):
        return Condition(State.NEWER, version)
    checked = [text for (text,) in database.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})") if text != "ok"]
    found = list(dict.fromkeys(problem for text in checked for problem in said_of_damage(text)))
    belied = contradicts(database, version)
    found += [belied] if belied else _differing(database, version)
    if not found:
        found = _unreadable(database)
    (reviews,) = (0,) if found else database.execute("SELECT count(*) FROM reviews").fetchone()
    state = State.DAMAGED if found else State.SOUND
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


def copy_database(source: Path, target: Path) -> None:
    """Write a copy of a database, as it is between two changes, to a file that is not there yet.

    Raises:
        StoreError: It cannot be read or is in use for too long, or the copy cannot be written.
    """
    with told(source), closing(open_read_only(source)) as database:
        make_private(target)
        with told(target), closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # nobody waits for it: what is made of it is synced
            try:
                _pour(database, copy, in_use=source)
            except sqlite3.Error as error:
                if str(getattr(error, "sqlite_errorname", "")).startswith(_OF_THE_SOURCE):
                    raise worded(source, error) from error
                raise


def glance(copy: Path, original: Path) -> tuple[int, int]:
    """Return the format of a copied database and how many reviews it has.

    Raises:
        StoreDamaged: It is no sound database, which is told of the original.
    """
    with told(original), closing(open_read_only(copy)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreDamaged(original, str(verdict))
        if not is_ours(database, version):
            raise StoreForeign(original)
        (reviews,) = database.execute("SELECT count(*) FROM reviews").fetchone() if version else (0,)
    return int(version), int(reviews)


def put_database(source: Path, target: Path) -> None:
    """Put the content of one database into another, whole or not at all, also while that is in use.

    Raises:
        StoreError: It is in use for too long, no database, or cannot be written; it is as it was.
    """
    with told(source), closing(open_read_only(source)) as database:
        make_private(target)
        with told(target), closing(sqlite3.connect(target, isolation_level=None, timeout=_BUSY_SECONDS)) as live:
            _pour(database, live, in_use=target)


def _pour(source: sqlite3.Connection, target: sqlite3.Connection, *, in_use: Path) -> None:
    """Copy a database, which Python would try for ever while another program holds the one that may be in use."""
    until = time.monotonic() + _BUSY_SECONDS

    def look(status: int, *_: int) -> None:
        if status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise StoreBusy(in_use)

    source.backup(target, progress=look, sleep=_LOOK_SECONDS)


@contextmanager
def writers_held(path: Path) -> Iterator[None]:
    """Keep everybody from writing to a damaged database meanwhile, as far as it lets one.

    Raises:
        StoreBusy: Somebody is writing.
    """
    with closing(sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            told_of = worded(path, error)
            if isinstance(told_of, StoreBusy):
                raise told_of from None
        yield


@contextmanager
def while_nobody_writes(path: Path, change: str) -> Iterator[bool | None]:
    """Keep everybody from writing meanwhile; yield whether the log has a change of files, None if somebody is writing.

    Raises:
        StoreError: The database cannot be asked.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with told(path), closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                raise
            yield None
            return
        yield database.execute("SELECT 1 FROM changes WHERE uuid = ?", (change,)).fetchone() is not None
