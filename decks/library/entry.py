"""A deck as lists show it, and as the cache keeps it."""

from collections.abc import Collection
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from cards.key import CardKey

_HEAD_FIELDS = 6  # a `DeckEntry` begins with the fields of a `DeckHead`


class DeckEntry(NamedTuple):
    """A deck without its cards, as lists show it. It begins with the fields of its `DeckHead`."""

    id: str
    title: str
    description: str
    kind: str
    language: str
    license: str
    ids: list[list[str]]  # of its cards: one list for each priority, the highest first, each in file order
    overrides: dict[str, tuple[str, int | None]]  # kind and target seconds of cards that have their own, by id
    unanswered: list[str]  # the cards that still need an answer, the highest priority first
    renamed: dict[str, str]  # the ids of cards by each id they had before
    path: Path
    builtin: bool = False  # this and the next are not in the cache
    off: bool = False  # a pack, read though it isn't switched on

    @property
    def head(self) -> dict[str, Any]:
        """The fields of its `DeckHead`, by name."""
        return dict(zip(self._fields, self[:_HEAD_FIELDS], strict=False))

    def answered_by(self, own: Collection[str]) -> "DeckEntry":
        """Return the deck of a user who wrote an answer to some cards; those still unanswered come after the others."""
        unanswered = [card for card in self.unanswered if card not in own]
        left = frozenset(unanswered)
        *higher, lowest = ([card for card in ids if card not in left] for ids in self.ids)
        return self._replace(ids=[*higher, lowest + unanswered], unanswered=unanswered)

    @property
    def cards(self) -> int:
        """The number of its cards."""
        return sum(map(len, self.ids))

    @property
    def keys(self) -> list[CardKey]:
        """The keys of its cards, highest priority first."""
        return [CardKey(self.id, card) for ids in self.ids for card in ids]


def entry_from(path: Path, head: Any, ids: Any, overrides: Any, unanswered: Any, renamed: Any) -> DeckEntry:
    """Return a deck from values in the cache, which any program could have written.

    Raises:
        TypeError: One of them is not what a `DeckEntry` holds.
    """
    pairs = {(str, int), (str, type(None))}
    sound = (
        all(isinstance(value, dict) for value in (head, overrides, renamed))
        and all(isinstance(value, list) for value in (ids, unanswered, *ids))
        and {*map(type, chain(head.values(), renamed, renamed.values(), unanswered, *ids))} <= {str}
        and {tuple(map(type, pair)) for pair in overrides.values()} <= pairs
    )
    if not sound:
        raise TypeError("a deck in the cache has values of other types")
    return DeckEntry(**head, ids=ids, overrides=overrides, unanswered=unanswered, renamed=renamed, path=path)
