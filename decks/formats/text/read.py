"""The reader for plain text: JSON, notes in any markup, a table, pairs, or questions on lines of their own."""

import re
from collections.abc import Sequence

from decks.formats.bundle import Bundle
from decks.formats.csv.dialect import find_dialect, take_preamble
from decks.formats.csv.read import read_table
from decks.formats.encoding import decode_file
from decks.formats.table.cards import fields_present, read_cards
from decks.formats.table.columns import find_columns
from decks.formats.text.lines import read_lines
from decks.formats.text.markup import markup_of
from decks.formats.text.pairs import read_blocks, read_one_line, read_pairs
from decks.formats.text.quoting import with_marks, without_quoting
from decks.model.notation import TABLE
from decks.model.problems import Problem, clipped, warning

_NOTES = re.compile(r"(?m)^(?:#{1,6} \S|\*\*\S|<details|```)")
_PAIRS = "a question and its answer on each line"


def read_text(content: bytes, *, path: str, default_id: str, columns: Sequence[str] = ()) -> Bundle:
    """Read cards from plain text.

    Args:
        content: The file, in any usual encoding.
        path: The file's name in problems.
        default_id: The deck's id if the file gives none.
        columns: If it is a table, the name of each column.

    Raises:
        DeckFileError: `columns` has a name that is not a field, or has none for the question.
    """
    text, problems = decode_file(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rest, preamble, first_line = take_preamble(text)
    is_table = columns or preamble.separator or first_line > 1
    if not is_table and (markup := markup_of(text)):
        from decks.formats.text.notes import read_notes

        return read_notes(content, path=path, default_id=default_id, markup=markup)
    if not is_table and (found := _read_json(content, text, path=path, default_id=default_id)):
        return found
    rows = [] if is_table else read_one_line(text) or read_blocks(text)
    understood = _PAIRS
    if not rows and not is_table and find_dialect(rest).width == 1:
        if _NOTES.search(text):
            from decks.formats.markdown.read import read_markdown

            return read_markdown(content, path=path, default_id=default_id)
        lines = with_marks(without_quoting(text.split("\n")))
        rows = read_pairs(lines)
        if not rows:
            understood = "questions on lines of their own"
            rows, above = read_lines(lines)
            problems += _left_out(path, above) if rows and above else []
    if not rows:
        return read_table(content, path=path, default_id=default_id, columns=columns)
    layout = find_columns(rows, path, named=("question", "answer", "key points", "section", "context"))
    decks, wrong = read_cards(layout, path=path, default_id=default_id, notation=TABLE)
    return Bundle(
        decks=tuple(decks),
        problems=(*problems, *wrong),
        fields_present=fields_present(layout),
        understood=understood,
    )


def _read_json(content: bytes, text: str, *, path: str, default_id: str) -> Bundle | None:
    """Return what a text has as JSON; None if it is something else."""
    if not text.lstrip().startswith(("[", "{")):
        return None
    from decks.formats.json import read_json

    bundle = read_json(content, path=path, default_id=default_id)
    return bundle if bundle.decks else None


def _left_out(path: str, above: Sequence[tuple[int, str]]) -> list[Problem]:
    """Return a warning about the lines above the first question."""
    line, text = above[0]
    more = f" and {len(above) - 1} more line{'s' if len(above) > 2 else ''}" if len(above) > 1 else ""
    message = f'"{clipped(text, 60)}"{more} above the first question {"were" if more else "was"} left out'
    fix = "If it is a question, end it with a question mark, or write Q: in front."
    return [warning(path, line, message, fix)]
