"""Rows with more cells than there are columns."""

from collections.abc import Sequence

from decks.formats.questions import QUESTION_MARKS
from decks.formats.table.layout import Column, TableRow
from decks.model.problems import Problem, clipped, warning


def fit_rows(
    columns: Sequence[Column], rows: Sequence[TableRow], path: str, delimiter: str
) -> tuple[Sequence[TableRow], list[Problem]]:
    """Return the rows without text beyond the last column, and a warning for each that had some.

    If the last column is the question or the answer, the text was part of it: the delimiter stands in a sentence.
    """
    width = len(columns)
    if all(len(row.cells) <= width for row in rows):
        return rows, []
    fitting: list[TableRow] = []
    problems: list[Problem] = []
    for row in rows:
        cells = every = row.cells
        if len(cells) > width and (extra := _rejoin(cells[width:], ",")):
            fate = "left out"
            if columns[-1].field in {"question", "answer"}:
                cells = _rejoined(columns, cells, delimiter)
                fate = "kept as part of a sentence"
            message = f'the row has {len(every)} cells for {width} columns, and "{clipped(extra, 40)}" was {fate}'
            fix = "Put text that contains the delimiter in quotation marks."
            problems.append(warning(path, row.line, message, fix))
        fitting.append(row._replace(cells=cells))
    return fitting, problems


def _rejoined(columns: Sequence[Column], cells: Sequence[str], delimiter: str) -> list[str]:
    """Return a row with too many cells as one that fits: a question ends at its question mark, an answer goes on."""
    last = len(columns) - 1
    asked = [at for at in range(last, len(cells) - 1) if cells[at].rstrip().endswith(QUESTION_MARKS)]
    if last > 0 and columns[last - 1].field == "question" and asked:
        question, answer = cells[last - 1 : asked[-1] + 1], cells[asked[-1] + 1 :]
        return [*cells[: last - 1], _rejoin(question, delimiter), _rejoin(answer, delimiter)]
    return [*cells[:last], _rejoin(cells[last:], delimiter)]


def _rejoin(cells: Sequence[str], delimiter: str) -> str:
    """Return cells as the text they were before the delimiter parted them."""
    return (f"{delimiter} " if delimiter in ",;" else delimiter).join(cell.strip() for cell in cells if cell.strip())
