"""What a deck is: cards that belong together, and where they stand."""

from dataclasses import dataclass

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
    """

    head: DeckHead
    cards: tuple[Card, ...]
    derived: frozenset[str] = frozenset()
