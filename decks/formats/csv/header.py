"""The header row of a CSV file, or without one a guess: which column holds which card field.

The first row is a header if one of its cells names the question, or at least two cells name a card field. Names given
with --columns or in a `#columns:` line take its place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cards.text import clean_line
from decks.formats.csv.dialect import Preamble, TableRow
from decks.formats.field_names import field_of, known_names
from decks.model.errors import DeckFileError
from decks.model.notation import few, not_known
from decks.model.problems import Problem, clipped, warning

_NONE = ("", "-")
_ANSWERS = {"answer", "key_points"}
_EXAMPLE = "--columns question,answer,tags"
_NAME_IT = "Give it one on the first line, or with --columns; or put texts with the delimiter in quotation marks."

_Finding = tuple[str, str]  # a message and its fix


def find_columns(
    table: Sequence[TableRow], preamble: Preamble, given: Sequence[str], path: str
) -> tuple[list[str], Sequence[TableRow], list[Problem]]:
    """Find out which column holds which card field.

    Args:
        table: All rows, with or without a header row.
        preamble: The lines above the table; they may name all columns, or fix the field of single ones.
        given: The names of all columns as the user gives them with --columns; empty if they do not.
        path: The file's name in problems.

    Returns:
        The field of each column, empty if the column is left out; the rows below the header, none if the columns cannot
        make a card; and what the user should know about the columns.

    Raises:
        DeckFileError: `given` has a name that is not a field, or has none for the question.
    """
    _check_given(given)
    line, first = table[0] if table else TableRow(1, ())
    known = [name for name in map(field_of, first) if name]
    has_header = "question" in known or len(known) > 1
    rows = table[1:] if has_header else table
    if given or preamble.columns or has_header:
        names, findings = _by_name(given or preamble.columns or first, preamble.fields, rows)
    else:
        names, findings = _by_guess(preamble.fields, rows)
    problems = [warning(path, line, message, fix) for message, fix in findings]
    problems += _too_long(names, rows, path)
    needed = (("questions", "question", {"question"}), ("answers or key points", "answer or key points", _ANSWERS))
    for what, column, fields in needed:
        if rows and not fields & set(names):
            fix = f"Give it a column named {column}, or tell what its columns are: {_EXAMPLE}."
            problems.append(Problem(path, line, f"there is no column of {what}", fix))
            rows = ()
    return [name if name != "notetype" else "" for name in names], rows, problems


def _check_given(given: Sequence[str]) -> None:
    fields = [field_of(name) for name in given]
    known = f"Known: {', '.join(known_names())}, and - for none."
    for name, field in zip(given, fields, strict=True):
        if field is None and name.strip() not in _NONE:
            raise DeckFileError("--columns", f'"{clean_line(name)}" is no column known here', known)
    if given and "question" not in fields:
        raise DeckFileError("--columns", "no column is the question", known)


def _by_name(
    titles: Sequence[str], fixed: Mapping[int, str], rows: Sequence[TableRow]
) -> tuple[list[str], list[_Finding]]:
    """Return the field that each title names, and a finding for every column that is left out."""
    names: list[str] = []
    unknown: list[str] = []
    findings: list[_Finding] = []
    # A row with more cells than titles has a stray delimiter. If most of many rows have more, it is a column.
    usual = _usual_width(rows) if len(rows) > 2 else 0
    width = max(len(titles), usual, max(fixed, default=-1) + 1)
    for position, title in enumerate([*titles, *[""] * (width - len(titles))]):
        name = fixed.get(position) or field_of(title) or ""
        if name in names and name not in ("", "answer"):
            message = f'the column "{clean_line(title)}" is a second one for {name.replace("_", " ")}, and was left out'
            findings.append((message, "Join the two, or give it another name."))
            name = ""
        elif not name and title.strip() not in _NONE:
            unknown.append(f'"{clean_line(title)}"')
        elif not name and not title.strip() and _has_text(rows, position):
            findings.append((f"column {position + 1} has no name, and was left out", _NAME_IT))
        names.append(name)
    if unknown:
        findings.append((not_known("column", unknown), f"Known: {', '.join(known_names())}."))
    return names, findings


def _by_guess(fixed: Mapping[int, str], rows: Sequence[TableRow]) -> tuple[list[str], list[_Finding]]:
    """Guess the field of each column of a table without a header.

    The usual order is question, answer, key points, tags. A column of row numbers in front is left out. A single
    column after the answer is tags if every cell is a few words, otherwise key points.
    """
    width = _usual_width(rows)
    free = [position for position in range(width) if position not in fixed]
    names = dict.fromkeys(range(max(width, max(fixed, default=-1) + 1)), "") | dict(fixed)
    if len(free) > 1 and _is_numbering(_column(rows, free[0])):
        free = free[1:]
    more = [name for name in ("key_points", "tags") if name not in fixed.values()]
    if len(free) == 3 and len(more) == 2:
        more = more[1:] if _are_tags(_column(rows, free[2])) else more[:1]
    names |= dict(zip(free, ["question", "answer", *more], strict=False))
    left_out = [str(position + 1) for position in free if not names[position] and _has_text(rows, position)]
    if not rows or (fixed and len(free) <= 2):  # Anki has named all the others, so these two are certain
        return list(names.values()), []
    taken = few([name.replace("_", " ") or "-" for name in names.values()])
    message = f"there is no header, so its columns were taken as {taken}"
    if left_out:
        message += f", and column{'s' if len(left_out) > 1 else ''} {few(left_out)}"
        message += " were left out" if len(left_out) > 1 else " was left out"
    fix = f"If that is wrong, name them on the first line, or with {_EXAMPLE}."
    return list(names.values()), [(message, fix)]


def _usual_width(rows: Sequence[TableRow]) -> int:
    """Return the most common number of cells in a row; the smallest of them on a tie."""
    widths = Counter(len(row.cells) for row in rows)
    most = max(widths.values(), default=0)
    return min((width for width in widths if widths[width] == most), default=0)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Return whether the cells count up by one, as `1`, `2.` or `3)`."""
    bare = (cell.strip() for cell in cells)
    numbers = [int(cell.rstrip(".)")) for cell in bare if re.fullmatch(r"[0-9]{1,9}[.)]?", cell)]
    return bool(cells) and len(numbers) == len(cells) and numbers == [numbers[0] + n for n in range(len(cells))]


def _are_tags(cells: Iterable[str]) -> bool:
    return all(len(cell.split()) <= 3 and not re.search(r"[.;!?\n]", cell) for cell in cells)


def _column(rows: Sequence[TableRow], position: int) -> list[str]:
    return [row.cells[position] for row in rows if len(row.cells) > position]


def _has_text(rows: Sequence[TableRow], position: int) -> bool:
    return any(cell.strip() for cell in _column(rows, position))


def _too_long(names: Sequence[str], rows: Sequence[TableRow], path: str) -> Iterator[Problem]:
    """Yield a warning for each row with text beyond the last column."""
    for line, cells in rows:
        if extra := [cell.strip() for cell in cells[len(names) :] if cell.strip()]:
            text = clipped(", ".join(extra), 40)
            message = f'the row has {len(cells)} cells for {len(names)} columns, and "{text}" was left out'
            yield warning(path, line, message, "Put a text that has the delimiter in it between quotation marks.")
