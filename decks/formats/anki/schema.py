"""Note types and decks of an Anki collection: JSON in the table `col` (schema 11), or protobuf (schema 18)."""

import json
import sqlite3
import struct
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

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


def read_note_types(database: sqlite3.Connection) -> dict[int, NoteType]:
    """Return all note types by their id."""
    if not _has_table(database, "notetypes"):
        (models,) = database.execute("SELECT models FROM col").fetchone()
        types: dict[int, NoteType] = {}
        for number, model in json.loads(models).items():
            with suppress(LookupError, TypeError, ValueError, AttributeError):  # then its notes cannot be read
                types[int(number)] = _note_type_from_json(model)
        return types
    types = {}
    for number, name, config in database.execute("SELECT id, name, config FROM notetypes").fetchall():
        fields = database.execute("SELECT ord, name FROM fields WHERE ntid = ?", (number,)).fetchall()
        templates = database.execute("SELECT ord, config FROM templates WHERE ntid = ?", (number,)).fetchall()
        names = tuple(str(field) for _, field in sorted(fields))
        cards = tuple(_template_from_protobuf(template) for _, template in sorted(templates))
        types[number] = NoteType(name, names, cards, parse_protobuf(config).get(1) == 1)
    return types


def read_decks(database: sqlite3.Connection) -> dict[int, AnkiDeck]:
    """Return all decks by their id."""
    if not _has_table(database, "decks"):
        (decks,) = database.execute("SELECT decks FROM col").fetchone()
        found = json.loads(decks).items()
        return {
            int(key): AnkiDeck(str(deck["name"]), str(deck.get("desc", "")), _whole(deck.get("conf")))
            for key, deck in found
        }
    return {
        key: _deck_from_protobuf(str(name).replace(FIELD_SEPARATOR, "::"), kind)
        for key, name, kind in database.execute("SELECT id, name, kind FROM decks")
    }


def read_presets(database: sqlite3.Connection, used: Collection[int]) -> tuple[FsrsPreset, ...]:
    """Return the FSRS parameters of these presets, by their id; of several versions the newest, as Anki does."""
    if _has_table(database, "deck_config"):
        rows = database.execute("SELECT id, name, config FROM deck_config ORDER BY id").fetchall()
        found = [(number, name, _parameters_from_protobuf(config)) for number, name, config in rows]
    else:
        (presets,) = database.execute("SELECT dconf FROM col").fetchone()
        found = [
            (int(number), preset.get("name"), next(filter(None, map(preset.get, _PARAMETERS)), ()))
            for number, preset in sorted(json.loads(presets or "{}").items())
        ]
    # Anki keeps them in 32 bits, and shows four decimals.
    return tuple(
        FsrsPreset(str(name), tuple(round(float(value), 4) for value in values))
        for number, name, values in found
        if values and number in used
    )


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return database.execute(query, (name,)).fetchone() is not None


def _note_type_from_json(model: Mapping[str, Any]) -> NoteType:
    fields = tuple(str(field["name"]) for field in model["flds"])
    templates = tuple(_template(str(template["qfmt"]), str(template["afmt"])) for template in model["tmpls"])
    return NoteType(str(model.get("name")), fields, templates, model.get("type") == 1)


def _template_from_protobuf(config: bytes) -> Template:
    """Return a template from its config: field 1 is the question, field 2 the answer."""
    values = parse_protobuf(config)
    sides = (values.get(1), values.get(2))
    return _template(*(side.decode("utf-8", "replace") if isinstance(side, bytes) else "" for side in sides))


def _template(question: str, answer: str) -> Template:
    return Template(without_drawings(question), without_drawings(answer))


def _deck_from_protobuf(name: str, kind: bytes) -> AnkiDeck:
    """Return a deck. A normal one (field 1 of its kind) has its preset in field 1 and its description in field 4."""
    normal = parse_protobuf(kind).get(1)
    values = parse_protobuf(normal) if isinstance(normal, bytes) else {}
    text = values.get(4)
    return AnkiDeck(name, text.decode("utf-8", "replace") if isinstance(text, bytes) else "", _whole(values.get(1)))


def _parameters_from_protobuf(config: bytes) -> tuple[float, ...]:
    """Return the FSRS parameters of a preset from its config: fields 6, 5 and 3, the newest version first."""
    values = parse_protobuf(config)
    packed = next((found for number in (6, 5, 3) if isinstance(found := values.get(number), bytes) and found), b"")
    return struct.unpack(f"<{len(packed) // 4}f", packed[: len(packed) // 4 * 4])


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def parse_protobuf(content: bytes) -> dict[int, object]:
    """Return the numbers and bytes of a protobuf message by field number, up to the first part that makes no sense.

    If a field is repeated, its last value counts.
    """
    values: dict[int, object] = {}
    position = 0
    while position < len(content):
        tag, position = _varint(content, position)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            values[number], position = _varint(content, position)
        elif kind == 2:
            length, position = _varint(content, position)
            values[number] = content[position : position + length]
            position += length
        elif kind in (1, 5):
            position += 8 if kind == 1 else 4
        else:
            break
    return values


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(content) and shift < 70:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, position
