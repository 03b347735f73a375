"""Files that greenroom writes for other programs, such as a report for a browser, and replaces only with their like."""

from pathlib import Path

from decks.model.errors import DeckFileError
from decks.toml.atomic import replace_file, replace_own
from decks.toml.file_names import is_possible
from decks.toml.regular_files import real_path
from trainer.home import Home, user_path

# In the data folder: databases and what SQLite puts beside them, what a person wrote, backups, recordings and locks.
_KEPT = (".db", ".db-wal", ".db-shm", ".db-journal", ".zip", ".wav", ".draft", ".lock", ".toml", ".json")


def write_file(home: Home, path: Path, content: bytes, *, mark: str, noun: str, endings: tuple[str, ...]) -> Path:
    """Write a file where the user says; return its absolute path.

    Args:
        home: The data home. Among its own files, the name has to end in one of `endings`.
        path: The path that was given.
        content: The new content.
        mark: A text near the beginning of every such file, which identifies an earlier one.
        noun: What to call such a file: `report`.
        endings: How the names of such files end, the usual one first.

    Raises:
        DeckFileError: The path belongs to a file of another kind, or to one of the home's own files.
    """
    check_name(path)
    target = user_path(path).absolute()
    inside = real_path(target).is_relative_to(real_path(home.path))
    if inside and target.suffix.lower() not in endings:
        fix = f"Give it a name that ends in {endings[0]}, or save it elsewhere."
        raise DeckFileError(target, "is in your data folder", fix)
    if target.exists() and not target.is_file():
        # Reading a pipe would wait until something writes to it.
        raise DeckFileError(target, "isn't a file", "Name a file, or use - for standard output.")
    if target.exists() and not _has_mark(target, mark):
        raise DeckFileError(target, f"already exists and isn't a greenroom {noun}", "Give another name.")
    (replace_own if inside else replace_file)(target, content)
    return target


def check_name(path: Path) -> None:
    """Raise `DeckFileError` if no file here can have this name: on Windows, `con.csv` is the console."""
    if not is_possible(path.name):
        raise DeckFileError(path, "can't be the name of a file on Windows", "Give another name.")


def check_free(home: Home, path: Path, *, force: bool) -> None:
    """Raise `DeckFileError` unless a file can be written there: nothing is there yet, or `force` may replace it.

    What greenroom keeps in the data folder is never replaced, not even by force.
    """
    check_name(path)
    if not path.exists():
        return
    if not force:
        raise DeckFileError(path, "already exists", "Give another name, or --force to replace it.")
    target, root = real_path(path), real_path(home.path)
    if target.is_relative_to(root) and (target.suffix in _KEPT or target.name.startswith(".")):
        raise DeckFileError(path, "is one of greenroom's own files", "Give another name.")


def _has_mark(path: Path, mark: str) -> bool:
    try:
        with path.open("rb") as file:
            return mark.encode() in file.read(1000)
    except OSError:
        return False
