"""Which backups to keep: fewer, the older they are."""

from collections.abc import Callable, Iterable
from datetime import datetime

_MONTHS = 12
_WEEKS = 4
_DAYS = 7


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return which instants to keep: the last of each of 7 days, 4 weeks and 12 months, those without any not counted.

    Whoever pauses for a year loses none meanwhile. Weeks are those of ISO 8601.
    """
    newest_first = sorted(made, reverse=True)
    found = _last_of_each(newest_first, _DAYS, lambda instant: instant.date())
    found |= _last_of_each(newest_first, _WEEKS, lambda instant: instant.isocalendar()[:2])
    return found | _last_of_each(newest_first, _MONTHS, lambda instant: (instant.year, instant.month))


def _last_of_each(newest_first: list[datetime], periods: int, period: Callable[[datetime], object]) -> set[datetime]:
    last: dict[object, datetime] = {}
    for instant in newest_first:
        last.setdefault(period(instant), instant)
    return set(list(last.values())[:periods])
