"""How a table is written as text: header lines of Anki and Excel, the delimiter, its rows."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from decks.formats.bundle import problem
from decks.formats.csv.columns import TableRow, field_of
from decks.model.problems import Problem

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
# What parts cells without a header that would tell; any other mark stands in texts too.
_USUAL = (",", ";", "\t", "|", "^", "~", "\u00a6")
_EXCEL = re.compile(r'"?sep=([^\w\s]|\t)"?[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
# A cell that begins so may be run as a formula by a spreadsheet (OWASP, CSV injection); after an apostrophe it is text.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff0b\uff0d\uff1d\uff20]")


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; `read_rows` gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


@dataclass(slots=True)
class Headers:
    """What the lines at the top of a file say: those with # as Anki writes them, `sep=` as Excel does.

    Attributes:
        separator: The delimiter; empty if it is not told.
        html: Whether cells are HTML.
        deck: The title of the deck of all rows.
        tags: Tags of all rows.
        columns: The names of the columns.
        at: What the columns with a meaning of their own are, by their position from 0.
    """

    separator: str = ""
    html: bool = False
    deck: str = ""
    tags: str = ""
    columns: list[str] = field(default_factory=list)
    at: dict[int, str] = field(default_factory=dict)


def take_headers(text: str) -> tuple[str, Headers, int]:
    """Take the header lines off the top; return the rest, what they say, and the line the rest begins on."""
    headers, line = Headers(), 1
    if excel := _EXCEL.match(text):
        headers.separator = excel[1]
        return text[excel.end() :], headers, 2
    while found := re.match(r"#([a-z ]+):(.*)(?:\r\n|\n|\r|$)", text):
        name, value = found[1], found[2].strip("\r\n")
        if name == "separator":
            headers.separator = _SEPARATORS.get(value.strip().lower(), value[:1])
        elif name == "html":
            headers.html = value.strip().lower() == "true"
        elif name == "deck":
            headers.deck = value.strip()
        elif name == "tags":
            headers.tags = value.strip()
        elif name == "columns":
            headers.columns = next(csv.reader([value], delimiter=headers.separator or ","), [])
        elif name.endswith(" column") and value.strip().isdecimal():
            headers.at[int(value) - 1] = name.removesuffix(" column")
        text, line = text[found.end() :], line + 1
        if not text:
            break
    return text, headers, line


def find_delimiter(text: str) -> str:
    """Return the delimiter that makes the first row a header, or else the first rows most alike in width."""
    sample = text[:20_000]

    def score(delimiter: str) -> tuple[int, int, int]:
        found = [row for row in _sample_rows(sample, delimiter) if row]
        known = sum(field_of(name) is not None for name in found[0]) if found else 0
        widths = [len(row) for row in found] if delimiter in _USUAL else []
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
    """Yield each row with the line it begins on; one that cannot be read is a problem."""
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
                problems.append(problem(path, line, what, 'Inside quotation marks write "" for one of them.'))
                continue
            if any(cell.strip() for cell in row):
                yield TableRow(
                    line, [cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in row]
                )
    finally:
        csv.field_size_limit(before)
