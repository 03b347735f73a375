"""Study days: what was done on each, and how many there are in a row."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scheduler.log.store import Store


class Day(NamedTuple):
    """What one study day came to.

    Attributes:
        day: The study day.
        reviews: How many ratings were given.
        minutes: How long the answers took.
        ratings: How many were Again, Hard, Good, Easy.
        tested: How many ratings tested a young card and passed, and failed; a mature one and passed, and failed.
    """

    day: date
    reviews: int
    minutes: float
    ratings: tuple[int, ...] = (0, 0, 0, 0)
    tested: tuple[int, ...] = (0, 0, 0, 0)


class Streak(NamedTuple):
    """Study days in a row with a review. The current one may end yesterday: today is not over."""

    current: int
    longest: int


def days(store: "Store", deck: str | None = None) -> list[Day]:
    """Return every study day with a review, in order."""
    rows = store.rows(
        "SELECT study_day, sum(ms), sum(again), sum(hard), sum(good), sum(easy), sum(young_passed), sum(young_failed),"
        f" sum(mature_passed), sum(mature_failed) FROM days {'WHERE deck = ?' if deck else ''}"
        " GROUP BY study_day ORDER BY study_day",
        (deck,) if deck else (),
    )
    return [
        Day(date.fromisoformat(day), sum(counts[:4]), ms / 60_000, tuple(counts[:4]), tuple(counts[4:]))
        for day, ms, *counts in rows
    ]


def streak(studied: list[Day], today: date) -> Streak:
    """Return the current and the longest run of study days; those that are still to come count when they do."""
    current = longest = run = 0
    before: date | None = None
    for day, *_ in studied:
        if day > today:
            break
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
        if today - day <= timedelta(days=1):
            current = run
    return Streak(current, longest)


def buttons(studied: Sequence[Day]) -> dict[str, int]:
    """Return how often each rating was given."""
    names = ("again", "hard", "good", "easy")
    return {name: sum(day.ratings[at] for day in studied) for at, name in enumerate(names)}
