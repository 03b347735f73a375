"""The reader for Anki packages: decks, and what Anki recorded about each card."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cards.text import clean_line, slug
from decks.formats.anki.description import read_description
from decks.formats.anki.fields import OWN_NOTE_TYPE, FieldMap, check_fields, map_fields
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.anki.review_log import CardLog, read_review_log
from decks.formats.anki.schema import FIELD_SEPARATOR, AnkiDeck, read_decks, read_note_types, read_presets
from decks.formats.anki.sides import CardTexts, part_question, read_sides
from decks.formats.anki.templates import MASK, shown_fields
from decks.formats.bundle import Bundle, BundledDeck, RawCard, ReviewHistory, read_raw, unusable
from decks.formats.cells import cells_to_table
from decks.formats.html import DRAWING, to_text, without_list_marks
from decks.model.notation import PACKAGE, few
from decks.model.problems import Problem, clipped, warning

_CARDS = (
    "SELECT c.id, c.did, c.odid, c.ord, c.queue, c.flags, n.guid, n.mid, n.flds, n.tags"
    " FROM cards c JOIN notes n ON n.id = c.nid WHERE NOT instr(n.flds, ?) ORDER BY c.id"
)
_ON_PICTURES = "SELECT count(*) FROM cards c JOIN notes n ON n.id = c.nid WHERE instr(n.flds, ?)"
_SPOKEN = re.compile(r"\[anki:tts\b[^\]]*\](.*?)\[/anki:tts\]", re.DOTALL)
_MEDIA = re.compile(r"<img\b|\[sound:|\[anki:", re.IGNORECASE)
_PROSE = frozenset({"question", "answer", "looks_for"})  # fields whose lists are part of the text
_ANKI_TAGS = frozenset({"leech", "marked"})  # Anki sets these itself
_LONGEST_NAME = 60  # characters of a question that names its card
_MOST_CHARACTERS = 64 * 1024 * 1024  # on all cards: any number of them can be of one note
_MOST_NAMED = 10  # cards that cannot be read
_LOOK_IN_ANKI = "Check its note in Anki and export it again."
_MALFORMED = (LookupError, TypeError, AttributeError, ValueError, RecursionError)
_SUSPENDED = -1  # `queue` of a card
_FLAG = 7  # the bits of `flags` that are the colour of its flag


def read_package(path: Path, *, fields: Mapping[str, str] | None = None) -> Bundle:
    """Read an Anki package of any generation, with its review history.

    `fields` is a note field for each card field; None to go by the note fields' names and the card templates.

    Raises:
        DeckFileError: `fields` has an unknown name, or lacks the question or the answer.
    """
    try:
        with open_collection(path) as database:
            return _CollectionReader(database, str(path), fields or {}).read()
    except NotAPackage as error:
        return unusable(str(path), 0, error.message, error.fix)
    except _MALFORMED:
        fix = "Export it from Anki again."
        return unusable(str(path), 0, "its collection is in a format greenroom does not know", fix)


class _CollectionReader:
    """Reads the cards of a collection, and keeps track of the note fields that are left out."""

    def __init__(self, database: sqlite3.Connection, path: str, fields: Mapping[str, str]) -> None:
        self._database = database
        self._path = path
        self._note_types = read_note_types(database)
        numbers = [number for (number,) in database.execute("SELECT DISTINCT mid FROM notes")]
        used = [self._note_types[number] for number in numbers if number in self._note_types]
        given = check_fields(fields, used)
        self._maps = {number: map_fields(note_type, given) for number, note_type in self._note_types.items()}
        # For each note type, the names of fields with text that no card field takes, in the order they were found.
        self._others: dict[int, dict[str, None]] = defaultdict(dict)
        self._fields_present = {"question", "answer", "tags"}
        self._with_media = self._with_drawing = 0  # cards

    def read(self) -> Bundle:
        anki_decks = read_decks(self._database)
        logs = read_review_log(self._database)
        cards_of: dict[AnkiDeck, list[RawCard]] = defaultdict(list)
        histories: list[ReviewHistory] = []
        due_by_hand: list[str] = []
        unread: list[Problem] = []
        characters = 0
        for number, deck, home, order, queue, flags, guid, kind, written, tags in self._database.execute(
            _CARDS, (MASK,)
        ):
            characters += len(written) if isinstance(written, str) else 0
            if characters > _MOST_CHARACTERS:
                most = f"has more than {_MOST_CHARACTERS:,} characters on its cards"
                raise NotAPackage(most, "Export fewer decks at once.")
            try:
                table = self._read_card(guid, kind, written, tags, order)
                is_flagged = bool(flags & _FLAG)
            except _MALFORMED:
                unread.append(_unread_problem(self._path, number, written))
                continue
            log = logs.get(number, CardLog())
            if log.due_by_hand:
                due_by_hand.append(table.get("question", ""))
            # A package has no lines, so the line is the card's number instead: it leads back to the history.
            cards_of[anki_decks.get(home or deck, AnkiDeck("Anki"))].append(RawCard(table, len(histories) + 1))
            histories.append(ReviewHistory(tuple(log.reviews), queue == _SUSPENDED, is_flagged))
        if unread and not cards_of:
            raise ValueError
        problems = [
            *unread[:_MOST_NAMED],
            *self._field_problems(),
            *self._media_problems(),
            *self._log_problems(logs.values(), due_by_hand),
        ]
        decks: list[BundledDeck] = []
        for anki_deck, cards in cards_of.items():
            deck_id = slug(anki_deck.name, words=12) or "anki"
            head = {"title": anki_deck.name, **read_description(anki_deck.description)}
            deck_read, found = read_raw(head, cards, path=self._path, default_id=deck_id, notation=PACKAGE)
            problems += found
            if deck_read is not None:
                history_of = {card.id: histories[deck_read.lines[card.id] - 1] for card in deck_read.cards}
                decks.append(BundledDeck(deck_read, history_of))
        if len(unread) > _MOST_NAMED:
            message = f"{_cards(len(unread) - _MOST_NAMED)} more could not be read"
            problems.append(Problem(self._path, 0, message, _LOOK_IN_ANKI))
        if not decks and not problems:
            problems.append(Problem(self._path, 0, "has no cards", "Export a deck that has some."))
        return Bundle(
            decks=tuple(decks),
            problems=tuple(problems),
            fields_present=frozenset(self._fields_present),
            presets=read_presets(self._database, {deck.preset for deck in cards_of}),
        )

    def _read_card(self, guid: object, kind: int, written: str, tags: object, order: int) -> dict[str, Any]:
        """Return a card's table of the deck format; raise one of `_MALFORMED` if Anki could not have written it."""
        joined = _SPOKEN.sub(r"\1", written)
        fields = dict(zip(self._note_types[kind].fields, joined.split(FIELD_SEPARATOR), strict=False))
        table = self._card_table(kind, fields, order)
        self._with_media += _MEDIA.search(joined) is not None
        self._with_drawing += any(DRAWING in str(text) for text in table.values())
        if "tags" not in table:
            table["tags"] = [tag for tag in str(tags).split() if tag.lower() not in _ANKI_TAGS]
        if "id" not in table:  # greenroom did not write this note: Anki's own id identifies it in a later import
            table["sources"] = [clean_line(f"anki:{guid}/{order}"), *table.get("sources", [])]
        return table

    def _card_table(self, kind: int, fields: Mapping[str, str], order: int) -> dict[str, Any]:
        """Return a card's table of the deck format.

        `kind` is the id of its note type, `fields` the note's fields as HTML. `order` says which card of the note it
        is, from 0: that of this template, or of this cloze deletion.
        """
        note_type, field_map = self._note_types[kind], self._maps[kind]
        if field_map.fields:
            return self._by_field(kind, fields, field_map)
        shown = shown_fields(note_type.templates)
        self._others[kind] |= {name: None for name, text in fields.items() if name not in shown and text.strip()}
        texts = self._sides(kind, fields, order)
        table = {"question": texts.question, "context": texts.context, "answer": texts.answer}
        table = {name: text for name, text in table.items() if text.strip()}
        self._fields_present |= table.keys()
        return table

    def _sides(self, kind: int, fields: Mapping[str, str], order: int) -> CardTexts:
        note_type = self._note_types[kind]
        template = note_type.templates[0 if note_type.cloze else order]
        return read_sides(template, fields, cloze=order + 1 if note_type.cloze else 0)

    def _by_field(self, kind: int, fields: Mapping[str, str], field_map: FieldMap) -> dict[str, Any]:
        texts = {name: text for name, html in fields.items() if (text := to_text(html)).strip()}
        others = {name: texts[name] for name in field_map.others if name in texts}
        cells = {field: texts[name] for name, field in field_map.fields.items() if name in texts}
        if self._note_types[kind].name == OWN_NOTE_TYPE:  # which has an item a line, also if it is the only one
            cells = {field: f"{text}\n" for field, text in cells.items()}
        else:
            cells = {field: text if field in _PROSE else without_list_marks(text) for field, text in cells.items()}
        if any(name in texts for name in field_map.asked):
            sides = self._sides(kind, fields, 0)
            cells |= {"question": sides.question, "context": sides.context}
            others = {name: text for name, text in others.items() if name not in field_map.asked}
        elif "context" not in cells:
            asked = next(name for name, field in field_map.fields.items() if field == "question")
            cells["question"], cells["context"] = part_question(fields[asked], texts.get(asked, ""))
        self._others[kind] |= dict.fromkeys(others)
        if field_map.into_answer and others:
            lines = "\n".join(f"{name}: {text}" for name, text in others.items())
            cells["answer"] = f"{cells['answer']}\n\n{lines}" if "answer" in cells else lines
        table = cells_to_table({name: cell for name, cell in cells.items() if cell})
        self._fields_present |= table.keys() - {"id", "sources"}
        return table

    def _media_problems(self) -> Iterator[Problem]:
        """Yield a warning each for files, pictures to ask about, and drawings."""
        if count := self._with_media:
            message = f"{_cards(count, 'refers')} to images or sounds, which are not imported"
            yield warning(self._path, 0, message, "Describe them in words.")
        if count := self._database.execute(_ON_PICTURES, (MASK,)).fetchone()[0]:
            message = (
                f"{_cards(count, 'asks')} what is hidden on a picture, and {'was' if count == 1 else 'were'} left out"
            )
            yield warning(self._path, 0, message, "Write a question in words for each.")
        if count := self._with_drawing:
            message = f"{_cards(count, 'shows')} a drawing, which is not imported"
            yield warning(self._path, 0, message, "Describe it in words.")

    def _log_problems(self, logs: Iterable[CardLog], due_by_hand: list[str]) -> Iterator[Problem]:
        """Yield a warning each for reviews that no longer count in Anki, and for due days chosen there by hand."""
        if forgotten := [log.forgotten for log in logs if log.forgotten]:
            reviews = "1 review is" if sum(forgotten) == 1 else f"{sum(forgotten)} reviews are"
            of = "a card was" if len(forgotten) == 1 else f"{len(forgotten)} cards were"
            message = f"{reviews} left out, from before {of} reset"
            yield warning(self._path, 0, message, "Anki doesn't count them either.")
        if due_by_hand:
            message = f"in Anki, you chose the due day of {_cards(len(due_by_hand))}"
            named = few([f'"{clipped(question, _LONGEST_NAME)}"' for question in due_by_hand])
            yield warning(self._path, 0, f"{message}: {named}", "greenroom works out due days from your reviews alone.")

    def _field_problems(self) -> Iterator[Problem]:
        """Yield a warning for each note type that lacks a given field, or has fields no card field uses."""
        for number, others in self._others.items():
            note_type, field_map = self._note_types[number], self._maps[number]
            if field_map.lacking:
                lacking = f"the field{'' if len(field_map.lacking) == 1 else 's'} {', '.join(field_map.lacking)}"
                message = f'notes "{note_type.name}" lack {lacking}, so --fields was ignored for them'
                yield warning(self._path, 0, message, "Name the fields they have with --fields and import again.")
            if not others:
                continue
            message = f'of notes "{note_type.name}", '
            if field_map.fields:
                taken = (field.replace("_", " ") for field in field_map.fields.values())
                message += f"{', '.join(field_map.fields)} were taken as {', '.join(taken)}, and "
            message += f"{few(list(others))} {_use_of_others(field_map, one=len(others) == 1)}"
            yield warning(self._path, 0, message, "If that is wrong, use --fields question=Front,answer=Back.")


def _unread_problem(path: str, number: object, written: object) -> Problem:
    """Return the problem for a card that cannot be read, named by how its note begins."""
    begins = clipped(clean_line(str(written).replace(FIELD_SEPARATOR, " ")), _LONGEST_NAME)
    return Problem(path, 0, f'card {number} ("{begins}") could not be read', _LOOK_IN_ANKI)


def _cards(count: int, verb: str = "") -> str:
    """Return a number of cards, with a verb given in the third person singular."""
    return f"1 card {verb}".strip() if count == 1 else f"{count} cards {verb.removesuffix('s')}".strip()


def _use_of_others(field_map: FieldMap, *, one: bool) -> str:
    """Return the end of a sentence: what happens to the note fields that no card field takes."""
    if field_map.into_answer:
        return "is in the answer" if one else "are in the answer"
    left_out = "was left out" if one else "were left out"
    return left_out if field_map.fields else f"{'is' if one else 'are'} on none of its cards, and {left_out}"
