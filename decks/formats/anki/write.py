"""The writer for Anki packages of the first generation (schema 11), which every version of Anki imports."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha1
from html import escape
from typing import NamedTuple
from zlib import crc32

from cards.card import Card
from decks.formats.anki.description import write_description
from decks.formats.anki.fields import OWN_FIELDS, OWN_NOTE_TYPE
from decks.formats.anki.schema import FIELD_SEPARATOR, SCHEMA_11
from decks.formats.bundle import ReviewHistory
from decks.formats.cells import card_to_cells
from decks.model.deck import Deck
from decks.model.ids import anki_id

_QUESTION_SIDE = "{{Question}}{{#Context}}<div>{{Context}}</div>{{/Context}}"
_CELLS = [name.lower().replace(" ", "_") for name in OWN_FIELDS]
_SHOWN = OWN_FIELDS[2 : OWN_FIELDS.index("Target seconds")]
_ANSWER_SIDE = "{{FrontSide}}<hr id=answer>" + "".join(
    f"{{{{#{name}}}}}<p><small>{name}</small><br>{{{{{name}}}}}</p>{{{{/{name}}}}}" for name in _SHOWN
)
_CSS = (
    ".card { font-family: sans-serif; font-size: 20px; text-align: left; } small { color: gray; }"
    " pre { white-space: pre-wrap; }"
)
_MODEL = 1_763_942_400_001  # the id of our note type: the same in every package, so that Anki recognises it
_SPACING = ("\t", "  ", "\n ", " \n")  # which HTML would drop, as it does at both ends
_LEVEL = 4  # of compression: the usual 6 takes more than twice as long for 5 % less
_EASE = 2500  # an ease factor of 250 %, in permille
_DAY_STARTS = 4  # the hour


class Scheduling(NamedTuple):
    """A card's scheduling in Anki's terms, on the day of the export."""

    due: date
    interval: int  # days from the last review to `due`
    stability: float  # days, as FSRS defines it
    difficulty: float  # from 1 to 10, as FSRS defines it
    reviews: int
    lapses: int


def write_package(
    deck: Deck, now: datetime, histories: Mapping[str, ReviewHistory], scheduling: Mapping[str, Scheduling]
) -> bytes:
    """Write a deck as an Anki package, as of `now`. Each card becomes a note of greenroom's own note type.

    `histories` and `scheduling` are by card id; a card without scheduling is new in Anki.
    """
    content = io.BytesIO()
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA_11)
        with database:
            _CollectionWriter(database, deck, now).write(histories, scheduling)
        # Without `with`: closed by Ctrl-C when half written, it would raise an error of its own.
        package = zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        package.writestr("collection.anki2", database.serialize())
        package.writestr("media", "{}")
        package.close()
    return content.getvalue()


class _CollectionWriter:
    """Fills the tables of an empty collection."""

    def __init__(self, database: sqlite3.Connection, deck: Deck, now: datetime) -> None:
        self._database = database
        self._deck = deck
        self._seconds = int(now.timestamp())
        self._day_0 = now.astimezone(UTC).date() - timedelta(days=3650)  # due days are counted from here
        # Ids in Anki look like milliseconds since 1970. A deck gets the same id in every export.
        self._deck_id = 1_000_000_000_000 + 100_000 * (crc32(deck.head.id.encode()) % 2**24)

    def write(self, histories: Mapping[str, ReviewHistory], scheduling: Mapping[str, Scheduling]) -> None:
        self._write_collection()
        numbered = [(self._deck_id + position, card) for position, card in enumerate(self._deck.cards, start=1)]
        none = ReviewHistory()
        known = [histories.get(card.id, none) for card in self._deck.cards]
        cards = (
            self._card_row(position, history, scheduling.get(card.id))
            for position, (card, history) in enumerate(zip(self._deck.cards, known, strict=True), start=1)
        )
        notes = (self._note_row(number, card) for number, card in numbered)
        # In the order of their ids, which are times, they take less room.
        past = sorted(self._review_rows(zip((number for number, _ in numbered), known, strict=True)))
        for table, rows, width in (("notes", notes, 11), ("cards", cards, 18), ("revlog", past, 9)):
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608  # the names are ours
            self._database.executemany(insert, rows)

    def _review_rows(self, histories: Iterable[tuple[int, ReviewHistory]]) -> Iterator[tuple[object, ...]]:
        """Yield the rows of the review log, for the history of each card by its number."""
        used: set[int] = set()
        for number, history in histories:
            is_learned = False
            for rating, reviewed_at, took_ms, interval in history.reviews:
                at = reviewed_at
                while at in used:  # in Anki the millisecond of a review is its id
                    at += 1
                used.add(at)
                # Learning, a review, or its repeat: learning after a review would mean to Anki that it was forgotten.
                kind = 1 if interval is not None else 2 if is_learned else 0
                is_learned = is_learned or interval is not None
                yield at, number, -1, int(rating), interval or 1, interval or 0, _EASE, took_ms, kind

    def _write_collection(self) -> None:
        """Write the row of `col`: the note type, the decks and the settings, as JSON."""
        head = self._deck.head
        shape = {"sticky": False, "rtl": False, "font": "Arial", "size": 20}
        template = {"name": "Card 1", "ord": 0, "qfmt": _QUESTION_SIDE, "afmt": _ANSWER_SIDE, "did": None}
        changed: dict[str, object] = {"mod": self._seconds, "usn": -1}
        model = changed | {"id": _MODEL, "name": OWN_NOTE_TYPE, "type": 0, "sortf": 0, "did": None, "css": _CSS}
        model |= {"latexPre": "", "latexPost": "", "req": [[0, "any", [0]]]}
        model["flds"] = [{"name": name, "ord": position, **shape} for position, name in enumerate(OWN_FIELDS)]
        model["tmpls"] = [template | {"bqfmt": "", "bafmt": ""}]
        plain = changed | {"dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0}
        plain |= {"collapsed": False, "browserCollapsed": False}
        plain |= {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
        described = ((1, "Default", ""), (self._deck_id, head.title, write_description(head)))
        decks = {str(number): plain | {"id": number, "name": name, "desc": text} for number, name, text in described}
        settings = {"nextPos": 1, "curDeck": 1, "activeDecks": [1], "schedVer": 2}
        created = datetime.combine(self._day_0, time(_DAY_STARTS), UTC)
        texts = (json.dumps(part) for part in (settings, {str(_MODEL): model}, decks, {}, {}))
        self._database.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, ?)",
            (int(created.timestamp()), self._seconds * 1000, self._seconds * 1000, *texts),
        )

    def _note_row(self, number: int, card: Card) -> tuple[object, ...]:
        cells = card_to_cells(card)
        if all(tag.split() == [tag] for tag in card.labels):  # Anki's own tags say the same, unless one has a space
            cells.pop("tags", None)
        html = [_html(cells[name]) if name in cells else "" for name in _CELLS]
        fields = FIELD_SEPARATOR.join(html)
        tags = "".join(f" {'_'.join(tag.split())}" for tag in card.labels)
        checksum = int(sha1(html[0].encode(), usedforsecurity=False).hexdigest()[:8], 16)
        guid = self._guid(card)
        return number, guid, _MODEL, self._seconds, -1, f"{tags} ", fields, html[0], checksum, 0, ""

    def _guid(self, card: Card) -> str:
        """Return the note's id for Anki: the one it had there, if the card was imported from Anki."""
        guid, _, order = anki_id(card).removeprefix("anki:").rpartition("/")
        return guid if guid and order == "0" else f"{self._deck.head.id}/{card.id}"

    def _card_row(self, position: int, history: ReviewHistory, scheduling: Scheduling | None) -> tuple[object, ...]:
        """Return a card as a review card (type 2) with its FSRS memory, or without scheduling as a new one (type 0)."""
        kind, due, interval, reviews, lapses, ease, data = 0, position, 0, 0, 0, 0, "{}"
        if scheduling is not None:
            kind, due, interval, ease = 2, (scheduling.due - self._day_0).days, scheduling.interval, _EASE
            reviews, lapses = scheduling.reviews, scheduling.lapses
            data = f'{{"s": {round(scheduling.stability, 4)}, "d": {round(scheduling.difficulty, 3)}}}'
        queue = -1 if history.suspended else kind
        number, flags = self._deck_id + position, int(history.flagged)
        learned = (kind, queue, due, interval, ease, reviews, lapses)
        return number, number, self._deck_id, 0, self._seconds, -1, *learned, 0, 0, 0, flags, data


def _html(text: str) -> str:
    """Return text as HTML. Code keeps its spaces and tabs."""
    html = escape(text, quote=False)
    spaced = text[:1] == " " or text[-1:] == " " or any(each in text for each in _SPACING)
    return f"<pre>{html}</pre>" if spaced else html.replace("\n", "<br>")
