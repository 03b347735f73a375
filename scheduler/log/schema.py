"""The schema of the log's database, and the migrations from each format to the next."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing

# The format that the first release writes; earlier ones were never released.
FIRST_FORMAT = 9
# Most tables are logs: rows are only added, and nothing in them changes except the id of a renamed card. memories,
# recalls, marks and days are derived from the logs and can be rebuilt at any time. identities has the ids given to
# cards without an id of their own.
SCHEMA = """
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
-- Finds the newest answers given here without reading what was imported.
CREATE INDEX reviews_not_imported ON reviews(study_day) WHERE mode <> 'imported';
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
CREATE INDEX memories_leeches ON memories(lapses, deck, card) WHERE lapses >= 8;
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
-- The days another program had scheduled before each imported rating; NULL while it was still teaching the card.
CREATE TABLE imported(review TEXT PRIMARY KEY, interval INTEGER) STRICT, WITHOUT ROWID;
-- A rating that tested retention in the other program may not test it here; then our own prediction is missing.
-- (The name is quoted because it is quoted in existing databases.)
CREATE TABLE "recalls"(seq INTEGER PRIMARY KEY, interval INTEGER NOT NULL, retrievability REAL) STRICT;
-- Totals of each study day and deck, so that figures over a million reviews need not read them all.
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
-- True retention of a deck without reading every day of every deck.
CREATE INDEX days_by_deck ON days(deck, young_passed, young_failed, mature_passed, mature_failed);
-- FSRS parameters in use: the last row that was not undone counts. Empty weights mean the default parameters.
CREATE TABLE parameters(
    seq INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL,
    version TEXT NOT NULL,
    weights TEXT NOT NULL,
    reviews INTEGER NOT NULL
) STRICT;
-- What happened in mock interviews. Ratings given in their debriefs are reviews like any other.
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
-- Which story a review told, and how long each of its sections took.
CREATE TABLE tellings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL, story TEXT NOT NULL, at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tellings_by_review ON tellings(review, story);
CREATE TABLE timings(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, review TEXT NOT NULL UNIQUE, sections TEXT NOT NULL,
    at_utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Changes of files: the checksums before and after, and which reviews and events came with each.
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
-- Which events, changes of files and parameters were undone, as undos does for reviews.
CREATE TABLE undone(
    uuid TEXT PRIMARY KEY, device TEXT NOT NULL, item TEXT NOT NULL UNIQUE, at_utc_ms INTEGER NOT NULL
) STRICT;
-- Reviews that ticked the user's own points, not the card's.
CREATE TABLE own_ticks(review TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""


Migration = str | Callable[[sqlite3.Connection], None]
# The first entry takes a database from FIRST_FORMAT to the next format, and so on. Released entries are never edited.
MIGRATIONS: tuple[Migration, ...] = (
    """
-- The study day shown after a review: when the interview plan will ask the card again, or the interview's day if it
-- won't ask before it.
CREATE TABLE planned(review TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
""",
    """
-- How the answer of a review was spoken, estimated from its recording. Words and fillers are counted in the text that a
-- model wrote; without one, they are NULL and the model is empty.
CREATE TABLE spoken(
    review TEXT PRIMARY KEY,
    method TEXT NOT NULL,
    model TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    speaking_ms INTEGER NOT NULL,
    longest_pause_ms INTEGER NOT NULL,
    pauses INTEGER NOT NULL,
    words INTEGER,
    fillers INTEGER
) STRICT, WITHOUT ROWID;
""",
    """
-- Rows of several devices have one order, whichever came first to this one: see scheduler/log/stamps.py. Rows from
-- before get the order they had on their device; reviews from another program keep that of their instants.
DROP INDEX reviews_by_card;
DROP INDEX reviews_not_imported;
"""
    + "".join(
        f"""ALTER TABLE {log} ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;
UPDATE {log} SET stamp = ordered.stamp FROM (
    SELECT seq, place + max(at - place) OVER (PARTITION BY device ORDER BY seq) AS stamp FROM (
        SELECT seq, device, {at} AS at, row_number() OVER (PARTITION BY device ORDER BY seq) AS place
        FROM {log} WHERE {which}
    )
) AS ordered WHERE ordered.seq = {log}.seq;
"""
        for log, at, which in [("reviews", "reviewed_at_utc_ms", "mode <> 'imported'")]
        + [(log, "at_utc_ms", "true") for log in ("events", "parameters", "mock_events", "changes")]
    )
    + """
UPDATE reviews SET stamp = reviewed_at_utc_ms WHERE mode = 'imported';
CREATE INDEX reviews_by_card ON reviews(deck, card, study_day, stamp, uuid, rating);
-- Finds the newest answers given here without reading what was imported.
CREATE INDEX reviews_not_imported ON reviews(stamp) WHERE mode <> 'imported';
-- Two devices may import the same reviews, each with a change of its own.
DROP INDEX change_rows_by_change;
ALTER TABLE change_rows RENAME TO former_change_rows;
CREATE TABLE change_rows(
    item TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY(item, change)
) STRICT, WITHOUT ROWID;
INSERT INTO change_rows SELECT item, change FROM former_change_rows;
DROP TABLE former_change_rows;
CREATE INDEX change_rows_by_change ON change_rows(change);
-- With row numbers, by which new rows are found. Of two devices' rows, the one with the higher stamp counts.
ALTER TABLE identities RENAME TO former_identities;
CREATE TABLE identities(
    deck TEXT NOT NULL,
    derived TEXT NOT NULL,
    card TEXT NOT NULL,
    question TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    PRIMARY KEY(deck, derived)
) STRICT;
INSERT INTO identities SELECT deck, derived, card, question, 0 FROM former_identities;
DROP TABLE former_identities;
-- Rows of a newer greenroom on another device, as JSON, kept to be passed on.
CREATE TABLE spare(name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
INSERT OR REPLACE INTO home VALUES ('memory', 'stale');
""",
)
NEWEST_FORMAT = FIRST_FORMAT + len(MIGRATIONS)
_OURS = ("home", "reviews")  # tables that every database of ours has


def empty_database(version: int = NEWEST_FORMAT, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Return a database in memory that has the tables of a format, FIRST_FORMAT or later, and no rows."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    for step in (SCHEMA, *migrations[: version - FIRST_FORMAT]):
        _run(database, step)
    database.execute(f"PRAGMA user_version = {version}")
    return database


def migrate(database: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Create the tables of an empty database, then run each missing migration in a transaction of its own."""
    while True:
        database.execute("BEGIN IMMEDIATE")
        with database:
            version = format_of(database)  # another process may have been quicker
            if version >= FIRST_FORMAT + len(migrations):
                return
            _run(database, migrations[version - FIRST_FORMAT] if version else SCHEMA)
            database.execute(f"PRAGMA user_version = {version + 1 if version else FIRST_FORMAT}")


def format_of(database: sqlite3.Connection) -> int:
    """Return the format a database says it has; 0 if it is new."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def is_ours(database: sqlite3.Connection, version: int) -> bool:
    """Return whether a database of this format is greenroom's, or is empty and may become so.

    If it has no format number but both of the tables that every greenroom database has, only the number is wrong.
    """
    tables = table_names(database)
    ours = set(tables).intersection(_OURS)
    return bool(ours) if version else not tables or len(ours) == len(_OURS)


def wrong_format(database: sqlite3.Connection, version: int, migrations: Sequence[Migration] = MIGRATIONS) -> str:
    """Return why a database cannot have the format it says it has; empty if it can.

    Its tables and indexes are compared with those of each format.
    """
    if version < 0:
        return f"there is no format {version}"
    if version >= FIRST_FORMAT + len(migrations) or not (existing := _names(database)):
        return ""
    if version < FIRST_FORMAT:
        with closing(empty_database(FIRST_FORMAT)) as first:
            too_new = version == 0 or _names(first) <= existing
    else:
        newest = empty_database(FIRST_FORMAT + len(migrations), migrations)
        with closing(newest), closing(empty_database(version, migrations)) as own:
            too_new = bool(existing & (_names(newest) - _names(own)))
    return f"it claims to be format {version}, but has tables of a later one" if too_new else ""


def table_names(database: sqlite3.Connection, schema: str = "main") -> list[str]:
    """Return the names of all tables but SQLite's own."""
    query = f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    return [name for (name,) in database.execute(query)]


def column_names(database: sqlite3.Connection, table: str, schema: str = "main") -> list[str]:
    """Return the names of the columns of a table, in order; none if there is no such table."""
    return [column[1] for column in database.execute(f"PRAGMA {schema}.table_info({table})")]


def _names(database: sqlite3.Connection) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'")}


def _run(database: sqlite3.Connection, step: Migration) -> None:
    if callable(step):
        step(database)
        return
    for statement in step.split(";\n"):
        database.execute(statement)
