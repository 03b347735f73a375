"""The totals of each study day, and the streak."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.log.store import Store


class Day(NamedTuple):
    """The totals of one study day.

    Attributes:
        minutes: How long the answers took.
        ratings: How many were Again, Hard, Good and Easy.
        tested: The reviews that test recall: young cards passed and failed, then mature cards passed and failed.
    """

    day: date
    reviews: int
    minutes: float
    ratings: tuple[int, ...] = (0, 0, 0, 0)
    tested: tuple[int, ...] = (0, 0, 0, 0)


class Streak(NamedTuple):
    """The number of study days in a row with a review. The current run may end yesterday, because today isn't over."""

    current: int
    longest: int


def days(store: Store, deck: str | None = None) -> list[Day]:
    """Read the totals of every study day with a review, of one deck or of all, in order."""
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
    """Return the current and the longest run of study days, ignoring days after `today`, which a wrong clock causes."""
    current = longest = run = 0
    previous: date | None = None
    for day, *_ in studied:
        if day > today:
            break
        run = run + 1 if previous is not None and day - previous == timedelta(days=1) else 1
        longest, previous = max(longest, run), day
        if today - day <= timedelta(days=1):
            current = run
    return Streak(current, longest)


def buttons(studied: Sequence[Day]) -> dict[str, int]:
    """Count each rating."""
    names = ("again", "hard", "good", "easy")
    return {name: sum(day.ratings[at] for day in studied) for at, name in enumerate(names)}
