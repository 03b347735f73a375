"""The deck files on disk, each with the stamp that tells whether it has changed."""

import os
from pathlib import Path
from typing import NamedTuple

from cards.errors import os_reason
from decks.model.errors import DeckFileError

BUILTIN = Path(__file__).parents[1] / "builtin"
_LARGEST = 2**63 - 1


class Stamp(NamedTuple):
    """The size and date of a file. While they stay the same, the file counts as unchanged."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, entry: "os.DirEntry[str]") -> "Stamp":
        """Return the stamp of a file in a folder; a constant for a broken link, so that its problem is cached too."""
        try:
            return cls.made_of(entry.stat())
        except OSError:
            return cls(-1, 0)

    @classmethod
    def made_of(cls, stat: os.stat_result) -> "Stamp":
        """Return the stamp with these values, a date beyond the year 2262 as a number that SQLite can store."""
        return cls(stat.st_size, max(-_LARGEST, min(stat.st_mtime_ns, _LARGEST)))


def deck_files(folder: Path) -> list[tuple[str, Stamp]]:
    """Return the deck files in a folder with their stamps, sorted by name; none if the folder does not exist.

    Raises:
        DeckFileError: It can't be listed, so decks would seem to be gone.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.path, Stamp.of(entry)) for entry in entries if _may_be_a_deck(entry.name))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DeckFileError(folder, f"cannot be read ({os_reason(error)})", "Check its permissions.") from None


def _may_be_a_deck(name: str) -> bool:
    """Return whether a file of this name can be a deck. `.#name` is the lock that Emacs makes while a file is open."""
    return name.endswith(".toml") and not name.startswith(".#")


def stories_file(path: Path | None) -> list[tuple[str, Stamp]]:
    """Return the file of stories and its stamp; an empty list if there is none."""
    try:
        stat = path.stat() if path else None
    except OSError:
        return []
    return [(str(path), Stamp.made_of(stat))] if stat else []
