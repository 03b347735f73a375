"""Rows of a table that are titles of the rows below them."""

from collections.abc import Sequence

from decks.formats.questions import looks_like_question
from decks.formats.table.layout import Column, Finding, TableRow
from decks.formats.table.values import share
from decks.model.notation import few
from decks.model.problems import clipped


def with_sections(
    columns: list[Column], rows: Sequence[TableRow]
) -> tuple[list[Column], Sequence[TableRow], list[Finding]]:
    """Return a table whose sections have become tags: rows that have a title where the others have a question.

    A title stands alone in its row and asks nothing, in a table in which the other rows have a question and an answer.
    """
    asking = next((at for at, column in enumerate(columns) if column.field == "question"), None)
    if asking is None or all(column.field != "answer" for column in columns):
        return columns, rows, []
    alone = [_only_cell(row) == asking for row in rows]
    answered = [row.cells[asking] for row, title in zip(rows, alone, strict=True) if not title and _has(row, asking)]
    titles = [title and not looks_like_question(row.cells[asking]) for row, title in zip(rows, alone, strict=True)]
    if not any(titles) or sum(titles) > len(answered) or share(map(looks_like_question, answered)) < 0.9:
        return columns, rows, []
    kept: list[TableRow] = []
    section = ""
    for row, is_title in zip(rows, titles, strict=True):
        if is_title:
            section = row.cells[asking].strip()
        else:
            padding = [""] * (len(columns) - len(row.cells))
            kept.append(row._replace(cells=[*row.cells, *padding, section]))
    names = few([f'"{clipped(row.cells[asking], 30)}"' for row, title in zip(rows, titles, strict=True) if title])
    does = "ask nothing, so they became tags" if sum(titles) > 1 else "asks nothing, so it became a tag"
    finding = f"{names} {does} of the rows below", "If it is a question, end it with a question mark."
    return [*columns, Column("tags", whole=True)], kept, [finding]


def _only_cell(row: TableRow) -> int | None:
    """Return the position of the only cell of a row that is not empty."""
    filled = [at for at, cell in enumerate(row.cells) if cell.strip()]
    return filled[0] if len(filled) == 1 else None


def _has(row: TableRow, position: int) -> bool:
    return len(row.cells) > position and bool(row.cells[position].strip())
