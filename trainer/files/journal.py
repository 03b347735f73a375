"""Notes what is done to a person's files, with what they held before, so that it can be undone."""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from scheduler.log.undo import FileNote

if TYPE_CHECKING:
    from scheduler.log.store import Store
    from trainer.home import Home

_KEPT = "before"  # the folder among the backups with the texts, each named by its checksum


class ChangedSince(GreenroomError):
    """A file is no longer as the change left it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} was changed since", "Nothing was undone, so that nothing you wrote is lost.")


class NotKept(GreenroomError):
    """What a file held before is no longer among the backups."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"What {path} held before is no longer kept", "Nothing was undone.")


class Elsewhere(GreenroomError):
    """A file is none of this home's, and a change that was not made here names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no file of this home, and was not changed from here",
            "Nothing was undone: the note of it came with a backup. Change the file yourself if you want to.",
        )


def keep(home: "Home", path: Path) -> str | None:
    """Keep what a file holds; return its checksum, or None if there is no such file.

    Raises:
        DeckFileError: It cannot be read, or the copy cannot be written.
    """
    from decks.model.errors import DeckFileError
    from decks.toml.atomic import make_folder, replace_own

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DeckFileError(path, f"cannot be read ({error.strerror})", "Check its rights.") from None
    name = sha256(content).hexdigest()
    kept = home.backups / _KEPT / name
    if not kept.exists():
        try:
            make_folder(kept.parent)
        except OSError as error:
            raise DeckFileError(kept, f"cannot be written ({error.strerror})", "Check the rights.") from None
        replace_own(kept, content)
    return name


def note(home: "Home", store: "Store", kind: str, told: str, before: Mapping[Path, str | None]) -> str:
    """Note what was done to files, those that are as they were left out; return the name of the change.

    Args:
        home: The data home.
        store: Its log.
        kind: `import`, `add`, `edit`, `fix` or `clear`.
        told: What a person knows it by.
        before: What `keep` returned for each file before it was changed.
    """
    files = [FileNote(name_in(home, path), was, _checksum(path)) for path, was in before.items()]
    return store.note(kind, told, [file for file in files if file.before != file.after], home.now_ms)


def put_back(home: "Home", files: list[FileNote], *, made_here: bool = True) -> list[Path]:
    """Put files back to what they held before a change; return those that were changed by that.

    Args:
        home: The data home.
        files: What was done to them.
        made_here: Whether it was done in this home. What a backup brought along is believed of files of a home alone.

    Raises:
        Elsewhere: One of them is none of the home's, and it was not done here; none was touched.
        ChangedSince: One of them is no longer as the change left it; none was touched.
        NotKept: What one of them held before is gone; none was touched.
        DeckFileError: One cannot be written.
    """
    from trainer.files.home_files import DATABASE, belongs

    todo: list[tuple[Path, str | None, bytes | None]] = []
    for file in files:
        path = home.path / file.path
        if not made_here and (file.path == DATABASE or not belongs(file.path)):
            raise Elsewhere(path)
        now = _checksum(path)
        if now == file.before:  # an undo that was cut off half way
            continue
        if now != file.after:
            raise ChangedSince(path)
        todo.append((path, now, None if file.before is None else _kept(home, path, file.before)))
    for path, seen, content in todo:
        if keep(home, path) != seen:
            raise ChangedSince(path)
        _put_back(home, path, seen, content)
    return [path for path, _, _ in todo]


def is_as_left(home: "Home", file: FileNote) -> bool:
    """Tell whether a file still is as a change left it."""
    return _checksum(home.path / file.path) == file.after


def _put_back(home: "Home", path: Path, seen: str | None, content: bytes | None) -> None:
    """Put a file back to what it held, if it still holds what was `seen` and kept."""
    from decks.toml.atomic import ChangedMeanwhile, replace_own

    if content is None:
        path.unlink(missing_ok=True)
        return
    try:
        replace_own(path, content, guarded=True, seen=None if seen is None else _kept(home, path, seen))
    except ChangedMeanwhile:
        raise ChangedSince(path) from None


def _kept(home: "Home", path: Path, checksum: str) -> bytes:
    content = b""
    with suppress(OSError, ValueError):  # a checksum from a stranger may be anything
        content = (home.backups / _KEPT / checksum).read_bytes()
    if sha256(content).hexdigest() != checksum:
        raise NotKept(path)
    return content


def _checksum(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return ""  # equal to no checksum: what cannot be read is left alone


def name_in(home: "Home", path: Path) -> str:
    """Return a path as it is noted: below the home if it is there, so that the home may move."""
    path = path.absolute()
    if ".." in path.parts:
        path = path.resolve()
    return path.relative_to(home.path).as_posix() if path.is_relative_to(home.path) else str(path)
