"""Cards from the rows of a table whose columns are known: what CSV files and lists in JSON are made of."""

import re
from collections.abc import Callable, Iterator, Sequence
from string import ascii_uppercase

from cards.card import Replies
from cards.text import clean_line, slug
from decks.formats.bundle import BundledDeck, RawCard, read_raw
from decks.formats.cells import cells_to_table, split_cell
from decks.formats.field_names import field_of, is_counted
from decks.formats.html import to_text, without_list_marks
from decks.formats.questions import answers_without_marks, looks_like_question, without_marks
from decks.formats.table.html_cells import are_html, shaped_to_text
from decks.formats.table.layout import Column, Layout, TableRow, card_field, is_export
from decks.model.fields import CARD_FIELDS
from decks.model.notation import Notation
from decks.model.problems import Problem

# A list as programs write it into a cell: ['sales', "customer's focus"].
_LIST = re.compile(r"\[\s*(?:'[^'\n]*'|\"[^\"\n]*\")(?:\s*,\s*(?:'[^'\n]*'|\"[^\"\n]*\"))*\s*\]")
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_LISTS = {"tags", "key_points", "phrasings", "follow_ups", "pitfalls", "sources", "options"}
_FENCE = ("```", "~~~")


def read_cards(
    layout: Layout,
    *,
    path: str,
    default_id: str,
    notation: Notation,
    deck: str = "",
    tags: Sequence[str] = (),
) -> tuple[list[BundledDeck], list[Problem]]:
    """Make decks of the rows of a table. Rows that name different decks become several decks.

    Args:
        layout: The columns and rows.
        path: The file's name in problems.
        default_id: The deck's id for rows that name no deck.
        notation: The format of the file, for the advice in problems.
        deck: The title of the deck of rows that name none.
        tags: The tags of all rows.
    """
    rows = _by_field(layout)
    exported = is_export([column.title for column in layout.columns])
    of_deck: dict[tuple[str, str], list[RawCard]] = {}  # by the deck's id and title
    for row, cells in zip(layout.rows, rows if exported else _without_marks(rows), strict=True):
        key = (cells.pop("deck_id", "").strip(), cells.pop("deck", deck).strip())
        of_deck.setdefault(key, []).append(RawCard(_card_table(cells, tags), row.line, row.name))
    decks: list[BundledDeck] = []
    problems: list[Problem] = []
    for (deck_id, title), cards in of_deck.items():
        head = {name: text for name, text in (("id", deck_id), ("title", title)) if text}
        default = slug(title, words=12) or default_id
        read, found = read_raw(head, cards, path=path, default_id=default, notation=notation)
        problems += found
        if read is not None:
            decks.append(BundledDeck(read))
    return decks, problems


def as_text(table: Sequence[TableRow], *, html: bool | None = None) -> Sequence[TableRow]:
    """Return rows with their HTML as plain text; `html` says whether they have any, None if it has to be found out."""
    convert: Callable[[str], str] = to_text
    if html is None and not (table and is_export(table[0].cells)):
        html, convert = are_html(cell for row in table for cell in row.cells), shaped_to_text
    return [row._replace(cells=[convert(cell) for cell in row.cells]) for row in table] if html else table


def raw_cards(layout: Layout) -> list[RawCard]:
    """Return the rows of a table as cards of one deck, whatever deck they name."""
    cards: list[RawCard] = []
    for row, cells in zip(layout.rows, _without_marks(_by_field(layout)), strict=True):
        fields = {name: cell for name, cell in cells.items() if name not in ("deck", "deck_id")}
        cards.append(RawCard(_card_table(fields, ()), row.line, row.name))
    return cards


def fields_present(layout: Layout) -> frozenset[str]:
    """Return the card fields that a table can set."""
    names = {card_field(column.field) for column in layout.columns}
    return frozenset({"replies" if name in Replies._fields else name for name in names} & CARD_FIELDS.keys())


def _card_table(cells: dict[str, str], tags: Sequence[str]) -> dict[str, object]:
    """Turn a row's cells, by field, into a card's table of the deck format."""
    table = cells_to_table(cells)
    if tags:
        table["tags"] = [*table.get("tags", []), *tags]
    if guid := cells.get("guid", "").strip():
        table["sources"] = [*table.get("sources", []), f"anki:{guid}/0"]
    return table


def _by_field(layout: Layout) -> list[dict[str, str]]:
    """Return the cells of each row by field; what stands beside an answer comes below it."""
    columns = [(at, column) for at, column in enumerate(layout.columns) if column.field]
    columns.sort(key=lambda each: each[1].field == "answer" and each[1].labelled)
    return [_joined(columns, row.cells) for row in layout.rows]


def _joined(columns: Sequence[tuple[int, Column]], row: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row by field, those of several columns for one field joined."""
    cells: dict[str, str] = {}
    for at, column in columns:
        if at < len(row) and row[at].strip():
            for field, text in _written(column, row[at]):
                gap = "\n\n" if field == "answer" else "\n"
                cells[field] = f"{cells[field].rstrip()}{gap}{text}" if field in cells else text
    return cells


def _written(column: Column, cell: str) -> Iterator[tuple[str, str]]:
    """Yield the card field of a cell and the cell as that field is written: twice, if a question goes on with code."""
    before = f"{label(column.title)}: " if column.labelled else ""
    if column.field in _LISTS and _LIST.fullmatch(cell.strip()):
        cell = "".join(f"{one or other}\n" for one, other in _QUOTED.findall(cell))
    match column.field:
        case "question":
            question, more = _parted(cell)
            yield "question", question
            if more:
                yield "context", more
        case "options":
            yield "context", _options(column.title, cell)
        case "star":
            yield "key_points", f"{before}{clean_line(cell)}\n"
        case "tags":
            items = re.split("\n" if "\n" in cell else "[;,]", cell) if column.whole else split_cell("tags", cell)
            name = f"{label(column.title).lower()} " if column.labelled else ""
            yield "tags", "".join(f"{name}{item.strip()}\n" for item in items if item.strip())
        case "key_points" if column.title and field_of(column.title) != column.title.replace(" ", "_"):
            parts = [part.strip() for part in cell.split(",")]
            words = all(0 < len(part.split()) < 4 for part in parts) and not re.search("[;\n]", cell)
            yield "key_points", "\n".join(parts) if words else cell
        case field:
            yield field, f"{before}{cell}"


def _parted(question: str) -> tuple[str, str]:
    """Part a question from what stands below it, code or what follows an empty line; or from a case above it."""
    if "\n" not in question:
        return question, ""
    above, _, last = question.strip().rpartition("\n\n")
    if looks_like_question(last) and above and not looks_like_question(above.partition("\n\n")[0]):
        return last, above
    lines = question.strip().split("\n")
    for at, line in enumerate(lines[1:], start=1):
        if not line.strip() or line.startswith(_FENCE):
            more = [below for below in lines[at:] if not below.startswith(_FENCE)]
            return "\n".join(lines[:at]), "\n".join(more).strip("\n")
    return question, ""


def _options(title: str, cell: str) -> str:
    """Return choices to pick from, each on a line with its letter; a single one has that of its column."""
    options = [line.strip() for line in cell.splitlines() if line.strip()]
    counter = (
        re.search(r"(\d+|[a-zA-Z])\W*$", title.partition(" - ")[0]) if is_counted(title) or len(title) == 1 else None
    )
    if len(options) == 1 and counter:
        return f"{counter[1].upper()}. {options[0]}"
    if not 1 < len(options) < 27 or all(re.match(r"\(?\w[.):]", option) for option in options):
        return "\n".join(options)
    return "\n".join(f"{mark}. {option}" for mark, option in zip(ascii_uppercase, options, strict=False))


def label(title: str) -> str:
    """Return the title of a column as words: `goodToHear` as `Good to hear`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", title).split()
    text = " ".join(word if word.isupper() else word.lower() for word in words)
    return text[:1].upper() + text[1:]


def _without_marks(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows without the `Q:`, `A:` or number in front of all questions or answers, and without list marks."""
    for field, unmarked in (("question", without_marks), ("answer", answers_without_marks)):
        marked = [cells for cells in rows if field in cells]
        for cells, text in zip(marked, unmarked([cells[field] for cells in marked]), strict=True):
            cells[field] = text
    for cells in rows:
        if "key_points" in cells:
            cells["key_points"] = without_list_marks(cells["key_points"])
    return rows
