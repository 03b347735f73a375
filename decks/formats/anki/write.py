"""A deck as an Anki package of the first generation, which every Anki reads; with or without what has been learned."""

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha1
from html import escape
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from cards.card import Card
from decks.formats.anki.head import write_head
from decks.formats.anki.notes import OWN_NOTE_TYPE
from decks.formats.bundle import ReviewHistory
from decks.formats.cells import cells_of
from decks.model.deck import Deck

# Tables and columns as collections of schema 11 have them.
_SCHEMA = """
CREATE TABLE col(id INTEGER PRIMARY KEY, crt INTEGER, mod INTEGER, scm INTEGER, ver INTEGER, dty INTEGER, usn INTEGER,
    ls INTEGER, conf TEXT, models TEXT, decks TEXT, dconf TEXT, tags TEXT);
CREATE TABLE notes(id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, mod INTEGER, usn INTEGER, tags TEXT, flds TEXT,
    sfld TEXT, csum INTEGER, flags INTEGER, data TEXT);
CREATE TABLE cards(id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER, ord INTEGER, mod INTEGER, usn INTEGER,
    type INTEGER, queue INTEGER, due INTEGER, ivl INTEGER, factor INTEGER, reps INTEGER, lapses INTEGER, left INTEGER,
    odue INTEGER, odid INTEGER, flags INTEGER, data TEXT);
CREATE TABLE revlog(id INTEGER PRIMARY KEY, cid INTEGER, usn INTEGER, ease INTEGER, ivl INTEGER, lastIvl INTEGER,
    factor INTEGER, time INTEGER, type INTEGER);
CREATE TABLE graves(usn INTEGER, oid INTEGER, type INTEGER);
"""
_FIELDS = (
    "Question",
    "Answer",
    "Key points",
    "Looks for",
    "Phrasings",
    "Outline",
    "Follow ups",
    "Bridges",
    "Pitfalls",
    "Concern",
    "Redirect",
    "Decline",
    "Legal",
    "Target seconds",
    "Kind",
    "Priority",
    "Sources",
    "Tags",
    "Id",
)
_ANSWER_SIDE = "{{FrontSide}}<hr id=answer>" + "".join(
    f"{{{{#{name}}}}}<p><small>{name}</small><br>{{{{{name}}}}}</p>{{{{/{name}}}}}" for name in _FIELDS[1:13]
)
_CSS = ".card { font-family: sans-serif; font-size: 20px; text-align: left; } small { color: gray; }"
_MODEL, _EASE = 1_763_942_400_001, 2500
_DAY_BEGINS = 4


class Scheduling(NamedTuple):
    """What is known of a card's memory on the day of the export."""

    due: date
    interval: int
    stability: float
    difficulty: float
    reviews: int
    lapses: int


def write_package(
    deck: Deck, now: datetime, past: Mapping[str, ReviewHistory], learned: Mapping[str, Scheduling]
) -> bytes:
    """Return a package that Anki imports.

    Args:
        deck: Its cards become notes of one kind, a field for each part of a card.
        now: The instant of the export.
        past: The reviews of cards, and what is suspended or flagged, by card id.
        learned: The memory of cards, by card id; the others are new.
    """
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as database:
            database.executescript(_SCHEMA)
            with database:
                _Writer(database, deck, now).write(past, learned)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
            package.write(path, "collection.anki2")
            package.writestr("media", "{}")
    return content.getvalue()


class _Writer:
    """Fills the tables of a new collection."""

    def __init__(self, database: sqlite3.Connection, deck: Deck, now: datetime) -> None:
        self._database = database
        self._deck = deck
        self._seconds = int(now.timestamp())
        self._first = now.astimezone(UTC).date() - timedelta(days=3650)  # days are counted from here
        # Anki wants numbers like milliseconds since 1970; the same deck always has the same.
        self._deck_id = 1_000_000_000_000 + 100_000 * (crc32(deck.head.id.encode()) % 2**24)

    def write(self, past: Mapping[str, ReviewHistory], learned: Mapping[str, Scheduling]) -> None:
        self._collection()
        used: set[int] = set()
        for position, card in enumerate(self._deck.cards, start=1):
            number = self._deck_id + position
            known = past.get(card.id, ReviewHistory())
            self._note(number, card)
            self._card(number, position, known, learned.get(card.id))
            for rating, begun, taken, interval in known.reviews:
                at = begun
                while at in used:  # Anki tells reviews apart by their millisecond
                    at += 1
                used.add(at)
                self._review((at, number, -1, rating.value, interval or 1, interval or 0, _EASE, taken), interval)

    def _collection(self) -> None:
        head = self._deck.head
        shape = {"sticky": False, "rtl": False, "font": "Arial", "size": 20}
        template = {"name": "Card 1", "ord": 0, "qfmt": "{{Question}}", "afmt": _ANSWER_SIDE, "did": None}
        changed = {"mod": self._seconds, "usn": -1}
        model = changed | {
            "id": _MODEL,
            "name": OWN_NOTE_TYPE,
            "type": 0,
            "sortf": 0,
            "did": None,
            "flds": [{"name": name, "ord": position, **shape} for position, name in enumerate(_FIELDS)],
            "tmpls": [template | {"bqfmt": "", "bafmt": ""}],
            "css": _CSS,
            "latexPre": "",
            "latexPost": "",
            "req": [[0, "any", [0]]],
        }
        counts = {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
        plain = {"dyn": 0, "conf": 1, "collapsed": False, "browserCollapsed": False}
        decks = {
            str(number): changed
            | plain
            | counts
            | {"id": number, "name": name, "desc": described, "extendNew": 0, "extendRev": 0}
            for number, name, described in ((1, "Default", ""), (self._deck_id, head.title, write_head(head)))
        }
        settings = {"nextPos": 1, "curDeck": 1, "activeDecks": [1], "schedVer": 2}
        begun = datetime.combine(self._first, time(_DAY_BEGINS), UTC)
        texts = (json.dumps(part) for part in (settings, {str(_MODEL): model}, decks, {}, {}))
        self._database.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, ?)",
            (int(begun.timestamp()), self._seconds * 1000, self._seconds * 1000, *texts),
        )

    def _note(self, number: int, card: Card) -> None:
        cells = cells_of(card)
        if not any(" " in tag for tag in card.tags):  # Anki's own tags have no spaces
            cells.pop("tags", None)
        values = [cells.get(name.lower().replace(" ", "_"), "") for name in _FIELDS]
        html = [escape(value, quote=False).replace("\n", "<br>") for value in values]
        tags = "".join(f" {'_'.join(tag.split())}" for tag in card.tags)
        checksum = int(sha1(html[0].encode(), usedforsecurity=False).hexdigest()[:8], 16)
        self._database.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (number, self._guid(card), _MODEL, self._seconds, f"{tags} ", "\x1f".join(html), html[0], checksum),
        )

    def _guid(self, card: Card) -> str:
        """Return what Anki calls the note: what it called it before, if it came from there."""
        origin = next((source for source in card.sources if source.startswith("anki:")), "")
        guid, _, order = origin.removeprefix("anki:").rpartition("/")
        return guid if guid and order == "0" else f"{self._deck.head.id}/{card.id}"

    def _card(self, number: int, position: int, past: ReviewHistory, learned: Scheduling | None) -> None:
        kind, due, interval, reviews, lapses, ease, data = 0, position, 0, 0, 0, 0, "{}"
        if learned is not None:
            kind, due, interval, ease = 2, (learned.due - self._first).days, learned.interval, _EASE
            reviews, lapses = learned.reviews, learned.lapses
            data = json.dumps({"s": round(learned.stability, 4), "d": round(learned.difficulty, 3)})
        queue = -1 if past.suspended else kind
        row = (kind, queue, due, interval, ease, reviews, lapses, int(past.flagged), data)
        self._database.execute(
            "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)",
            (number, number, self._deck_id, self._seconds, *row),
        )

    def _review(self, row: tuple[int, ...], interval: int | None) -> None:
        query = "INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._database.execute(query, (*row, 0 if interval is None else 1))
