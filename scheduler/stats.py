"""Figures over the review log. Every one leaves out what was undone."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from scheduler.store import Store

MATURE_DAYS = 21
# An answer longer than this was an interruption, not an answer.
LONGEST_ANSWER_MS = 300_000
_STANDS = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"


class Retention(NamedTuple):
    """Reviews of already learned cards, first of their study day: how many were not Again, how many were."""

    passed: int
    failed: int

    @property
    def rate(self) -> float | None:
        """Share passed, 0 to 1; None if there were none."""
        total = self.passed + self.failed
        return self.passed / total if total else None


class Day(NamedTuple):
    """Reviews and minutes of one study day."""

    day: date
    reviews: int
    minutes: float


class Streak(NamedTuple):
    """Study days in a row with a review. The current one may end yesterday: today is not over."""

    current: int
    longest: int


def spans(today: date) -> dict[str, tuple[date, date]]:
    """Return first and last day of each span that retention is told for; week, month, year are 7, 30, 365 days."""
    yesterday = today - timedelta(days=1)
    return {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "week": (today - timedelta(days=6), today),
        "month": (today - timedelta(days=29), today),
        "year": (today - timedelta(days=364), today),
        "all": (date.min, date.max),
    }


def true_retention(store: "Store", today: date, deck: str | None = None) -> dict[str, dict[str, Retention]]:
    """Return true retention by span, then by young (last interval under 21 days), mature and all."""
    rows = store.rows(
        "SELECT study_day, interval >= ?, sum(rating > 1), sum(rating = 1) FROM recalls JOIN reviews USING (seq)"
        " WHERE ? IN (deck, '') GROUP BY 1, 2",
        (MATURE_DAYS, deck or ""),
    )
    table: dict[str, dict[str, Retention]] = {}
    for span, (first, last) in spans(today).items():
        inside = [row for row in rows if first.isoformat() <= row[0] <= last.isoformat()]
        ages = {
            "young": [row for row in inside if not row[1]],
            "mature": [row for row in inside if row[1]],
            "all": inside,
        }
        table[span] = {
            age: Retention(sum(r[2] for r in found), sum(r[3] for r in found)) for age, found in ages.items()
        }
    return table


def days(store: "Store", deck: str | None = None) -> list[Day]:
    """Return every study day with a review, in order."""
    rows = store.rows(
        f"SELECT study_day, count(*), sum(min(answer_ms, ?)) FROM reviews WHERE {_STANDS} AND ? IN (deck, '')"
        " GROUP BY study_day ORDER BY study_day",
        (LONGEST_ANSWER_MS, deck or ""),
    )
    return [Day(date.fromisoformat(day), reviews, ms / 60_000) for day, reviews, ms in rows]


def streak(studied: list[Day], today: date) -> Streak:
    """Return the current and the longest run of study days."""
    current = longest = run = 0
    before: date | None = None
    for day, _, _ in studied:
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
    if before is not None and today - before <= timedelta(days=1):
        current = run
    return Streak(current, longest)


def buttons(store: "Store", deck: str | None = None) -> dict[str, int]:
    """Return how often each rating was given."""
    query = f"SELECT rating, count(*) FROM reviews WHERE {_STANDS} AND ? IN (deck, '') GROUP BY rating"
    counts = dict(store.rows(query, (deck or "",)))
    names = ("again", "hard", "good", "easy")
    return {name: counts.get(rating, 0) for rating, name in enumerate(names, start=1)}


def forecast(store: "Store", today: date, length: int, deck: str | None = None) -> list[tuple[date, int]]:
    """Return how many cards come due on each of the next days, today first; what is overdue counts as today."""
    last = today + timedelta(days=length - 1)
    rows = store.rows(
        "SELECT max(due, ?), count(*) FROM memories LEFT JOIN marks USING (deck, card)"
        " WHERE due <= ? AND ? IN (deck, '') AND NOT coalesce(suspended, 0) GROUP BY 1",
        (today.isoformat(), last.isoformat(), deck or ""),
    )
    counts: dict[str, Any] = dict(rows)
    following = [today + timedelta(days=n) for n in range(length)]
    return [(day, counts.get(day.isoformat(), 0)) for day in following]


def pace_seconds(store: "Store", *, prior: float = 90.0, known_after: int = 20) -> float:
    """Return the median seconds of the user's last 100 answers, capped at five minutes each.

    Args:
        store: The log.
        prior: What to say while fewer than `known_after` answers are known.
        known_after: How many answers make the user's own pace worth more than the prior.
    """
    rows = store.rows(
        f"SELECT min(answer_ms, ?) FROM reviews WHERE {_STANDS} AND mode <> 'imported' AND answer_ms > 0"
        " ORDER BY seq DESC LIMIT 100",
        (LONGEST_ANSWER_MS,),
    )
    known = sorted(ms for (ms,) in rows)
    return max(5.0, known[len(known) // 2] / 1000) if len(known) >= known_after else prior
