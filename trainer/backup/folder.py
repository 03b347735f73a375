"""The backups of a home: how they are called, which there are, and which are no longer needed."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scheduler.study_day import STARTS_AT
from trainer.home import Home
from trainer.terminal.words import count as count_of

if TYPE_CHECKING:
    from trainer.backup.archive import Manifest

# Only those named so are ever removed: made daily by greenroom itself. The rest is made when a person or a change asks.
_DAILY = re.compile(r"auto-(\d{8}T\d{6})Z(-\d+)?\.zip")
_MADE = re.compile(r"-(\d{8}T\d{6})Z(?:-(\d+))?\.zip$")
_STAMP = "%Y%m%dT%H%M%S"


class Made(NamedTuple):
    """A backup that was made.

    Attributes:
        path: The file.
        manifest: What is in it.
        told: What a person has to know of it, a sentence; empty if nothing.
    """

    path: Path
    manifest: "Manifest"
    told: str = ""


def make_backup(
    home: Home, name: str, why: str, *, anyhow: bool = False, instead: tuple[str, str | None] | None = None
) -> Made | None:
    """Make a backup in the home's own folder; return None if `anyhow` and there is nothing to save.

    Args:
        home: The data home.
        name: What its name begins with.
        why: See `Manifest`.
        anyhow: Whether to leave a damaged database out, and to make none if there is nothing to save.
        instead: See `Manifest`.

    Raises:
        ArchiveError: It cannot be made.
        StoreError: The database cannot be copied.
    """
    begun = _begun(home, why, instead)
    return _unless_empty(home, names(home, name, home.env.clock()), begun, empty=not anyhow, damaged=anyhow)


def write(home: Home, targets: Iterable[Path], why: str, **how: bool) -> Made:
    """Make a backup; the arguments and errors are those of `write_archive`, and of `Manifest`."""
    return _write(home, targets, _begun(home, why), **how)


def _begun(home: Home, why: str, instead: tuple[str, str | None] | None = None) -> "Manifest":
    from trainer.backup.archive import Manifest

    return Manifest.begun(home.env.clock(), why, instead)


def _write(home: Home, targets: Iterable[Path], begun: "Manifest", **how: bool) -> Made:
    from trainer.backup.archive import left_out
    from trainer.backup.write import write_archive

    path, manifest = write_archive(home.path, targets, begun=begun, **how)
    nameless = ", ".join(left_out(home.path))
    told = f"No backup can hold {nameless}, as the name is no text. Rename it." if nameless else ""
    return Made(path, manifest, told)


def _unless_empty(home: Home, targets: Iterable[Path], begun: "Manifest", **how: bool) -> Made | None:
    from trainer.backup.write import NothingToSave

    try:
        return _write(home, targets, begun, **how)
    except NothingToSave:
        return None


def names(home: Home, name: str, now: datetime) -> Iterator[Path]:
    """Yield the names a new file among the backups may have; those that are taken are among them."""
    stem = f"{name}-{now.astimezone(UTC):{_STAMP}}Z"
    return (home.backups / (f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip") for number in count(1))


def new_name(home: Home, name: str, now: datetime) -> Path:
    """Return a name in the backups that none of them has yet."""
    return next(path for path in names(home, name, now) if not path.exists())


def has_todays(home: Home) -> bool:
    """Tell whether the backup of this study day has been made."""
    return any(_local(home, made).date() == home.today for made in _daily(home).values())


def make_todays(home: Home) -> str:
    """Make the backup of this study day, unless the home holds nothing yet; remove those no longer needed.

    Returns:
        What a person has to know of it; empty if nothing.

    Raises:
        ArchiveError: It cannot be made.
        StoreError: The database cannot be copied.
    """
    made = _unless_empty(home, names(home, "auto", home.env.clock()), _begun(home, "daily"), empty=False)
    thin(home)
    return made.told if made else ""


def thin(home: Home) -> None:
    """Remove the daily backups that are no longer needed; no other file is touched."""
    from trainer.backup.retention import kept

    made = {path: _local(home, instant) for path, instant in _daily(home).items()}
    keep = kept(made.values())
    for path, instant in made.items():
        if instant not in keep:
            with suppress(OSError):
                path.unlink()


def listed(home: Home) -> list[Path]:
    """Return the backups in the home's own folder, the newest first; raise `ArchiveError` if it cannot be read."""
    found: list[tuple[str, int, int, Path]] = []
    try:
        for path in home.backups.iterdir():
            with suppress(FileNotFoundError):  # it has just been thinned out
                if path.suffix == ".zip":
                    found.append((*_age(path), path))
    except FileNotFoundError:
        pass
    except OSError as error:
        from trainer.backup.archive import ArchiveError

        told = f"{home.backups} cannot be read ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "No backup can be made or seen there: check what it is, and its rights.") from None
    return [path for *_, path in sorted(found, reverse=True)]


def _age(path: Path) -> tuple[str, int, int]:
    """Return what backups are put in order by: when it was made, which one of then, and when it was written."""
    written = path.stat().st_mtime_ns
    made = _MADE.search(path.name)
    stamp = made[1] if made else f"{datetime.fromtimestamp(written / 1e9, UTC):{_STAMP}}"
    return stamp, int(made[2] or 1) if made else 1, written


def content(manifest: "Manifest") -> str:
    """Say what a backup holds."""
    reviews = "no review log" if manifest.database is None else count_of(manifest.reviews, "review")
    files = len(manifest.files) - (manifest.database is not None)
    return f"{reviews} and {count_of(files, 'file')}"


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
