"""The folder of a home's backups: how they are named and listed, and how a new one gets there."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import os_reason
from trainer.home import Home
from trainer.terminal.words import count as count_of

if TYPE_CHECKING:
    from trainer.backup.archive import LogOrigin, Manifest

DAILY = "auto"  # how the names of the daily backups begin
_DAILY_NAME = re.compile(rf"{DAILY}-(\d{{8}}T\d{{6}})Z(-\d+)?\.zip")
_STAMPED_NAME = re.compile(r"-(\d{8}T\d{6})Z(?:-(\d+))?\.zip$")
_STAMP = "%Y%m%dT%H%M%S"  # in UTC


class MadeBackup(NamedTuple):
    """A backup that was just made."""

    path: Path
    manifest: "Manifest"
    warning: str = ""  # a sentence about files it had to leave out


def make_backup(
    home: Home,
    name: str,
    why: str,
    *,
    allow_empty: bool = True,
    skip_damaged: bool = False,
    replaced_by_restore: "LogOrigin | None" = None,
) -> MadeBackup | None:
    """Make a backup in the home's own folder; return None if there was nothing to save and `allow_empty` is False.

    `name` begins the file name, `skip_damaged` leaves a damaged database out instead of failing; for the rest see
    `Manifest`, for the errors `write_archive`.
    """
    from trainer.backup.archive import empty_manifest
    from trainer.backup.write import NothingToSave, write_archive

    manifest = empty_manifest(home.env.clock(), why, replaced_by_restore)
    paths = possible_paths(home, name)
    try:
        made = write_archive(home.path, paths, manifest, allow_empty=allow_empty, skip_damaged=skip_damaged)
    except NothingToSave:
        return None
    return _made(home, *made)


def make_backup_at(home: Home, paths: Iterable[Path], *, overwrite: bool) -> MadeBackup:
    """Make the backup a user asks for at the first of some paths that is free; see `write_archive`."""
    from trainer.backup.archive import empty_manifest
    from trainer.backup.write import write_archive

    manifest = empty_manifest(home.env.clock(), "asked")
    return _made(home, *write_archive(home.path, paths, manifest, overwrite=overwrite))


def _made(home: Home, path: Path, manifest: "Manifest") -> MadeBackup:
    from trainer.files.home_files import unsavable_files

    names = ", ".join(unsavable_files(home.path))
    warning = f"Not backed up, because the name isn't valid text: {names}. Rename it." if names else ""
    return MadeBackup(path, manifest, warning)


def possible_paths(home: Home, name: str) -> Iterator[Path]:
    """Yield possible paths for a new file among the backups, free or taken, without end."""
    stem = f"{name}-{home.env.clock().astimezone(UTC):{_STAMP}}Z"
    return (home.backups / (f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip") for number in count(1))


def free_path(home: Home, name: str) -> Path:
    """Return a path in the folder of backups that no file has yet."""
    return next(path for path in possible_paths(home, name) if not path.exists())


def list_backups(home: Home) -> list[Path]:
    """Return the ZIP files in the folder of backups, newest first; raise `ArchiveError` if it cannot be read."""
    found: list[tuple[str, int, int, Path]] = []
    try:
        for path in home.backups.iterdir():
            with suppress(FileNotFoundError):  # another process has just thinned it out
                if path.suffix == ".zip":
                    found.append((*_age(path), path))
    except FileNotFoundError:
        pass
    except OSError as error:
        from trainer.backup.archive import ArchiveError

        what = f"{home.backups} cannot be read ({os_reason(error)})"
        raise ArchiveError(what, "Backups go there: make sure it is a folder you can write to.") from None
    return [path for *_, path in sorted(found, reverse=True)]


def _age(path: Path) -> tuple[str, int, int]:
    """Return what backups are sorted by: the second, the number within that second, and the time of the file."""
    written = path.stat().st_mtime_ns
    name = _STAMPED_NAME.search(path.name)
    stamp = name[1] if name else f"{datetime.fromtimestamp(written / 1e9, UTC):{_STAMP}}"
    return stamp, int(name[2] or 1) if name else 1, written


def daily_backups(home: Home) -> dict[Path, datetime]:
    """Return the daily backups, and the UTC instant in each one's name."""
    found: dict[Path, datetime] = {}
    for path in home.backups.glob(f"{DAILY}-*.zip"):
        name = _DAILY_NAME.fullmatch(path.name)
        if name:
            with suppress(ValueError):  # digits that are not a date
                found[path] = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
    return found


def describe(manifest: "Manifest") -> str:
    """Return what is in a backup, as part of a sentence."""
    reviews = "no review log" if manifest.database is None else count_of(manifest.reviews, "review")
    files = len(manifest.files) - (manifest.database is not None)
    return f"{reviews} and {count_of(files, 'file')}"
