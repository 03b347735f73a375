"""The bundle, everything read from one file: its decks, their review history, and the problems found in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cards.card import Card
from cards.review import Rating
from decks.model.deck import Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.fields import CARD_FIELDS
from decks.model.line_numbers import FileLines, TableLines
from decks.model.notation import Notation
from decks.model.problems import Problem, warning


class PastReview(NamedTuple):
    """One review made in another program."""

    rating: Rating
    at_utc_ms: int
    answer_ms: int  # how long the answer took
    interval: int | None  # the days that ended with this review; None while the card was still being learned


class ReviewHistory(NamedTuple):
    """What another program recorded about a card: its reviews, and whether it is suspended or flagged there."""

    reviews: tuple[PastReview, ...] = ()
    suspended: bool = False
    flagged: bool = False


class FsrsPreset(NamedTuple):
    """The FSRS parameters that another program uses for some decks, in the order of their version."""

    name: str
    parameters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BundledDeck:
    """One deck as it is in the file, before any import: the deck, and the review history of its cards by card id."""

    deck: Deck
    histories: Mapping[str, ReviewHistory] = field(default_factory=dict)

    def with_id(self, deck_id: str) -> "BundledDeck":
        """Return the same deck with another id."""
        return replace(self, deck=replace(self.deck, head=replace(self.deck.head, id=deck_id)))

    def with_cards(self, wanted: Callable[[Card], bool]) -> "BundledDeck":
        """Return the same deck with only some of its cards."""
        return replace(self, deck=replace(self.deck, cards=tuple(filter(wanted, self.deck.cards))))

    def with_title(self, title: str) -> "BundledDeck":
        """Return the same deck with another title."""
        return replace(self, deck=replace(self.deck, head=replace(self.deck.head, title=title)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that was read from one file."""

    decks: tuple[BundledDeck, ...] = ()  # each with at least one card
    problems: tuple[Problem, ...] = ()
    # The card fields this file can set. An import leaves all other fields of existing cards alone.
    fields_present: frozenset[str] = frozenset(CARD_FIELDS)
    presets: tuple[FsrsPreset, ...] = ()
    understood: str = ""  # how the file was read, as a phrase: "questions as headings, answers below"


_MOST_NAMED = 10  # repeated cards


def unusable(path: str, line: int, message: str, fix: str) -> Bundle:
    """Return the bundle of a file that cannot be used at all, with the problem that says why."""
    return Bundle(problems=(Problem(path, line, message, fix),))


class RawCard(NamedTuple):
    """A card as a table of the deck format, not yet checked.

    Attributes:
        table: The table.
        line: The line of the file where it begins.
        place: What problems call a card without id and question: "row 4"; empty to go by its position.
    """

    table: Mapping[str, object]
    line: int
    place: str = ""


def read_raw(
    head: Mapping[str, object], cards: Sequence[RawCard], *, path: str, default_id: str, notation: Notation
) -> tuple[Deck | None, list[Problem]]:
    """Make a deck of raw cards. Return it, or None if no card can be used; and every problem found.

    A card that appears twice is kept once; one that asks the same with another answer stays. Both with a warning.

    Args:
        head: The `[deck]` table; it may lack any field.
        cards: The cards in file order.
        path: The file's name in problems.
        default_id: The deck's id if `head` has none.
        notation: How the file's format writes keys and values, for the advice in problems.
    """
    unique: list[RawCard] = []
    asked: dict[object, RawCard] = {}
    repeated: dict[object, dict[str, RawCard]] = {}  # by question, then by everything, those asked more than once
    repetitions: list[Problem] = []
    more, more_line = 0, 0  # repetitions that are only counted, as a file can have a million
    for card in cards:
        question = card.table.get("question"), card.table.get("context")
        same = asked.setdefault(question, card)
        before = card
        if same is not card:
            before = repeated.setdefault(question, {_whole(same): same}).setdefault(_whole(card), card)
        twice = before is not card
        if not twice:
            unique.append(card)
            if same is card or not (notation.lines and question[0]):
                continue
        line = card.line if notation.lines else 0
        if len(repetitions) == _MOST_NAMED:
            more, more_line = more + 1, more_line or line
            continue
        where = f"on line {(before if twice else same).line}" if notation.lines else "in it"
        if twice:
            message, fix = f"this card is already {where}", "It is imported once."
        else:
            other = any(card.table.get(key) != same.table.get(key) for key in ("answer", "key_points"))
            message = f"this question is already {where}, with {'another answer' if other else 'other details'}"
            fix = "Both are imported; delete the one you don't want."
        repetitions.append(warning(path, line, message, fix))
    if more:
        message = f"{more} more card{'s repeat' if more > 1 else ' repeats'} one above"
        repetitions.append(warning(path, more_line, message, "Each card is imported once."))
    lines = FileLines(items=[TableLines(card.line, place=card.place) for card in unique])
    data = {"deck": head, "cards": [card.table for card in unique]}
    return deck_from_tables(data, lines, path=path, default_id=default_id, broken=repetitions, notation=notation)


def _whole(card: RawCard) -> str:
    """Return a text that only equal tables have."""
    return repr(sorted(card.table.items()))
