"""What a deck is: cards that belong together, and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cards.card import Card, Kind

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckHead:
    """What a deck says of itself."""

    id: str
    title: str
    description: str = ""
    kind: Kind = Kind.ATTRIBUTE
    language: str = "en"
    license: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A deck's head and its usable cards, in the order of the file.

    Attributes:
        derived: Ids that the file does not hold: made from the question, so an edit of it would change them.
        lines: The line each card begins on, by id; a deck is the same deck wherever its cards stand.
    """

    head: DeckHead
    cards: tuple[Card, ...]
    derived: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


class Content(NamedTuple):
    """The text of a deck file, and the deck that it reads back as."""

    text: str
    deck: Deck
