"""The reader for Anki packages: decks, and what Anki recorded about each card."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from cards.text import slug
from decks.formats.anki import findings
from decks.formats.anki.card_reader import CardReader, NoteRow
from decks.formats.anki.description import read_description
from decks.formats.anki.fields import check_fields
from decks.formats.anki.malformed import MALFORMED, LeftOut
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.anki.review_log import CardLog, read_review_log
from decks.formats.anki.schema import AnkiDeck, read_decks, read_note_types, read_presets
from decks.formats.anki.templates import MASK
from decks.formats.bundle import Bundle, BundledDeck, RawCard, ReviewHistory, read_raw, unusable
from decks.model.notation import PACKAGE
from decks.model.problems import Problem

_CARDS = (
    "SELECT c.id, c.did, c.odid, c.queue, c.flags, n.guid, n.mid, n.flds, n.tags, c.ord"
    " FROM cards c LEFT JOIN notes n ON n.id = c.nid WHERE NOT coalesce(instr(n.flds, ?), 0) ORDER BY c.id"
)
_ON_PICTURES = "SELECT count(*) FROM cards c JOIN notes n ON n.id = c.nid WHERE instr(n.flds, ?)"
_MOST_CHARACTERS = 64 * 1024 * 1024  # on all cards: any number of them can be of one note
_SUSPENDED = -1  # `queue` of a card
_FLAG = 7  # the bits of `flags` that are the colour of its flag


def read_package(path: Path, *, fields: Mapping[str, str] | None = None) -> Bundle:
    """Read an Anki package of any generation, with its review history.

    `fields` is a note field for each card field; None to go by the note fields' names and the card templates. Rows that
    Anki could not have written are left out and reported.

    Raises:
        DeckFileError: `fields` has an unknown name, or lacks the question or the answer.
    """
    try:
        with open_collection(path) as database:
            return _read_collection(database, str(path), fields or {})
    except NotAPackage as error:
        return unusable(str(path), 0, error.message, error.fix)
    except MALFORMED:
        fix = "Export it from Anki again."
        return unusable(str(path), 0, "its collection is in a format greenroom does not know", fix)


def _read_collection(database: sqlite3.Connection, path: str, fields: Mapping[str, str]) -> Bundle:
    left_out = LeftOut()
    note_types = read_note_types(database, left_out)
    numbers = [number for (number,) in database.execute("SELECT DISTINCT mid FROM notes")]
    used = [note_types[number] for number in numbers if number in note_types]
    reader = CardReader(note_types, check_fields(fields, used), left_out)
    anki_decks = read_decks(database, left_out)
    logs = read_review_log(database, left_out)
    cards_of: dict[AnkiDeck, list[RawCard]] = defaultdict(list)
    histories: list[ReviewHistory] = []
    due_by_hand: list[str] = []
    unread: list[tuple[object, object]] = []
    characters = 0
    no_log, no_deck = CardLog(), AnkiDeck("Anki")
    for number, deck, home, queue, flags, *of_note in database.execute(_CARDS, (MASK,)):
        note = NoteRow(*of_note)
        characters += len(note.written) if isinstance(note.written, str) else 0
        if characters > _MOST_CHARACTERS:
            most = f"has more than {_MOST_CHARACTERS:,} characters on its cards"
            raise NotAPackage(most, "Export fewer decks at once.")
        try:
            table = reader.read(note)
            is_flagged = bool(flags & _FLAG)
        except MALFORMED:
            unread.append((number, note.written))
            continue
        log = logs.get(number, no_log)
        if log.due_by_hand:
            due_by_hand.append(table.get("question", ""))
        # A package has no lines, so the line is the card's number instead: it leads back to the history.
        raw = RawCard(table, len(histories) + 1, f"card {number}")
        cards_of[anki_decks.get(home or deck, no_deck)].append(raw)
        histories.append(ReviewHistory(tuple(log.reviews), queue == _SUSPENDED, is_flagged))
    if unread and not cards_of:
        raise ValueError
    presets = read_presets(database, {deck.preset for deck in cards_of}, left_out)
    (on_pictures,) = database.execute(_ON_PICTURES, (MASK,)).fetchone()
    problems = [
        *findings.unread_problems(path, unread),
        *findings.malformed_problems(path, left_out),
        *findings.field_problems(path, reader.others, note_types, reader.maps),
        *findings.media_problems(path, reader.not_shown, on_pictures),
        *findings.log_problems(path, logs.values(), due_by_hand),
    ]
    decks = _read_decks(path, cards_of, histories, problems)
    if not decks and not problems:
        problems.append(Problem(path, 0, "has no cards", "Export a deck that has some."))
    return Bundle(
        decks=tuple(decks),
        problems=tuple(problems),
        fields_present=frozenset(reader.fields_present),
        presets=presets,
    )


def _read_decks(
    path: str,
    cards_of: Mapping[AnkiDeck, list[RawCard]],
    histories: list[ReviewHistory],
    problems: list[Problem],
) -> list[BundledDeck]:
    """Make decks of raw cards, whose line leads to their history, and add what is wrong with them to `problems`."""
    decks: list[BundledDeck] = []
    for anki_deck, cards in cards_of.items():
        deck_id = slug(anki_deck.name, words=12) or "anki"
        head = {"title": anki_deck.name, **read_description(anki_deck.description)}
        deck, found = read_raw(head, cards, path=path, default_id=deck_id, notation=PACKAGE)
        problems += found
        if deck is not None:
            decks.append(BundledDeck(deck, {card.id: histories[deck.lines[card.id] - 1] for card in deck.cards}))
    return decks
