"""What a file of any format brings: decks, and what is known of their cards' past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from cards.review import Rating
from decks.model.deck import Deck
from decks.model.fields import CARD_FIELDS
from decks.model.notation import Notation
from decks.model.positions import Places, TablePosition
from decks.model.problems import Level, Problem
from decks.model.read_tables import read_tables


class PastReview(NamedTuple):
    """One rating given in another program.

    Attributes:
        rating: The grade.
        at_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        answer_ms: How long the answer took.
        interval: The days that had been scheduled before it; None while the card was being learned.
    """

    rating: Rating
    at_utc_ms: int
    answer_ms: int
    interval: int | None


class ReviewHistory(NamedTuple):
    """What another program knew of a card besides its content."""

    reviews: tuple[PastReview, ...] = ()
    suspended: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDeck:
    """One deck of a file, and the past of its cards by their id."""

    deck: Deck
    past: Mapping[str, ReviewHistory] = field(default_factory=dict)

    def named(self, deck_id: str) -> "ImportedDeck":
        """Return the same under another deck id."""
        return replace(self, deck=replace(self.deck, head=replace(self.deck.head, id=deck_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that a file brings.

    Attributes:
        decks: Its decks, none of them without cards.
        problems: What is wrong with it.
        fields_present: The card fields this file speaks of; a card known already keeps the others.
    """

    decks: tuple[ImportedDeck, ...] = ()
    problems: tuple[Problem, ...] = ()
    fields_present: frozenset[str] = frozenset(CARD_FIELDS)


class RawCard(NamedTuple):
    """A card as a table of the deck format, not yet checked, and the line it begins on."""

    table: Mapping[str, object]
    line: int


def read_raw(
    head: Mapping[str, object], cards: Sequence[RawCard], *, path: str, default_id: str, notation: Notation
) -> tuple[Deck | None, list[Problem]]:
    """Return a deck from raw tables, and what is wrong, in the words of its notation; a card there twice is one."""
    cards, twice = _once(cards, path, notation)
    places = Places(TablePosition(1, 0), TablePosition(1, 0), [TablePosition(card.line, 0) for card in cards])
    data: dict[str, Any] = {"deck": head, "cards": [card.table for card in cards]}
    return read_tables(data, places, path=path, default_id=default_id, broken=twice, notation=notation)


def _once(cards: Sequence[RawCard], path: str, notation: Notation) -> tuple[list[RawCard], list[Problem]]:
    first: dict[str, RawCard] = {}
    problems: list[Problem] = []
    for card in cards:
        before = first.setdefault(repr(sorted(card.table.items())), card)
        if before is not card:
            where = f" on line {before.line}" if notation.lines else ""
            line, told = card.line if notation.lines else 0, f"the same card stands{where} already"
            problems.append(problem(path, line, told, "It is brought in once.", level=Level.WARNING))
    return list(first.values()), problems


def problem(path: str, line: int, message: str, fix: str, *, level: Level = Level.ERROR) -> Problem:
    """Return a problem of a whole file or of a line that became no card."""
    return Problem(path=path, line=line, card=None, level=level, message=message, fix=fix)
