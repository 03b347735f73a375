"""The reader for Anki packages: decks, and what Anki recorded about each card."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cards.review import Rating
from cards.text import clean_line, slug
from decks.formats.anki.description import read_description
from decks.formats.anki.fields import FieldMap, check_fields, map_fields
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.anki.schema import FIELD_SEPARATOR, AnkiDeck, read_decks, read_note_types
from decks.formats.anki.templates import render, shown_fields
from decks.formats.bundle import Bundle, BundledDeck, PastReview, RawCard, ReviewHistory, read_raw, unusable
from decks.formats.cells import cells_to_table
from decks.formats.html import to_text
from decks.model.notation import PACKAGE, few
from decks.model.problems import Problem, warning

_CARDS = (
    "SELECT c.id, c.did, c.odid, c.ord, c.queue, c.flags, n.guid, n.mid, n.flds, n.tags"
    " FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.id"
)
_REVIEWS = "SELECT id, cid, ease, lastIvl, factor, time, type FROM revlog ORDER BY id"
_ANSWER_LINE = re.compile(r"<hr[^>]*\bid=[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_MEDIA = re.compile(r"<img\b|\[sound:|\[anki:", re.IGNORECASE)
_ANKI_TAGS = frozenset({"leech", "marked"})  # Anki sets these itself
_SUSPENDED = -1  # `queue` of a card
_FLAG = 7  # the bits of `flags` that are the colour of its flag
_SECONDS_PER_DAY = 86_400
# Values of `type` in the review log.
_REVIEW, _FILTERED = 1, 3
_SCHEDULED_BY_HAND = (4, 5)


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
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
        fix = "Export it from Anki once more."
        return unusable(str(path), 0, "its collection is not in a form known here", fix)


class _CollectionReader:
    """Reads the cards of a collection, and keeps track of the note fields that are left out."""

    def __init__(self, database: sqlite3.Connection, path: str, fields: Mapping[str, str]) -> None:
        self._database = database
        self._path = path
        self._note_types = read_note_types(database)
        used = [self._note_types[number] for (number,) in database.execute("SELECT DISTINCT mid FROM notes")]
        given = check_fields(fields, used)
        self._maps = {number: map_fields(note_type, given) for number, note_type in self._note_types.items()}
        # For each note type, the names of fields with text that no card field takes, in the order they were found.
        self._others: dict[int, dict[str, None]] = defaultdict(dict)
        self._fields_present = {"question", "answer", "tags"}

    def read(self) -> Bundle:
        anki_decks = read_decks(self._database)
        reviews = self._reviews()
        cards_of: dict[AnkiDeck, list[RawCard]] = defaultdict(list)
        histories: list[ReviewHistory] = []
        with_media = 0
        for number, deck, home, order, queue, flags, guid, kind, joined, tags in self._database.execute(_CARDS):
            origin = clean_line(f"anki:{guid}/{order}")
            with_media += _MEDIA.search(joined) is not None
            fields = dict(zip(self._note_types[kind].fields, joined.split(FIELD_SEPARATOR), strict=False))
            table = self._card_table(kind, fields, order)
            if "tags" not in table:
                table["tags"] = [tag for tag in str(tags).split() if tag.lower() not in _ANKI_TAGS]
            if "id" not in table:  # greenroom did not write this note: Anki's own id identifies it in a later import
                table["sources"] = [origin, *table.get("sources", [])]
            # A package has no lines, so the line is the card's number instead: it leads back to the history.
            cards_of[anki_decks.get(home or deck, AnkiDeck("Anki"))].append(RawCard(table, len(histories) + 1))
            histories.append(ReviewHistory(tuple(reviews.get(number, ())), queue == _SUSPENDED, bool(flags & _FLAG)))
        problems = [*self._field_problems()]
        if with_media:
            refer = "card refers" if with_media == 1 else "cards refer"
            message = f"{with_media} {refer} to images or sounds, which are not brought in"
            problems.append(warning(self._path, 0, message, "Say in words what they show."))
        decks: list[BundledDeck] = []
        for anki_deck, cards in cards_of.items():
            deck_id = slug(anki_deck.name, words=12) or "anki"
            head = {"title": anki_deck.name, **read_description(anki_deck.description)}
            deck_read, found = read_raw(head, cards, path=self._path, default_id=deck_id, notation=PACKAGE)
            problems += found
            if deck_read is not None:
                history_of = {card.id: histories[deck_read.lines[card.id] - 1] for card in deck_read.cards}
                decks.append(BundledDeck(deck_read, history_of))
        if not decks and not problems:
            problems.append(Problem(self._path, 0, "has no cards", "Export a deck that has some."))
        return Bundle(decks=tuple(decks), problems=tuple(problems), fields_present=frozenset(self._fields_present))

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
        template = note_type.templates[0 if note_type.cloze else order]
        cloze = order + 1 if note_type.cloze else 0
        question = render(template.question, fields, cloze=cloze)
        answer = render(template.answer, {**fields, "FrontSide": ""}, cloze=cloze, back=True)
        table = {"question": to_text(question), "answer": to_text(_ANSWER_LINE.split(answer)[-1])}
        return {name: text for name, text in table.items() if text.strip()}

    def _by_field(self, kind: int, fields: Mapping[str, str], field_map: FieldMap) -> dict[str, Any]:
        texts = {name: text for name, html in fields.items() if (text := to_text(html).strip())}
        others = {name: texts[name] for name in field_map.others if name in texts}
        self._others[kind] |= dict.fromkeys(others)
        cells = {field: to_text(fields[name]) for name, field in field_map.fields.items() if name in texts}
        if field_map.into_answer and others and {"answer", "key_points"} & cells.keys():
            lines = "\n".join(f"{name}: {text}" for name, text in others.items())
            cells["answer"] = f"{cells['answer']}\n\n{lines}" if "answer" in cells else lines
        table = cells_to_table(cells)
        self._fields_present |= table.keys() - {"id", "sources"}
        return table

    def _field_problems(self) -> Iterator[Problem]:
        """Yield a warning for each note type that lacks a given field, and for each with fields of no card field."""
        for number, others in self._others.items():
            note_type, field_map = self._note_types[number], self._maps[number]
            if field_map.lacking:
                lacking = f"the field{'' if len(field_map.lacking) == 1 else 's'} {', '.join(field_map.lacking)}"
                message = f'notes "{note_type.name}" lack {lacking}, and were read as if none were given'
                yield warning(self._path, 0, message, "Tell the fields they have with --fields, importing once more.")
            if not others:
                continue
            message = f'of notes "{note_type.name}", '
            if field_map.fields:
                taken = (field.replace("_", " ") for field in field_map.fields.values())
                message += f"{', '.join(field_map.fields)} were taken as {', '.join(taken)}, and "
            message += f"{few(list(others))} {_use_of_others(field_map, one=len(others) == 1)}"
            yield warning(self._path, 0, message, "If that is wrong, tell it with --fields question=Front,answer=Back.")

    def _reviews(self) -> dict[int, list[PastReview]]:
        """Return the reviews of each card. Changes by hand and previews in filtered decks are not reviews."""
        found: dict[int, list[PastReview]] = defaultdict(list)
        ratings = {rating.value: rating for rating in Rating}
        for at_ms, card, ease, last_interval, factor, took_ms, kind in self._database.execute(_REVIEWS):
            is_preview = kind == _FILTERED and factor == 0
            if 1 <= ease <= 4 and kind not in _SCHEDULED_BY_HAND and not is_preview:
                interval = _interval_days(kind, last_interval)
                found[card].append(PastReview(ratings[ease], at_ms, max(0, took_ms), interval))
        return found


def _use_of_others(field_map: FieldMap, *, one: bool) -> str:
    """Return the end of a sentence: what happens to the note fields that no card field takes."""
    if field_map.into_answer:
        return "is in the answer" if one else "are in the answer"
    left_out = "was left out" if one else "were left out"
    return left_out if field_map.fields else f"{'is' if one else 'are'} on none of its cards, and {left_out}"


def _interval_days(kind: int, last_interval: int) -> int | None:
    """Return `lastIvl`, which Anki gives in days, or in negative seconds, as days; None for a learning step."""
    if last_interval <= -_SECONDS_PER_DAY:
        return -last_interval // _SECONDS_PER_DAY
    return max(last_interval, 0) if kind == _REVIEW or last_interval >= 1 else None
