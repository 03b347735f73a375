"""Spreadsheets as text: CSV with any delimiter, TSV, and what Anki writes as plain text."""

from collections.abc import Sequence

from cards.text import slug
from decks.formats.bundle import Bundle, BundledDeck, RawCard, problem, read_raw
from decks.formats.cells import REPLIES, card_of
from decks.formats.csv.columns import TableRow, understand
from decks.formats.csv.dialect import Headers, find_delimiter, read_rows, take_headers
from decks.formats.encoding import read_text
from decks.formats.html import to_text
from decks.model.fields import CARD_FIELDS
from decks.model.notation import TABLE
from decks.model.problems import Problem


def read_table(
    content: bytes, *, path: str, default_id: str, columns: Sequence[str] = (), tabs: bool = False
) -> Bundle:
    """Read a table of cards.

    Args:
        content: The file, in any usual encoding.
        path: How problems call it.
        default_id: The id of the deck for rows that name none.
        columns: What the columns are, in order; empty to go by the header, or else by what they look like.
        tabs: Whether a tab is the delimiter unless the file says otherwise.

    Raises:
        DeckFileError: `columns` has names that nobody knows.
    """
    text, problems = read_text(content, path)
    text, headers, first_line = take_headers(text)
    delimiter = headers.separator or ("\t" if tabs else find_delimiter(text))
    records = list(read_rows(text, delimiter, first_line, path, problems))
    found = understand(records, at=headers.at, told=headers.columns, given=columns, path=path)
    problems += found.problems
    if not found.rows and not problems:
        problems.append(problem(path, 1, "has no rows", TABLE.cards))
    decks, wrong = _decks(found.rows, found.names, headers, path, default_id)
    fields_present = {"replies" if name in REPLIES else name for name in found.names if name} & CARD_FIELDS.keys()
    return Bundle(
        decks=tuple(decks), problems=(*problems, *wrong), fields_present=frozenset(fields_present | {"question"})
    )


def _decks(
    records: Sequence[TableRow], names: Sequence[str], headers: Headers, path: str, default_id: str
) -> tuple[list[BundledDeck], list[Problem]]:
    groups: dict[tuple[str, str], list[RawCard]] = {}
    for line, row in records:
        cells: dict[str, str] = {}
        for name, cell in zip(names, row, strict=False):
            if name and cell.strip():  # of columns that mean the same only answers come here
                cells[name] = f"{cells[name]}\n\n{cell}" if name in cells else cell
        deck = (cells.pop("deck_id", "").strip(), cells.pop("deck", headers.deck).strip())
        groups.setdefault(deck, []).append(RawCard(_raw(cells, headers), line))
    decks: list[BundledDeck] = []
    problems: list[Problem] = []
    for (deck_id, title), cards in groups.items():
        head = {name: text for name, text in (("id", deck_id), ("title", title)) if text}
        default = slug(title, words=12) or default_id
        read, found = read_raw(head, cards, path=path, default_id=default, notation=TABLE)
        problems += found
        if read is not None:
            decks.append(BundledDeck(deck=read))
    return decks, problems


def _raw(cells: dict[str, str], headers: Headers) -> dict[str, object]:
    """Return a row as a table of the deck format."""
    if headers.html:
        cells = {name: to_text(cell) for name, cell in cells.items()}
    table = card_of(cells)
    if headers.tags:
        table["tags"] = [*table.get("tags", []), *headers.tags.split()]
    if guid := cells.get("guid", "").strip():
        table["sources"] = [*table.get("sources", []), f"anki:{guid}/0"]
    return table
