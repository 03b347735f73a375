"""Anki packages -> decks, with what Anki knew of each card."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cards.review import Rating
from cards.text import clean_line, slug
from decks.formats.anki_container import NotAPackage, open_collection
from decks.formats.anki_notes import OWN_NOTE_TYPE, NoteType, read_deck_names, read_note_types, render, split_fields
from decks.formats.bundle import Brought, Bundle, Past, PastReview, RawCard, problem, read_raw
from decks.formats.html import to_text
from decks.formats.cells import card_of
from decks.formats.table_columns import field_of
from decks.formats.wording import PACKAGE
from decks.problems import Level, Problem

# A package has no lines: where problems name one, it is the number of the card.
_CARDS = (
    "SELECT c.id, c.did, c.odid, c.ord, c.queue, c.flags, n.guid, n.mid, n.flds, n.tags"
    " FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.id"
)
_REVIEWS = "SELECT id, cid, ease, lastIvl, factor, time, type FROM revlog ORDER BY id"
_ANSWER_LINE = re.compile(r"<hr[^>]*\bid=[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_MEDIA = re.compile(r"<img\b|\[sound:|\[anki:", re.IGNORECASE)
_OWN_TAGS = frozenset({"leech", "marked"})  # Anki's own book-keeping
_SUSPENDED = -1
_DAY = 86_400
# Kinds of entries in Anki's review log.
_REVIEW, _FILTERED = 1, 3
_SCHEDULED_BY_HAND = (4, 5)


def read_package(path: Path, *, fields: Mapping[str, str] | None = None) -> Bundle:
    """Read a package of any generation, with its review history.

    Args:
        path: The .apkg or .colpkg file.
        fields: Which field of a note goes to which field of a card; else by its name, or as its templates show it.
    """
    try:
        with open_collection(path) as database:
            return _Collection(database, str(path), fields or {}).bundle()
    except NotAPackage as error:
        return Bundle(problems=(problem(str(path), 1, error.message, error.fix),))
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
        fix = "Export it from Anki once more."
        return Bundle(problems=(problem(str(path), 1, "its collection is not in a form known here", fix),))


class _Collection:
    """Goes through a collection card by card."""

    def __init__(self, database: sqlite3.Connection, path: str, fields: Mapping[str, str]) -> None:
        self._database = database
        self._path = path
        self._told = {field: name.casefold() for field, name in fields.items()}
        self._types = read_note_types(database)
        self._carried = {"question", "answer", "tags"}

    def bundle(self) -> Bundle:
        names = read_deck_names(self._database)
        reviews = self._reviews()
        decks: dict[str, list[RawCard]] = defaultdict(list)
        past: list[Past] = []
        with_media = 0
        for number, deck, home, order, queue, flags, guid, kind, joined, tags in self._database.execute(_CARDS):
            origin = clean_line(f"anki:{guid}/{order}")
            with_media += _MEDIA.search(joined) is not None
            table = self._card(self._types[kind], split_fields(joined, self._types[kind]), order)
            if "tags" not in table:
                table["tags"] = [tag for tag in str(tags).split() if tag.lower() not in _OWN_TAGS]
            if "id" not in table:  # a note that was not written here is known by what Anki calls it
                table["sources"] = [origin, *table.get("sources", [])]
            decks[names.get(home or deck, "Anki")].append(RawCard(table, len(past) + 1))
            past.append(Past(tuple(reviews.get(number, ())), queue == _SUSPENDED, bool(flags & 7)))
        problems: list[Problem] = []
        if with_media:
            told = f"{with_media} cards refer to images or sounds, which are not brought in"
            problems.append(problem(self._path, 1, told, "Say in words what they show.", level=Level.WARNING))
        brought: list[Brought] = []
        for title, cards in decks.items():
            deck_id = slug(title, words=12) or "anki"
            read, found = read_raw({"title": title}, cards, path=self._path, default_id=deck_id, notation=PACKAGE)
            problems += found
            if read is not None:
                known = {card.id: past[read.lines[card.id] - 1] for card in read.cards}
                brought.append(Brought(deck=read, past=known))
        if not brought and not problems:
            problems.append(problem(self._path, 1, "has no cards", "Export a deck that has some."))
        return Bundle(decks=tuple(brought), problems=tuple(problems), carried=frozenset(self._carried))

    def _card(self, kind: NoteType, fields: Mapping[str, str], order: int) -> dict[str, Any]:
        """Return a card's content: as told, by the names of the note's fields, or as its template shows it."""
        by_name = {name.casefold(): text for name, text in fields.items()}
        if self._told and set(self._told.values()) <= by_name.keys():
            return self._by_field({field: by_name[name] for field, name in self._told.items() if field != "id"})
        known = {field_of(name): text for name, text in fields.items()}
        if None not in known and {"question", "answer"} <= known.keys() and not kind.cloze and len(kind.templates) == 1:
            table = self._by_field({str(field): text for field, text in known.items()})
            if kind.name != OWN_NOTE_TYPE:
                table.pop("id", None)
            return table
        template = kind.templates[0 if kind.cloze else order]
        cloze = order + 1 if kind.cloze else 0
        question = render(template.question, fields, cloze=cloze)
        answer = render(template.answer, {**fields, "FrontSide": ""}, cloze=cloze, back=True)
        table = {"question": to_text(question), "answer": to_text(_ANSWER_LINE.split(answer)[-1])}
        return {name: text for name, text in table.items() if text.strip()}

    def _by_field(self, cells: Mapping[str, str]) -> dict[str, Any]:
        texts = {field: text for field, html in cells.items() if (text := to_text(html)).strip()}
        table = card_of(texts)
        self._carried |= table.keys() - {"id", "sources"}
        return table

    def _reviews(self) -> dict[int, list[PastReview]]:
        """Return the ratings of each card; entries that are none are left out."""
        found: dict[int, list[PastReview]] = defaultdict(list)
        ratings = {rating.value: rating for rating in Rating}
        for at, card, ease, before, factor, taken, kind in self._database.execute(_REVIEWS):
            previewed = kind == _FILTERED and factor == 0
            if 1 <= ease <= 4 and kind not in _SCHEDULED_BY_HAND and not previewed:
                interval = _interval(kind, before)
                found[card].append(PastReview(ratings[ease], at, max(0, taken), interval))
        return found


def _interval(kind: int, before: int) -> int | None:
    """Return the days that had been scheduled; None where the card was being learned. Seconds are negative."""
    if before <= -_DAY:
        return -before // _DAY
    return max(before, 0) if kind == _REVIEW or before >= 1 else None
