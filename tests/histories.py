"""Random and made-up review histories, and logs to write them to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from cards.spoken import Spoken
from scheduler.log.files import open_read_only
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Event, Store
from scheduler.log.undo import FileNote
from scheduler.settings import Settings

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DEVICE = "u-0"  # the name of the home that `open_store` makes
KEY = CardKey("deck", "card")
OTHER = CardKey("else", "other")

RATINGS = st.sampled_from(Rating)
# Gaps in study days between ratings; 0 is a repeat on the same day.
HISTORIES = st.lists(st.tuples(RATINGS, st.integers(0, 60) | st.just(0)), min_size=1, max_size=12)


def dated(history: list[tuple[Rating, int]], start: date = DAY) -> list[tuple[Rating, date]]:
    """Return a history with days in place of gaps."""
    day = start
    found = []
    for rating, gap in history:
        day += timedelta(days=gap)
        found.append((rating, day))
    return found


def uuids(prefix: str = "u") -> Iterator[str]:
    """Yield names that never repeat."""
    return (f"{prefix}-{number}" for number in count())


def open_store(path: Path, settings: Settings | None = None, prefix: str = "u") -> Store:
    """Open the log in a folder."""
    names = uuids(prefix)
    return Store(
        path / "greenroom.db",
        hook=BackupHook(),
        settings=settings or Settings(),
        new_uuid=lambda: next(names),
    )


@contextmanager
def temporary_store() -> Iterator[Store]:
    """Open a log in a temporary folder, and close it."""
    with TemporaryDirectory() as folder, closing(open_store(Path(folder))) as store:
        yield store


def review(
    uuid: str,
    rating: Rating = Rating.GOOD,
    day: date = DAY,
    key: CardKey = KEY,
    *,
    at: int = 0,
    mode: Mode = Mode.SPOKEN,
    answer_ms: int = 60_000,
) -> Review:
    """Return a review, of `KEY` on `DAY` by default."""
    return Review(
        uuid=uuid,
        device=DEVICE,
        key=key,
        rating=rating,
        suggested=None,
        reviewed_at_utc_ms=at,
        zone_offset_min=0,
        study_day=day,
        answer_ms=answer_ms,
        points_covered="101",
        phrasing=0,
        mode=mode,
        answer_text=None,
    )


def spoken(number: int = 0) -> Spoken:
    """Return how an answer was spoken; every second one without a text."""
    if number % 2:
        return Spoken("energy-1", "", 800 + number, 30_000, 1_400, 0)
    return Spoken("energy-1", "tiny fillers-1", 800 + number, 30_000, 2_100, 1, 75, 3)


def varied_log(folder: Path) -> Path:
    """Write a log with rows in every table except `mock_events`; return the database."""
    folder.mkdir()
    store = open_store(folder)
    store.record(
        review("r1", at=10),
        own_points=True,
        story="ledger",
        sections=(1, 2, 3, 4),
        planned=date(2026, 3, 11),
        spoken=spoken(),
    )
    store.record(review("r2", day=DAY + timedelta(days=9), at=20))
    store.record(review("undone", key=OTHER, at=30))
    store.undo(31)
    change = store.note("import", "a history", [FileNote("a.toml", None, "x")], 40)
    store.import_reviews([(review("i", Rating.HARD, key=OTHER, at=50, mode=Mode.IMPORTED), 3)], change=change)
    store.mark(KEY, Event.FLAG, DAY, 60)
    store.mark(OTHER, Event.BURY, DAY, 70)
    store.undo_change(store.changes(1)[0], 80)
    store.remember_identities("deck", {"why": ("old-why", "Why?"), "how": ("how", "How?")})
    store.remember_identities("else", {"who": ("who", "Who?")})
    store.close()
    return folder / "greenroom.db"


def execute(path: Path, *statements: str) -> None:
    """Run any statements on a database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def rows(path: Path, query: str = "SELECT uuid FROM reviews ORDER BY seq") -> list[tuple[object, ...]]:
    """Return the rows of a query, by default the names of the reviews."""
    with closing(open_read_only(path)) as database:
        return database.execute(query).fetchall()
