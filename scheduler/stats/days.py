"""Study days: what was done on each, and how many there are in a row."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scheduler.store import Store


class Day(NamedTuple):
    """Reviews and minutes of one study day."""

    day: date
    reviews: int
    minutes: float


class Streak(NamedTuple):
    """Study days in a row with a review. The current one may end yesterday: today is not over."""

    current: int
    longest: int


def days(store: "Store", deck: str | None = None) -> list[Day]:
    """Return every study day with a review, in order."""
    rows = store.rows(
        "SELECT study_day, sum(again + hard + good + easy), sum(ms) FROM days WHERE ? IN (deck, '')"
        " GROUP BY study_day ORDER BY study_day",
        (deck or "",),
    )
    return [Day(date.fromisoformat(day), reviews, ms / 60_000) for day, reviews, ms in rows]


def met(store: "Store", day: date, deck: str | None = None) -> int:
    """Return how many cards were rated for the first time on a study day."""
    query = "SELECT count(*) FROM memories WHERE first_review = ? AND ? IN (deck, '')"
    ((found,),) = store.rows(query, (day.isoformat(), deck or ""))
    return int(found)


def streak(studied: list[Day], today: date) -> Streak:
    """Return the current and the longest run of study days."""
    current = longest = run = 0
    before: date | None = None
    for day, _, _ in studied:
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
        if timedelta(0) <= today - day <= timedelta(days=1):  # a clock that was ahead has left days to come
            current = run
    return Streak(current, longest)


def buttons(store: "Store", deck: str | None = None) -> dict[str, int]:
    """Return how often each rating was given."""
    names = ("again", "hard", "good", "easy")
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
    (row,) = store.rows(f"SELECT {sums} FROM days WHERE ? IN (deck, '')", (deck or "",))
    return dict(zip(names, row, strict=True))
