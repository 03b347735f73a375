"""The check of how a card is worded elsewhere, field by field, against the card itself."""

from collections.abc import Mapping
from typing import Any

from decks.model.fields import CARD_FIELDS, REWORDABLE, FieldError, language_tag
from decks.model.line_numbers import TableLines
from decks.model.table_reader import TableReader


def check_wordings(
    reader: TableReader, raw: Mapping[str, object], lines: TableLines, card: str
) -> tuple[Mapping[str, object], bool]:
    """Report what is wrong in the `wordings` of a card.

    Args:
        reader: Collects the problems.
        raw: The card as a table of the deck format.
        lines: The lines of that table.
        card: What problems call the card.

    Returns:
        The card's table, with wordings in which every key point is as much a `must` as in the card, and only what can
        be used; and whether everything could be.
    """
    wordings = raw.get("wordings")
    if not isinstance(wordings, dict) or not all(isinstance(fields, dict) for fields in wordings.values()):
        return raw, True  # whatever reads the field says what is wrong with it
    usable: dict[str, dict[str, Any]] = {}
    complete = True
    for language, fields in wordings.items():
        name = f"wordings.{language}"
        line = lines.keys.get(name, lines.keys.get("wordings", lines.line))
        try:
            tag = language_tag(name, language)
        except FieldError as error:
            reader.add(line, error.message, error.fix(reader.notation), card=card)
            complete = False
            continue
        if tag in usable:
            reader.add(line, f"{name} is defined twice", "Write all of its fields in one table.", card=card)
            complete = False
        usable[tag] = {}
        for field, value in fields.items():
            place = f"{name}.{field}"
            at = lines.keys.get(place, line)
            if field not in REWORDABLE:
                known = f"These may differ from language to language: {', '.join(REWORDABLE)}."
                reader.add_unknown(field, list(REWORDABLE), known, at, card)
                continue
            try:
                checked = _points(place, raw.get(field), value) if field == "key_points" else value
                CARD_FIELDS[field](place, checked)
                usable[tag][field] = checked
            except FieldError as error:
                reader.add(at, error.message, error.fix(reader.notation), card=card)
                complete = False
    return {**raw, "wordings": usable}, complete


def _points(name: str, of_card: object, reworded: object) -> object:
    """Return reworded key points, each with everything but the text from the point of the card that it rewords."""
    if not isinstance(reworded, list):
        return reworded
    points = [_table(point) for point in of_card] if isinstance(of_card, list) else []
    if len(points) != len(reworded):
        message = f"{name} and the card's key_points differ in length ({len(reworded)} and {len(points)})"
        raise FieldError(message, "Reword every point, in the same order.")
    tables = [{**point, **_table(other)} for point, other in zip(points, reworded, strict=True)]
    for number, (point, table) in enumerate(zip(points, tables, strict=True), start=1):
        if table.get("must", False) != point.get("must", False):
            fix = "Write only its text: what must be said is the same in every language."
            raise FieldError(f"{name} changes whether point {number} is a must", fix)
    return tables


def _table(point: object) -> dict[str, Any]:
    """Return a key point in its long form."""
    return point if isinstance(point, dict) else {"text": point}
