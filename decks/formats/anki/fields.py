"""The mapping of Anki note fields to card fields: the user's choice, else by name, else from the card template."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cards.card import Replies
from cards.text import clean_line
from decks.formats.anki.schema import NoteType
from decks.formats.anki.templates import fields_in_sight
from decks.formats.field_names import field_of, known_names
from decks.model.errors import DeckFileError

# The note type of exported cards, and its fields.
OWN_NOTE_TYPE = "greenroom"
OWN_FIELDS = (
    *("Question", "Context", "Answer", "Key points", "Looks for", "Phrasings", "Outline", "Follow ups", "Bridges"),
    *("Pitfalls", "Concern", "Redirect", "Decline", "Firm", "Legal", "Target seconds", "Kind", "Priority", "Sources"),
    *("Tags", "Id"),
)
_NOT_CARD_FIELDS = {"id", "deck", "deck_id", "guid"}
# Only certain values fit these fields, and other people's note types use the same names for something else.
_STRICT_FIELDS = {"context", "kind", "priority", "target_seconds", "legal", *Replies._fields}
_ANSWERS = {"answer", "key_points"}


class FieldMap(NamedTuple):
    """How the notes of one type become cards."""

    fields: Mapping[str, str]  # the card field for each note field; empty to read cards as their templates show them
    others: tuple[str, ...] = ()  # the note fields that no card field takes
    asked: tuple[str, ...] = ()  # those of them on the front
    lacking: tuple[str, ...] = ()  # the note fields that the user named and this note type does not have
    into_answer: bool = False  # whether the text of `others` is added to the answer; if not, it is left out


def check_fields(given: Mapping[str, str], note_types: Iterable[NoteType]) -> dict[str, str]:
    """Return the note field for each card field, as the user gave them by name with --fields.

    Raises:
        DeckFileError: A name is not a card field, none of `note_types` has such a field, or the question or the answer
            is missing.
    """
    known = ", ".join(name for name in known_names() if name.replace(" ", "_") not in _NOT_CARD_FIELDS)
    fields: dict[str, str] = {}
    for name, note_field in given.items():
        field = field_of(name)
        if field is None or field in _NOT_CARD_FIELDS:
            raise DeckFileError("--fields", f'"{clean_line(name)}" is not a card field', f"Choose from {known}.")
        fields[field] = note_field
    existing = list(dict.fromkeys(name for note_type in note_types for name in note_type.fields))
    folded = {name.casefold() for name in existing}
    for name in fields.values():
        if existing and name.casefold() not in folded:
            fix = f"The notes have {clean_line(', '.join(existing))}."
            raise DeckFileError("--fields", f'no note has a field "{clean_line(name)}"', fix)
    if fields and not _are_enough(fields):
        missing = "the answer or the key points" if "question" in fields else "the question"
        raise DeckFileError(
            "--fields", f"it doesn't say which field has {missing}", "Write question=Front,answer=Back."
        )
    return fields


def map_fields(note_type: NoteType, given: Mapping[str, str]) -> FieldMap:
    """Decide how notes of this type become cards, with `given` as `check_fields` returned it.

    Without enough of the given fields, the note's fields go by their names. Notes that make several cards, and those
    whose names say too little or something else than the card shows, are read as their templates show them.
    """
    names = {name.casefold(): name for name in note_type.fields}
    fields = {names[name.casefold()]: field for field, name in given.items() if name.casefold() in names}
    if _are_enough(fields.values()):
        return FieldMap(fields, tuple(name for name in note_type.fields if name not in fields))
    lacking = tuple(name for name in given.values() if name.casefold() not in names)
    if note_type.cloze or len(note_type.templates) > 1:
        return FieldMap({}, lacking=lacking)
    fields = {}
    for name in note_type.fields:
        field = field_of(name)
        if field and field not in fields.values() and _may_be(field, note_type):
            fields[name] = field
    front = fields_in_sight("".join(template.question for template in note_type.templates))
    on_front = {field for name, field in fields.items() if name in front}
    if not _are_enough(fields.values()) or "question" not in on_front or _ANSWERS & on_front:
        return FieldMap({}, lacking=lacking)
    others = tuple(name for name in note_type.fields if name not in fields and field_of(name) != "id")
    return FieldMap(fields, others, tuple(name for name in others if name in front), lacking, into_answer=True)


def _are_enough(fields: Iterable[str]) -> bool:
    """Return whether these card fields make a card: a question, and an answer or key points."""
    found = set(fields)
    return "question" in found and bool(_ANSWERS & found)


def _may_be(field: str, note_type: NoteType) -> bool:
    """Return whether the name of a note field is reason enough to take it as this card field."""
    if note_type.name == OWN_NOTE_TYPE:
        return field not in _NOT_CARD_FIELDS - {"id"}
    return field not in _NOT_CARD_FIELDS and (field not in _STRICT_FIELDS or all(map(field_of, note_type.fields)))
