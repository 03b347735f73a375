"""Anki packages -> decks, with what Anki knew of each card."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cards.review import Rating
from cards.text import clean_line, slug
from decks.formats.anki.fields import FieldMap, check_told, map_fields
from decks.formats.anki.head import read_head
from decks.formats.anki.notes import AnkiDeck, read_decks, read_note_types, render, shown_fields, split_fields
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.bundle import Bundle, BundledDeck, PastReview, RawCard, ReviewHistory, problem, read_raw
from decks.formats.cells import card_of
from decks.formats.html import to_text
from decks.model.notation import PACKAGE, few
from decks.model.problems import Level, Problem

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

    Raises:
        DeckFileError: `fields` has names that nobody knows.
    """
    try:
        with open_collection(path) as database:
            return _Collection(database, str(path), fields or {}).bundle()
    except NotAPackage as error:
        return Bundle(problems=(problem(str(path), 0, error.message, error.fix),))
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
        fix = "Export it from Anki once more."
        return Bundle(problems=(problem(str(path), 0, "its collection is not in a form known here", fix),))


class _Collection:
    """Goes through a collection card by card."""

    def __init__(self, database: sqlite3.Connection, path: str, fields: Mapping[str, str]) -> None:
        self._database = database
        self._path = path
        self._types = read_note_types(database)
        used = [self._types[kind] for (kind,) in database.execute("SELECT DISTINCT mid FROM notes")]
        told = check_told(fields, used)
        self._maps = {number: map_fields(kind, told) for number, kind in self._types.items()}
        self._left: dict[int, dict[str, None]] = defaultdict(dict)  # the other fields that have text, by note type
        self._carried = {"question", "answer", "tags"}

    def bundle(self) -> Bundle:
        anki_decks = read_decks(self._database)
        reviews = self._reviews()
        decks: dict[AnkiDeck, list[RawCard]] = defaultdict(list)
        past: list[ReviewHistory] = []
        with_media = 0
        for number, deck, home, order, queue, flags, guid, kind, joined, tags in self._database.execute(_CARDS):
            origin = clean_line(f"anki:{guid}/{order}")
            with_media += _MEDIA.search(joined) is not None
            table = self._card(kind, split_fields(joined, self._types[kind]), order)
            if "tags" not in table:
                table["tags"] = [tag for tag in str(tags).split() if tag.lower() not in _OWN_TAGS]
            if "id" not in table:  # a note that was not written here is known by what Anki calls it
                table["sources"] = [origin, *table.get("sources", [])]
            # A package has no lines: here it is the number of the card, to find its past again.
            decks[anki_decks.get(home or deck, AnkiDeck("Anki"))].append(RawCard(table, len(past) + 1))
            past.append(ReviewHistory(tuple(reviews.get(number, ())), queue == _SUSPENDED, bool(flags & 7)))
        problems = [*self._field_problems()]
        if with_media:
            told = f"{with_media} {'card refers' if with_media == 1 else 'cards refer'} to images or sounds"
            fix = "Say in words what they show."
            problems.append(self._warning(f"{told}, which are not brought in", fix))
        brought: list[BundledDeck] = []
        for deck, cards in decks.items():
            deck_id = slug(deck.name, words=12) or "anki"
            head = {"title": deck.name, **read_head(deck.description)}
            read, found = read_raw(head, cards, path=self._path, default_id=deck_id, notation=PACKAGE)
            problems += found
            if read is not None:
                known = {card.id: past[read.lines[card.id] - 1] for card in read.cards}
                brought.append(BundledDeck(deck=read, histories=known))
        if not brought and not problems:
            problems.append(problem(self._path, 0, "has no cards", "Export a deck that has some."))
        return Bundle(decks=tuple(brought), problems=tuple(problems), fields_present=frozenset(self._carried))

    def _card(self, number: int, fields: Mapping[str, str], order: int) -> dict[str, Any]:
        """Return a card's content: by the fields of its note, or as its template shows it."""
        kind, known = self._types[number], self._maps[number]
        if known.fields:
            return self._by_field(number, fields, known)
        shown = shown_fields(kind)
        self._left[number] |= {name: None for name, text in fields.items() if name not in shown and text.strip()}
        template = kind.templates[0 if kind.cloze else order]
        cloze = order + 1 if kind.cloze else 0
        question = render(template.question, fields, cloze=cloze)
        answer = render(template.answer, {**fields, "FrontSide": ""}, cloze=cloze, back=True)
        table = {"question": to_text(question), "answer": to_text(_ANSWER_LINE.split(answer)[-1])}
        return {name: text for name, text in table.items() if text.strip()}

    def _by_field(self, number: int, fields: Mapping[str, str], known: FieldMap) -> dict[str, Any]:
        texts = {name: text for name, html in fields.items() if (text := to_text(html).strip())}
        others = {name: texts[name] for name in known.others if name in texts}
        self._left[number] |= dict.fromkeys(others)
        cells = {field: to_text(fields[name]) for name, field in known.fields.items() if name in texts}
        if known.into_answer and others and {"answer", "key_points"} & cells.keys():
            lines = "\n".join(f"{name}: {text}" for name, text in others.items())
            cells["answer"] = f"{cells['answer']}\n\n{lines}" if "answer" in cells else lines
        table = card_of(cells)
        self._carried |= table.keys() - {"id", "sources"}
        return table

    def _field_problems(self) -> Iterator[Problem]:
        """Tell of each note type how it was understood, if not all of it was brought in as it is."""
        for number, left in self._left.items():
            kind, known = self._types[number], self._maps[number]
            if known.lacking:
                lacking = f"the field{'' if len(known.lacking) == 1 else 's'} {', '.join(known.lacking)}"
                told = f'notes "{kind.name}" lack {lacking}, and were read as if none were told'
                yield self._warning(told, "Tell the fields they have with --fields, importing once more.")
            if not left:
                continue
            told = f'of notes "{kind.name}", '
            if known.fields:
                taken = (field.replace("_", " ") for field in known.fields.values())
                told += f"{', '.join(known.fields)} were taken as {', '.join(taken)}, and "
            told += f"{few(list(left))} {_became(known, one=len(left) == 1)}"
            yield self._warning(told, "If that is wrong, tell it with --fields question=Front,answer=Back.")

    def _warning(self, message: str, fix: str) -> Problem:
        return problem(self._path, 0, message, fix, level=Level.WARNING)

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


def _became(known: FieldMap, *, one: bool) -> str:
    if known.into_answer:
        return "stands in the answer" if one else "stand in the answer"
    left = "was left out" if one else "were left out"
    return left if known.fields else f"{'is' if one else 'are'} on none of its cards, and {left}"


def _interval(kind: int, before: int) -> int | None:
    """Return the days that had been scheduled; None where the card was being learned. Seconds are negative."""
    if before <= -_DAY:
        return -before // _DAY
    return max(before, 0) if kind == _REVIEW or before >= 1 else None
