"""The step from a changed deck file to its entry in the cache."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.key import Priority
from decks.library.cache import UNREAD, CachedFile, IndexedFile
from decks.library.entry import DeckEntry
from decks.library.scan import Stamp
from decks.toml.files import checksum, digest, read_file
from decks.toml.regular_files import is_text
from decks.toml.write import card_table

if TYPE_CHECKING:
    from decks.model.deck import Content, Deck
    from decks.model.problems import Problem

# Finds the ids that cards without a written id had before they were reworded. Takes the deck's id, the questions of
# those cards by the id derived from each, and the ids written in the file for its other cards; returns old ids by
# derived id.
Identify = Callable[[str, Mapping[str, str], Collection[str]], Mapping[str, str]]


def index_files(
    changed: Mapping[str, Stamp],
    known: Mapping[str, CachedFile],
    *,
    stories: Path | None,
    identify: Identify,
    written: "Iterable[Content]",
) -> list[IndexedFile]:
    """Read files whose size or date changed, for the cache; leave out those removed in the meantime.

    `changed` are the files and their stamps now, `known` those in the cache; one with the same content is not parsed
    again. For the rest see `Library`.
    """
    known_content = {checksum(each.text.encode()): each for each in written}
    found: list[IndexedFile] = []
    for path, now in changed.items():
        content = digest(Path(path))
        stamp = now if content or not os.path.isfile(path) else UNREAD  # noqa: PTH113
        if path in known and known[path].digest == content:
            found.append((known[path]._replace(stamp=stamp), None))
            continue
        if content in known_content and Path(path) != stories:
            _, new, tables = known_content[content]
            found.append((CachedFile(path, stamp, content, _entry_of(new, Path(path)), []), tables))
            continue
        deck, problems = _read(Path(path), stories)
        if deck is None and not os.path.lexists(path):
            continue  # another program has just removed it
        deck = None if deck is None else _identified(deck, identify)
        entry = None if deck is None else _entry_of(deck, Path(path))
        cards = () if deck is None else deck.cards
        file = CachedFile(path, stamp, content, entry, [asdict(problem) for problem in problems])
        found.append((file, [card_table(card) for card in cards]))
    return found


def take_misnamed(on_disk: dict[str, Stamp]) -> list[dict[str, Any]]:
    """Take out the files whose name is not text, which SQLite would refuse; return the fields of their problems."""
    problems: list[dict[str, Any]] = []
    for path in [path for path in on_disk if not is_text(path)]:
        del on_disk[path]
        problems += [asdict(problem) for problem in read_file(Path(path))[1]]
    return problems


def same_id(deck_id: str, path: str, first: str) -> dict[str, Any]:
    """Return the problem of a file whose deck has the id of the deck in another file, which comes `first`."""
    message, fix = f'the deck\'s id "{deck_id}" is also used by {first}', "Give one of them another id."
    return {"path": path, "line": 1, "message": message, "fix": fix, "level": "error"}


def _read(path: Path, stories: Path | None) -> "tuple[Deck | None, list[Problem]]":
    if path == stories:
        from decks.own.stories import read_stories_deck

        return read_stories_deck(path)
    return read_file(path)


def _identified(deck: "Deck", identify: Identify) -> "Deck":
    """Return a deck in which reworded cards without a written id have the ids they had."""
    if not deck.derived:
        return deck
    fresh = {card.id: card.question for card in deck.cards if card.id in deck.derived}
    return deck.with_ids(identify(deck.head.id, fresh, {card.id for card in deck.cards} - deck.derived))


def _entry_of(deck: "Deck", path: Path) -> DeckEntry:
    head = deck.head
    ids = [[card.id for card in deck.cards if card.priority is priority] for priority in Priority]
    overrides = {
        card.id: (card.kind.value, card.target_seconds)
        for card in deck.cards
        if card.kind is not head.kind or card.target_seconds is not None
    }
    empty = {card.id for card in deck.cards if card.is_unanswered}
    unanswered = [card for ranked in ids for card in ranked if card in empty] if empty else []
    return DeckEntry(
        id=head.id,
        title=head.title,
        description=head.description,
        kind=head.kind.value,
        language=head.language,
        license=head.license,
        ids=ids,
        overrides=overrides,
        unanswered=unanswered,
        renamed=deck.renamed,
        path=path,
    )
