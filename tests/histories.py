"""Random review histories, and a log to write them to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.store import NoBackups, Store
from scheduler.settings import Settings

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = CardKey("deck", "card")

RATINGS = st.sampled_from(Rating)
# Gaps in study days between ratings; 0 is a repeat on the same day.
HISTORIES = st.lists(st.tuples(RATINGS, st.integers(0, 60) | st.just(0)), min_size=1, max_size=12)


def dated(history: list[tuple[Rating, int]], start: date = DAY) -> list[tuple[Rating, date]]:
    """Turn gaps into days."""
    day = start
    found = []
    for rating, gap in history:
        day += timedelta(days=gap)
        found.append((rating, day))
    return found


def uuids(prefix: str = "u") -> Iterator[str]:
    """Names that never repeat."""
    return (f"{prefix}-{number}" for number in count())


def open_store(path: Path, settings: Settings | None = None, prefix: str = "u") -> Store:
    """Open the log in a folder."""
    names = uuids(prefix)
    return Store(
        path / "greenroom.db",
        hook=NoBackups(),
        settings=settings or Settings(),
        new_uuid=lambda: next(names),
    )


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
    """Make a review."""
    return Review(
        uuid=uuid,
        device="here",
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
