"""The restore of a home from a backup, whole or not at all.

Everything is first unpacked and checked in a folder of its own. Renaming that folder to `restoring` is the moment the
restore counts: before it, nothing has changed; after it, `trainer/backup/unfinished_restore.py` does the rest, however
often that is interrupted.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from decks.toml.atomic import sync_file, sync_folder
from decks.toml.regular_files import real_path, when_free
from scheduler.repair.ownership import device_of, set_device
from trainer.backup.archive import UNFINISHED, ArchiveError, LogOrigin, Manifest
from trainer.backup.folder import MadeBackup
from trainer.backup.read import check_stamps, unpack
from trainer.backup.unfinished_restore import FILES, RestorePlan, finish_restore, unwritable, write_plan
from trainer.files.home_files import DATABASE, saved_files
from trainer.files.permissions import WRITE, first_unwritable, may
from trainer.home import RESTORING, Home


class Restored(NamedTuple):
    """What was restored, and the backup of what it replaced; None if there was nothing to replace."""

    manifest: Manifest
    before: MadeBackup | None


def restore(home: Home, path: Path) -> Restored:
    """Put everything in a backup back in place, and remove files of the same kinds that it does not have.

    What is replaced or removed is backed up first.

    Raises:
        ArchiveError: It is not a sound backup, there is no room, or something is read-only; nothing was changed.
        UnfinishedRestore: The database is in use, or the disk fails; the rest is done when the home is opened next.
    """
    from trainer.backup.folder import make_backup

    with _work_folder(home) as work:
        manifest = unpack(path, work / FILES)
        origin = None
        if DATABASE in manifest.files:
            check_stamps(path, work / FILES / DATABASE, home.now_ms)
            origin = LogOrigin(manifest.made, device_of(work / FILES / DATABASE))
            set_device(work / FILES / DATABASE, device_of(home.database))
            _sync(work / FILES / DATABASE)
        files = {name: checksum for name, checksum in manifest.files.items() if name != DATABASE}
        _check_rights(home, {*files, *saved_files(home.path)})
        made = make_backup(
            home, "before-restore", "restore", allow_empty=False, skip_damaged=True, replaced_by_restore=origin
        )
        _commit(home, work, RestorePlan(files, made.manifest.files if made else {}, origin))
    finish_restore(home)
    return Restored(manifest, made)


def replace_database(home: Home, new: Path) -> None:
    """Replace a damaged database, and keep it among the backups; see `restore` for the errors."""
    with _work_folder(home) as work:
        (work / FILES).mkdir()
        new.replace(work / FILES / DATABASE)
        _sync(work / FILES / DATABASE)
        _commit(home, work, RestorePlan(None, {}))
    finish_restore(home)


@contextmanager
def _work_folder(home: Home) -> Iterator[Path]:
    """Make a folder to prepare a restore in; remove it if the restore fails before it counts."""
    try:
        work = Path(tempfile.mkdtemp(prefix="restore-", suffix=UNFINISHED, dir=home.path))
        try:
            yield work
        except BaseException:
            with suppress(OSError):
                rmtree(work)
            raise
    except OSError as error:
        raise unwritable(home, error) from None


def _check_rights(home: Home, names: set[str]) -> None:
    """Raise `ArchiveError` unless all of these files, the database and the backups can be written."""
    paths = {home.database, home.backups / "x.zip", *(home.path / name for name in names)}
    refused = first_unwritable(paths | set(map(real_path, paths)))
    if refused is None and home.database.exists() and not may(home.database, WRITE):
        refused = home.database
    if refused is not None:
        raise ArchiveError(f"{refused} cannot be written", "Check its permissions; nothing was changed.")


def _commit(home: Home, work: Path, plan: RestorePlan) -> None:
    """Make a restore count: from here on it will be finished, however often that is interrupted."""
    write_plan(work, plan)
    for folder in (*(path for path in work.rglob("*") if path.is_dir()), work):
        sync_folder(folder)
    when_free(lambda: work.rename(home.path / RESTORING))
    sync_folder(home.path)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        sync_file(file)
