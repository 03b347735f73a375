"""Changes to a person's files: noted in the log with each file's earlier content, so that `undo` can put it back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from cards.errors import GreenroomError, os_fix, os_reason
from scheduler.log.store import Store
from scheduler.log.undo import FileNote
from trainer.home import Home

_KEPT = "before"  # the folder among the backups with earlier contents, each file named by its checksum


class ChangedSince(GreenroomError):
    """A file is no longer as the change left it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} has changed since", "Nothing was undone, so you lose nothing you wrote.")


class NotKept(GreenroomError):
    """The earlier content of a file is no longer among the backups."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The earlier version of {path} is gone", "Nothing was undone.")


class OutsideHome(GreenroomError):
    """A change made elsewhere names a file that is not one of this home's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} isn't one of your greenroom files, and was changed from another data folder",
            "Nothing was undone. Change the file yourself if you want to.",
        )


def keep(home: Home, path: Path) -> str | None:
    """Keep a copy of a file among the backups; return its SHA-256 checksum, or None if there is no such file.

    Raises:
        DeckFileError: It cannot be read, or the copy cannot be written.
    """
    from decks.model.errors import DeckFileError
    from decks.toml.atomic import make_folder, replace_own
    from decks.toml.regular_files import read_bytes

    try:
        content = read_bytes(path, most=-1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DeckFileError(path, f"cannot be read ({os_reason(error)})", os_fix(error)) from None
    checksum = sha256(content).hexdigest()
    kept = home.backups / _KEPT / checksum
    if not kept.exists():
        try:
            make_folder(kept.parent)
        except OSError as error:
            raise DeckFileError(kept, f"cannot be written ({os_reason(error)})", "Check the permissions.") from None
        replace_own(kept, content)
    return checksum


def note(home: Home, store: Store, kind: str, label: str, before: Mapping[Path, str | None]) -> str:
    """Note a change of files in the log, unchanged files left out; return the change's uuid.

    `kind` is one of those that `undo.Change` names, `label` the words a person knows the change by
    (a card's key or a file's name, say), `before` what `keep` returned for each file before it was changed.
    """
    files = [FileNote(name_in(home, path), was, _checksum(path)) for path, was in before.items()]
    return store.note(kind, label, [file for file in files if file.before != file.after], home.now_ms)


@contextmanager
def noted(home: Home, store: Store, kind: str, label: str, *paths: Path) -> Iterator[None]:
    """Note in the log how files change inside the `with`, however that ends; for the arguments see `note`."""
    store.back_up()
    before = {path: keep(home, path) for path in paths}
    try:
        yield
    finally:
        note(home, store, kind, label, before)


def put_back(home: Home, files: list[FileNote], *, made_here: bool = True) -> list[Path]:
    """Put files back as they were before a change; return the files this changed.

    A change that was not `made_here` came with a restored backup and could be anyone's, so it only reaches files that
    belong to a home. After an error no file was touched, unless another program was writing to one.

    Raises:
        OutsideHome: One of them is not one of the home's, and the change was made elsewhere.
        ChangedSince: One of them is no longer as the change left it.
        NotKept: The earlier content of one of them is gone.
        DeckFileError: One cannot be written; some may have been put back.
    """
    from trainer.files.home_files import DATABASE, belongs

    todo: list[tuple[Path, str | None, bytes | None]] = []
    for file in files:
        path = home.path / file.path
        if not made_here and (file.path == DATABASE or not belongs(file.path)):
            raise OutsideHome(path)
        now = _checksum(path)
        if now == file.before:  # done already, by an undo that was cut off
            continue
        if now != file.after:
            raise ChangedSince(path)
        todo.append((path, now, None if file.before is None else _kept(home, path, file.before)))
    for path, seen, content in todo:
        if keep(home, path) != seen:
            raise ChangedSince(path)
        _put_back(path, None if seen is None else _kept(home, path, seen), content)
    return [path for path, _, _ in todo]


def can_be_put_back(home: Home, files: list[FileNote]) -> bool:
    """Return whether the earlier content of the files of a change is among the backups here."""
    return all(file.before is None or _is_kept(home, file.before) for file in files)


def is_as_left(home: Home, file: FileNote) -> bool:
    """Return whether a file still is as a change left it."""
    return _checksum(home.path / file.path) == file.after


def _put_back(path: Path, seen: bytes | None, content: bytes | None) -> None:
    """Replace or remove a file whose content is still what was `seen`; None means no file, before or after."""
    from decks.toml.atomic import ChangedMeanwhile, remove_own, replace_own

    try:
        if content is not None:
            replace_own(path, content, guarded=True, seen=seen)
        elif seen is not None:
            remove_own(path, seen=seen)
    except ChangedMeanwhile:
        raise ChangedSince(path) from None


def _is_kept(home: Home, checksum: str) -> bool:
    with suppress(OSError, ValueError):  # as in `_kept`
        return (home.backups / _KEPT / checksum).is_file()
    return False


def _kept(home: Home, path: Path, checksum: str) -> bytes:
    from decks.toml.regular_files import read_bytes

    content = b""
    with suppress(OSError, ValueError):  # a checksum in a restored log can be any text
        content = read_bytes(home.backups / _KEPT / checksum, most=-1)
    if sha256(content).hexdigest() != checksum:
        raise NotKept(path)
    return content


def _checksum(path: Path) -> str | None:
    from decks.toml.regular_files import read_bytes

    try:
        return sha256(read_bytes(path, most=-1)).hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return ""  # equals no checksum, so a file that cannot be read is left alone


def name_in(home: Home, path: Path) -> str:
    """Return the name a file is noted under: relative to the home if it is inside, so that the home can move."""
    path = path.absolute()
    if ".." in path.parts:
        from decks.toml.regular_files import real_path

        path = real_path(path)
    return path.relative_to(home.path).as_posix() if path.is_relative_to(home.path) else str(path)
