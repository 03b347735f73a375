"""Which field of an Anki note is which of a card: as told, by their names, or else as its templates show it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cards.text import clean_line
from decks.formats.anki.notes import OWN_NOTE_TYPE, NoteType
from decks.formats.csv.columns import field_of, known_columns
from decks.model.errors import DeckFileError

_NO_FIELDS = {"id", "deck", "deck_id", "guid"}
# Note types of other people mean something else by such names, and of these fields only a few words are right.
_WORDS = {"kind", "priority", "target_seconds", "legal", "concern", "redirect", "decline"}
_ANSWERS = {"answer", "key_points"}


class FieldMap(NamedTuple):
    """How the fields of a note type become those of a card.

    Attributes:
        fields: The card's field by the note's; empty where the templates tell.
        others: The note's fields that are none of a card's.
        lacking: The fields that were told and that this note type lacks.
        into_answer: Whether the others' text stands in the answer; else it is left out.
    """

    fields: Mapping[str, str]
    others: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    into_answer: bool = False


def check_told(told: Mapping[str, str], kinds: Iterable[NoteType]) -> dict[str, str]:
    """Return the told names of note fields by the card field they are for.

    Raises:
        DeckFileError: A card or the notes have no field of such a name, or question or answer is none of them.
    """
    columns = [name for name in known_columns() if name.replace(" ", "_") not in _NO_FIELDS]
    known = f"Known: {', '.join(columns)}."
    fields: dict[str, str] = {}
    for name, note_field in told.items():
        field = field_of(name)
        if field is None or field in _NO_FIELDS:
            raise DeckFileError("--fields", f'"{clean_line(name)}" is no field of a card', known)
        fields[field] = note_field
    there = list(dict.fromkeys(name for kind in kinds for name in kind.fields))
    folded = {name.casefold() for name in there}
    for name in fields.values():
        if there and name.casefold() not in folded:
            known = f"There are: {clean_line(', '.join(there))}."
            raise DeckFileError("--fields", f'no note has a field "{clean_line(name)}"', known)
    if fields and "question" not in fields:
        raise DeckFileError("--fields", "no field is the question", "Write question=Front,answer=Back.")
    if fields and not _ANSWERS & fields.keys():
        raise DeckFileError("--fields", "no field is the answer or key points", "Write question=Front,answer=Back.")
    return fields


def map_fields(kind: NoteType, told: Mapping[str, str]) -> FieldMap:
    """Tell how notes of this type become cards, given what `check_told` returned."""
    names = {name.casefold(): name for name in kind.fields}
    if told:
        fields = {names[name.casefold()]: field for field, name in told.items() if name.casefold() in names}
        if _is_enough(fields.values()):
            return FieldMap(fields, tuple(name for name in kind.fields if name not in fields))
    lacking = tuple(name for name in told.values() if name.casefold() not in names)
    if kind.cloze or len(kind.templates) > 1:
        return FieldMap({}, lacking=lacking)
    fields = {}
    for name in kind.fields:
        field = field_of(name)
        if field is not None and field not in fields.values() and _may_be(field, kind):
            fields[name] = field
    if not _is_enough(fields.values()):
        return FieldMap({}, lacking=lacking)
    others = tuple(name for name in kind.fields if name not in fields and field_of(name) != "id")
    return FieldMap(fields, others, lacking, into_answer=True)


def _is_enough(fields: Iterable[str]) -> bool:
    there = set(fields)
    return "question" in there and bool(_ANSWERS & there)


def _may_be(field: str, kind: NoteType) -> bool:
    if kind.name == OWN_NOTE_TYPE:
        return field not in _NO_FIELDS - {"id"}
    return field not in _NO_FIELDS and (field not in _WORDS or all(map(field_of, kind.fields)))
