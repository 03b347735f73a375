"""Instant + zone -> study day: the local calendar day that starts at 04:00."""

from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

STARTS_AT = timedelta(hours=4)
_FIRST_HOUR = STARTS_AT // timedelta(hours=1)


def study_day(instant: datetime, zone: tzinfo | None) -> date:
    """Return the study day an aware instant falls on.

    Args:
        instant: Any aware moment.
        zone: Where the user is; None for the zone of the system.
    """
    return local_day(instant, zone).study_day


class LocalDay(NamedTuple):
    """Where an instant falls for the user: the study day, and how many minutes east of UTC they are."""

    study_day: date
    offset_minutes: int


def local_day(instant: datetime, zone: tzinfo | None) -> LocalDay:
    """Return where an aware instant falls in a zone; None for the zone of the system."""
    local = instant.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    day = local.date() if local.hour >= _FIRST_HOUR else local.date() - timedelta(days=1)
    return LocalDay(day, round(offset.total_seconds() / 60))
