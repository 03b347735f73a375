"""The backups of a home: how they are called, which there are, and which are no longer needed."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.study_day import STARTS_AT
from trainer.home import Home

if TYPE_CHECKING:
    from trainer.archive import Manifest

# Only those named so are ever removed: made daily by greenroom itself. The rest is made when a person or a change asks.
_DAILY = re.compile(r"auto-(\d{8}T\d{6})Z(-\d+)?\.zip")
_STAMP = "%Y%m%dT%H%M%S"


def make_backup(home: Home, name: str, why: str, *, anyhow: bool = False) -> "tuple[Path, Manifest]":
    """Make a backup in the home's own folder; return it and what is in it.

    Args:
        home: The data home.
        name: What its name begins with.
        why: See `Manifest`.
        anyhow: Whether to leave a damaged database out, and to make none if there is nothing to save.

    Raises:
        ArchiveError: It cannot be made.
        StoreError: The database cannot be copied.
    """
    from trainer.archive import write_archive

    now = home.env.clock()
    target = new_name(home, name, now)
    return target, write_archive(home.path, target, why=why, now=now, empty=not anyhow, damaged=anyhow)


def new_name(home: Home, name: str, now: datetime) -> Path:
    """Return a name in the backups that none of them has."""
    stem = f"{name}-{now.astimezone(UTC):{_STAMP}}Z"
    names = (f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip" for number in count(1))
    return next(home.backups / name for name in names if not (home.backups / name).exists())


def has_todays(home: Home) -> bool:
    """Tell whether the backup of this study day has been made."""
    return any(_local(home, made).date() == home.today for made in _daily(home).values())


def make_todays(home: Home) -> None:
    """Make the backup of this study day, unless the home holds nothing yet; remove those no longer needed.

    Raises:
        ArchiveError: It cannot be made.
        StoreError: The database cannot be copied.
    """
    from trainer.archive import write_archive

    now = home.env.clock()
    write_archive(home.path, new_name(home, "auto", now), why="daily", now=now, empty=False)
    thin(home)


def thin(home: Home) -> None:
    """Remove the daily backups that are no longer needed; no other file is touched."""
    from trainer.thinning import kept

    made = {path: _local(home, instant) for path, instant in _daily(home).items()}
    keep = kept(made.values())
    for path, instant in made.items():
        if instant not in keep:
            with suppress(OSError):
                path.unlink()


def listed(home: Home) -> list[Path]:
    """Return the backups in the home's own folder, the newest first."""
    paths = home.backups.glob("*.zip")
    return sorted(paths, key=lambda path: (path.name.rpartition("-")[2], path.stat().st_mtime_ns), reverse=True)


def _daily(home: Home) -> dict[Path, datetime]:
    """Return the daily backups and when each was made."""
    found: dict[Path, datetime] = {}
    for path in home.backups.glob("auto-*.zip"):
        name = _DAILY.fullmatch(path.name)
        if name:
            with suppress(ValueError):  # a number that is no instant
                found[path] = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
    return found


def _local(home: Home, instant: datetime) -> datetime:
    """Return an instant as the user's clock shows it, the day beginning when a study day does."""
    return instant.astimezone(home.env.zone).replace(tzinfo=None) - STARTS_AT
