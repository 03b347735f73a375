"""True retention: the share passed of the reviews that test recall."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.log.store import Store
from scheduler.stats.days import Day


class Retention(NamedTuple):
    """The reviews that test recall: how many passed, and how many failed (Again)."""

    passed: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """The number of reviews."""
        return self.passed + self.failed

    @property
    def rate(self) -> float | None:
        """The share that passed, 0 to 1; None if there were none."""
        return self.passed / self.total if self.total else None


Ages = dict[str, Retention]  # by `young`, `mature` and `all`


def spans(today: date) -> dict[str, tuple[date, date]]:
    """Return the first and last day of each span of retention; week, month and year are 7, 30 and 365 days."""
    yesterday = today - timedelta(days=1)
    return {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "week": (today - timedelta(days=6), today),
        "month": (today - timedelta(days=29), today),
        "year": (today - timedelta(days=364), today),
        "all": (date.min, date.max),
    }


def true_retention(studied: Sequence[Day], today: date) -> dict[str, Ages]:
    """Return true retention by span, then by age; a card is young while its interval is under 21 days."""
    return {
        span: _ages(day.tested for day in studied if first <= day.day <= last)
        for span, (first, last) in spans(today).items()
    }


def retention_by_deck(store: Store) -> dict[str, Ages]:
    """Return true retention over all time by deck, then by age."""
    sums = "sum(young_passed), sum(young_failed), sum(mature_passed), sum(mature_failed)"
    return {deck: _ages([tested]) for deck, *tested in store.rows(f"SELECT deck, {sums} FROM days GROUP BY deck")}


def _ages(rows: Iterable[Sequence[int]]) -> Ages:
    passed_young, failed_young, passed_mature, failed_mature = map(sum, zip((0, 0, 0, 0), *rows, strict=True))
    return {
        "young": Retention(passed_young, failed_young),
        "mature": Retention(passed_mature, failed_mature),
        "all": Retention(passed_young + passed_mature, failed_young + failed_mature),
    }
