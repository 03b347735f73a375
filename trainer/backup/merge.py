"""Rows that the backups of a home have and its log lacks: found, and added to the log."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError
from scheduler.log.errors import StoreError
from scheduler.repair.merge import count_missing_rows, device_names, merge_missing_rows
from scheduler.repair.ownership import device_of, set_device
from trainer.backup.archive import ArchiveError, LogOrigin, Manifest, read_manifest
from trainer.backup.folder import list_backups
from trainer.backup.read import check_log, unpack_log
from trainer.files.home_files import DATABASE
from trainer.home import Home


class MissingRows(NamedTuple):
    """Rows that the backups of a home have and its log lacks, or lacked before they were added."""

    newest: Path | None  # the newest backup that has a log of this home
    rows: list[tuple[str, dict[str, int]]]  # the file name of each backup with missing rows, and how many by table
    unusable: list[GreenroomError]  # the problem with each backup that can't be used


class SavedLog(NamedTuple):
    """A log in a backup."""

    path: Path  # the backup
    reviews: int
    device: str | None  # the name of the home in the log, if it had one


class _UnpackedLog(NamedTuple):
    """A log taken out of a backup."""

    path: Path  # the backup
    copy: Path
    device: str | None


def find_missing(home: Home, log: Path | None, reviews: int, *, every: bool) -> MissingRows:
    """Find the rows that sound backups of this home have and a sound log (None: an empty one) lacks; change nothing.

    Logs only grow, so the newest backup has all that older ones have, unless rows were lost before it was made: `every`
    opens every backup, not only the newest and those with more reviews.
    """
    return _merge(home, log, more_than=-1 if every else reviews, write=False)


def add_missing(home: Home, log: Path) -> MissingRows:
    """Add the rows of sound backups of this home to a log of the newest format, from each backup all or nothing."""
    return _merge(home, log, more_than=-1, write=True)


def newest_with_reviews(home: Home) -> SavedLog | None:
    """Return the log of the newest sound backup of this home that has reviews; None if there is none."""
    return _newest(home, _devices_by_backups(home), lambda manifest: manifest.reviews > 0)


def _devices_by_backups(home: Home) -> set[str | None]:
    """Return the name of a home without a log, from its newest daily backup; empty if there is none.

    Other backups don't count, because they could be from another home.
    """
    found = _newest(home, set(), lambda manifest: manifest.why == "daily")
    return {found.device} if found else set()


def _newest(home: Home, devices: set[str | None], wanted: Callable[[Manifest], bool]) -> SavedLog | None:
    for path, manifest in _newest_first(home):
        with suppress(GreenroomError, OSError), tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
            if DATABASE in manifest.files and wanted(manifest):
                copy = Path(folder) / DATABASE
                unpack_log(path, copy.parent)
                found = SavedLog(path, check_log(path, copy).reviews, device_of(copy))
                if not devices or found.device in devices:
                    return found
    return None


def _merge(home: Home, log: Path | None, *, more_than: int, write: bool) -> MissingRows:
    """Count a log's missing rows, or add them with `write`.

    Only the newest backup, and those with more reviews than `more_than`, are opened.
    """
    devices: set[str | None] = {*device_names(log)} if log else set()
    named_by_log = bool(devices)
    devices = devices or _devices_by_backups(home)
    newest: Path | None = None
    rows: list[tuple[str, dict[str, int]]] = []
    unusable: list[GreenroomError] = []

    def wanted(manifest: Manifest) -> bool:
        return newest is None or manifest.reviews > more_than

    for saved in _logs_not_replaced(home, wanted, unusable):
        if devices and saved.device not in devices:
            continue
        try:
            missing = _count_missing(log, saved)
        except GreenroomError as error:
            unusable.append(error)
            continue
        if log is not None and write and missing:
            missing = merge_missing_rows(log, saved.copy)
        devices.add(saved.device)
        if missing:
            rows.append((saved.path.name, missing))
        if newest is None:
            newest = saved.path
            # The log lost the home's name but has rows that name it. A name known from a backup alone proves nothing.
            if log is not None and write and named_by_log and device_of(log) is None:
                set_device(log, saved.device)
    return MissingRows(newest, rows, unusable)


def _count_missing(log: Path | None, saved: _UnpackedLog) -> dict[str, int]:
    """Return how many rows by table a log lacks that a backup has.

    A full check of the backup's log takes long, so it is only made if there is something to gain.
    """
    try:
        found = count_missing_rows(log, saved.copy)
    except StoreError:
        check_log(saved.path, saved.copy)  # if the backup is at fault, its error is clearer
        raise
    if found:
        check_log(saved.path, saved.copy)
    return found


def _logs_not_replaced(
    home: Home, wanted: Callable[[Manifest], bool], unusable: list[GreenroomError]
) -> Iterator[_UnpackedLog]:
    """Yield the wanted logs in the backups of a home, newest first, leaving out those that a restore has replaced.

    A backup made just before a restore says which backup was restored. From there on back, only that backup and older
    ones of the same home count: the others have rows that the user has given up. What is wrong with a backup that
    cannot be unpacked is added to `unusable`.
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


def _newest_first(home: Home) -> list[tuple[Path, Manifest]]:
    """Return the readable backups and their manifests by the time they were made, regardless of their file names.

    `doctor` reports unreadable ones when it checks the backups.
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
