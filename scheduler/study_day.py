"""The study day: the local calendar day, starting at 04:00."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import NamedTuple

STARTS_AT = timedelta(hours=4)
# A clock may be centuries wrong, but due days, up to a hundred years after a review, must be dates that Python knows.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)
_FIRST_INSTANT, _LAST_INSTANT = datetime(1900, 1, 2, tzinfo=UTC), datetime(8999, 12, 31, tzinfo=UTC)
_HOUR_MS = 3_600_000
_FIRST_HOUR = STARTS_AT // timedelta(hours=1)


def study_day(instant: datetime, zone: tzinfo | None) -> date:
    """Return the study day of an aware instant in a zone; None for the system's zone."""
    return local_day(instant, zone).study_day


def possible_instant(instant: datetime) -> datetime:
    """Return an aware instant, moved if need be to the nearest one that the log accepts in every zone."""
    return min(max(instant, _FIRST_INSTANT), _LAST_INSTANT)


class LocalDay(NamedTuple):
    """An instant as the user sees it: the study day, and the zone's offset in minutes east of UTC."""

    study_day: date
    offset_minutes: int


def local_day(instant: datetime, zone: tzinfo | None) -> LocalDay:
    """Return the study day and the offset of an aware instant in a zone; None for the system's zone."""
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    day = local.date() if local.hour >= _FIRST_HOUR else local.date() - timedelta(days=1)
    return LocalDay(day, round(offset.total_seconds() / 60))


def local_days(zone: tzinfo | None) -> Callable[[int], LocalDay]:
    """Return `local_day` for many instants, in milliseconds since 1970-01-01 UTC: most hours have one answer."""

    def at(at_utc_ms: int) -> LocalDay:
        return local_day(datetime.fromtimestamp(at_utc_ms / 1000, UTC), zone)

    @cache
    def in_hour(hour: int) -> LocalDay | None:
        first, last = at(hour * _HOUR_MS), at(hour * _HOUR_MS + _HOUR_MS - 1)
        return first if first == last else None

    return lambda at_utc_ms: in_hour(at_utc_ms // _HOUR_MS) or at(at_utc_ms)
