"""Write a backup: whole or not at all, under a name of its own, and only one that can be put back."""

import errno
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from decks.toml.atomic import make_folder, new_file, sync_file, sync_folder
from scheduler.log.errors import StoreDamaged
from scheduler.log.files import check_copy, copy_database
from trainer.backup.archive import MANIFEST, UNFINISHED, ArchiveError, Manifest, manifest_of, names_in, pour
from trainer.files.home_files import DATABASE


class NothingToSave(Exception):
    """A home holds nothing yet."""


def write_archive(
    home: Path,
    targets: Iterable[Path],
    *,
    begun: Manifest,
    over: bool = False,
    empty: bool = True,
    damaged: bool = False,
) -> tuple[Path, Manifest]:
    """Write everything of a home to one file, for its owner alone; the file is there whole or not at all.

    Args:
        home: The data home.
        targets: Names for it in one folder; the first that no file has is taken.
        begun: What it says of itself, but for what is found in the home.
        over: Whether to replace the file of the first name.
        empty: Whether to write one of a home that holds nothing yet.
        damaged: Whether to leave a damaged database out, instead of making no backup.

    Returns:
        The file, and what is in it.

    Raises:
        NothingToSave: The home holds nothing yet.
        ArchiveError: It cannot be written, a file cannot be read, or all the names are taken.
        StoreError: The database is in use, damaged, or cannot be copied.
    """
    fix = "Check the rights and the free space; nothing was changed."
    names = iter(targets)
    target = next(names)
    try:
        make_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix="backup-", suffix=UNFINISHED, dir=target.parent) as folder:
            work = Path(folder)
            sources = {name: home / name for name in names_in(home)}
            manifest = replace(begun, files={})
            if (home / DATABASE).exists():
                try:
                    copy_database(home / DATABASE, work / DATABASE)
                    version, reviews = check_copy(work / DATABASE, home / DATABASE)
                except StoreDamaged:
                    if not damaged:
                        raise
                else:
                    sources[DATABASE] = work / DATABASE
                    manifest = replace(manifest, database=version, reviews=reviews)
            if not (empty or manifest.reviews or sources.keys() - {DATABASE}):
                raise NothingToSave
            with new_file(work / "zip") as file:
                _pack(file, sources, manifest, datetime.fromisoformat(manifest.made))
                sync_file(file)
            with zipfile.ZipFile(work / "zip") as archive:
                manifest_of(archive)  # what could not be put back is no backup
            made = _publish(work / "zip", target, names, over=over)
            sync_folder(made.parent)
    except NotADirectoryError as error:
        reason, fix = str(error.strerror), "Move that away; nothing was changed."
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError as error:
        reason = str(error)
    else:
        return made, manifest
    raise ArchiveError(f"The backup {target} cannot be made ({reason})", fix)


def _publish(made: Path, target: Path, others: Iterator[Path], *, over: bool) -> Path:
    """Give a file its name; where another has it, the next one, so that no backup takes the place of another."""
    if over:
        return made.replace(target)
    for name in chain([target], others):
        with suppress(FileExistsError):
            _link(made, name)
            return name
    raise FileExistsError(errno.EEXIST, "it is there already")


def _link(made: Path, name: Path) -> None:
    try:
        name.hardlink_to(made)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # not every file system knows links
        new_file(name).close()
        made.replace(name)


def _pack(file: IO[bytes], sources: Mapping[str, Path], manifest: Manifest, now: datetime) -> None:
    # The fastest level: what is saved is mostly random names, and somebody may be waiting.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in sources.items():
            with (
                suppress(FileNotFoundError),  # somebody at work has just taken it away
                path.open("rb") as source,
                archive.open(_member(name, now), "w", force_zip64=True) as member,
            ):
                manifest.files[name] = pour(source, member)
        archive.writestr(_member(MANIFEST, now), json.dumps(asdict(manifest), indent=1))


def _member(name: str, now: datetime) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (min(max(now.year, 1980), 2107), *now.timetuple()[1:6]))  # the years a ZIP can tell
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member
