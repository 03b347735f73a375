"""The files that belong to a home: what a backup saves and a restore puts back."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePosixPath

from cards.errors import GreenroomError, os_reason
from cards.text import clean_line
from decks.toml.file_names import WINDOWS, is_possible, possible_name
from decks.toml.regular_files import is_text

DATABASE = "greenroom.db"
CONFLICTS = "conflicts"  # changes that lost to later ones on another machine; see `trainer.sync.conflicts`
# Where they are besides the home itself, and how their names end. A draft is an answer that could not be saved yet.
FOLDERS = {"decks": (".toml",), "answers": (".toml", ".draft"), CONFLICTS: (".toml",)}


class UnreadableFolder(GreenroomError):
    """A folder of the home cannot be listed, so what is in it would be missing from a backup."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{error.filename or path} cannot be read ({os_reason(error)})",
            "Check its permissions. A backup without it would be incomplete.",
        )


def belongs(name: str, *, windows: bool = WINDOWS) -> bool:
    """Return whether a relative path names a file of a home: inside it, of a kind that is saved, and valid text.

    Windows has fewer names that a file can have: `Why me?.toml` is fine elsewhere.
    """
    parts = PurePosixPath(name).parts
    if name == DATABASE:
        return True
    plain = all(part not in ("..", ".") and is_possible(part, windows=windows) for part in parts)
    kinds = FOLDERS.get(parts[0], ()) if len(parts) > 1 else (".toml",)
    return name == "/".join(parts) and plain and name.endswith(kinds) and is_text(name)


def possible_paths(name: str) -> Iterator[str]:
    """Yield what a file of a backup can be called here, given its relative path: that, if this system allows it."""
    parts = [possible_name(part) for part in name.split("/")]
    yield "/".join(parts)
    stem, _, ending = parts.pop().rpartition(".")
    yield from ("/".join([*parts, f"{stem}-{number}.{ending}"]) for number in count(2))


def saved_files(home: Path) -> list[str]:
    """Return the paths, relative to the home, of the files a backup saves, the database left out."""
    return [name for name in _user_files(home) if belongs(name)]


def unsavable_files(home: Path) -> list[str]:
    """Return, ready to be shown, the user's files that can't be backed up because of their names."""
    shown = (name.encode("utf-8", "backslashreplace").decode() for name in _user_files(home) if not belongs(name))
    return [clean_line(name) for name in shown]


def _user_files(home: Path) -> list[str]:
    """Return the relative paths of all files of the kinds that are saved; may raise `UnreadableFolder`."""
    found = [path.name for path in home.glob("*.toml") if path.is_file()]
    for folder, endings in FOLDERS.items():
        paths = _files_below(home / folder)
        found += [path.relative_to(home).as_posix() for path in paths if path.suffix in endings]
    return sorted(found)


def _files_below(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        if not isinstance(error, (FileNotFoundError, NotADirectoryError)):  # those are empty, or have just been removed
            raise error

    try:
        for where, _, names in os.walk(folder, onerror=stop):
            yield from (path for path in (Path(where, name) for name in names) if path.is_file())
    except OSError as error:
        raise UnreadableFolder(folder, error) from None
