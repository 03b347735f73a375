"""Rows that the backups of a home have and its log lacks: found, and added to the log."""

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
from trainer.backup.archive import ArchiveError, LogOrigin, read_manifest
from trainer.backup.folder import list_backups
from trainer.backup.read import check_log, unpack_log
from trainer.files.home_files import DATABASE

if TYPE_CHECKING:
    from trainer.backup.archive import Manifest
    from trainer.home import Home


class MissingRows(NamedTuple):
    """What the backups of a home have that its log lacks, or lacked until it was added.

    Attributes:
        newest: The newest backup that has a log of this home; None if none has.
        rows: For each backup with missing rows its file name, and how many rows by table.
        unusable: What is wrong with each backup that cannot be used.
    """

    newest: Path | None
    rows: list[tuple[str, dict[str, int]]]
    unusable: list[GreenroomError]


class SavedLog(NamedTuple):
    """A log in a backup.

    Attributes:
        path: The backup.
        reviews: How many reviews the log has.
        device: The name of the home in the log; None if it had no name.
    """

    path: Path
    reviews: int
    device: str | None


class _UnpackedLog(NamedTuple):
    """A log taken out of a backup: the backup, a copy of the log, and the name of its home."""

    path: Path
    copy: Path
    device: str | None


def find_missing(home: "Home", log: Path | None, reviews: int, *, every: bool) -> MissingRows:
    """Find what the sound backups of this home have that a sound log lacks; change nothing.

    Logs only grow, so the newest backup has all that older ones have, unless rows were lost before it was made.

    Args:
        home: The data home.
        log: The log; None for an empty one.
        reviews: How many reviews it has.
        every: Whether to open every backup, not only the newest and those with more reviews.
    """
    return _merge(home, log, None, more_than=-1 if every else reviews)


def add_missing(home: "Home", log: Path) -> MissingRows:
    """Add to a log of the newest format what the sound backups of this home have and it lacks.

    Raises:
        StoreError: The log cannot be written. From each backup either everything is added or nothing.
    """
    return _merge(home, log, log, more_than=-1)


def newest_with_reviews(home: "Home") -> SavedLog | None:
    """Return the log of the newest sound backup of this home that has reviews; None if there is none."""
    return _newest(home, _devices_by_backups(home), lambda manifest: manifest.reviews > 0)


def _devices_by_backups(home: "Home") -> set[str | None]:
    """Return the name of a home that has no log, as its newest daily backup has it; empty if there is none.

    Other backups do not count: a user may have put those of another home there.
    """
    found = _newest(home, set(), lambda manifest: manifest.why == "daily")
    return {found.device} if found else set()


def _newest(home: "Home", devices: set[str | None], wanted: "Callable[[Manifest], bool]") -> SavedLog | None:
    for path, manifest in _newest_first(home):
        with suppress(GreenroomError, OSError), tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            if DATABASE in manifest.files and wanted(manifest):
                copy = Path(folder) / DATABASE
                unpack_log(path, copy.parent)
                found = SavedLog(path, check_log(path, copy).reviews, device_of(copy))
                if not devices or found.device in devices:
                    return found
    return None


def _merge(home: "Home", log: Path | None, target: Path | None, *, more_than: int) -> MissingRows:
    """Count the missing rows of a log, and add them to `target` if it is given.

    Args:
        home: The data home.
        log: The log to compare with; None for an empty one.
        target: The same log if it is to be written; else None.
        more_than: Besides the newest, open only backups with more reviews than this.
    """
    devices: set[str | None] = {*device_names(log)} if log else set()
    named_by_log = bool(devices)
    devices = devices or _devices_by_backups(home)
    newest: Path | None = None
    rows: list[tuple[str, dict[str, int]]] = []
    unusable: list[GreenroomError] = []

    def wanted(manifest: "Manifest") -> bool:
        return newest is None or manifest.reviews > more_than

    for saved in _logs_not_replaced(home, wanted, unusable):
        if devices and saved.device not in devices:
            continue
        try:
            missing = _count_missing(log, saved)
        except GreenroomError as error:
            unusable.append(error)
            continue
        if target is not None and missing:
            missing = merge_missing_rows(target, saved.copy)
        devices.add(saved.device)
        if missing:
            rows.append((saved.path.name, missing))
        if newest is None:
            newest = saved.path
            # The log lost the home's name but has rows that name it. A name known from a backup alone proves nothing.
            if target is not None and named_by_log and device_of(target) is None:
                set_device(target, saved.device)
    return MissingRows(newest, rows, unusable)


def _count_missing(log: Path | None, saved: _UnpackedLog) -> dict[str, int]:
    """Return how many rows by table a log lacks that a backup has.

    A full check of the backup's log takes long, so it is only made if there is something to gain.

    Raises:
        ArchiveError: The backup's log is not sound.
        StoreError: The log cannot be read.
    """
    try:
        found = count_missing_rows(log, saved.copy)
    except StoreError:
        check_log(saved.path, saved.copy)  # words what is wrong with the backup, if it is the backup
        raise
    if found:
        check_log(saved.path, saved.copy)
    return found


def _logs_not_replaced(
    home: "Home", wanted: "Callable[[Manifest], bool]", unusable: list[GreenroomError]
) -> Iterator[_UnpackedLog]:
    """Yield the wanted logs in the backups of a home, newest first, leaving out those that a restore has replaced.

    A backup made just before a restore says which backup was restored. From there on back, only that backup and older
    ones of the same home count: the others have rows that the user has given up.

    Args:
        home: The data home.
        wanted: Whether the log of a backup is wanted, by its manifest.
        unusable: Gets what is wrong with each backup that cannot be unpacked.
    """
    restored: LogOrigin | None = None
    seen: set[tuple[str, str | None]] = set()
    for path, manifest in _newest_first(home):
        if restored is None and manifest.replaced_by_restore is not None:
            restored = manifest.replaced_by_restore
            continue
        if restored is not None and _instant(manifest.made) > _instant(restored.made):
            continue
        if DATABASE not in manifest.files or not (wanted(manifest) or manifest.replaced_by_restore):
            continue
        with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            copy = Path(folder) / DATABASE
            try:
                unpack_log(path, copy.parent)
            except ArchiveError as error:
                unusable.append(error)
                continue
            device = device_of(copy)
            if restored is not None and device != restored.device:
                continue
            if restored is not None and manifest.replaced_by_restore is not None and manifest.made != restored.made:
                restored = manifest.replaced_by_restore  # an earlier restore
            elif (content := (manifest.files[DATABASE], device)) not in seen:
                seen.add(content)
                yield _UnpackedLog(path, copy, device)


def _newest_first(home: "Home") -> list[tuple[Path, "Manifest"]]:
    """Return the readable backups and their manifests, by when they were made, whatever their files are called.

    `doctor` reports those that cannot be read where it checks the folder of backups.
    """
    found: list[tuple[Path, Manifest]] = []
    with suppress(ArchiveError):
        for path in list_backups(home):
            with suppress(ArchiveError):
                found.append((path, read_manifest(path)))
    return sorted(found, key=lambda each: _instant(each[1].made), reverse=True)


def _instant(made: str) -> datetime:
    found = datetime.fromisoformat(made)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
