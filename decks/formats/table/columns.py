"""The columns of a table of cards, or the keys of objects in JSON: which of them holds which card field.

Names decide: those given with --columns, in a `#columns:` line, as keys in JSON, or in the first row. The first row is
a header if its cells name fields, or if it differs from the rows below as names differ from values. Where names say
nothing, the content does: a column of questions is the question.
"""

from collections.abc import Mapping, Sequence
from itertools import compress
from operator import not_

from cards.text import clean_line
from decks.formats.field_names import field_of, known_names
from decks.formats.table.clozes import with_cards_for_clozes
from decks.formats.table.folded import unfolded
from decks.formats.table.header import could_be_card, differs, is_header, names_fields, rows_above_header
from decks.formats.table.layout import Column, Layout, TableRow
from decks.formats.table.long_rows import fit_rows
from decks.formats.table.named_columns import columns_by_name
from decks.formats.table.sections import with_sections
from decks.formats.table.unnamed_columns import columns_by_guess
from decks.formats.table.values import is_value
from decks.model.errors import DeckFileError
from decks.model.notation import few
from decks.model.problems import Problem, clipped, warning

_NONE = ("", "-")
_EXAMPLE = "--columns question,answer,tags"
_IF_QUESTIONS = "If they are questions, write question above them, or add --columns question."


def find_columns(
    table: Sequence[TableRow],
    path: str,
    *,
    given: Sequence[str] = (),
    named: Sequence[str] = (),
    fixed: Mapping[int, str] | None = None,
    delimiter: str = ",",
    noun: str = "column",
) -> Layout:
    """Find out which column holds which card field.

    Args:
        table: All rows, with or without a header row.
        path: The file's name in problems.
        given: The names of all columns as the user gives them with --columns; empty if they do not.
        named: The names of all columns as the file gives them elsewhere than in its first row.
        fixed: The field of single columns, by position, as the file gives them elsewhere.
        delimiter: What parts the cells of a row.
        noun: What the file calls a column; if it is a key, the file has no lines.

    Raises:
        DeckFileError: `given` has a name that is not a field, or has none for the question.
    """
    _check_given(given)
    fixed = fixed or {}
    above = 0 if given or named else rows_above_header(table)
    left_out, table = table[:above], unfolded(table[above:])
    line, first, _ = table[0] if table else TableRow(1, ())
    line = 0 if noun == "key" else line
    known = list(first) == list(named) if named else names_fields(first, table[1:])
    guessed = not (named or known) and differs(first, table[1:])
    rows = table[1:] if known or guessed else table
    if given or named or known or guessed:
        columns, findings = columns_by_name(given or named or first, fixed, rows, noun)
    else:
        columns, findings = columns_by_guess(fixed, rows)
    header = "" if given or named else "header" if known or guessed else "card"
    if rows and all(column.field != "question" for column in columns):
        message, fix = _no_questions(given or named or first, are_cells=header == "card")
        return Layout(tuple(columns), (), (Problem(path, line, message, fix),), header)
    repeated = [known and is_header(row.cells) for row in rows]
    again = list(compress(rows, repeated))
    rows, longer = fit_rows(columns, list(compress(rows, map(not_, repeated))) if again else rows, path, delimiter)
    rows = [row for row in rows if not _is_number_alone(columns, row)]
    if guessed or (header == "header" and could_be_card(first, rows)):
        taken = Layout(tuple(columns), rows).understood
        message = f"greenroom read the first row as a header, and the columns as {taken}"
        findings.insert(0, (message, "If it's a card, put a row with the column names above it: question,answer."))
    rows = with_cards_for_clozes(columns, rows)
    if header == "header":
        columns, rows, sections = with_sections(columns, rows)
        findings += sections
    problems = [warning(path, row.line, _left_out(row), "It is above the header.") for row in left_out]
    problems += [warning(path, row.line, _left_out(row), "It repeats the column names.") for row in again]
    problems += [warning(path, line, message, fix) for message, fix in findings]
    return Layout(tuple(columns), rows, (*problems, *longer), header)


def _no_questions(titles: Sequence[str], *, are_cells: bool) -> tuple[str, str]:
    """Return the message and the fix for a table without a column of questions.

    Args:
        titles: The names of its columns, or its first row.
        are_cells: Whether they are a row like the others.
    """
    seen = few([f'"{clipped(title, 30)}"' for title in titles if title.strip()])
    if are_cells and len(titles) == 1:
        return f"no line looks like a question; the first one is {seen}", _IF_QUESTIONS
    lead = "the first row is" if are_cells else "its columns are"
    fix = f"Call one column question, or name all of them: {_EXAMPLE}."
    return f"there is no column of questions; {lead} {seen}", fix


def _is_number_alone(columns: Sequence[Column], row: TableRow) -> bool:
    """Return whether a row has nothing but its number, as those of a form nobody has filled in yet."""
    filled = [(column, cell) for column, cell in zip(columns, row.cells, strict=False) if cell.strip()]
    return bool(filled) and all(not column.field and is_value(cell) for column, cell in filled)


def _left_out(row: TableRow) -> str:
    return f'"{clipped(" ".join(cell for cell in row.cells if cell.strip()), 40)}" was left out'


def _check_given(given: Sequence[str]) -> None:
    fields = [field_of(name) for name in given]
    known = f"Known: {', '.join(known_names())}, and - for none."
    for name, field in zip(given, fields, strict=True):
        if field is None and name.strip() not in _NONE:
            raise DeckFileError("--columns", f'"{clean_line(name)}" is not a column greenroom knows', known)
    if given and "question" not in fields:
        raise DeckFileError("--columns", "no column is the question", known)
