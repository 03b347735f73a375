"""The result of importing one deck."""

from dataclasses import dataclass
from pathlib import Path

from decks.model.deck import Content, Deck
from decks.model.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did with one deck, or in a dry run would do.

    Attributes:
        deck: The deck that was imported; None if nothing in the file can be used.
        path: The user's deck file that it goes to.
        added: Ids of new cards.
        updated: Ids of cards whose content changed.
        unchanged: Ids of cards that stayed the same.
        vanished: Ids of cards that only the replaced file had; their reviews stay in the log. Only a TOML import
            replaces a file.
        others: Ids of cards that only the user's file has; a merge leaves them there.
        written: Whether the user's file was written.
        backup: The copy of the user's file as it was before.
        content: The text and deck of a file that the import created, so that it need not be read again.
        problems: Everything wrong with the imported file.
    """

    deck: Deck | None
    path: Path
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    written: bool = False
    backup: Path | None = None
    content: Content | None = None
    problems: tuple[Problem, ...] = ()
