"""Cloze deletions in the cells of a table, as Anki's text files have them."""

import re
from collections.abc import Iterator, Sequence

from decks.formats.anki.templates import Template, render
from decks.formats.table.layout import Column, TableRow

_NUMBERS = re.compile(r"\{\{c(\d{1,3}(?:,\d{1,3})*)::")
_MOST_TEXT = 10_000_000  # characters of all cards of one text, each of which has all of it
_TEMPLATE = Template("{{cloze:Text}}", "{{cloze:Text}}")


def with_cards_for_clozes(columns: Sequence[Column], rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return rows with one for each cloze deletion in a question, whose answer begins with the whole text."""
    asking = next((at for at, column in enumerate(columns) if column.field == "question"), None)
    answer = next((at for at, column in enumerate(columns) if column.field == "answer"), None)
    if asking is None or answer is None or not any("{{c" in cell for row in rows for cell in row.cells):
        return rows
    return [card for row in rows for card in _cards(row, asking, answer)]


def _cards(row: TableRow, asking: int, answer: int) -> Iterator[TableRow]:
    text = row.cells[asking] if len(row.cells) > asking else ""
    numbers = sorted({int(number) for found in _NUMBERS.findall(text) for number in found.split(",")})
    numbers = numbers[: max(1, _MOST_TEXT // max(1, len(text)))]
    for number in numbers:
        sides = render(_TEMPLATE, {"Text": text}, cloze=number)
        cells = [*row.cells, *[""] * (max(asking, answer) + 1 - len(row.cells))]
        cells[asking], cells[answer] = sides.front, "\n".join(filter(None, [sides.back, cells[answer]]))
        yield row._replace(cells=cells)
    if not numbers:
        yield row
