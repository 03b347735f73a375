"""The result of importing one deck."""

from dataclasses import dataclass
from pathlib import Path

from decks.model.deck import Content, Deck
from decks.model.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did with one deck, or in a dry run would do. Cards are given by their ids."""

    deck: Deck | None  # None if nothing in the file can be used
    path: Path  # the user's deck file that it goes to
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    # Cards that only the replaced file had; their reviews stay in the log. Only a TOML import replaces a file.
    vanished: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # cards that only the user's file has; a merge leaves them there
    backup: Path | None = None  # the copy of the user's file as it was before
    content: Content | None = None  # what the import wrote to a new file, so that it need not be read again
    problems: tuple[Problem, ...] = ()
