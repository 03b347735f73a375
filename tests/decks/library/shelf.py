"""A folder of own decks and one of built-in ones, for a library to read."""

from pathlib import Path

from cards.card import Card
from decks.library.library import Library

DECK = '[deck]\ntitle = "Mine"\n[[cards]]\nid = "a"\nquestion = "Why?"\nanswer = "So."\npriority = "must"\n'


class Shelf:
    """A home with a folder of own decks and one of built-in ones."""

    def __init__(self, path: Path) -> None:
        self.own, self.builtin, self.cache = path / "decks", path / "builtin", path / "cache.db"
        self.own.mkdir()
        self.builtin.mkdir()

    def library(self) -> Library:
        return Library(self.own, self.cache, builtin=self.builtin)


def cards_read(library: Library, deck: str) -> list[Card]:
    try:
        return library.cards(deck)
    finally:
        library.close()
