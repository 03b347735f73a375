"""The reader for tables of cards: CSV with any delimiter, TSV, and Anki's plain-text export."""

from collections.abc import Sequence

from cards.card import Replies
from cards.text import slug
from decks.formats.bundle import Bundle, BundledDeck, RawCard, read_raw
from decks.formats.cells import cells_to_table
from decks.formats.csv.dialect import Preamble, find_delimiter, read_rows, take_preamble
from decks.formats.csv.header import find_columns
from decks.formats.encoding import decode_file
from decks.formats.html import to_text
from decks.model.fields import CARD_FIELDS
from decks.model.notation import TABLE
from decks.model.problems import Problem


def read_table(
    content: bytes, *, path: str, default_id: str, columns: Sequence[str] = (), tabs: bool = False
) -> Bundle:
    """Read a table of cards. Rows that name different decks become several decks.

    Args:
        content: The file, in any usual encoding.
        path: The file's name in problems.
        default_id: The deck's id for rows that name no deck.
        columns: The name of each column, in order; empty to go by the header row, or else to guess.
        tabs: Whether the delimiter is a tab unless the file gives another.

    Raises:
        DeckFileError: `columns` has a name that is not a field, or has none for the question.
    """
    text, problems = decode_file(content, path)
    text, preamble, first_line = take_preamble(text)
    delimiter = preamble.separator or ("\t" if tabs else find_delimiter(text))
    table = list(read_rows(text, delimiter, first_line, path, problems))
    names, rows, column_problems = find_columns(table, preamble, columns, path)
    problems += column_problems
    if not rows and not problems:
        problems.append(Problem(path, 1, "has no rows", TABLE.cards))
    cards_of: dict[tuple[str, str], list[RawCard]] = {}  # by the deck's id and title
    for line, row in rows:
        cells: dict[str, str] = {}
        for name, cell in zip(names, row, strict=False):
            if name and cell.strip():  # only answers may come from more than one column
                cells[name] = f"{cells[name]}\n\n{cell}" if name in cells else cell
        deck = (cells.pop("deck_id", "").strip(), cells.pop("deck", preamble.deck).strip())
        cards_of.setdefault(deck, []).append(RawCard(_card_table(cells, preamble), line))
    decks: list[BundledDeck] = []
    for (deck_id, title), cards in cards_of.items():
        head = {name: text for name, text in (("id", deck_id), ("title", title)) if text}
        default = slug(title, words=12) or default_id
        deck_read, found = read_raw(head, cards, path=path, default_id=default, notation=TABLE)
        problems += found
        if deck_read is not None:
            decks.append(BundledDeck(deck_read))
    fields = {"replies" if name in Replies._fields else name for name in names} & CARD_FIELDS.keys()
    return Bundle(decks=tuple(decks), problems=tuple(problems), fields_present=frozenset(fields | {"question"}))


def _card_table(cells: dict[str, str], preamble: Preamble) -> dict[str, object]:
    """Turn a row's cells into a card's table of the deck format."""
    if preamble.html:
        cells = {name: to_text(cell) for name, cell in cells.items()}
    table = cells_to_table(cells)
    if preamble.tags:
        table["tags"] = [*table.get("tags", []), *preamble.tags.split()]
    if guid := cells.get("guid", "").strip():
        table["sources"] = [*table.get("sources", []), f"anki:{guid}/0"]
    return table
