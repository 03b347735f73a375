"""What the backups of a home hold that its log lacks: found, and taken in."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import GreenroomError
from scheduler.log.errors import StoreError
from scheduler.repair.merge import count_missing_rows, device_names, merge_missing_rows
from scheduler.repair.ownership import device_of, set_device
from trainer.backup.archive import ArchiveError, read_manifest
from trainer.backup.folder import listed
from trainer.backup.read import check_log, unpack_log
from trainer.files.home_files import DATABASE

if TYPE_CHECKING:
    from trainer.backup.archive import Manifest
    from trainer.home import Home


class Joined(NamedTuple):
    """What was found in the backups of a home.

    Attributes:
        newest: The newest of them that has a log of this home; None if none has.
        rows: For each that has what the log lacks, or lacked till then, its name, and how many rows by table.
        unusable: What is wrong with each that cannot be used.
    """

    newest: Path | None
    rows: list[tuple[str, dict[str, int]]]
    unusable: list[GreenroomError]


class _Saved(NamedTuple):
    """A log in a backup: which backup, a copy of it, and what its home was called."""

    path: Path
    copy: Path
    device: str | None


def find_lacking(home: "Home", log: Path | None, reviews: int, *, every: bool) -> Joined:
    """Look at the sound backups of this home for what a sound log lacks; change nothing.

    As logs only grow, the newest backup has all that older ones have, unless something was lost before it was made.

    Args:
        home: The data home.
        log: The log; None for an empty one.
        reviews: How many reviews it has.
        every: Whether to look at every backup, not only at the newest and those with more reviews.
    """
    return _join(home, log, None, more_than=-1 if every else reviews)


def join(home: "Home", log: Path) -> Joined:
    """Take into a log, which is one of the newest form, what the sound backups of this home have and it lacks.

    Raises:
        StoreError: The log cannot be written. Each backup is taken in whole or not at all.
    """
    return _join(home, log, log, more_than=-1)


def newest_with_reviews(home: "Home") -> tuple[Path, int, str | None] | None:
    """Return the newest sound backup with reviews, how many, and what the home of its log was called, if it was."""
    return _newest(home, _name_by_backups(home), lambda manifest: manifest.reviews > 0)


def _name_by_backups(home: "Home") -> set[str | None]:
    """Return what a home without a log was called, as the newest of its daily backups says; empty if there is none.

    Backups that were put there by hand may be those of another.
    """
    found = _newest(home, set(), lambda manifest: manifest.why == "daily")
    return {found[2]} if found else set()


def _newest(
    home: "Home", names: set[str | None], wanted: "Callable[[Manifest], bool]"
) -> tuple[Path, int, str | None] | None:
    for path, manifest in _by_age(home):
        with suppress(GreenroomError, OSError), tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            if DATABASE in manifest.files and wanted(manifest):
                copy = Path(folder) / DATABASE
                unpack_log(path, copy.parent)
                reviews, device = check_log(path, copy).reviews, device_of(copy)
                if not names or device in names:
                    return path, reviews, device
    return None


def _join(home: "Home", log: Path | None, target: Path | None, *, more_than: int) -> Joined:
    names: set[str | None] = {*device_names(log)} if log else set()
    named = bool(names)
    names = names or _name_by_backups(home)
    newest: Path | None = None
    rows: list[tuple[str, dict[str, int]]] = []
    unusable: list[GreenroomError] = []

    def wanted(manifest: "Manifest") -> bool:
        return newest is None or manifest.reviews > more_than

    for saved in _saved(home, wanted, unusable):
        if names and saved.device not in names:
            continue
        try:
            found = _lacking(log, saved)
        except GreenroomError as error:
            unusable.append(error)
            continue
        if target is not None and found:
            found = merge_missing_rows(target, saved.copy)
        names.add(saved.device)
        if found:
            rows.append((saved.path.name, found))
        if newest is None:
            newest = saved.path
            # The name of the home was lost, and rows it wrote were not. A name from a backup alone proves nothing.
            if target is not None and named and device_of(target) is None:
                set_device(target, saved.device)
    return Joined(newest, rows, unusable)


def _lacking(log: Path | None, saved: _Saved) -> dict[str, int]:
    """Return what a log lacks; the other one is looked through, which takes long, only if it is to give something."""
    try:
        found = count_missing_rows(log, saved.copy)
    except StoreError:
        check_log(saved.path, saved.copy)  # which words what is wrong
        raise
    if found:
        check_log(saved.path, saved.copy)
    return found


def _saved(home: "Home", wanted: "Callable[[Manifest], bool]", unusable: list[GreenroomError]) -> Iterator[_Saved]:
    """Yield the wanted logs in the backups of a home, the newest first, without those that a restore has replaced."""
    limit: tuple[str, str | None] | None = None
    seen: set[tuple[str, str | None]] = set()
    for path, manifest in _by_age(home):
        if limit is None and manifest.instead is not None:
            limit = manifest.instead
            continue
        if limit is not None and _instant(manifest.made) > _instant(limit[0]):
            continue
        if DATABASE not in manifest.files or not (wanted(manifest) or manifest.instead):
            continue
        with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            copy = Path(folder) / DATABASE
            try:
                unpack_log(path, copy.parent)
            except ArchiveError as error:
                unusable.append(error)
                continue
            device = device_of(copy)
            if limit is not None and device != limit[1]:
                continue
            if limit is not None and manifest.instead is not None and manifest.made != limit[0]:
                limit = manifest.instead  # an earlier restore
            elif (content := (manifest.files[DATABASE], device)) not in seen:
                seen.add(content)
                yield _Saved(path, copy, device)


def _by_age(home: "Home") -> list[tuple[Path, "Manifest"]]:
    """Return the backups and what each says of itself, the newest first, whatever they are called.

    `doctor` tells of those that cannot be read where it looks at the backups.
    """
    found: list[tuple[Path, Manifest]] = []
    with suppress(ArchiveError):
        for path in listed(home):
            with suppress(ArchiveError):
                found.append((path, read_manifest(path)))
    return sorted(found, key=lambda each: _instant(each[1].made), reverse=True)


def _instant(made: str) -> datetime:
    found = datetime.fromisoformat(made)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
