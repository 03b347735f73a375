"""A deck: cards that belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from cards.card import Card, Kind

FORMAT = 1


def is_english(language: str) -> bool:
    """Return whether a language, by its tag, is a variety of English."""
    return language.casefold().partition("-")[0] == "en"


def default_title(deck_id: str) -> str:
    """Return the title of a deck that gives none."""
    return deck_id.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckHead:
    """What a deck file says about the deck itself. A card without a kind of its own has the deck's."""

    id: str
    title: str
    description: str = ""
    kind: Kind = Kind.ATTRIBUTE
    language: str = "en"
    license: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A deck with its usable cards, in the order of the file.

    Attributes:
        derived: The ids that are not in the file but made from the question, so they change with it.
        lines: The line on which each card begins, by id. Decks that differ in nothing else are equal.
    """

    head: DeckHead
    cards: tuple[Card, ...]
    derived: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def renamed(self) -> dict[str, str]:
        """The ids of its cards by each id they had before, unless a card has that one now."""
        present = {card.id for card in self.cards}
        return {was: card.id for card in self.cards for was in card.was if was not in present}

    def with_ids(self, ids: Mapping[str, str]) -> "Deck":
        """Return the deck with other ids for some cards whose ids are derived; `ids` are the new ones by the old."""
        ids = {old: ids.get(old, old) for old in self.derived}
        return replace(
            self,
            cards=tuple(card._replace(id=ids.get(card.id, card.id)) for card in self.cards),
            derived=frozenset(ids.values()),
            lines={ids.get(card, card): line for card, line in self.lines.items()},
        )


class Content(NamedTuple):
    """The text of a deck file, the deck it contains, and the tables of its cards in the deck format."""

    text: str
    deck: Deck
    tables: Sequence[Mapping[str, Any]]
