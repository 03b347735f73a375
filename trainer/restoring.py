"""Put a home back to what a backup holds, whole or not at all.

Everything is unpacked and checked in a folder of its own first. Renaming that folder to `restoring` is the moment it
counts: from then on whoever opens the home next finishes the work first, however often it is interrupted.
"""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from decks.own_files import make_folder, replace_own
from scheduler.errors import StoreDamaged
from scheduler.inspection import State, inspect_database, put_database
from trainer.archive import DATABASE, UNFINISHED, ArchiveError, Manifest, discard, names_in, unpack
from trainer.home import RESTORING

if TYPE_CHECKING:
    from trainer.home import Home

_PLAN = "plan.json"  # the files that are to be there; its absence says that all is done
_FILES = "files"


def restore(home: "Home", path: Path) -> Manifest:
    """Put everything back that a backup holds; what else there is of such files goes.

    Raises:
        ArchiveError: It is no sound backup, or there is no room to unpack it; nothing was changed.
        StoreError: The database is in use; the rest follows when the home is opened next.
    """
    work = _work_folder(home)
    try:
        manifest = unpack(path, work / _FILES)
        _decide(home, work, sorted(manifest.files.keys() - {DATABASE}))
    except OSError as error:
        discard(work)
        raise _unusable(home, error) from None
    except BaseException:
        discard(work)
        raise
    finish(home)
    return manifest


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
        _decide(home, work, None)
    except OSError as error:
        discard(work)
        raise _unusable(home, error) from None
    finish(home)


def finish(home: "Home") -> None:
    """Finish what `restore` has begun, if it was interrupted after the moment it counted."""
    work = home.path / RESTORING
    if (work / _PLAN).exists():
        names = json.loads((work / _PLAN).read_text(encoding="utf-8"))
        staged = work / _FILES / DATABASE
        try:
            if staged.exists():
                _put_database(home, staged)
                staged.unlink(missing_ok=True)  # so that it is not put in once more over what is rated from now on
            if names is not None:
                _put_files(home, work / _FILES, names)
            (work / _PLAN).unlink()
        except OSError as error:
            raise _unusable(home, error) from None
    discard(work)


def _work_folder(home: "Home") -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="restore-", suffix=UNFINISHED, dir=home.path))
    except OSError as error:
        raise _unusable(home, error) from None


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _decide(home: "Home", work: Path, names: list[str] | None) -> None:
    with (work / _PLAN).open("w", encoding="utf-8") as file:
        json.dump(names, file)
        file.flush()
        os.fsync(file.fileno())
    work.rename(home.path / RESTORING)


def _put_database(home: "Home", staged: Path) -> None:
    """Put the database in through SQLite, so that another greenroom that has it open goes on with the new content.

    A damaged one is kept aside first. Only one that SQLite knows for no database is replaced as a file: who has it open
    would go on with the old one, and take the new one's newest changes away when it is closed.
    """
    if inspect_database(home.database).state not in (State.SOUND, State.MISSING, State.NEWER):
        keep_aside(home)
    with suppress(StoreDamaged):
        put_database(staged, home.database)
        return
    for ending in ("-wal", "-shm"):  # what was written last to the old one is no part of the new one
        home.database.with_name(home.database.name + ending).unlink(missing_ok=True)
    staged.replace(home.database)


def keep_aside(home: "Home") -> Path:
    """Copy the damaged database to the backups, byte by byte; return where it is."""
    import shutil

    from trainer.backups import new_name

    folder = new_name(home, "damaged", home.env.clock()).with_suffix("")
    make_folder(folder)
    for ending in ("", "-wal"):
        source = home.database.with_name(home.database.name + ending)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
            (folder / source.name).chmod(0o600)
    return folder


def _put_files(home: "Home", staged: Path, names: list[str]) -> None:
    for name in names:
        make_folder((home.path / name).parent)
        replace_own(home.path / name, (staged / name).read_bytes())
    for name in set(names_in(home.path)) - set(names):
        (home.path / name).unlink(missing_ok=True)


def _unusable(home: "Home", error: OSError) -> ArchiveError:
    told = "Check its rights and the free space, then try again."
    return ArchiveError(f"{home.path} cannot be written ({error.strerror or type(error).__name__})", told)
