"""A card as text cells, one for each field, and back: what CSV rows and Anki notes are made of.

Markdown shares the one-line forms of a follow-up and a legal note.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cards.card import Card, FollowUp, KeyPoint, LegalNote, Replies

# The fields that are lists, and what may separate the items of a cell written on one line.
_LISTS = {"key_points": ";", "tags": ",; "} | dict.fromkeys(
    ("phrasings", "outline", "follow_ups", "bridges", "pitfalls", "sources", "legal"), ""
)
_ESCAPED = re.compile(r"\\(.)")


def card_to_cells(card: Card) -> dict[str, str]:
    """Return the cells of a card by field, without the empty ones.

    `cells_to_table` reverses it without loss, but that competencies come back as tags.
    """
    texts = ("id", "question", "context", "answer", "kind", "priority", "looks_for")
    cells = {name: str(getattr(card, name)) for name in texts}
    if any(card.replies):
        cells |= card.replies._asdict()
    cells["target_seconds"] = str(card.target_seconds or "")
    for name, separators in _LISTS.items():
        if items := card.labels if name == "tags" else getattr(card, name):
            cells[name] = _join([*map(_WRITERS.get(name, str), items)], separators)
    return {name: cell for name, cell in cells.items() if cell}


def cells_to_table(cells: Mapping[str, str]) -> dict[str, Any]:
    """Turn cells, by field, into a card's table of the deck format. Values are not checked here."""
    table: dict[str, Any] = {}
    for name, cell in cells.items():
        if name in _LISTS:
            read = {"key_points": _read_point, "follow_ups": read_follow_up, "legal": read_legal}.get(name, str)
            table[name] = [read(item) for item in split_cell(name, cell)]
        elif name == "target_seconds":
            table[name] = int(cell) if re.fullmatch(r"\s*[0-9]{1,9}\s*", cell) else cell
        elif name not in (*Replies._fields, "guid"):
            table[name] = cell if name in ("answer", "context") else cell.strip()  # code begins with its indentation
    if replies := {name: cells[name] for name in Replies._fields if name in cells}:
        table["replies"] = replies
    return table


def _write_point(point: KeyPoint) -> str:
    """Write a key point on one line: a must-have begins with an exclamation mark."""
    text = re.sub(r"^([!\\])", r"\\\1", point.text)
    return f"! {text}" if point.must else text


def _read_point(text: str) -> object:
    """Read a key point that `_write_point` or a person wrote, as the deck format has it."""
    must = text.startswith("!")
    text = re.sub(r"^\\([!\\])", r"\1", text[1:].strip() if must else text)
    return {"text": text, "must": True} if must else text


def write_follow_up(follow_up: FollowUp) -> str:
    """Write a follow-up on one line: one to a single wording begins with its number in brackets."""
    text = re.sub(r"^([\[\\])", r"\\\1", follow_up.text)
    return text if follow_up.phrasing is None else f"[{follow_up.phrasing}] {text}"


def read_follow_up(text: str) -> object:
    """Read a follow-up that `write_follow_up` or a person wrote, as the deck format has it."""
    numbered = re.fullmatch(r"\[([0-9]{1,9})\] (.+)", text)
    text = re.sub(r"^\\([\[\\])", r"\1", numbered[2] if numbered else text)
    return {"text": text, "phrasing": int(numbered[1])} if numbered else text


def write_legal(note: LegalNote) -> str:
    """Write a legal note on one line, its parts separated by bars; those missing at the end are left out."""
    parts = [re.sub(r"([\\|])", r"\\\1", str(part or "")) for part in note]
    while not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def read_legal(text: str) -> dict[str, object]:
    """Read a line of `write_legal` as a table. With fewer parts it lacks keys, which checking the card reports."""
    parts = [_ESCAPED.sub(r"\1", part) for part in _split_bars(text)]
    pairs = zip(LegalNote._fields, parts, strict=False)
    return {name: part for name, part in pairs if part or name not in LegalNote._field_defaults}


_WRITERS: dict[str, Callable[[Any], str]] = {
    "key_points": _write_point,
    "follow_ups": write_follow_up,
    "legal": write_legal,
}


def _split_bars(text: str) -> list[str]:
    """Split at bars, but not at escaped ones."""
    parts, start = [], 0
    for bar in re.finditer(r"\\.|\|", text):
        if bar[0] == "|":
            parts.append(text[start : bar.start()].strip())
            start = bar.end()
    return [*parts, text[start:].strip()]


def _join(lines: Sequence[str], separators: str) -> str:
    """Write a list with one item per line, so that `split_cell` returns it."""
    alone = len(lines) == 1 and any(separator in lines[0] for separator in separators)
    return "\n".join(lines) + ("\n" if alone else "")


def split_cell(name: str, cell: str) -> list[str]:
    """Split the cell of a list at line ends if it has any, else at the first of the field's separators it contains."""
    by = next((separator for separator in ("\n", *_LISTS[name]) if separator in cell), None)
    return [item for part in (cell.split(by) if by else [cell]) if (item := part.strip())]
