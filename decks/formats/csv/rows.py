"""The rows of a table, also of one whose quotation marks don't match."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from decks.formats.csv.dialect import Dialect, unescape_formula
from decks.formats.table.layout import TableRow
from decks.model.problems import Level, Problem, warning

_MOST_CELLS = 10_000  # of a row; each takes some hundred bytes
# A cell whose first quotation mark is not closed by the next one, if that one opens a quotation itself.
_UNCLOSED = re.compile(r'"(?:[^"]|"")*(?:\s"(?!")|$)')
_QUOTES = 'Inside quotation marks, double a quotation mark: "".'
_CLOSE_IT = "Close it, or delete it."
_LONGEST_LINE = 2_000  # characters of a line with stray quotation marks that is taken apart cell by cell


def read_rows(text: str, dialect: Dialect, first_line: int, path: str, problems: list[Problem]) -> Iterator[TableRow]:
    """Yield every row that is not empty.

    A row with stray quotation marks is taken apart cell by cell, and a mark that is never closed is left out. A problem
    says so; likewise if the row then has too few cells, and is left out.

    Args:
        text: The table.
        dialect: How it is written.
        first_line: The line of the file where the table begins.
        path: The file's name in problems.
        problems: Problems are added here.
    """
    lines = list(io.StringIO(text.replace("\0", ""), newline=""))
    before = csv.field_size_limit(len(text) + 1)
    try:
        for number, (at, cells, error) in enumerate(_records(lines, dialect), start=first_line):
            row = TableRow(first_line + at, _texts(cells, quoted=bool(error)), number)
            problem = _problem_in(row, cells, error, dialect.width, path)
            if problem is not None:
                problems.append(problem)
            if (problem is None or problem.level is Level.WARNING) and any(cell.strip() for cell in row.cells):
                yield row
    finally:
        csv.field_size_limit(before)


def _records(lines: Sequence[str], dialect: Dialect) -> Iterator[tuple[int, list[str], str]]:
    """Yield the index of the line where each row begins, its cells, and what is wrong with its quotation marks.

    If something is wrong, the cells are still in their quotation marks.
    """
    at = 0
    while at < len(lines):
        start = at
        rest = (lines[position] for position in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=dialect.delimiter, skipinitialspace=True, strict=True)
        try:
            for cells in reader:
                yield at, cells, ""
                at = start + reader.line_num
        except csv.Error as error:
            begins = at
            cells, at = _repair(lines, begins, dialect)
            yield begins, cells, str(error)
        else:
            return


def _texts(cells: Sequence[str], *, quoted: bool) -> Sequence[str]:
    """Return what cells say, from cells that are perhaps still in their quotation marks."""
    if quoted:
        return [unescape_formula(_unquoted(cell)) for cell in cells]
    if any(cell[:1] == "'" for cell in cells):
        return [unescape_formula(cell) for cell in cells]
    return cells


def _problem_in(row: TableRow, cells: Sequence[str], error: str, width: int, path: str) -> Problem | None:
    """Return what is wrong with a row; only a warning if it can be used all the same."""
    if not error:
        if len(cells) <= _MOST_CELLS:
            return None
        what = f"there are more than {_MOST_CELLS:,} cells"
        return Problem(path, row.line, what, "Leave it out, or split it.", row.name)
    unclosed = any(map(_is_unclosed, cells))
    if len(cells) >= width or sum(cell.count('"') for cell in cells) % 2 == 0:
        what = "a quotation mark is not closed, so it was left out"
        return warning(path, row.line, what, _CLOSE_IT, row.name) if unclosed else None
    if unclosed:
        what = "a quotation mark is not closed, so the row was left out"
        return Problem(path, row.line, what, _CLOSE_IT, row.name)
    return Problem(path, row.line, f"it can't be read ({error})", _QUOTES, row.name)


def _repair(lines: Sequence[str], at: int, dialect: Dialect) -> tuple[list[str], int]:
    """Take the row that begins at a line apart although its quotation marks don't match.

    The lines that follow belong to its last cell as long as they have too few cells for a row of their own. Return its
    cells, still in their quotation marks, and the index of the line where the next row begins.
    """
    row = _cells(lines[at], dialect.delimiter)
    at += 1
    if len(row) < dialect.width:
        return row, at
    rest: list[str] = []
    while at < len(lines) and 1 < dialect.width > len(_cells(lines[at], dialect.delimiter)):
        rest.append(lines[at])
        at += 1
    if rest:
        row[-1] = "\n".join([row[-1], *(line.rstrip("\r\n") for line in rest)]).rstrip()
    return row, at


def _cells(line: str, delimiter: str) -> list[str]:
    """Part a line into cells: a quotation mark ends one only before a delimiter or the end of the line."""
    line = line.rstrip("\r\n")
    if '"' not in line or len(line) > _LONGEST_LINE:
        return line.split(delimiter)
    mark = re.escape(delimiter)
    cell = re.compile(f' *("(?:[^"]|"(?! *(?:{mark}|$)))*"(?= *(?:{mark}|$))|[^{mark}]*) *(?:{mark}|$)')
    cells: list[str] = []
    at = 0
    while at <= len(line) and (found := cell.match(line, at)):
        cells.append(found[1])
        at = found.end()
        if at == len(line) and not line.endswith(delimiter, found.start(), at):
            break
        if found.end() == found.start():
            break
    return cells


def _is_unclosed(cell: str) -> bool:
    """Return whether a cell begins with a quotation mark that nothing closes."""
    return cell.count('"') % 2 == 1 and _UNCLOSED.match(cell) is not None


def _unquoted(cell: str) -> str:
    """Return a cell without the quotation marks around it, or without the one that was never closed."""
    if _is_unclosed(cell):
        return cell[1:].replace('""', '"')
    if not (len(cell) > 1 and cell.startswith('"') and cell.endswith('"')):
        return cell
    return cell[1:-1].replace('""', '"')
