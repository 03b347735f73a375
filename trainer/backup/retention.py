"""Which daily backups to keep. They are thinned out whenever a new one has been made.

- Only the automatic backups, one a study day (`auto-*.zip`), are ever removed. Those a user asks for and those made
  before a restore or a migration stay until the user deletes them.
- The last backup of each of 7 days, 4 weeks and 12 months is kept. One backup may count for all three.
- Days are study days (from 04:00 local time), weeks are ISO 8601 weeks, months are calendar months. Those without a
  backup do not count: a year's break removes none.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from scheduler.study_day import STARTS_AT
from trainer.backup.folder import daily_backups
from trainer.home import Home

_DAYS, _WEEKS, _MONTHS = 7, 4, 12


def thin_out(home: Home) -> None:
    """Remove the daily backups not worth keeping; leave any that can't be removed."""
    made = {path: _on_study_days(home, instant) for path, instant in daily_backups(home).items()}
    keep = kept(made.values())
    for path, instant in made.items():
        if instant not in keep:
            with suppress(OSError):
                path.unlink()


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Return the instants whose backups are kept."""
    newest_first = sorted(made, reverse=True)
    found = _last_of_each(newest_first, _DAYS, lambda instant: instant.date())
    found |= _last_of_each(newest_first, _WEEKS, lambda instant: instant.isocalendar()[:2])
    return found | _last_of_each(newest_first, _MONTHS, lambda instant: (instant.year, instant.month))


def _last_of_each(newest_first: list[datetime], periods: int, period: Callable[[datetime], object]) -> set[datetime]:
    last: dict[object, datetime] = {}
    for instant in newest_first:
        last.setdefault(period(instant), instant)
    return set(list(last.values())[:periods])


def _on_study_days(home: Home, instant: datetime) -> datetime:
    """Return the local time of an instant, moved back so that its date is the study day."""
    return instant.astimezone(home.env.zone).replace(tzinfo=None) - STARTS_AT
