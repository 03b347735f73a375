"""Spreadsheets as text: CSV with any delimiter, TSV, and what Anki writes as plain text."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.card import Card
from cards.text import slug
from decks.deck import Deck
from decks.fields import CARD_FIELDS
from decks.formats import rows
from decks.formats.bundle import Brought, Bundle, RawCard, problem, read_raw
from decks.formats.encoding import decode
from decks.formats.html import to_text
from decks.problems import Level, Problem

# What a column may be called, besides the name of the field itself.
_NAMES = {
    "question": ("front", "prompt", "q", "frage", "pregunta"),
    "answer": ("back", "a", "response", "model answer", "antwort", "respuesta"),
    "key_points": ("points", "keypoints", "bullets"),
    "phrasings": ("wordings", "other wordings"),
    "follow_ups": ("followups",),
    "target_seconds": ("target", "seconds"),
    "kind": ("type",),
    "tags": ("tag", "labels"),
    "sources": ("source",),
    "concern": (),
    "redirect": (),
    "decline": (),
    "deck": (),
    "guid": (),
}
_LISTS = {"key_points": ";", "tags": ",; "} | dict.fromkeys(
    ("phrasings", "outline", "follow_ups", "bridges", "pitfalls", "sources", "legal"), ""
)
_REPLIES = ("concern", "redirect", "decline")
_IGNORED = ("", "-")
_DEFAULT_COLUMNS = ("question", "answer", "tags")
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
# A cell that begins so may be run as a formula by a spreadsheet (OWASP, CSV injection); after an apostrophe it is text.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff0b\uff0d\uff1d\uff20]")


@dataclass(slots=True)
class _Headers:
    """What the lines with # at the top of a file say, as Anki writes them."""

    separator: str = ""
    html: bool = False
    deck: str = ""
    tags: str = ""
    columns: list[str] = field(default_factory=list)
    at: dict[int, str] = field(default_factory=dict)


def read_table(
    content: bytes, *, path: str, default_id: str, columns: Sequence[str] = (), tabs: bool = False
) -> Bundle:
    """Read a table of cards.

    Args:
        content: The file, in any usual encoding.
        path: How problems call it.
        default_id: The id of the deck for rows that name none.
        columns: What the columns are, in order; empty to go by the header, or else question, answer, tags.
        tabs: Whether a tab is the delimiter unless the file says otherwise.
    """
    text, encoding = decode(content)
    problems: list[Problem] = []
    if encoding == "cp1252":
        fix = "If letters look wrong, save the file as UTF-8."
        problems.append(problem(path, 1, "is not UTF-8, so it was read as Windows-1252", fix, level=Level.WARNING))
    text, headers, first_line = _headers(text)
    delimiter = headers.separator or ("\t" if tabs else _delimiter(text))
    records = list(_records(text, delimiter, first_line, path, problems))
    names, records, unknown = _columns(records, headers, columns)
    problems += [
        problem(
            path,
            first_line,
            f'the column "{name}" is not known and was left out',
            f"Known: {', '.join(known_columns())}.",
            level=Level.WARNING,
        )
        for name in unknown
    ]
    if not records and not problems:
        problems.append(problem(path, 1, "has no rows", "Give it a row a card: question, answer."))
    decks, found = _decks(records, names, headers, path, default_id)
    carried = {"replies" if name in _REPLIES else name for name in names if name} & CARD_FIELDS.keys()
    return Bundle(decks=tuple(decks), problems=(*problems, *found), carried=frozenset(carried | {"question"}))


def known_columns() -> list[str]:
    """Return the names a column may have, one a meaning."""
    fields = [name for name in CARD_FIELDS if name != "replies"]
    return [name.replace("_", " ") for name in dict.fromkeys([*fields, *_NAMES])]


def write_table(deck: Deck, *, tabs: bool = False) -> bytes:
    """Return a deck as a table that a spreadsheet opens: UTF-8 with a mark, a row a card.

    Of the deck itself a table carries nothing; cards come back whole.
    """
    filled = [cells_of(card) for card in deck.cards]
    first = ("question", "answer", "key_points", "tags")
    order = [name for name in (*first, *_REPLIES, *CARD_FIELDS) if name in first or any(name in row for row in filled)]
    names = list(dict.fromkeys(order))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t" if tabs else ",", lineterminator="\r\n")
    writer.writerow([name.replace("_", " ") for name in names])
    writer.writerows([_as_text(row.get(name, "")) for name in names] for row in filled)
    return out.getvalue().encode("utf-8-sig")


def cells_of(card: Card) -> dict[str, str]:
    """Return a card as the cells of a row, by their field; `card_of` gives it back."""
    cells = {"id": card.id, "question": card.question, "answer": card.answer, "kind": card.kind.value}
    cells |= {name: getattr(card.replies, name) for name in _REPLIES}
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


def _as_text(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _headers(text: str) -> tuple[str, _Headers, int]:
    """Take the lines with # off the top."""
    headers, line = _Headers(), 1
    while found := re.match(r"#([a-z ]+):(.*)(?:\r\n|\n|\r|$)", text):
        name, value = found[1], found[2].strip("\r\n")
        if name == "separator":
            headers.separator = _SEPARATORS.get(value.strip().lower(), value[:1])
        elif name == "html":
            headers.html = value.strip().lower() == "true"
        elif name == "deck":
            headers.deck = value.strip()
        elif name == "tags":
            headers.tags = value.strip()
        elif name == "columns":
            headers.columns = next(csv.reader([value], delimiter=headers.separator or ","), [])
        elif name.endswith(" column") and value.strip().isdecimal():
            headers.at[int(value) - 1] = name.removesuffix(" column")
        text, line = text[found.end() :], line + 1
        if not text:
            break
    return text, headers, line


def _delimiter(text: str) -> str:
    """Return the delimiter that makes the first row a header, or else the first rows most alike in width."""
    sample = text[:20_000]

    def score(delimiter: str) -> tuple[int, int, int]:
        found = [row for row in _sample_rows(sample, delimiter) if row]
        known = sum(field_of(name) is not None for name in found[0]) if found else 0
        widths = [len(row) for row in found]
        usual = max(set(widths), key=widths.count, default=1)
        return (known, widths.count(usual) if usual > 1 else 0, usual)

    return max((",", ";", "\t", "|"), key=score)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))[:50]
    except csv.Error:
        return []


def _records(
    text: str, delimiter: str, first_line: int, path: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on; one that cannot be read is a problem."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    before = csv.field_size_limit(len(text) + 1)
    try:
        while True:
            line = first_line + reader.line_num
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                what = "a quotation mark is not closed" if "unexpected end" in str(error) else f"not a row ({error})"
                problems.append(problem(path, line, what, 'Inside quotation marks write "" for one of them.'))
                continue
            if any(cell.strip() for cell in row):
                yield line, [cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in row]
    finally:
        csv.field_size_limit(before)


_Records = list[tuple[int, list[str]]]


def _columns(records: _Records, headers: _Headers, given: Sequence[str]) -> tuple[list[str], _Records, list[str]]:
    """Return what each column is (empty for none), the rows that are cards, and the names nobody knows."""
    head = records[0][1] if records else []
    named = [field_of(name) for name in head]
    has_head = "question" in named
    if given or headers.columns:
        told: Sequence[str] = given or headers.columns
        records = records[1:] if has_head else records
    elif has_head:
        told, records = head, records[1:]
    else:
        others = iter(_DEFAULT_COLUMNS)
        width = max((len(row) for _, row in records), default=0)
        told = ["-" if n in headers.at else next(others, "-") for n in range(width)]
    names = [headers.at.get(n) or field_of(name) or "" for n, name in enumerate(told)]
    names += [headers.at.get(n, "") for n in range(len(names), max(headers.at, default=-1) + 1)]
    unknown = [
        name for name, field_name in zip(told, names, strict=False) if not field_name and name.strip() not in _IGNORED
    ]
    return [name if name != "notetype" else "" for name in names], records, unknown


def field_of(name: str) -> str | None:
    """Return the card field that a column of this name is for."""
    plain = re.sub(r"[\s_-]+", " ", name.strip().casefold())
    for known in (*CARD_FIELDS, *_NAMES):
        if plain == known.replace("_", " ") or plain in _NAMES.get(known, ()):
            return known
    return None


def _decks(
    records: _Records, names: Sequence[str], headers: _Headers, path: str, default_id: str
) -> tuple[list[Brought], list[Problem]]:
    groups: dict[str, list[RawCard]] = {}
    for line, row in records:
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
        title = cells.pop("deck", headers.deck).strip()
        groups.setdefault(title, []).append(RawCard(_raw(cells, headers), line))
    decks: list[Brought] = []
    problems: list[Problem] = []
    for title, cards in groups.items():
        head = {"title": title} if title else {}
        deck, found = read_raw(head, cards, path=path, default_id=slug(title, words=12) or default_id)
        problems += found
        if deck is not None:
            decks.append(Brought(deck=deck))
    return decks, problems


def _raw(cells: dict[str, str], headers: _Headers) -> dict[str, object]:
    """Return a row as a table of the deck format."""
    if headers.html:
        cells = {name: to_text(cell) for name, cell in cells.items()}
    table = card_of(cells)
    if headers.tags:
        table["tags"] = [*table.get("tags", []), *headers.tags.split()]
    if guid := cells.get("guid", "").strip():
        table["sources"] = [*table.get("sources", []), f"anki:{guid}/0"]
    return table


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
        elif name not in (*_REPLIES, "guid"):
            table[name] = cell.strip()
    if replies := {name: cells[name] for name in _REPLIES if name in cells}:
        table["replies"] = replies
    return table
