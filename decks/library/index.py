"""The step from a changed deck file to its entry in the cache."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.key import Priority
from decks.library.cache import CachedCard, CachedFile, DeckEntry, Stamp
from decks.toml.files import checksum, digest, read_file, renamed
from decks.toml.write import card_table

if TYPE_CHECKING:
    from decks.model.deck import Content, Deck
    from decks.model.problems import Problem

# Finds the ids that cards without a written id had before they were reworded. Takes the deck's id, the questions of
# those cards by the id derived from each, and the ids its other cards have in writing; returns old ids by derived id.
Identify = Callable[[str, Mapping[str, str], Collection[str]], Mapping[str, str]]

# A file for the cache and its cards; None if the cache has the cards already.
IndexedFile = tuple[CachedFile, list[CachedCard] | None]


def index_files(
    changed: Mapping[str, Stamp],
    known: Mapping[str, CachedFile],
    *,
    stories: Path | None,
    identify: Identify,
    written: "Iterable[Content]",
) -> list[IndexedFile]:
    """Read files whose size or date changed, for the cache.

    Args:
        changed: The files and their stamps now.
        known: The files in the cache, by path. One with the same content is not parsed again.
        stories: The file of the user's stories, which is read as a deck.
        identify: Finds the ids that cards without a written id had before they were reworded.
        written: Texts that this process just wrote with their decks, so that they need not be parsed.

    Returns:
        The files, except those that another program has removed in the meantime.
    """
    decks = {checksum(text.encode()): deck for text, deck in written}

    def read(path: Path, content: str) -> "tuple[Deck | None, list[Problem]]":
        if path == stories:
            from decks.own.stories import read_stories_deck

            return read_stories_deck(path)
        return (decks[content], []) if content in decks else read_file(path)

    found: list[IndexedFile] = []
    for path, stamp in changed.items():
        content = digest(Path(path))
        if path in known and known[path].digest == content:
            found.append((known[path]._replace(stamp=stamp), None))
            continue
        deck, problems = read(Path(path), content)
        if deck is None and not os.path.lexists(path):
            continue  # another program has just removed it
        cards: list[CachedCard] = []
        entry = None
        if deck is not None:
            deck = _identified(deck, identify)
            cards = [CachedCard(card.id, card_table(card)) for card in deck.cards]
            entry = _entry(deck, Path(path))
        found.append((CachedFile(path, stamp, content, entry, [asdict(problem) for problem in problems]), cards))
    return found


def problems_of(path: str) -> list[dict[str, Any]]:
    """Return what is wrong with a file that is not in the cache."""
    return [asdict(problem) for problem in read_file(Path(path))[1]]


def _identified(deck: "Deck", identify: Identify) -> "Deck":
    """Give cards without a written id the ids they had before they were reworded."""
    if not deck.derived:
        return deck
    fresh = {card.id: card.question for card in deck.cards if card.id in deck.derived}
    return renamed(deck, identify(deck.head.id, fresh, {card.id for card in deck.cards} - deck.derived))


def _entry(deck: "Deck", path: Path) -> DeckEntry:
    head = asdict(deck.head) | {"kind": deck.head.kind.value}
    ids = [[card.id for card in deck.cards if card.priority is priority] for priority in Priority]
    overrides = {
        card.id: (card.kind.value, card.target_seconds)
        for card in deck.cards
        if card.kind is not deck.head.kind or card.target_seconds is not None
    }
    return DeckEntry(**head, ids=ids, overrides=overrides, path=path)
