"""Unpacked backups: every file is checked against the manifest, and a log is inspected before it is used."""

import shutil
import zipfile
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from cards.errors import os_reason
from cards.text import clean_line
from decks.toml.atomic import make_folder, new_file, sync_file
from scheduler.log.files import open_read_only
from scheduler.log.stamps import highest_to_come
from scheduler.log.validity import MOST_AHEAD, limit_at
from scheduler.repair.inspect import Condition, DatabaseState, inspect_database
from trainer.backup.archive import (
    ArchiveError,
    Manifest,
    copy_and_hash,
    manifest_in,
    member_of,
    open_archive,
    unpacked_size,
    unsound,
)
from trainer.files.home_files import DATABASE, possible_paths
from trainer.terminal.words import size


class NoRoom(ArchiveError):
    """The disk has no room to unpack a backup, which may be fine otherwise."""


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and check every file.

    A file whose name is impossible here, or here the same as that of another, gets the nearest one that is possible.

    Returns:
        The manifest, with the actual names and number of reviews.

    Raises:
        ArchiveError: It is not a backup, is damaged, or is malicious. Part of it may be in the folder.
    """
    with open_archive(path) as archive:
        manifest = manifest_in(archive)
        manifest = _extract_all(path, archive, manifest, folder)
    found = check_log(path, folder / DATABASE) if DATABASE in manifest.files else Condition(DatabaseState.MISSING)
    return replace(manifest, reviews=found.reviews, database=manifest.database if found.version else None)


def unpack_log(path: Path, folder: Path) -> None:
    """Unpack only the database of a backup that has one, unchecked; see `check_log`, and `unpack` for the errors."""
    with open_archive(path) as archive:
        manifest = manifest_in(archive)
        manifest = replace(manifest, files={DATABASE: manifest.files[DATABASE]})
        _extract_all(path, archive, manifest, folder)


def check_log(path: Path, database: Path) -> Condition:
    """Return the condition of a database unpacked from the backup `path`; raise `ArchiveError` if it is not sound."""
    condition = inspect_database(database, just_written=True)
    if condition.state is DatabaseState.NEWER:
        raise ArchiveError(f"{path} was made by a newer greenroom", "Update greenroom; nothing was changed.")
    if condition.state is DatabaseState.OLDER:
        what = f"{path} was made before greenroom's first release (format {condition.version})"
        raise ArchiveError(what, "Choose a newer one; nothing was changed.")
    if condition.state is not DatabaseState.SOUND:
        reason = f"its database is {condition.state}: {', '.join(condition.problems)}".rstrip(": ")
        raise unsound(path, reason)
    return condition


def check_stamps(path: Path, database: Path, now_utc_ms: int) -> None:
    """Raise `ArchiveError` if rows of a backup's sound database are too far ahead of the clock.

    Rows that are added later come after them, so other machines would not use those; see `MOST_AHEAD`.
    """
    with closing(open_read_only(database)) as log:
        if highest_to_come(log) <= limit_at(now_utc_ms).at_utc_ms:
            return
    what = f"{path} has reviews or changes dated over {MOST_AHEAD.days // 365} years ahead"
    raise ArchiveError(what, "Check the clock of this machine, or choose another one; nothing was changed.")


def _extract_all(path: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> Manifest:
    _check_room(path, archive, manifest, folder.parent)
    files: dict[str, str] = {}
    for name, checksum in manifest.files.items():
        for here in possible_paths(name):
            with suppress(FileExistsError):
                if _extract(archive, name, folder / here) != checksum:
                    raise ValueError(f"{clean_line(name)} differs from what was saved")
                files[here] = checksum
                break
    return replace(manifest, files=files)


def _check_room(path: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Raise `NoRoom` unless the disk can take everything, and the database a second time when it is put in place."""
    needed = unpacked_size(archive, [*manifest.files, *({DATABASE} & manifest.files.keys())])
    try:
        free = shutil.disk_usage(folder).free
    except OSError:  # then unpacking notices a full disk
        return
    if needed > free:
        what = f"{path} needs {size(needed)}, but the disk of {folder.parent} has only {size(free)} free"
        raise NoRoom(what, "Make room there; nothing was changed.")


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """Write one file of a backup, synced to disk; return its checksum. Raises `FileExistsError` if there is one."""
    try:
        make_folder(target.parent)
        with archive.open(member_of(archive, name)) as member, new_file(target) as file:
            checksum = copy_and_hash(member, file)
            sync_file(file)
    except FileExistsError:
        raise
    except OSError as error:
        what = f"{target} cannot be unpacked ({os_reason(error)})"
        raise ArchiveError(what, "Check permissions and free space; nothing was changed.") from None
    return checksum
