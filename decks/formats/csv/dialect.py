"""The CSV dialect of a file: the lines Anki and Excel put above the table, the delimiter, and how cells are written."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from decks.formats.field_names import field_of
from decks.model.problems import Problem

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
# Delimiters that count even without a header row; any other mark also occurs in ordinary text.
_USUAL = (",", ";", "\t", "|", "^", "~", "\u00a6")
_EXCEL = re.compile(r'"?sep=([^\w\s]|\t)"?[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
# A spreadsheet may run such a cell as a formula (OWASP, CSV injection). With an apostrophe in front it is text.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff0b\uff0d\uff1d\uff20]")


class TableRow(NamedTuple):
    """A row, and the line of the file where it begins."""

    line: int
    cells: Sequence[str]


@dataclass(slots=True)
class Preamble:
    """The settings above a table: lines like `#separator:tab` from Anki, or `sep=;` from Excel."""

    separator: str = ""
    html: bool = False  # whether cells are HTML
    deck: str = ""  # the title of the deck that all rows belong to
    tags: str = ""  # for all rows, separated by spaces
    columns: list[str] = field(default_factory=list)  # the names of all columns
    fields: dict[int, str] = field(default_factory=dict)  # the field of single columns, by position from 0


def take_preamble(text: str) -> tuple[str, Preamble, int]:
    """Split off the settings above the table. Return the rest, the settings, and the line where the rest begins."""
    preamble, line = Preamble(), 1
    if excel := _EXCEL.match(text):
        preamble.separator = excel[1]
        return text[excel.end() :], preamble, 2
    while found := re.match(r"#([a-z ]+):(.*)(?:\r\n|\n|\r|$)", text):
        name, value = found[1], found[2].strip("\r\n")
        if name == "separator":
            preamble.separator = _SEPARATORS.get(value.strip().lower(), value[:1])
        elif name == "html":
            preamble.html = value.strip().lower() == "true"
        elif name == "deck":
            preamble.deck = value.strip()
        elif name == "tags":
            preamble.tags = value.strip()
        elif name == "columns":
            preamble.columns = next(csv.reader([value], delimiter=preamble.separator or ","), [])
        elif name.endswith(" column") and value.strip().isdecimal():
            preamble.fields[int(value) - 1] = name.removesuffix(" column")
        text, line = text[found.end() :], line + 1
        if not text:
            break
    return text, preamble, line


def find_delimiter(text: str) -> str:
    """Return the delimiter under which the first row names the most card fields.

    If none does, it is the one that gives the most rows of equal width.
    """
    sample = text[:20_000]

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = [row for row in _sample_rows(sample, delimiter) if row]
        known = sum(field_of(name) is not None for name in rows[0]) if rows else 0
        widths = [len(row) for row in rows] if delimiter in _USUAL else []
        usual = max(set(widths), key=widths.count, default=1)
        return (known, widths.count(usual) if usual > 1 else 0, usual)

    first = next((line for line in sample.splitlines() if line.strip()), "")
    marks = dict.fromkeys(mark for mark in first[:2000] if not (mark.isalnum() or mark.isspace() or mark in "\"'"))
    return max(dict.fromkeys((*_USUAL, *marks)), key=score)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))[:50]
    except csv.Error:
        return []


def read_rows(text: str, delimiter: str, first_line: int, path: str, problems: list[Problem]) -> Iterator[TableRow]:
    """Yield every row that is not empty, and add a problem for each that cannot be read."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    before = csv.field_size_limit(len(text) + 1)
    try:
        while True:
            line = first_line + reader.line_num
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                what = "a quotation mark is not closed" if "unexpected end" in str(error) else f"not a row ({error})"
                problems.append(Problem(path, line, what, 'Inside quotation marks write "" for one of them.'))
                continue
            if any(cell.strip() for cell in row):
                yield TableRow(line, [unescape_formula(cell) for cell in row])
    finally:
        csv.field_size_limit(before)


def escape_formula(cell: str) -> str:
    """Put an apostrophe in front of a cell that a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Remove the apostrophe that `escape_formula` added."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
