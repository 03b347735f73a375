"""Writing a backup: complete or not at all, under a name no other file has, and only if it can be restored."""

import errno
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from cards.errors import os_reason
from decks.toml.atomic import make_folder, new_file, sync_file, sync_folder
from decks.toml.regular_files import open_file, when_free
from scheduler.log.errors import StoreDamaged
from scheduler.log.files import check_copy, copy_database
from trainer.backup.archive import MANIFEST, MAX_FILES, UNFINISHED, ArchiveError, Manifest, copy_and_hash, manifest_in
from trainer.files.home_files import DATABASE, saved_files
from trainer.interrupts import hold_interrupts


class NothingToSave(Exception):
    """The home has neither reviews nor files yet."""


def write_archive(
    home: Path,
    targets: Iterable[Path],
    manifest: Manifest,
    *,
    overwrite: bool = False,
    allow_empty: bool = True,
    skip_damaged: bool = False,
    max_files: int = MAX_FILES,
) -> tuple[Path, Manifest]:
    """Write everything of a home to one file, which only its owner may read; return the file and its manifest.

    Args:
        home: The data home.
        targets: Possible paths for the file, all in one folder; the first one that is free is taken.
        manifest: The manifest without reviews, database and files, which are filled in from the home.
        overwrite: Whether to replace an existing file at the first path.
        allow_empty: Whether to write a backup even of a home that has nothing in it.
        skip_damaged: Whether to leave a damaged database out instead of failing.
        max_files: How many files it may have, the manifest among them.

    Raises:
        NothingToSave: There is nothing to save, and `allow_empty` is False.
        ArchiveError: It cannot be written, a file cannot be read, or all paths are taken.
        UnreadableFolder: A folder of the home cannot be listed.
        StoreError: The database is in use, damaged, or cannot be copied.
    """
    fix = "Check permissions and free space; nothing was changed."
    others = iter(targets)
    target = next(others)
    try:
        make_folder(target.parent)
        with (
            hold_interrupts() as let_through,
            tempfile.TemporaryDirectory(prefix="backup-", suffix=UNFINISHED, dir=target.parent) as folder,
        ):
            work = Path(folder)
            with let_through():
                sources = {name: home / name for name in saved_files(home)}
                manifest = replace(manifest, files={})
                version, reviews = _copy_log(home / DATABASE, work / DATABASE, skip_damaged=skip_damaged)
                if version:
                    sources[DATABASE] = work / DATABASE
                    manifest = replace(manifest, database=version, reviews=reviews)
                if not (allow_empty or manifest.reviews or sources.keys() - {DATABASE}):
                    raise NothingToSave
                with new_file(work / "zip") as file:
                    _pack(file, sources, manifest)
                    sync_file(file)
                with zipfile.ZipFile(work / "zip") as archive:
                    manifest_in(archive, max_files=max_files)  # a backup that can't be restored is useless
            made = _publish(work / "zip", target, others, overwrite=overwrite)
            sync_folder(made.parent)
    except NotADirectoryError as error:
        reason, fix = os_reason(error), "Move that away; nothing was changed."
    except OSError as error:
        reason = os_reason(error)
    except ValueError as error:
        reason = str(error)
    else:
        return made, manifest
    raise ArchiveError(f"The backup {target} cannot be made ({reason})", fix)


def _copy_log(log: Path, copy: Path, *, skip_damaged: bool) -> tuple[int, int]:
    """Copy the database; return its format and its number of reviews. Format 0 means that there is none to save."""
    if not log.exists():
        return 0, 0
    try:
        copy_database(log, copy)
        return check_copy(copy, log)
    except StoreDamaged:
        if not skip_damaged:
            raise
        return 0, 0


def _publish(made: Path, target: Path, others: Iterator[Path], *, overwrite: bool) -> Path:
    """Give a finished backup its path, or the next free one, so that simultaneous backups never replace each other."""
    if overwrite:
        return when_free(lambda: made.replace(target))
    for path in chain([target], others):
        with suppress(FileExistsError):
            _link(made, path)
            return path
    raise FileExistsError(errno.EEXIST, "it already exists")


def _link(made: Path, path: Path) -> None:
    """Give a file a path that is free; raise `FileExistsError` if it is not."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # not every file system has links
        new_file(path).close()
        when_free(lambda: made.replace(path))


def _pack(file: IO[bytes], sources: Mapping[str, Path], manifest: Manifest) -> None:
    """Write the ZIP, and note in the manifest the checksum of each file."""
    made = datetime.fromisoformat(manifest.made)
    # The fastest level: most of it is random names, which don't compress, and someone might be waiting.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in sources.items():
            with (
                suppress(FileNotFoundError),  # someone has just removed it
                _opened(path) as source,
                archive.open(_member(name, made), "w", force_zip64=True) as member,
            ):
                manifest.files[name] = copy_and_hash(source, member)
        archive.writestr(_member(MANIFEST, made), manifest.as_json())


def _opened(path: Path) -> IO[bytes]:
    """Open a file to be saved; raise `ArchiveError` for one that cannot be read."""
    try:
        return open_file(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        what = f"No backup was made: {path} cannot be read ({os_reason(error)})"
        raise ArchiveError(what, "Check its permissions. A backup without it would be incomplete.") from None


def _member(name: str, made: datetime) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (min(max(made.year, 1980), 2107), *made.timetuple()[1:6]))  # the years a ZIP knows
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member
