"""Notes, templates and decks of an Anki collection, in the form of either schema."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_REPLACEMENT = re.compile(r"\{\{([^{}]*)\}\}")
_CLOZE = re.compile(r"\{\{c(\d+)::((?:(?!\{\{c\d+::|\}\}).)*?)(?:::((?:(?!\{\{c\d+::|\}\}|::).)*))?\}\}", re.DOTALL)
_DEEPEST_CLOZE = 8
# Notes of this type were written here.
OWN_NOTE_TYPE = "greenroom"


class Template(NamedTuple):
    """How one card of a note is shown."""

    question: str
    answer: str


class NoteType(NamedTuple):
    """What the notes of a kind consist of."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    cloze: bool


def read_note_types(database: sqlite3.Connection) -> dict[int, NoteType]:
    """Return the note types by their id."""
    if not _has_table(database, "notetypes"):
        (models,) = database.execute("SELECT models FROM col").fetchone()
        return {int(number): _from_json(model) for number, model in json.loads(models).items()}
    types: dict[int, NoteType] = {}
    for number, name, config in database.execute("SELECT id, name, config FROM notetypes").fetchall():
        fields = database.execute("SELECT ord, name FROM fields WHERE ntid = ?", (number,)).fetchall()
        templates = database.execute("SELECT ord, config FROM templates WHERE ntid = ?", (number,)).fetchall()
        types[number] = NoteType(
            name,
            tuple(str(field) for _, field in sorted(fields)),
            tuple(_template(message(config)) for _, config in sorted(templates)),
            message(config).get(1) == 1,
        )
    return types


class AnkiDeck(NamedTuple):
    """A deck of Anki: its name, levels parted by `::`, and the HTML it describes itself with."""

    name: str
    description: str = ""


def read_decks(database: sqlite3.Connection) -> dict[int, AnkiDeck]:
    """Return all decks by their id."""
    if not _has_table(database, "decks"):
        (decks,) = database.execute("SELECT decks FROM col").fetchone()
        return {
            int(key): AnkiDeck(str(deck["name"]), str(deck.get("desc", ""))) for key, deck in json.loads(decks).items()
        }
    rows = database.execute("SELECT id, name, kind FROM decks").fetchall()
    return {key: AnkiDeck(str(name).replace("\x1f", "::"), _description(kind)) for key, name, kind in rows}


def _description(kind: bytes) -> str:
    """Return the description of a normal deck: its field 4; a filtered deck has none."""
    normal = message(kind).get(1)
    text = message(normal).get(4) if isinstance(normal, bytes) else b""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else ""


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return database.execute(query, (name,)).fetchone() is not None


def _from_json(model: Mapping[str, object]) -> NoteType:
    fields: Sequence[Mapping[str, object]] = model["flds"]  # type: ignore[assignment]
    templates: Sequence[Mapping[str, object]] = model["tmpls"]  # type: ignore[assignment]
    return NoteType(
        str(model.get("name")),
        tuple(str(field["name"]) for field in fields),
        tuple(Template(str(template["qfmt"]), str(template["afmt"])) for template in templates),
        model.get("type") == 1,
    )


def _template(config: Mapping[int, object]) -> Template:
    sides = (config.get(1), config.get(2))
    return Template(*(side.decode("utf-8", "replace") if isinstance(side, bytes) else "" for side in sides))


def message(content: bytes) -> dict[int, object]:
    """Read a protobuf message as far as it goes: numbers and bytes by field number, the last of each kept."""
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


def render(template: str, fields: Mapping[str, str], *, cloze: int = 0, back: bool = False) -> str:
    """Return the HTML of one side of a card.

    Args:
        template: What the side is made of: `{{Field}}`, `{{#Field}}...{{/Field}}`, `{{^Field}}...{{/Field}}`, filters.
        fields: The note's fields.
        cloze: The number of the deletion that is asked; 0 for cards without.
        back: Whether this is the answer, where deletions are shown.
    """
    out: list[str] = []
    shown = [True]
    position = 0
    for found in _REPLACEMENT.finditer(template):
        if shown[-1]:
            out.append(template[position : found.start()])
        position = found.end()
        name = found[1].strip()
        if name[:1] in ("#", "^"):
            filled = bool(fields.get(name[1:].strip(), "").strip())
            shown.append(shown[-1] and filled is (name[0] == "#"))
        elif name[:1] == "/":
            shown = shown[:-1] or [True]
        elif shown[-1]:
            *filters, field = name.split(":")
            text = fields.get(field.strip(), "")
            out.append(_cloze(text, cloze, back=back) if "cloze" in filters else text)
    if shown[-1]:
        out.append(template[position:])
    return "".join(out)


def _cloze(text: str, asked: int, *, back: bool) -> str:
    def shown(found: re.Match[str]) -> str:
        hidden = not back and int(found[1]) == asked
        return f"[{found[3] or '...'}]" if hidden else found[2]

    for _ in range(_DEEPEST_CLOZE):  # those inside others first
        text, changed = _CLOZE.subn(shown, text)
        if not changed:
            break
    return text


def shown_fields(note_type: NoteType) -> frozenset[str]:
    """Return the names of the fields that stand on a card of this type."""
    sides = "".join(side for template in note_type.templates for side in template)
    return frozenset(name.split(":")[-1].strip() for name in _REPLACEMENT.findall(sides))


def split_fields(joined: str, note_type: NoteType) -> dict[str, str]:
    """Return a note's fields by their names."""
    return dict(zip(note_type.fields, joined.split("\x1f"), strict=False))
