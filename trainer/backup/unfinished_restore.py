"""The completion of a restore that was cut off. Anything added in the meantime is kept.

The next program that opens the home or is about to change it finishes the restore first, one program at a time and as
often as it takes.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, os_reason
from decks.toml.atomic import (
    ChangedMeanwhile,
    make_folder,
    remove_own,
    replace_own,
    sync_file,
    sync_folder,
)
from decks.toml.locks import path_lock
from decks.toml.regular_files import open_file, read_bytes, when_free
from scheduler.log.errors import StoreDamaged
from scheduler.log.files import copy_database, put_database
from scheduler.repair.inspect import DatabaseState, inspect_database
from trainer.backup.archive import ArchiveError, LogOrigin
from trainer.files.home_files import DATABASE, saved_files
from trainer.home import RESTORING, Home

FILES, _PLAN = "files", "plan.json"  # in the folder of a restore: the files to put in place, and what is left to do


class RestorePlan(NamedTuple):
    """What a restore is about to do."""

    files: Mapping[str, str] | None  # checksums of the files the home will have, by path; None if its files stay
    # Checksums of what was backed up first. A file is only removed, or replaced without another backup, if it still is
    # what it was then.
    before: Mapping[str, str]
    replaced_by_restore: LogOrigin | None = None  # see `Manifest`; for a backup of anything added meanwhile


class UnfinishedRestore(ArchiveError):
    """A restore that counts cannot be finished now; nothing in the home is used until it is."""

    def __init__(self, error: GreenroomError) -> None:
        super().__init__(
            f"A restore isn't finished: {error.what}",
            "Fix that, and the next command you run finishes it. Until then, `greenroom doctor` and"
            " `greenroom backup --list` still work.",
        )


def write_plan(work: Path, plan: RestorePlan) -> None:
    """Write the plan of a restore into its folder, synced to disk."""
    table = {"files": plan.files, "before": plan.before, "instead": plan.replaced_by_restore}
    with (work / _PLAN).open("w", encoding="utf-8") as file:
        json.dump(table, file)
        sync_file(file)


def _read_plan(work: Path) -> RestorePlan:
    try:
        table = json.loads(read_bytes(work / _PLAN, most=-1))
        origin = table["instead"]
        return RestorePlan(table["files"], table["before"], origin and LogOrigin(*origin))
    except (ValueError, TypeError, LookupError):
        raise ArchiveError(f"its plan is damaged. Move {work} away, and restore the backup again") from None


def finish_restore(home: Home) -> None:
    """Finish a restore that counts, or raise `UnfinishedRestore`; another program may do so first."""
    work = home.path / RESTORING
    with suppress(OSError):
        make_folder(home.backups)
    with path_lock(home.backups):
        try:
            _finish(home, work)
        except FileNotFoundError as error:
            if (work / _PLAN).exists():
                raise UnfinishedRestore(unwritable(home, error)) from None
        except OSError as error:
            raise UnfinishedRestore(unwritable(home, error)) from None
        except GreenroomError as error:
            raise UnfinishedRestore(error) from None
        with suppress(OSError):
            shutil.rmtree(work)


def unwritable(home: Home, error: OSError) -> ArchiveError:
    """Return the error for a home that cannot be written."""
    what = f"{home.path} cannot be written ({os_reason(error)})"
    return ArchiveError(what, "Check permissions and free space, then try again.")


def _finish(home: Home, work: Path) -> None:
    """Do what is left of a plan; raise `FileNotFoundError` if there is none because another program has finished it."""
    plan = _read_plan(work)
    staged = work / FILES / DATABASE
    state = inspect_database(home.database).state if staged.exists() else None
    kept = _back_up_newer(home, work, plan, with_log=state in (DatabaseState.SOUND, DatabaseState.NEWER))
    if state is not None:
        _put_database(home, staged, state, report=plan.files is not None)
        staged.unlink(missing_ok=True)  # so that it can't overwrite ratings given from now on
        sync_folder(staged.parent)
    left = _put_files(home, work / FILES, plan.files, plan.before) if plan.files is not None else []
    (work / _PLAN).unlink()
    sync_folder(work)
    if kept:
        home.notice(f"Anything added during the restore is saved in {kept}")
    if left:
        home.notice(f"Left alone, because they changed during the restore: {', '.join(left)}")


def _back_up_newer(home: Home, work: Path, plan: RestorePlan, *, with_log: bool) -> Path | None:
    """Back up what is about to be replaced, if any of it is newer than the backup made first; return that new backup.

    With `with_log`, the log is about to be replaced, too, and can be read.
    """
    from trainer.backup.folder import make_backup

    now = {} if plan.files is None else {name: _checksum(home.path / name) for name in saved_files(home.path)}
    known = {*plan.before.items(), *(plan.files or {}).items()}
    if with_log:
        with suppress(StoreDamaged):
            now[DATABASE] = _checksum_of_copy(home.database, work)
            if now[DATABASE] != plan.before.get(DATABASE):  # the restored one may be in place already
                known.add((DATABASE, _checksum_of_copy(work / FILES / DATABASE, work)))
    if now.items() <= known:
        return None
    made = make_backup(
        home,
        "before-restore",
        "restore",
        allow_empty=False,
        skip_damaged=True,
        replaced_by_restore=plan.replaced_by_restore,
    )
    return made.path if made else None


def _checksum_of_copy(database: Path, work: Path) -> str:
    """Return the checksum that a database would have in a backup, where it is a copy made through SQLite."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        copy_database(database, Path(folder) / DATABASE)
        return _checksum(Path(folder) / DATABASE)


def _checksum(path: Path) -> str:
    """Return the SHA-256 checksum of a file; empty if there is none."""
    with suppress(FileNotFoundError), open_file(path) as file:
        return file_digest(file, sha256).hexdigest()
    return ""


def _put_database(home: Home, staged: Path, state: DatabaseState, *, report: bool) -> None:
    """Put the restored database in place through SQLite, so that a program with the log open sees the new content.

    A damaged database is copied to the backups first, and with `report` the user is shown where. Only one that SQLite
    does not recognise is replaced as a file: a program that has it open would keep using the old one, and on closing it
    lose the newest changes of the new one.
    """
    if state not in (DatabaseState.SOUND, DatabaseState.MISSING, DatabaseState.NEWER, DatabaseState.OLDER):
        copy = copy_damaged(home)
        if report:
            home.notice(f"The old database is saved in {copy}")
    with suppress(StoreDamaged):
        put_database(staged, home.database)
        return
    for ending in ("-wal", "-shm"):  # the old database's last changes do not belong to the new one
        beside = home.database.with_name(home.database.name + ending)
        when_free(partial(beside.unlink, missing_ok=True))
    when_free(lambda: staged.replace(home.database))
    sync_folder(home.path)


def copy_damaged(home: Home) -> Path:
    """Copy the damaged database byte by byte into a new folder among the backups; return the folder."""
    from trainer.backup.folder import possible_paths

    make_folder(home.backups)
    for path in possible_paths(home, "damaged"):
        folder = path.with_suffix("")
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            break
    for ending in ("", "-wal"):
        source = home.database.with_name(home.database.name + ending)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
            (folder / source.name).chmod(0o600)
    return folder


def _put_files(home: Home, staged: Path, files: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """Put the restored files in place, and remove the others unless they changed since they were backed up `before`.

    Return the paths of the files left alone because they were written since. The files and `before` are checksums by
    path.
    """
    for name in files:
        make_folder((home.path / name).parent)
        replace_own(home.path / name, read_bytes(staged / name, most=-1))
    placed = {(status.st_dev, status.st_ino) for status in ((home.path / name).stat() for name in files)}
    others = sorted(set(saved_files(home.path)) - files.keys())
    # Where small and capital letters are the same, `Mine.toml` is the file that has just been put in place.
    others = [name for name in others if not _is_one_of(home.path / name, placed)]
    return [name for name in others if not _remove(home.path / name, before.get(name))]


def _is_one_of(path: Path, placed: set[tuple[int, int]]) -> bool:
    with suppress(OSError):
        status = path.stat()
        return (status.st_dev, status.st_ino) in placed
    return False


def _remove(path: Path, checksum: str | None) -> bool:
    """Remove a file that has this checksum; return whether it is gone."""
    try:
        content = read_bytes(path, most=-1)
        if sha256(content).hexdigest() != checksum:
            return False
        remove_own(path, seen=content)
    except FileNotFoundError:
        return True
    except ChangedMeanwhile:
        return False
    return True
