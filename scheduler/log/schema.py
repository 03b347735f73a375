"""The database of one home: its tables, and the way from every older form to the newest."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scheduler.log.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreNewer,
    StoreNoFile,
    StoreReadOnly,
)

# Most tables are logs: rows are added, never changed. memories, recalls, marks and days are derived from them and can
# be made again at any time. identities keep what an id-less card was called.
_V1 = """
CREATE TABLE home(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE reviews(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK(rating BETWEEN 1 AND 4),
    suggested INTEGER CHECK(suggested BETWEEN 1 AND 4),
    reviewed_at_utc_ms INTEGER NOT NULL,
    zone_offset_min INTEGER NOT NULL,
    study_day TEXT NOT NULL,
    answer_ms INTEGER NOT NULL,
    points_covered TEXT,
    phrasing INTEGER NOT NULL,
    mode TEXT NOT NULL,
    answer_text TEXT
) STRICT;
CREATE INDEX reviews_by_card ON reviews(deck, card, study_day, seq, rating);
CREATE INDEX reviews_by_day ON reviews(study_day);
CREATE TABLE undos(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE events(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    event TEXT NOT NULL,
    study_day TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE memories(
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    last_review TEXT NOT NULL,
    due TEXT NOT NULL,
    first_review TEXT NOT NULL,
    reviews INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    PRIMARY KEY(deck, card)
) STRICT, WITHOUT ROWID;
CREATE INDEX memories_by_due ON memories(due, deck, card, last_review, stability);
CREATE INDEX memories_by_first_review ON memories(first_review);
CREATE TABLE recalls(seq INTEGER PRIMARY KEY, interval INTEGER NOT NULL, retrievability REAL NOT NULL) STRICT;
CREATE TABLE marks(
    deck TEXT NOT NULL,
    card TEXT NOT NULL,
    suspended INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    buried_on TEXT,
    PRIMARY KEY(deck, card)
) STRICT, WITHOUT ROWID;
CREATE TABLE identities(
    deck TEXT NOT NULL, derived TEXT NOT NULL, card TEXT NOT NULL, question TEXT NOT NULL, PRIMARY KEY(deck, derived)
) STRICT, WITHOUT ROWID;
"""

# What was imported: the days another program had scheduled before each rating, none while the card was being learned.
# A rating that tested retention elsewhere need not do so here, so what we would have predicted may be missing.
_V2 = """
CREATE TABLE imported(review TEXT PRIMARY KEY, interval INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE recalls_2(seq INTEGER PRIMARY KEY, interval INTEGER NOT NULL, retrievability REAL) STRICT;
INSERT INTO recalls_2 SELECT seq, interval, retrievability FROM recalls;
DROP TABLE recalls;
ALTER TABLE recalls_2 RENAME TO recalls;
"""

# What each study day came to, deck by deck, so that figures over a million reviews need not read them all. Derived.
_V3 = """
CREATE TABLE days(
    deck TEXT NOT NULL,
    study_day TEXT NOT NULL,
    ms INTEGER NOT NULL,
    again INTEGER NOT NULL,
    hard INTEGER NOT NULL,
    good INTEGER NOT NULL,
    easy INTEGER NOT NULL,
    young_passed INTEGER NOT NULL,
    young_failed INTEGER NOT NULL,
    mature_passed INTEGER NOT NULL,
    mature_failed INTEGER NOT NULL,
    PRIMARY KEY(study_day, deck)
) STRICT, WITHOUT ROWID;
INSERT INTO days SELECT
    deck, study_day, sum(min(answer_ms, 300000)), sum(rating = 1), sum(rating = 2), sum(rating = 3), sum(rating = 4),
    coalesce(sum(interval < 21 AND rating > 1), 0), coalesce(sum(interval < 21 AND rating = 1), 0),
    coalesce(sum(interval >= 21 AND rating > 1), 0), coalesce(sum(interval >= 21 AND rating = 1), 0)
    FROM reviews LEFT JOIN recalls USING (seq)
    WHERE NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid) GROUP BY study_day, deck;
"""

# Which parameters of FSRS are in use: the last row that stands counts, one without weights stands for the default ones.
_V4 = """
CREATE TABLE parameters(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    version TEXT NOT NULL,
    weights TEXT NOT NULL,
    reviews INTEGER NOT NULL
) STRICT;
"""

# What happened in mock interviews, another log. Ratings given in their debriefs are reviews like any other.
_V5 = """
CREATE TABLE mock_events(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    mock TEXT NOT NULL,
    event TEXT NOT NULL,
    position INTEGER,
    at_utc_ms INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
"""

# tellings and timings are logs too: which story a review told, and how long each of its sections took.
_V6 = """
CREATE TABLE tellings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL, story TEXT NOT NULL, at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tellings_by_review ON tellings(review, story);
CREATE TABLE timings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, sections TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# What was done to files, with checksums of what they held before and after, and which reviews and events came with it.
# `undone` says which events, changes of files and parameters have been taken back, as `undos` does for reviews.
_V7 = """
CREATE TABLE changes(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE change_files(
    change TEXT NOT NULL, path TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY(change, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE change_rows(item TEXT PRIMARY KEY, change TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX change_rows_by_change ON change_rows(change);
CREATE TABLE undone(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, item TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
"""

# Reviews that ticked the user's own points, not the card's: a log like `imported`. The index finds the newest answers
# given here without going through what was imported.
_V8 = """
CREATE TABLE own_ticks(review TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX reviews_not_imported ON reviews(study_day) WHERE mode <> 'imported';
"""

# True retention by deck, without going through every day of every deck, and leeches, without every memory. An answer
# counts for ten minutes at most, no longer for five: the days are counted anew when the log is opened.
_V9 = """
CREATE INDEX days_by_deck ON days(deck, young_passed, young_failed, mature_passed, mature_failed);
CREATE INDEX memories_leeches ON memories(lapses, deck, card) WHERE lapses >= 8;
UPDATE home SET value = 'stale' WHERE name = 'memory';
"""

Migration = str | Callable[[sqlite3.Connection], None]
# The n-th entry takes a database from version n to n + 1. Entries are never edited once released.
MIGRATIONS: tuple[Migration, ...] = (_V1, _V2, _V3, _V4, _V5, _V6, _V7, _V8, _V9)
_FIRST = 2  # tables that every format has: home and reviews
SCRAMBLED = "it names a table by what is no text"
_BUSY_SECONDS = 60  # a long history that comes in is one transaction, and a rating is not to be lost to that
_LOOK_SECONDS = 0.02
# Some three hundred ratings. At SQLite's own 1,000 pages one rating of seventy would wait till all of them are moved.
# What is left is moved when the last program closes the log.
_CHECKPOINT_PAGES = 4_000


def open_database(path: Path, before_migration: Callable[[int], None]) -> sqlite3.Connection:
    """Open the database, made for its owner alone, or brought up to the newest form.

    Args:
        path: The file.
        before_migration: Called with the version of an older database before it is changed; what it raises stops that.

    Raises:
        StoreNewer: A newer greenroom wrote it. It is left as it is.
        StoreDamaged: It is no greenroom database. It is left as it is.
        sqlite3.Error: Whatever else SQLite refuses.
    """
    make_private(path)
    database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        database.execute("PRAGMA trusted_schema = OFF")  # it may have come by a backup from a stranger
        version = _known_version(path, database)
        if 0 < version < len(MIGRATIONS):
            before_migration(version)
        _write_ahead(database)
        if version < len(MIGRATIONS):
            _migrate(database)
        database.execute("PRAGMA synchronous = FULL")
        database.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    except BaseException:
        database.close()
        raise
    return database


def _write_ahead(database: sqlite3.Connection) -> None:
    """Turn to a log that is written ahead. SQLite itself does not wait with this for a program that is at work."""
    for tries_left in reversed(range(round(_BUSY_SECONDS / _LOOK_SECONDS))):
        try:
            if database.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not tries_left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is one; SQLite's files beside it follow its mode.

    One that is there is not even opened: closing it would let go of the locks that this process holds on it.
    """
    with contextlib.suppress(OSError):  # what is wrong, SQLite will say
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def empty_database(version: int) -> sqlite3.Connection:
    """Return a database in memory that has the tables of a version and no rows."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    for step in MIGRATIONS[:version]:
        _run(database, step)
    database.execute(f"PRAGMA user_version = {version}")
    return database


def _known_version(path: Path, database: sqlite3.Connection) -> int:
    database.execute("BEGIN")  # both looks at one moment: another process may be making the tables
    with database:
        version = _version(database)
        if version > len(MIGRATIONS):
            raise StoreNewer(path, version, len(MIGRATIONS))
        if not is_ours(database, version):
            raise StoreForeign(path)
        if problem := contradicts(database, version):
            raise StoreDamaged(path, problem)
    return version


def contradicts(database: sqlite3.Connection, version: int) -> str:
    """Return how the number of a format is belied by the tables and indexes there are; empty if it is not."""
    if version < 0:
        return f"there is no format {version}"
    if version >= len(MIGRATIONS):
        return ""
    query = "SELECT name FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'"
    there = database.execute(query).fetchall()
    if not there:
        return ""
    with (
        contextlib.closing(empty_database(len(MIGRATIONS))) as newest,
        contextlib.closing(empty_database(version)) as old,
    ):
        later = {*newest.execute(query)} - {*old.execute(query)}
    early = sorted(name for (name,) in later & {*there})
    return f"it says it is of format {version}, and has {early[0]} of a later one" if early else ""


def is_ours(database: sqlite3.Connection, version: int) -> bool:
    """Tell whether the tables are greenroom's; an empty file may become so.

    One that has both of the oldest tables and says that it is of no format yet is ours, with a wrong number.
    """
    query = "SELECT count(*), coalesce(sum(name IN ('home', 'reviews')), 0) FROM sqlite_master WHERE type = 'table'"
    tables, ours = database.execute(query).fetchone()
    return bool(ours) if version else not tables or ours == _FIRST


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _migrate(database: sqlite3.Connection) -> None:
    """Run what is missing, each step with its number in one transaction."""
    while True:
        database.execute("BEGIN IMMEDIATE")
        with database:
            version = _version(database)  # another process may have been quicker
            if version >= len(MIGRATIONS):
                return
            _run(database, MIGRATIONS[version])
            database.execute(f"PRAGMA user_version = {version + 1}")


def _run(database: sqlite3.Connection, step: Migration) -> None:
    if callable(step):
        step(database)
        return
    for statement in step.split(";\n"):
        database.execute(statement)


def worded(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the sentence for what SQLite said."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if os.path.lexists(path) and not path.is_file():
        return StoreNoFile(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreReadOnly(path)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(path, str(error))
    return StoreDamaged(path, str(error))


@contextlib.contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a sentence for a person."""
    try:
        yield
    except sqlite3.Error as error:
        raise worded(path, error) from error
    except UnicodeDecodeError as error:  # sqlite3 itself cannot read what SQLite says of scrambled text
        raise StoreDamaged(path, SCRAMBLED) from error
