"""The reader for tables of cards: CSV with any delimiter, TSV, and Anki's plain-text export."""

import re
from collections.abc import Sequence

from decks.formats.bundle import Bundle
from decks.formats.csv.dialect import Dialect, double_quotes, find_dialect, take_preamble
from decks.formats.csv.rows import read_rows
from decks.formats.encoding import decode_file
from decks.formats.table.cards import as_text, fields_present, read_cards
from decks.formats.table.columns import find_columns
from decks.formats.table.layout import Layout
from decks.model.notation import TABLE
from decks.model.problems import Problem

_RULE = re.compile(r"\s*:?-{2,}:?\s*|\s*")  # below the header of a table in Markdown


def read_table(content: bytes, *, path: str, default_id: str, columns: Sequence[str] = ()) -> Bundle:
    """Read a table of cards. Rows that name different decks become several decks.

    Args:
        content: The file, in any usual encoding.
        path: The file's name in problems.
        default_id: The deck's id for rows that name no deck.
        columns: The name of each column, in order; empty to go by the header row, or else to guess.

    Raises:
        DeckFileError: `columns` has a name that is not a field, or has none for the question.
    """
    text, problems = decode_file(content, path)
    text, preamble, first_line = take_preamble(double_quotes(text))
    dialect = find_dialect(text, preamble.separator)
    table = list(read_rows(text, dialect, first_line, path, problems))
    if first_line > 1 and preamble.fields:  # in Anki's own files, lines that begin with # are comments
        table = [row for row in table if not row.cells[0].startswith("#")]
    table = [row for row in table if not all(_RULE.fullmatch(cell) for cell in row.cells)]
    layout = find_columns(
        as_text(table, html=preamble.html),
        path,
        given=columns,
        named=preamble.columns,
        fixed=preamble.fields,
        delimiter=dialect.delimiter,
    )
    problems += layout.problems
    if not layout.rows and not problems:
        problems.append(Problem(path, 1, "has no rows", TABLE.cards))
    decks, found = read_cards(
        layout, path=path, default_id=default_id, notation=TABLE, deck=preamble.deck, tags=preamble.tags.split()
    )
    return Bundle(
        decks=tuple(decks),
        problems=(*problems, *found),
        fields_present=fields_present(layout),
        understood=_understood(dialect, layout),
    )


def _understood(dialect: Dialect, layout: Layout) -> str:
    rows = f"{dialect.name}-separated rows" if dialect.name else "a card on each line"
    header = {"header": " under a header", "card": " without a header" if dialect.name else "", "": ""}[layout.header]
    return f"{rows}{header}: {layout.understood}" if layout.understood else ""
