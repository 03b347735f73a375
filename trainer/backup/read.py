"""Take out what a backup holds, every file of it checked."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

from cards.text import clean_line
from decks.toml.atomic import make_folder, new_file, sync_file
from scheduler.repair.inspect import Condition, DatabaseState, inspect_database
from trainer.backup.archive import ArchiveError, Manifest, manifest_of, opened, pour, unpacked, unsound
from trainer.files.home_files import DATABASE
from trainer.terminal.words import size


class NoRoom(ArchiveError):
    """A backup that may be sound cannot be unpacked."""


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder, every file of it checked; return what it says of itself, reviews counted.

    Raises:
        ArchiveError: It is no backup, is damaged, or is made to do harm. The folder may hold a part of it.
    """
    with opened(path) as archive:
        manifest = manifest_of(archive)
        _take_all_out(path, archive, manifest, folder)
    found = check_log(path, folder / DATABASE) if DATABASE in manifest.files else Condition(DatabaseState.MISSING)
    return replace(manifest, reviews=found.reviews, database=manifest.database if found.version else None)


def unpack_log(path: Path, folder: Path) -> None:
    """Unpack nothing but the database of a backup that has one, as it was saved; `check_log` looks into it.

    Raises:
        ArchiveError: It is no backup, is damaged, or is made to do harm.
    """
    with opened(path) as archive:
        manifest = manifest_of(archive)
        manifest = replace(manifest, files={DATABASE: manifest.files[DATABASE]})
        _take_all_out(path, archive, manifest, folder)


def check_log(path: Path, database: Path) -> Condition:
    """Return what was found in the database of a backup; raise `ArchiveError` if it is not sound."""
    condition = inspect_database(database, just_written=True)
    if condition.state is DatabaseState.NEWER:
        raise ArchiveError(f"{path} was made by a newer greenroom", "Get the newer greenroom; nothing was changed.")
    if condition.state is DatabaseState.OLDER:
        told = f"{path} was made before greenroom's first release (format {condition.version})"
        raise ArchiveError(told, "Take a newer one; nothing was changed.")
    if condition.state is not DatabaseState.SOUND:
        told = f"its database is {condition.state}: {', '.join(condition.problems)}".rstrip(": ")
        raise unsound(path, told)
    return condition


def _take_all_out(path: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    _check_room(path, archive, manifest, folder.parent)
    for name, checksum in manifest.files.items():
        if _take_out(archive, name, folder / name) != checksum:
            raise ValueError(f"{clean_line(name)} is not what was saved")


def _check_room(path: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """See to it that a disk has room for what is unpacked, and for the database once more when it goes in."""
    needed = unpacked(archive, [*manifest.files, *({DATABASE} & manifest.files.keys())])
    try:
        free = shutil.disk_usage(folder).free
    except OSError:  # then it is seen when it is full
        return
    if needed > free:
        told = f"{path} needs {size(needed)}, and {size(free)} are free on the disk of {folder.parent}"
        raise NoRoom(told, "Make space there; nothing was changed.")


def _take_out(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    try:
        make_folder(target.parent)
        with archive.open(name) as member, new_file(target) as file:
            checksum = pour(member, file)
            sync_file(file)
    except OSError as error:
        told = f"{target} cannot be unpacked ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "Check the rights and the free space; nothing was changed.") from None
    return checksum
