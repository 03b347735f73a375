"""A deck file that changed -> what the cache keeps of it."""

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

# Given a deck's id and the questions of its id-less cards by the id made from each,
# and the ids that its other cards have in writing, returns the ids to use instead.
Identify = Callable[[str, Mapping[str, str], Collection[str]], Mapping[str, str]]

# What is kept of a file, and its cards; None for those if they are kept already.
Row = tuple[CachedFile, list[CachedCard] | None]


def read_rows(
    changed: Mapping[str, Stamp],
    known: Mapping[str, CachedFile],
    *,
    stories: Path | None,
    identify: Identify,
    written: "Iterable[Content]",
) -> list[Row]:
    """Return what the cache is to keep of files that changed, or only have another date.

    Args:
        changed: The files, and their sizes and dates now.
        known: What is kept of files, by path.
        stories: The file of the user's stories, which are read as a deck.
        identify: Tells the ids that id-less cards had before they were reworded.
        written: Texts just written, and what they say.
    """
    decks = {checksum(text.encode()): deck for text, deck in written}

    def read(path: Path, content: str) -> "tuple[Deck | None, list[Problem]]":
        if path == stories:
            from decks.own.stories import read_stories_deck

            return read_stories_deck(path)
        return (decks[content], []) if content in decks else read_file(path)

    found: list[Row] = []
    for path, stamp in changed.items():
        content = digest(Path(path))
        if path in known and known[path].digest == content:
            found.append((known[path]._replace(stamp=stamp), None))
            continue
        deck, problems = read(Path(path), content)
        if deck is None and not os.path.lexists(path):
            continue  # another program has taken it away since we looked
        cards: list[CachedCard] = []
        entry = None
        if deck is not None:
            deck = _identified(deck, identify)
            cards = [CachedCard(card.id, card_table(card)) for card in deck.cards]
            entry = _entry(deck, Path(path))
        found.append((CachedFile(path, stamp, content, entry, [asdict(problem) for problem in problems]), cards))
    return found


def problems_of(path: str) -> list[dict[str, Any]]:
    """Return what is wrong with a file of which nothing is kept."""
    return [asdict(problem) for problem in read_file(Path(path))[1]]


def _identified(deck: "Deck", identify: Identify) -> "Deck":
    """Return the deck with the ids that its id-less cards had before they were reworded."""
    if not deck.derived:
        return deck
    fresh = {card.id: card.question for card in deck.cards if card.id in deck.derived}
    return renamed(deck, identify(deck.head.id, fresh, {card.id for card in deck.cards} - deck.derived))


def _entry(deck: "Deck", path: Path) -> DeckEntry:
    head = asdict(deck.head) | {"kind": deck.head.kind.value}
    ids = [[card.id for card in deck.cards if card.priority is priority] for priority in Priority]
    apart = {
        card.id: (card.kind.value, card.target_seconds)
        for card in deck.cards
        if card.kind is not deck.head.kind or card.target_seconds is not None
    }
    return DeckEntry(**head, ids=ids, apart=apart, path=path)
