"""Note types, decks and presets of an Anki collection: JSON in the table `col` (schema 11), or protobuf (schema 18).

Each of them is read by itself: one that is malformed is counted, and the others are read.
"""

import json
import sqlite3
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from decks.formats.anki.malformed import LeftOut, Part, counted
from decks.formats.anki.protobuf import parse_protobuf, text_of
from decks.formats.anki.templates import Template, without_drawings
from decks.formats.bundle import FsrsPreset

# The tables of schema 11, which every version of Anki imports.
SCHEMA_11 = """
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
_PARAMETERS = ("fsrsParams6", "fsrsParams5", "fsrsWeights")  # of a preset in JSON, the newest version first
FIELD_SEPARATOR = "\x1f"  # between the fields of a note; in schema 18 also between the levels of a deck's name


class NoteType(NamedTuple):
    """A note type: the fields of its notes, and the templates that make cards of them."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    cloze: bool


class AnkiDeck(NamedTuple):
    """A deck in Anki: its name, with `::` between levels, its description as HTML, and the id of its preset."""

    name: str
    description: str = ""
    preset: int = 0


def read_note_types(database: sqlite3.Connection, left_out: LeftOut) -> dict[int, NoteType]:
    """Return all note types by their id.

    Raises:
        Exception: One of `MALFORMED`, if there is no list of note types at all.
    """
    types: dict[int, NoteType] = {}
    if not has_table(database, "notetypes"):
        for number, model in _json_items(database, "SELECT models FROM col"):
            with counted(left_out, Part.NOTE_TYPE):
                types[int(number)] = _note_type_from_json(model)
        return types
    for number, name, config in database.execute("SELECT id, name, config FROM notetypes").fetchall():
        fields = database.execute("SELECT ord, name FROM fields WHERE ntid = ?", (number,)).fetchall()
        templates = database.execute("SELECT ord, config FROM templates WHERE ntid = ?", (number,)).fetchall()
        with counted(left_out, Part.NOTE_TYPE):
            names = tuple(_text(field) for _, field in sorted(fields))
            sides = tuple(_template_from_protobuf(template) for _, template in sorted(templates))
            types[number] = NoteType(_text(name), names, sides, parse_protobuf(config).get(1) == 1)
    return types


def read_decks(database: sqlite3.Connection, left_out: LeftOut) -> dict[int, AnkiDeck]:
    """Return all decks by their id."""
    decks: dict[int, AnkiDeck] = {}
    if has_table(database, "decks"):
        for number, name, kind in database.execute("SELECT id, name, kind FROM decks"):
            with counted(left_out, Part.DECK):
                decks[number] = AnkiDeck(_text(name).replace(FIELD_SEPARATOR, "::"))
                with counted(left_out, Part.DECK_SETTINGS):
                    decks[number] = _with_settings(decks[number], kind)
        return decks
    with counted(left_out, Part.DECKS):
        for key, deck in _json_items(database, "SELECT decks FROM col"):
            with counted(left_out, Part.DECK):
                decks[int(key)] = AnkiDeck(_text(deck["name"]), str(deck.get("desc", "")), _whole(deck.get("conf")))
    return decks


def read_presets(database: sqlite3.Connection, used: Collection[int], left_out: LeftOut) -> tuple[FsrsPreset, ...]:
    """Return the FSRS parameters of these presets, by their id; of several versions the newest, as Anki does."""
    presets: list[FsrsPreset | None] = []
    if has_table(database, "deck_config"):
        for number, name, config in database.execute("SELECT id, name, config FROM deck_config ORDER BY id"):
            if number in used:
                with counted(left_out, Part.PRESET):
                    presets.append(_preset(name, _parameters_from_protobuf(config)))
    else:
        with counted(left_out, Part.PRESETS):
            for key, preset in sorted(_json_items(database, "SELECT dconf FROM col"), key=itemgetter(0)):
                with counted(left_out, Part.PRESET):
                    if int(key) in used:
                        presets.append(_preset(preset["name"], next(filter(None, map(preset.get, _PARAMETERS)), ())))
    return tuple(preset for preset in presets if preset)


def has_table(database: sqlite3.Connection, name: str) -> bool:
    """Return whether a collection has this table."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return database.execute(query, (name,)).fetchone() is not None


def _json_items(database: sqlite3.Connection, query: str) -> Iterator[tuple[str, Any]]:
    """Yield the items of a JSON object in the table `col`."""
    (text,) = database.execute(query).fetchone()
    yield from json.loads(text or "{}").items()


def _note_type_from_json(model: Mapping[str, Any]) -> NoteType:
    fields = tuple(_text(field["name"]) for field in model["flds"])
    templates = tuple(_template(_text(template["qfmt"]), _text(template["afmt"])) for template in model["tmpls"])
    return NoteType(_text(model["name"]), fields, templates, model.get("type") == 1)


def _template_from_protobuf(config: bytes) -> Template:
    """Return a template from its config: field 1 is the question, field 2 the answer."""
    values = parse_protobuf(config)
    return _template(text_of(values.get(1)), text_of(values.get(2)))


def _template(question: str, answer: str) -> Template:
    return Template(without_drawings(question), without_drawings(answer))


def _with_settings(deck: AnkiDeck, kind: bytes) -> AnkiDeck:
    """Return the deck with what its kind says. A normal one is field 1; there, 1 is the preset, 4 the description."""
    normal = parse_protobuf(kind).get(1)
    values = parse_protobuf(normal) if isinstance(normal, bytes) else {}
    return deck._replace(description=text_of(values.get(4)), preset=_whole(values.get(1)))


def _preset(name: object, parameters: Iterable[float]) -> FsrsPreset | None:
    """Return a preset as Anki shows it; None if it has no parameters. Anki keeps 32 bits, and shows four decimals."""
    values = tuple(round(float(value), 4) for value in parameters)
    return FsrsPreset(_text(name), values) if values else None


def _parameters_from_protobuf(config: bytes) -> tuple[float, ...]:
    """Return the FSRS parameters of a preset from its config: fields 6, 5 and 3, the newest version first."""
    values = parse_protobuf(config)
    packed = next((found for number in (6, 5, 3) if isinstance(found := values.get(number), bytes) and found), b"")
    return struct.unpack(f"<{len(packed) // 4}f", packed[: len(packed) // 4 * 4])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
