"""A deck as a check sees it, and what a check says about one of its cards."""

from collections.abc import Iterator
from typing import NamedTuple

from cards.card import Card
from decks.model.deck import Deck
from decks.model.problems import Problem, warning


class DeckFile(NamedTuple):
    """A deck, and the path of the file it was read from."""

    path: str
    deck: Deck

    def weakness(self, card: Card, message: str, fix: str) -> Problem:
        """Return a warning about one of the deck's cards."""
        return warning(self.path, self.deck.lines.get(card.id, 1), message, fix, card.id)

    def worded(self, card: Card) -> Iterator[tuple[str, Card]]:
        """Yield a card of the deck, and then as it is worded elsewhere, each after the language of the wording."""
        yield self.deck.head.language, card
        for wording in card.wordings:
            yield wording.language, card._replace(**dict(wording.fields))
