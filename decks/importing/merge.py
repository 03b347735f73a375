"""Bring decks of another format into the user's own deck files: cards are added and changed, never removed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cards.card import Card, KeyPoint
from cards.key import CardKey
from cards.progress import Progress, silently
from decks.formats.bundle import Bundle, BundledDeck, ReviewHistory
from decks.importing.result import ImportResult
from decks.model.deck import Content, Deck
from decks.model.errors import DeckFileError
from decks.model.ids import NewIds, match_reworded
from decks.toml.atomic import content_of, take_back, write_own
from decks.toml.edit import CannotPatch, replace_cards
from decks.toml.files import MAX_BYTES, Unreadable, file_of, read_file, read_text
from decks.toml.limits import load_toml
from decks.toml.positions import find_places
from decks.toml.read import NOT_TOML
from decks.toml.write import card_text, head_text

# An answer and points of so many characters are hardly those of two questions; "Yes." may be.
_TELLING = 40


class MergedDeck(NamedTuple):
    """What the import did with one deck, and the review history of its cards by the key they have now."""

    deck: str
    result: ImportResult
    histories: Mapping[CardKey, ReviewHistory]

    @property
    def added(self) -> list[CardKey]:
        """The keys of its new cards."""
        return [CardKey(self.deck, card) for card in self.result.added]


@contextmanager
def import_decks(
    bundle: Bundle,
    own: Path,
    backups: Path,
    now: datetime,
    *,
    dry_run: bool = False,
    progress: Progress = silently,
    around: Callable[[Mapping[Path, str]], AbstractContextManager[object]] = lambda _: nullcontext(),
) -> Iterator[list[MergedDeck]]:
    """Bring all decks of a bundle in, or none of them: also none if what is done inside the `with` fails.

    Args:
        bundle: What a file held.
        own: The folder of the user's decks.
        backups: Where a file that is changed is kept.
        now: The instant, for the name of that backup.
        dry_run: Only tell what would happen.
        progress: Shows how far it is.
        around: Given what is about to be written to which files, it is entered before that and left after what is
            done inside the `with`; if it fails then, nothing is brought in either.

    Yields:
        What became of each deck.

    Raises:
        DeckFileError: A file cannot be read or written; all are as they were.
    """
    merged = [_Merge(brought, bundle.fields_present, own, progress) for brought in one_a_deck(bundle.decks)]
    texts = {merge.path: merge.text for merge in merged if merge.text != merge.before and not dry_run}
    done: list[MergedDeck] = []
    with ExitStack() as undo:
        with around(texts):
            for merge in merged:
                backup, written = None, merge.path in texts
                if written:
                    backup = write_own(merge.path, merge.text, backups, now, seen=merge.seen)
                    undo.callback(take_back, merge.path, backup, merge.text.encode())
                done.append(MergedDeck(merge.deck, merge.result(backup, written=written), merge.histories()))
            yield done
        undo.pop_all()


def one_a_deck(decks: Iterable[BundledDeck]) -> list[BundledDeck]:
    """Join decks that have the same id; a card whose id is taken gets another."""
    joined: dict[str, BundledDeck] = {}
    for brought in decks:
        first = joined.get(brought.deck.head.id)
        joined[brought.deck.head.id] = _joined(first, brought) if first else brought
    return list(joined.values())


def _joined(first: BundledDeck, second: BundledDeck) -> BundledDeck:
    taken = {card.id for card in first.deck.cards}
    ids = NewIds(taken | {card.id for card in second.deck.cards})
    renamed = {card.id: ids.make(card.question) if card.id in taken else card.id for card in second.deck.cards}
    deck = replace(
        first.deck,
        cards=(*first.deck.cards, *(card._replace(id=renamed[card.id]) for card in second.deck.cards)),
        derived=first.deck.derived | {renamed[card] for card in second.deck.derived},
    )
    return BundledDeck(
        deck=deck,
        histories={**first.histories, **{renamed[card]: history for card, history in second.histories.items()}},
    )


class _Merge:
    """One deck and the file it goes to."""

    def __init__(self, brought: BundledDeck, fields_present: frozenset[str], own: Path, progress: Progress) -> None:
        self._brought = brought
        self._progress = progress
        deck = brought.deck
        self.deck = deck.head.id
        self.path = file_of(own, deck.head.id)
        self.seen = content_of(self.path)
        self.before, known, positions = _known(self.path)
        self._ids = _same_cards(deck, known)
        self._known = {card.id: card for card in known}
        self._new: list[Card] = []
        self._changed: dict[int, tuple[Card, Card]] = {}
        ids = NewIds(self._known.keys() | {card.id for card in deck.cards})
        for card in deck.cards:
            if (same := self._ids.get(card.id)) is None:
                fresh = ids.make(card.question) if card.id in self._known else card.id
                self._ids[card.id] = fresh
                self._new.append(card._replace(id=fresh))
            elif (changed := _updated(self._known[same], card, fields_present)) != self._known[same]:
                self._changed[positions[same]] = (self._known[same], changed)
        try:
            self.text = self._write(deck)
        except CannotPatch:
            raise _unsafe(self.path) from None
        if len(self.text.encode()) > MAX_BYTES:
            told = f"would grow larger than {MAX_BYTES // 1024 // 1024} MB, too large to be read"
            raise DeckFileError(self.path, told, "Part the cards into several decks, and bring in one after the other.")

    def result(self, backup: Path | None, *, written: bool) -> ImportResult:
        deck = replace(self._brought.deck, derived=frozenset())
        changed = {before.id for before, _ in self._changed.values()}
        kept = set(self._ids.values())
        return ImportResult(
            deck=deck,
            path=self.path,
            added=tuple(card.id for card in self._new),
            updated=tuple(changed),
            unchanged=tuple(card for card in self._known if card in kept and card not in changed),
            others=tuple(card for card in self._known if card not in kept),
            written=written,
            backup=backup,
            content=None if self.before else Content(self.text, replace(deck, cards=tuple(self._new))),
        )

    def histories(self) -> dict[CardKey, ReviewHistory]:
        ids = self._ids
        return {
            CardKey(self.deck, ids[card]): history for card, history in self._brought.histories.items() if card in ids
        }

    def _write(self, deck: Deck) -> str:
        if self.before and not self._changed and not self._new:
            return self.before
        text = self.before or head_text(deck.head)
        newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        text = text.replace("\r\n", "\n")
        text = text if text.endswith("\n") else f"{text}\n"
        if self._changed:
            text = replace_cards(text, self._changed)
        added = self._progress(self._new, "Writing cards")
        return "".join(chain([text], map(card_text, added))).replace("\n", newline)


def _known(path: Path) -> tuple[str, tuple[Card, ...], dict[str, int]]:
    """Return the text of the user's file, its cards, and the position of each among its `[[cards]]`."""
    if not path.exists():
        return "", (), {}
    try:
        text = read_text(path)
    except Unreadable as error:
        raise DeckFileError(path, error.problem.message, error.problem.fix) from None
    deck, _ = read_file(path)
    try:
        tables = find_places(text.replace("\r\n", "\n")).cards
        whole = len(load_toml(text.replace("\r\n", "\n")).get("cards", [])) == len(tables)
    except NOT_TOML:
        whole = False
    if deck is None or not whole:
        raise _unsafe(path)
    at = {table.line: position for position, table in enumerate(tables)}
    return text, deck.cards, {card: at[line] for card, line in deck.lines.items()}


def _unsafe(path: Path) -> DeckFileError:
    return DeckFileError(path, "has cards that cannot be changed safely", f"Mend it first: greenroom check {path}.")


def _same_cards(deck: Deck, known: tuple[Card, ...]) -> dict[str, str]:
    """Tell which known card each card is: by its id, its name elsewhere, its question, or what it says besides."""
    pairs: dict[str, str] = {}
    left = {card.id: card for card in known}
    for card in deck.cards:
        if card.id not in deck.derived and card.id in left:
            pairs[card.id] = left.pop(card.id).id
    for same in (_origin, lambda card: card.question):
        places: dict[str, list[str]] = {}
        for card in left.values():
            places.setdefault(same(card), []).append(card.id)
        for card in deck.cards:
            waiting = places.get(same(card)) if card.id not in pairs and same(card) else None
            if waiting:
                pairs[card.id] = waiting.pop(0)
                del left[pairs[card.id]]
    fresh = [card for card in deck.cards if card.id not in pairs and card.id in deck.derived]
    return pairs | _reworded(left.values(), fresh)


def _reworded(lost: Iterable[Card], fresh: Iterable[Card]) -> dict[str, str]:
    """Pair cards whose question was reworded: the answer and points are the same, and of no other card.

    Questions alike are not enough: those on Google and on Netflix, on a strength and on a weakness, are two cards.
    """
    by_content: dict[tuple[str, tuple[KeyPoint, ...]], tuple[list[Card], list[Card]]] = {}
    for side, cards in enumerate((lost, fresh)):
        for card in cards:
            by_content.setdefault((card.answer, card.key_points), ([], []))[side].append(card)
    pairs: dict[str, str] = {}
    for (answer, points), (old, new) in by_content.items():
        if len(old) == len(new) == 1:
            telling = len(answer) + sum(len(point.text) for point in points) >= _TELLING
            if telling or match_reworded({old[0].id: old[0].question}, {new[0].id: new[0].question}):
                pairs[new[0].id] = old[0].id
    return pairs


def _origin(card: Card) -> str:
    """Return what another program calls a card; empty if it never came from one."""
    return next((source for source in card.sources if source.startswith("anki:")), "")


def _updated(known: Card, card: Card, fields_present: frozenset[str]) -> Card:
    """Return the known card with what the file speaks of; what it does not say, the user's own words stay."""
    unsaid = {"id", "sources"} if _origin(card) else {"id"}  # a card from elsewhere keeps the sources it was given here
    said = {name: getattr(card, name) for name in fields_present - unsaid}
    return known._replace(**{name: value for name, value in said.items() if value or not getattr(known, name)})
