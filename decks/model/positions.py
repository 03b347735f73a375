"""Where the parts of a deck file are in its text."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """From where to where a statement stands in the text, its line end included."""

    start: int
    end: int


@dataclass(slots=True)
class TablePosition:
    """One table of the file.

    Attributes:
        line: The line of its header.
        header_end: The offset after its header.
        keys: The line of each key in it, those of tables inside it included.
        spans: Where each statement of its own stands; keys that have tables of their own are not among them.
        whole: From its header to the end of its last statement, tables inside it included.
    """

    line: int
    header_end: int
    keys: dict[str, int] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    whole: Span = field(default_factory=lambda: Span(0, 0))


@dataclass(slots=True)
class Places:
    """Where things stand in a deck file. Lines count from 1."""

    top: TablePosition
    deck: TablePosition
    cards: list[TablePosition]

    def line(self, position: int, key: str = "") -> int:
        """Return the line of a key of the card at `position`; that of the card, or of `cards`, if unknown."""
        if position < len(self.cards):
            table = self.cards[position]
            return table.keys.get(key, table.line)
        return self.top.keys.get("cards", 1)
