"""Put a home back to what a backup holds, whole or not at all.

Everything is unpacked and checked in a folder of its own first. Renaming that folder to `restoring` is the moment it
counts: from then on whoever opens the home next, or is about to change it, finishes the work first, one at a time and
however often it is interrupted. What came in since the backup that a restore begins with is backed up as well.
"""

import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import GreenroomError
from decks.toml.atomic import alone, make_folder, replace_own, sync_file, sync_folder
from scheduler.log.errors import StoreDamaged
from scheduler.log.files import copy_database, put_database
from scheduler.repair.inspect import DatabaseState, inspect_database
from scheduler.repair.ownership import device_of, set_device
from trainer.backup.archive import UNFINISHED, ArchiveError, Manifest, discard, names_in
from trainer.backup.read import unpack
from trainer.files.home_files import DATABASE
from trainer.files.permissions import WRITE, first_unwritable, may
from trainer.home import RESTORING

if TYPE_CHECKING:
    from trainer.backup.folder import Made
    from trainer.home import Home

_PLAN = "plan.json"  # its absence says that all is done
_FILES = "files"


class _Plan(NamedTuple):
    """What a restore is about to do.

    Attributes:
        files: The checksums of the files that are to be there, by their names; None if files stay as they are.
        before: The checksums of what was backed up before. A file goes, or is replaced unasked, only as it was then.
        instead: See `Manifest`, of what is backed up meanwhile.
    """

    files: Mapping[str, str] | None
    before: Mapping[str, str]
    instead: tuple[str, str | None] | None = None


class Unfinished(ArchiveError):
    """A restore that counts cannot be finished now; nothing of the home is used meanwhile."""

    def __init__(self, error: GreenroomError) -> None:
        super().__init__(
            f"A restore that was begun here is not finished: {error.what}",
            "See to that, and whatever you start next finishes it; until then, `greenroom doctor` and"
            " `greenroom backup --list` still work.",
        )


class Restored(NamedTuple):
    """What was restored, and the backup of what there was before; None if that was nothing."""

    manifest: Manifest
    before: "Made | None"


def restore(home: "Home", path: Path) -> Restored:
    """Put everything back that a backup holds; what else there is of such files goes, once it is backed up.

    Args:
        home: The data home.
        path: The backup.

    Raises:
        ArchiveError: It is no sound backup, there is no room, or a right is missing; nothing was changed.
        Unfinished: The database is in use; the rest follows when the home is opened next.
    """
    from trainer.backup.folder import make_backup

    work = _work_folder(home)
    try:
        manifest = unpack(path, work / _FILES)
        instead = None
        if DATABASE in manifest.files:
            instead = manifest.made, device_of(work / _FILES / DATABASE)
            set_device(work / _FILES / DATABASE, device_of(home.database))
            _sync(work / _FILES / DATABASE)
        files = {name: checksum for name, checksum in manifest.files.items() if name != DATABASE}
        _check_rights(home, {*files, *names_in(home.path)})
        made = make_backup(home, "before-restore", "restore", anyhow=True, instead=instead)
        _decide(home, work, _Plan(files, made.manifest.files if made else {}, instead))
    except OSError as error:
        discard(work)
        raise _unusable(home, error) from None
    except BaseException:
        discard(work)
        raise
    finish(home)
    return Restored(manifest, made)


def replace_database(home: "Home", new: Path) -> None:
    """Put a database in the place of the damaged one, which is kept among the backups; files stay as they are.

    Raises:
        ArchiveError: It cannot be done; nothing was changed.
    """
    work = _work_folder(home)
    try:
        (work / _FILES).mkdir()
        new.replace(work / _FILES / DATABASE)
        _sync(work / _FILES / DATABASE)
        _decide(home, work, _Plan(None, {}))
    except OSError as error:
        discard(work)
        raise _unusable(home, error) from None
    finish(home)


def finish(home: "Home") -> None:
    """Finish what `restore` has begun, if it was interrupted after the moment it counted.

    Raises:
        Unfinished: That cannot be done now.
    """
    work = home.path / RESTORING
    with suppress(OSError):
        make_folder(home.backups)
    with alone(home.backups):
        try:
            _finish(home, work)
        except FileNotFoundError as error:
            if (work / _PLAN).exists():
                raise Unfinished(_unusable(home, error)) from None
        except OSError as error:
            raise Unfinished(_unusable(home, error)) from None
        except GreenroomError as error:
            raise Unfinished(error) from None
        discard(work)


def _finish(home: "Home", work: Path) -> None:
    """Do what is left of a plan; raise `FileNotFoundError` if there is none, or another greenroom was quicker."""
    plan = _read_plan(work / _PLAN)
    staged = work / _FILES / DATABASE
    state = inspect_database(home.database).state if staged.exists() else None
    kept = _keep_what_came_since(home, work, plan, database=state in (DatabaseState.SOUND, DatabaseState.NEWER))
    if state is not None:
        _put_database(home, staged, state, tell=plan.files is not None)
        staged.unlink(missing_ok=True)  # so that it is not put in once more over what is rated from now on
        sync_folder(staged.parent)
    left = _put_files(home, work / _FILES, plan.files, plan.before) if plan.files is not None else []
    (work / _PLAN).unlink()
    sync_folder(work)
    if kept:
        home.notice(f"What came in while the restore was on its way is kept: {kept}")
    if left:
        home.notice(f"Written since the restore began, so they stay: {', '.join(left)}")


def _read_plan(path: Path) -> _Plan:
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(plan, dict):
            return _Plan(**plan)
        return _Plan(plan and dict.fromkeys(plan, ""), {})  # as it was once written: only the names
    except (ValueError, TypeError):
        told = f"its plan is damaged. Move {path.parent} away, and restore the backup again"
        raise ArchiveError(told) from None


def _keep_what_came_since(home: "Home", work: Path, plan: _Plan, *, database: bool) -> Path | None:
    """Back up what is about to be replaced, if anything of it is in no backup yet; return where it is."""
    from trainer.backup.folder import make_backup

    now = {} if plan.files is None else {name: _checksum(home.path / name) for name in names_in(home.path)}
    known = {*plan.before.items(), *(plan.files or {}).items()}
    if database:
        with suppress(StoreDamaged):
            now[DATABASE] = _copied_checksum(home.database, work)
            if now[DATABASE] != plan.before.get(DATABASE):  # the restored one may be there already
                known.add((DATABASE, _copied_checksum(work / _FILES / DATABASE, work)))
    if now.items() <= known:
        return None
    made = make_backup(home, "before-restore", "restore", anyhow=True, instead=plan.instead)
    return made.path if made else None


def _copied_checksum(database: Path, work: Path) -> str:
    """Return the checksum that a database has in a backup, where it is a copy made through SQLite."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        copy_database(database, Path(folder) / DATABASE)
        return _checksum(Path(folder) / DATABASE)


def _checksum(path: Path) -> str:
    """Return the checksum of a file; empty, which is that of none, if it is not there."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return file_digest(file, sha256).hexdigest()
    return ""


def _check_rights(home: "Home", names: set[str]) -> None:
    """See to it that all of these files can be replaced before the first one is."""
    paths = {home.database, home.backups / "x.zip", *(home.path / name for name in names)}
    refused = first_unwritable(paths | {path.resolve() for path in paths})
    if refused is None and home.database.exists() and not may(home.database, WRITE):
        refused = home.database
    if refused is not None:
        raise ArchiveError(f"{refused} cannot be written", "Check its rights; nothing was changed.")


def _work_folder(home: "Home") -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="restore-", suffix=UNFINISHED, dir=home.path))
    except OSError as error:
        raise _unusable(home, error) from None


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        sync_file(file)


def _decide(home: "Home", work: Path, plan: _Plan) -> None:
    with (work / _PLAN).open("w", encoding="utf-8") as file:
        json.dump(plan._asdict(), file)
        sync_file(file)
    for folder in (*(path for path in work.rglob("*") if path.is_dir()), work):
        sync_folder(folder)
    work.rename(home.path / RESTORING)
    sync_folder(home.path)


def _put_database(home: "Home", staged: Path, state: DatabaseState, *, tell: bool) -> None:
    """Put the database in through SQLite, so that another greenroom that has it open goes on with the new content.

    A damaged one is kept aside first. Only one that SQLite knows for no database is replaced as a file: who has it open
    would go on with the old one, and take the new one's newest changes away when it is closed.
    """
    if state not in (DatabaseState.SOUND, DatabaseState.MISSING, DatabaseState.NEWER, DatabaseState.OLDER):
        aside = keep_aside(home)
        if tell:
            home.notice(f"The database that was there is kept: {aside}")
    with suppress(StoreDamaged):
        put_database(staged, home.database)
        return
    for ending in ("-wal", "-shm"):  # what was written last to the old one is no part of the new one
        home.database.with_name(home.database.name + ending).unlink(missing_ok=True)
    staged.replace(home.database)
    sync_folder(home.path)


def keep_aside(home: "Home") -> Path:
    """Copy the damaged database to the backups, byte by byte; return where it is."""
    import shutil

    from trainer.backup.folder import names

    make_folder(home.backups)
    for name in names(home, "damaged", home.env.clock()):
        folder = name.with_suffix("")
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            break
    for ending in ("", "-wal"):
        source = home.database.with_name(home.database.name + ending)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
            (folder / source.name).chmod(0o600)
    return folder


def _put_files(home: "Home", staged: Path, files: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """Put files in their places; those that were there before go. Return the names of others, which stay."""
    for name in files:
        make_folder((home.path / name).parent)
        replace_own(home.path / name, (staged / name).read_bytes())
    left = []
    for name in sorted(set(names_in(home.path)) - files.keys()):
        path = home.path / name
        if _checksum(path) == before.get(name):
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
        else:
            left.append(name)
    return left


def _unusable(home: "Home", error: OSError) -> ArchiveError:
    told = "Check its rights and the free space, then try again."
    return ArchiveError(f"{home.path} cannot be written ({error.strerror or type(error).__name__})", told)
