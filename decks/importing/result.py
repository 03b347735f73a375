"""What an import came to."""

from dataclasses import dataclass
from pathlib import Path

from decks.model.deck import Content, Deck
from decks.model.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        deck: The deck as it is now; None if nothing of the file can be used.
        path: Where it stands among the user's decks.
        added: Ids of cards that are new.
        updated: Ids of cards whose content changed.
        unchanged: Ids of cards that were there in the same form.
        vanished: Ids of cards that the earlier file had; their history stays.
        others: Ids of cards that only the user's file has; they stay in it.
        written: Whether the user's file was written.
        backup: Where the file it replaced is kept.
        content: What a file that is new holds.
        problems: Everything found wrong in the file.
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
