"""The database of one home: its tables, and the way from every older form to the newest."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from scheduler.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreNewer, StoreReadOnly

# reviews, undos, events, imported, parameters and mock_events are logs: rows are added, never changed. memories,
# recalls, marks and days are derived from them and can be made again at any time. identities keep what an id-less card
# was called.
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

# Which parameters of FSRS are in use: the last row counts, one without weights stands for the default ones.
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

# The n-th entry takes a database from version n to n + 1. Entries are never edited once released.
MIGRATIONS: tuple[str | Callable[[sqlite3.Connection], None], ...] = (_V1, _V2, _V3, _V4, _V5, _V6)
_BUSY_SECONDS = 5


def open_database(path: Path, backups: Path, now: datetime) -> sqlite3.Connection:
    """Open the database, made or brought up to the newest form; a copy is kept in `backups` first.

    Raises:
        StoreNewer: A newer greenroom wrote it. It is left as it is.
        StoreDamaged: It is no greenroom database. It is left as it is.
        sqlite3.Error: Whatever else SQLite refuses.
    """
    database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    try:
        version = _known_version(path, database)
        if version < len(MIGRATIONS):
            if version:
                _back_up(database, backups / f"greenroom-format{version}-{now:%Y%m%dT%H%M%S}.db")
            database.execute("PRAGMA journal_mode = WAL")
            _migrate(database)
        database.execute("PRAGMA synchronous = FULL")
    except BaseException:
        database.close()
        raise
    return database


def _known_version(path: Path, database: sqlite3.Connection) -> int:
    version = _version(database)
    if version > len(MIGRATIONS):
        raise StoreNewer(path, version, len(MIGRATIONS))
    if version == 0 and database.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise StoreDamaged(path, "it belongs to another program")
    return version


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
            step = MIGRATIONS[version]
            if callable(step):
                step(database)
            else:
                for statement in step.split(";\n"):
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {version + 1}")


def _back_up(database: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = sqlite3.connect(target)
    try:
        database.backup(copy)
    finally:
        copy.close()


def worded(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the sentence for what SQLite said."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreReadOnly(path)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(path, str(error))
    return StoreDamaged(path, str(error))


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a sentence for a person."""
    try:
        yield
    except sqlite3.Error as error:
        raise worded(path, error) from error
