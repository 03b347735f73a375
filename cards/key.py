"""What a card is called, and how much it matters: all that queueing needs to know of it."""

from enum import StrEnum
from typing import NamedTuple


class CardKey(NamedTuple):
    """The name of a card everywhere: deck id and card id. A plain tuple, so rows of a database compare equal."""

    deck: str
    card: str

    def __str__(self) -> str:
        return f"{self.deck}/{self.card}"

    @classmethod
    def parse(cls, text: str) -> "CardKey | None":
        """Read `deck/card`; None if it is not of that form."""
        deck, slash, card = text.strip().partition("/")
        return cls(deck, card) if deck and slash and card and "/" not in card else None


class Priority(StrEnum):
    """How much a card matters: `must` cards are met first."""

    MUST = "must"
    CORE = "core"
    EXTRA = "extra"

    @property
    def rank(self) -> int:
        """0 for must, 1 for core, 2 for extra: the order in which new cards are met."""
        return _RANKS[self]


_RANKS = {priority: rank for rank, priority in enumerate(Priority)}
