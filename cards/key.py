"""A card's key and priority: all that a queue needs."""

from enum import StrEnum
from typing import NamedTuple


class CardKey(NamedTuple):
    """The name of a card: deck id and card id. As a tuple it compares equal to a database row."""

    deck: str
    card: str

    def __str__(self) -> str:
        return f"{self.deck}/{self.card}"

    @classmethod
    def parse(cls, text: str) -> "CardKey | None":
        """Read `deck/card`; None if the text has another form."""
        deck, slash, card = text.strip().partition("/")
        return cls(deck, card) if deck and slash and card and "/" not in card else None


class Priority(StrEnum):
    """How much a card matters. New `must` cards come first."""

    MUST = "must"
    CORE = "core"
    EXTRA = "extra"

    @property
    def rank(self) -> int:
        """0 for must, 1 for core, 2 for extra: the order in which new cards are asked."""
        return _RANKS[self]


_RANKS = {priority: rank for rank, priority in enumerate(Priority)}
