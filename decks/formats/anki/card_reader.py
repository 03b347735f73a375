"""The reader of single cards: a note, by its fields' names or as its template shows it, becomes a card's table."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from cards.text import clean_line
from decks.formats.anki.fields import OWN_NOTE_TYPE, FieldMap, map_fields
from decks.formats.anki.malformed import LeftOut, Part
from decks.formats.anki.schema import FIELD_SEPARATOR, NoteType
from decks.formats.anki.sides import CardTexts, part_question, read_sides
from decks.formats.anki.templates import shown_fields
from decks.formats.cells import cells_to_table
from decks.formats.html import DRAWING, to_text, without_list_marks

_SPOKEN = re.compile(r"\[anki:tts\b[^\]]*\](.*?)\[/anki:tts\]", re.DOTALL)
_MEDIA = re.compile(r"<img\b|\[sound:|\[anki:", re.IGNORECASE)
_PROSE = frozenset({"question", "answer", "looks_for"})  # fields whose lists are part of the text
_ANKI_TAGS = frozenset({"leech", "marked"})  # Anki sets these itself


class NoteRow(NamedTuple):
    """A card's note as the collection has it. In a malformed one, any value can be of any type.

    Attributes:
        guid: What identifies the note in every collection.
        kind: The id of its note type.
        written: Its fields as HTML, with a separator between them.
        tags: Its tags, with spaces between them.
        order: Which card of the note this is, from 0: that of this template, or of this cloze deletion.
    """

    guid: Any
    kind: Any
    written: Any
    tags: Any
    order: Any


class CardReader:
    """Reads cards one by one, and keeps track of what they have that is not imported.

    Attributes:
        maps: For each note type, how its notes become cards.
        others: For each note type, the names of fields with text that no card field takes, in the order found.
        fields_present: The card fields that any of the cards has.
        not_shown: How many cards refer to media, and how many show a drawing.
    """

    def __init__(self, note_types: Mapping[int, NoteType], given: Mapping[str, str], left_out: LeftOut) -> None:
        self.maps = {number: map_fields(note_type, given) for number, note_type in note_types.items()}
        self.others: dict[int, dict[str, None]] = defaultdict(dict)
        self.fields_present = {"question", "answer", "tags"}
        self.not_shown: Counter[str] = Counter()
        self._note_types = note_types
        self._left_out = left_out

    def read(self, note: NoteRow) -> dict[str, Any]:
        """Return a card's table of the deck format; raise one of `MALFORMED` if Anki could not have written it."""
        joined = note.written
        is_plain = "<" not in joined and "[" not in joined
        if not is_plain:
            joined = _SPOKEN.sub(r"\1", joined)
        fields = dict(zip(self._note_types[note.kind].fields, joined.split(FIELD_SEPARATOR), strict=False))
        table = self._card_table(note.kind, fields, note.order)
        self.not_shown["media"] += not is_plain and _MEDIA.search(joined) is not None
        self.not_shown["drawings"] += any(DRAWING in str(text) for text in table.values())
        if not isinstance(note.tags, str):
            self._left_out[Part.TAGS] += 1
        elif "tags" not in table:
            table["tags"] = [tag for tag in note.tags.split() if tag.lower() not in _ANKI_TAGS]
        # greenroom did not write a note without an id: Anki's own identifies it in a later import.
        if "id" not in table and isinstance(note.guid, str) and note.guid:
            table["sources"] = [clean_line(f"anki:{note.guid}/{note.order}"), *table.get("sources", [])]
        return table

    def _card_table(self, kind: int, fields: Mapping[str, str], order: int) -> dict[str, Any]:
        """Return a card's table of the deck format, from the fields of its note as HTML."""
        note_type, field_map = self._note_types[kind], self.maps[kind]
        if field_map.fields:
            return self._by_field(kind, fields, field_map)
        shown = shown_fields(note_type.templates)
        self.others[kind] |= {name: None for name, text in fields.items() if name not in shown and text.strip()}
        texts = self._sides(kind, fields, order)
        table = {"question": texts.question, "context": texts.context, "answer": texts.answer}
        table = {name: text for name, text in table.items() if text.strip()}
        self.fields_present |= table.keys()
        return table

    def _sides(self, kind: int, fields: Mapping[str, str], order: int) -> CardTexts:
        if order < 0:  # which would count from the last template
            raise ValueError
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
        of_kind = self.others[kind]
        if others:
            of_kind |= dict.fromkeys(others)
        if field_map.into_answer and others:
            lines = "\n".join(f"{name}: {text}" for name, text in others.items())
            cells["answer"] = f"{cells['answer']}\n\n{lines}" if "answer" in cells else lines
        table = cells_to_table({name: cell for name, cell in cells.items() if cell})
        if not self.fields_present.issuperset(table):
            self.fields_present |= table.keys() - {"id", "sources"}
        return table
