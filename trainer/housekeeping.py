"""The part of `greenroom doctor` that looks after the folder: room, rights, what was cut off, backups."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from decks.own_files import make_folder
from scheduler.inspection import Condition, State
from trainer.archive import FOLDERS, UNFINISHED
from trainer.findings import Finding, Level
from trainer.home import Home
from trainer.words import count, size

if TYPE_CHECKING:
    from trainer.archive import Manifest

_LEAST_FREE = 100 * 1000 * 1000  # bytes; and room for three databases, for a backup and a rebuild
_UNFINISHED_AFTER = 3600  # seconds; what is younger may be at work


def look_at_space(home: Home) -> Finding:
    """Look whether the disk has room for backups."""
    free = shutil.disk_usage(home.path).free
    database = home.database.stat().st_size if home.database.exists() else 0
    if free >= max(_LEAST_FREE, 3 * database):
        return Finding("space", Level.OK, f"{size(free)} are free on the disk.")
    return Finding("space", Level.WRONG, f"Only {size(free)} are free on the disk.", "Make room: backups need it.")


def look_at_modes(home: Home, *, fix: bool) -> Iterator[Finding]:
    """Look whether others may read what is private; Windows has other means."""
    if os.name != "posix":
        return
    open_to_others = [path for path in _owned(home) if not path.is_symlink() and _mode(path) & 0o077]
    if not open_to_others:
        yield Finding("modes", Level.OK, "Only you may read the data home.")
        return
    told = f"{count(len(open_to_others), 'file or folder', 'files and folders')} may be read by others"
    if not fix:
        yield Finding("modes", Level.WRONG, f"{told}.", "`greenroom doctor --fix` makes them yours alone.")
        return
    for path in open_to_others:
        try:
            path.chmod(path.stat().st_mode & 0o700)
        except OSError as error:
            yield Finding(
                "modes", Level.WRONG, f"{path} may be read by others ({error.strerror}).", "Change its rights."
            )
            return
    yield Finding("modes", Level.MENDED, f"{told.replace('may', 'could', 1)}; now only by you.")


def _mode(path: Path) -> int:
    """Return the rights of a file; none if somebody at work has moved it since it was listed."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode
    return 0


def _owned(home: Home) -> Iterator[Path]:
    yield home.path
    yield from (path for path in home.path.iterdir() if path.is_file())
    for folder in (*FOLDERS, home.backups.name):
        if (home.path / folder).is_dir():
            yield home.path / folder
            yield from (home.path / folder).rglob("*")


def look_at_leftovers(home: Home, *, fix: bool) -> Iterator[Finding]:
    """Look for unfinished work; it is moved aside, for it may hold what a person wrote."""
    old = home.now_ms / 1000 - _UNFINISHED_AFTER
    folders = (home.path, home.backups, *(home.path / folder for folder in FOLDERS))
    found = [path for folder in folders for path in folder.glob(f"*{UNFINISHED}") if _is_older(path, old)]
    if not found:
        return
    told = f"{count(len(found), 'thing was', 'things were')} cut off half written: "
    told += ", ".join(path.name for path in found[:3]) + (", ..." if len(found) > 3 else "")
    if not fix:
        yield Finding("leftovers", Level.WRONG, f"{told}.", "`greenroom doctor --fix` moves them to the backups.")
        return
    from trainer.backups import new_name

    aside = new_name(home, "leftovers", home.env.clock()).with_suffix("")
    make_folder(aside)
    for path in found:  # what lies in two folders may have one name
        target = aside / path.relative_to(home.path)
        make_folder(target.parent)
        path.replace(target)
    yield Finding("leftovers", Level.MENDED, f"{told}. They are in {aside} now.")


def _is_older(path: Path, than: float) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < than
    return False


def look_at_backups(home: Home, condition: Condition) -> Finding:
    """Look whether there are backups, and whether the newest can be read."""
    from trainer.archive import ArchiveError, read_manifest
    from trainer.backups import listed

    backups = listed(home)
    if not backups:
        level = Level.NOTE if condition.reviews else Level.OK
        return Finding("backups", level, "There are no backups yet; one is made every study day.")
    try:
        manifest = read_manifest(backups[0])
    except ArchiveError as error:
        return Finding("backups", Level.WRONG, f"{error.what}.", "Make a new one: greenroom backup.")
    told = (
        f"{count(len(backups), 'backup')}, the newest of {manifest.made[:10]} with {count(manifest.reviews, 'review')}"
    )
    more = manifest.reviews - condition.reviews
    if more > 0 and condition.state in (State.SOUND, State.MISSING):
        told += f", {count(more, 'review')} more than the log has."
        return Finding("backups", Level.NOTE, told, "`greenroom restore` puts a backup back.")
    return Finding("backups", Level.OK, f"{told}.")


def newest_with_log(home: Home) -> "tuple[Path, Manifest] | None":
    """Return the newest backup that can be read and has a log, with what it says of itself."""
    from trainer.archive import ArchiveError, read_manifest
    from trainer.backups import listed

    for path in listed(home):
        with suppress(ArchiveError):
            manifest = read_manifest(path)
            if manifest.database is not None:
                return path, manifest
    return None
