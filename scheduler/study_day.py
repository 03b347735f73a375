"""Instant + zone -> study day: the local calendar day that starts at 04:00."""

from datetime import date, datetime, timedelta, tzinfo

STARTS_AT = timedelta(hours=4)


def study_day(instant: datetime, zone: tzinfo | None) -> date:
    """Return the study day an aware instant falls on.

    Args:
        instant: Any aware moment.
        zone: Where the user is; None for the zone of the system.
    """
    local = instant.astimezone(zone)
    return (local.replace(tzinfo=None) - STARTS_AT).date()


def zone_offset_minutes(instant: datetime, zone: tzinfo | None) -> int:
    """Return how many minutes east of UTC the user is at that instant."""
    offset = instant.astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() / 60)
