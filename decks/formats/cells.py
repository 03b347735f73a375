"""A card as cells of text, one a field, and back: what tables and Anki notes consist of."""

import re
from collections.abc import Mapping
from typing import Any

from cards.card import Card
from decks.formats import rows

REPLIES = ("concern", "redirect", "decline")
_LISTS = {"key_points": ";", "tags": ",; "} | dict.fromkeys(
    ("phrasings", "outline", "follow_ups", "bridges", "pitfalls", "sources", "legal"), ""
)


def cells_of(card: Card) -> dict[str, str]:
    """Return a card as the cells of a row, by their field; `card_of` gives it back."""
    cells = {"id": card.id, "question": card.question, "answer": card.answer, "kind": card.kind.value}
    cells |= {name: getattr(card.replies, name) for name in REPLIES}
    cells["priority"] = card.priority.value
    cells["target_seconds"] = "" if card.target_seconds is None else str(card.target_seconds)
    cells["looks_for"] = card.looks_for
    written = {
        "key_points": [rows.point_text(point) for point in card.key_points],
        "legal": [rows.legal_text(note) for note in card.legal],
    }
    for name, separators in _LISTS.items():
        cells[name] = rows.join_items(written.get(name, getattr(card, name)), separators)
    return {name: cell for name, cell in cells.items() if cell}


def card_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return cells by the field they are for as a card of the deck format."""
    table: dict[str, Any] = {}
    for name, cell in cells.items():
        if name in _LISTS:
            items = rows.split_items(cell, _LISTS[name])
            table[name] = [
                {"key_points": rows.read_point, "legal": rows.read_legal}.get(name, str)(item) for item in items
            ]
        elif name == "target_seconds":
            table[name] = int(cell) if re.fullmatch(r"\s*[0-9]{1,9}\s*", cell) else cell
        elif name not in (*REPLIES, "guid"):
            table[name] = cell.strip()
    if replies := {name: cells[name] for name in REPLIES if name in cells}:
        table["replies"] = replies
    return table
