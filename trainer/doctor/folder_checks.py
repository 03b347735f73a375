"""The checks of the folder: free space, permissions, unreadable and unfinished files, and the backups."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISLNK

from cards.errors import os_reason
from cards.text import clean_line
from decks.toml.atomic import make_folder
from scheduler.repair.inspect import Condition, DatabaseState
from trainer.backup.archive import UNFINISHED, Manifest
from trainer.command_line import join_command
from trainer.doctor.findings import Finding, FindingLevel
from trainer.files.home_files import FOLDERS
from trainer.files.permissions import CHANGE, READ, WRITE, may
from trainer.home import Home
from trainer.terminal.words import count, size

_LEAST_FREE = 100 * 1000 * 1000  # bytes, plus room for three databases: a backup and a rebuild
_READ_BY_US = (".toml", ".draft", ".zip")
_LEFT_OVER_AFTER = 3600  # seconds; a younger unfinished file may belong to a program that is still at work


def check_space(home: Home) -> Finding:
    """Check whether the disk has room for backups."""
    free = shutil.disk_usage(home.path).free
    database = home.database.stat().st_size if home.database.exists() else 0
    if free >= max(_LEAST_FREE, 3 * database):
        return Finding("space", FindingLevel.OK, f"The disk has {size(free)} free.")
    message = f"The disk has only {size(free)} free."
    return Finding("space", FindingLevel.WRONG, message, "Make room for backups.")


def check_rights(home: Home) -> Iterator[Finding]:
    """Check whether the user can read everything, and write wherever greenroom writes."""
    folders = (home.path, *(home.path / name for name in FOLDERS), home.backups)
    for path in folders:
        if path.exists() and not path.is_dir():
            advice = "Move it away; greenroom makes the folder when it needs it."
            yield Finding("rights", FindingLevel.WRONG, f"{path} isn't a folder.", advice)
    wanted = {path: CHANGE for path in folders if path.is_dir()}
    files = (path for path in _everything(home) if path.suffix in _READ_BY_US and _mode(path))
    wanted |= {path: READ for path in files if path not in wanted}
    wanted |= {path: WRITE for path in home.path.glob(f"{home.database.name}*") if path.is_file()}
    for path, rights in wanted.items():
        if not may(path, rights) and os.path.lexists(path):  # another program might have removed it
            message = f"You can't {'write' if may(path, READ) else 'read'} {path}."
            change = ["attrib", "-R"] if os.name == "nt" else ["chmod", "u+rwX"]
            fix = f"If it is yours, and the disk isn't read-only, run `{join_command([*change, str(path)])}`."
            yield Finding("rights", FindingLevel.WRONG, message, fix)


def check_own_material(home: Home) -> Iterator[Finding]:
    """Check whether the interviews and the user's own answers can be read."""
    from decks.model.problems import Level as ProblemLevel
    from decks.own.answers import read_own_answers
    from trainer.interview.dates import InterviewsError, read_interviews
    from trainer.interview.followup import read_followup

    try:
        for interview in read_interviews(home.interviews):
            read_followup(home.interviews, interview)
    except InterviewsError as error:
        yield Finding.of_error("interviews", error)
    for path in sorted(home.answers.glob("*.toml")):
        for problem in read_own_answers(path)[1]:
            if problem.level is ProblemLevel.ERROR:
                message = f"{problem.path}:{problem.line}: {problem.message}."
                yield Finding("answers", FindingLevel.WRONG, message, problem.fix)


def check_conflicts(home: Home) -> Iterator[Finding]:
    """Point out what was changed on two machines at once and is kept until the user has looked at it."""
    from trainer.sync.conflicts import conflicts_sentence

    if sentence := conflicts_sentence(home):
        yield Finding("conflicts", FindingLevel.NOTE, sentence)


def check_modes(home: Home, *, fix: bool) -> Iterator[Finding]:
    """Check whether other users can read what is private; Windows does not use these modes."""
    if os.name != "posix":
        return
    open_to_others = [path for path in _everything(home) if _mode(path) & 0o077]
    if not open_to_others:
        yield Finding("modes", FindingLevel.OK, "Only you can read your data.")
        return
    what = count(len(open_to_others), "file or folder", "files and folders")
    names = _first_three([str(path if path == home.path else path.relative_to(home.path)) for path in open_to_others])
    if not fix:
        advice = "`greenroom doctor --fix` makes them private."
        yield Finding("modes", FindingLevel.WRONG, f"Other users can read {what}: {names}.", advice)
        return
    for path in open_to_others:
        try:
            path.chmod(path.stat().st_mode & 0o700)
        except OSError as error:
            message = f"Other users can read {path} ({os_reason(error)})."
            yield Finding("modes", FindingLevel.WRONG, message, "Change its permissions.")
            return
    yield Finding("modes", FindingLevel.FIXED, f"Other users could read {what}. Now only you can: {names}.")


def check_leftovers(home: Home, *, fix: bool) -> Iterator[Finding]:
    """Check for files that were cut off half written; with `fix`, move them to the backups.

    They are never deleted: something the user wrote may be in them.
    """
    oldest_at_work = home.now_ms / 1000 - _LEFT_OVER_AFTER
    folders = (home.path, home.backups, *(home.path / folder for folder in FOLDERS))
    found = [path for folder in folders for path in folder.glob(f"*{UNFINISHED}") if _is_older(path, oldest_at_work)]
    if not found:
        return
    what = f"Left unfinished: {count(len(found), 'file or folder', 'files and folders')}, "
    what += _first_three([path.name for path in found])
    if not fix:
        advice = "`greenroom doctor --fix` moves them to the backups."
        yield Finding("leftovers", FindingLevel.WRONG, f"{what}.", advice)
        return
    from trainer.backup.folder import free_path

    try:
        aside = free_path(home, "leftovers").with_suffix("")
        make_folder(aside)
        for path in found:  # files of two folders may have the same name
            target = aside / path.relative_to(home.path)
            make_folder(target.parent)
            path.replace(target)
    except OSError as error:
        message = f"{what}. Moving them failed ({os_reason(error)})."
        yield Finding("leftovers", FindingLevel.WRONG, message, "Check the permissions.")
        return
    yield Finding("leftovers", FindingLevel.FIXED, f"{what}. Moved to {aside}.")


def check_backups(home: Home, condition: Condition) -> Iterator[Finding]:
    """Check that there are backups, and that no other file is among them."""
    from trainer.backup.archive import ArchiveError, read_manifest
    from trainer.backup.folder import list_backups

    sound: list[Manifest] = []
    if home.backups.exists() and not home.backups.is_dir():
        return  # the check of the permissions reports that
    try:
        for path in list_backups(home):
            try:
                sound.append(read_manifest(path))
            except ArchiveError as error:
                advice = f"Move it out of {home.backups}: only backups belong there."
                yield Finding("backups", FindingLevel.WRONG, f"{error.what}.", advice)
    except ArchiveError as error:
        yield Finding.of_error("backups", error)
        return
    if not sound:
        level = FindingLevel.NOTE if condition.reviews else FindingLevel.OK
        yield Finding("backups", level, "There are no backups yet; one is made every day you practise.")
        return
    newest = sound[0]
    reviews = count(newest.reviews, "review")
    message = f"{count(len(sound), 'backup')}, the newest from {newest.made[:10]} with {reviews}"
    more = newest.reviews - condition.reviews
    if more > 0 and condition.state in (DatabaseState.SOUND, DatabaseState.MISSING):
        message += f", {count(more, 'review')} more than the log."
        advice = "`greenroom restore` goes back to one, after backing up what you have now."
        yield Finding("backups", FindingLevel.NOTE, message, advice)
        return
    yield Finding("backups", FindingLevel.OK, f"{message}.")


def _everything(home: Home) -> Iterator[Path]:
    """Yield the home, the files in it, and everything in the folders that greenroom makes there."""
    yield home.path
    yield from (path for path in home.path.iterdir() if path.is_file())
    for folder in (*FOLDERS, home.backups.name, home.recordings.name, home.speech.name):
        if (home.path / folder).is_dir():
            yield home.path / folder
            yield from (home.path / folder).rglob("*")


def _mode(path: Path) -> int:
    """Return the mode of a file; 0 for a link, and for a file that another program has just moved."""
    with suppress(FileNotFoundError, PermissionError):
        mode = path.lstat().st_mode
        return 0 if S_ISLNK(mode) else mode
    return 0


def _is_older(path: Path, than: float) -> bool:
    with suppress(FileNotFoundError, PermissionError):
        return path.stat().st_mtime < than
    return False


def _first_three(names: list[str]) -> str:
    return ", ".join(clean_line(name) for name in names[:3]) + (", ..." if len(names) > 3 else "")
