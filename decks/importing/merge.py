"""The import of decks in other formats: cards are merged into the user's deck files, and none is ever removed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cards.card import Card, Replies
from cards.key import CardKey
from cards.progress import Progress, silently
from decks.formats.bundle import Bundle, BundledDeck, ReviewHistory
from decks.importing.match import match_cards
from decks.importing.result import ImportResult
from decks.library.library import Library
from decks.model.deck import Content, Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.errors import DeckFileError
from decks.model.ids import NewIds, anki_id
from decks.toml.atomic import content_of, take_back, write_own
from decks.toml.deck_edits import append_cards, replace_cards
from decks.toml.edit import CannotEdit
from decks.toml.files import default_id, read_text
from decks.toml.positions import find_lines
from decks.toml.read import read_sound
from decks.toml.regular_files import MAX_BYTES
from decks.toml.write import card_table, head_text, table_text


class MergedDeck(NamedTuple):
    """What the import did with one deck, and the review history of its cards by the key they have now."""

    deck: str
    result: ImportResult
    histories: Mapping[CardKey, ReviewHistory]

    @property
    def added(self) -> list[CardKey]:
        """The keys of its new cards."""
        return [CardKey(self.deck, card) for card in self.result.added]


def plan_merges(
    bundle: Bundle, library: Library, *, pending: Mapping[Path, str] | None = None, progress: Progress = silently
) -> list["DeckMerge"]:
    """Work out how the decks of a bundle change the user's deck files.

    Args:
        bundle: What was read from the imported file.
        library: The decks there are.
        pending: The texts that other merges are about to write, by path.
        progress: Shows how many cards are written.

    Raises:
        DeckFileError: A file cannot be read, or not be changed safely.
    """
    decks = _join_same_ids(bundle.decks)
    return [DeckMerge(deck, bundle.fields_present, library, pending or {}, progress) for deck in decks]


@contextmanager
def write_merges(
    merges: Sequence["DeckMerge"],
    backups: Path,
    now: datetime,
    *,
    dry_run: bool = False,
    around: Callable[[Mapping[Path, str]], AbstractContextManager[object]] = lambda _: nullcontext(),
) -> Iterator[list[MergedDeck]]:
    """Write the deck files that merges change, or none of them.

    If the body of the `with` statement fails, every file is put back as it was.

    Args:
        merges: What to write, in the order it was worked out.
        backups: The folder for copies of the files that are changed.
        now: The current time, for the names of those copies.
        dry_run: Whether to write nothing and only yield what would happen.
        around: Called with the text about to be written, by path, unless this is a dry run. The context manager it
            returns is entered before the files are written, and left after the body of the `with` statement. If leaving
            it fails, the files are put back.

    Yields:
        What the import did with each deck.

    Raises:
        DeckFileError: A file cannot be written; all files are as they were.
    """
    texts = {merge.path: merge.text for merge in merges if merge.text is not None and not dry_run}
    seen = {merge.path: merge.seen for merge in reversed(merges)}
    backup_of: dict[Path, Path | None] = {}
    with ExitStack() as undo:
        with nullcontext() if dry_run else around(texts):
            for path, text in texts.items():
                backup_of[path] = write_own(path, text, backups, now, seen=seen[path])
                undo.callback(take_back, path, backup_of[path], text.encode())
            yield [
                MergedDeck(merge.deck, merge.result(backup_of.get(merge.path)), merge.histories()) for merge in merges
            ]
        undo.pop_all()


def _join_same_ids(decks: Iterable[BundledDeck]) -> list[BundledDeck]:
    """Join decks that have the same id."""
    joined: dict[str, BundledDeck] = {}
    for deck in decks:
        first = joined.get(deck.deck.head.id)
        joined[deck.deck.head.id] = _join(first, deck) if first else deck
    return list(joined.values())


def _join(first: BundledDeck, second: BundledDeck) -> BundledDeck:
    """Add the cards of the second deck to the first. One whose id the first deck has gets a new id."""
    taken = {card.id for card in first.deck.cards}
    ids = NewIds(taken | {card.id for card in second.deck.cards})
    renamed = {card.id: ids.make(card.question) if card.id in taken else card.id for card in second.deck.cards}
    cards = (*first.deck.cards, *(card._replace(id=renamed[card.id]) for card in second.deck.cards))
    derived = first.deck.derived | {renamed[card] for card in second.deck.derived}
    histories = {renamed[card]: history for card, history in second.histories.items()}
    return BundledDeck(replace(first.deck, cards=cards, derived=derived), {**first.histories, **histories})


class DeckMerge:
    """The merge of one deck into the user's file, worked out but not yet written.

    Attributes:
        path: The user's file.
        seen: Its content; None if there is no file yet.
        text: The text to write; None if nothing changes.
    """

    def __init__(
        self,
        incoming: BundledDeck,
        fields_present: frozenset[str],
        library: Library,
        pending: Mapping[Path, str],
        progress: Progress,
    ) -> None:
        self._incoming = incoming
        deck = incoming.deck
        self.deck = deck.head.id
        self.path = library.own_file(deck.head.id)
        self.seen = content_of(self.path)
        self.text: str | None = None
        self._tables: list[dict[str, Any]] = []  # of the new cards
        self._pending = pending.get(self.path)
        known = library.known_cards(self.path, self.seen) if self.seen is not None and self._pending is None else None
        # Reading the file takes longest, and is only needed to change it.
        if known is not None and not (found := _compare(deck, known, fields_present)).differs:
            self._found = found
            return
        before, existing, positions = _read_existing(self.path, self._pending)
        self._found = found = _compare(deck, existing, fields_present)
        if before and not found.differs:
            return
        text = before or head_text(deck.head)
        try:
            if found.changed:
                text = replace_cards(text, {positions[card]: each for card, each in found.changed.items()})
            self._tables = [card_table(card) for card in progress(found.new, "Writing cards")]
            self.text = append_cards(text, map(table_text, self._tables))
        except CannotEdit:
            raise _unsafe(self.path) from None
        if len(self.text.encode()) > MAX_BYTES:
            reason = f"would grow beyond {MAX_BYTES // 1024 // 1024} MB, too large to read"
            fix = "Split the cards into several decks and import them one by one."
            raise DeckFileError(self.path, reason, fix)

    def result(self, backup: Path | None) -> ImportResult:
        """Return what the merge does; `backup` is the copy of the user's file as it was before."""
        deck, found = replace(self._incoming.deck, derived=frozenset()), self._found
        kept = set(found.ids.values())
        is_new = self.text is not None and self.seen is None and self._pending is None
        written = Content(self.text or "", replace(deck, cards=tuple(found.new)), self._tables) if is_new else None
        return ImportResult(
            deck=deck,
            path=self.path,
            added=tuple(card.id for card in found.new),
            updated=tuple(found.changed),
            unchanged=tuple(card for card in found.existing if card in kept and card not in found.changed),
            others=tuple(card for card in found.existing if card not in kept),
            backup=backup,
            content=written,
        )

    def histories(self) -> dict[CardKey, ReviewHistory]:
        """Return the review history of the cards, by the key they have in the user's file."""
        return {
            CardKey(self.deck, self._found.ids[card]): history for card, history in self._incoming.histories.items()
        }


class _Comparison(NamedTuple):
    """How the cards of a deck differ from those in the user's file."""

    existing: Collection[str]  # the ids in the user's file
    ids: Mapping[str, str]  # incoming ids to the ids they have there
    new: Sequence[Card]
    changed: Mapping[str, tuple[Card, Card]]  # before and after, by id

    @property
    def differs(self) -> bool:
        return bool(self.new or self.changed)


def _compare(deck: Deck, existing: Iterable[Card], fields_present: frozenset[str]) -> _Comparison:
    there = {card.id: card for card in existing}
    ids = match_cards(deck, there.values())
    new: list[Card] = []
    changed: dict[str, tuple[Card, Card]] = {}
    new_ids = NewIds(there.keys() | {card.id for card in deck.cards})
    for card in deck.cards:
        if (same := ids.get(card.id)) is None:
            ids[card.id] = new_ids.make(card.question) if card.id in there else card.id
            new.append(card._replace(id=ids[card.id]))
        elif (after := _update(there[same], card, fields_present)) != there[same]:
            changed[same] = there[same], after
    return _Comparison(there, ids, new, changed)


def _read_existing(path: Path, pending: str | None) -> tuple[str, tuple[Card, ...], dict[str, int]]:
    """Return the text of the user's file, its cards, and the position of each among its `[[cards]]`.

    `pending` is the text the file is about to hold, if it is about to change.

    Raises:
        DeckFileError: The file cannot be read, or is not written as `[[cards]]` that can be changed one by one.
    """
    if pending is None and not path.exists():
        return "", (), {}
    text = read_text(path) if pending is None else pending
    data, _, broken = read_sound(text.replace("\r\n", "\n"), path=str(path))
    lines = find_lines(text)
    deck, _ = deck_from_tables(data or {}, lines, path=str(path), default_id=default_id(path))
    if data is None or deck is None or broken or len(data["cards"]) != len(lines.items):
        raise _unsafe(path)
    at = {table.line: position for position, table in enumerate(lines.items)}
    return text, deck.cards, {card: at[line] for card, line in deck.lines.items()}


def _unsafe(path: Path) -> DeckFileError:
    return DeckFileError(path, "has cards that cannot be changed safely", f"Fix it first: greenroom check {path}.")


def _update(existing: Card, incoming: Card, fields_present: frozenset[str]) -> Card:
    """Return the existing card with the fields of the incoming one. An empty field never replaces the user's text.

    A card from Anki keeps the sources that the user gave it. What other formats have as a tag stays a competency.
    """
    fields = fields_present - ({"id", "sources"} if anki_id(incoming) else {"id"})
    values = {name: getattr(incoming, name) for name in fields}
    if "tags" in fields and not incoming.competencies:
        values["tags"] = tuple(tag for tag in incoming.tags if tag in existing.tags or tag not in existing.competencies)
    if "key_points" in fields:  # most formats have no cues
        cues = {point.text: point.cues for point in existing.key_points}
        points = incoming.key_points
        values["key_points"] = tuple(each._replace(cues=each.cues or cues.get(each.text, ())) for each in points)
    if "replies" in fields:
        values["replies"] = Replies(*(new or old for new, old in zip(incoming.replies, existing.replies, strict=True)))
    return _with_fitting_wordings(
        existing._replace(**{name: value for name, value in values.items() if value or not getattr(existing, name)})
    )


def _with_fitting_wordings(card: Card) -> Card:
    """Return the card without reworded key points that no longer match its own one by one."""
    musts = [point.must for point in card.key_points]
    wordings = (
        each._replace(
            fields=tuple(
                (name, value)
                for name, value in each.fields
                if name != "key_points" or [point.must for point in value] == musts
            )
        )
        for each in card.wordings
    )
    return card._replace(wordings=tuple(each for each in wordings if each.fields))
