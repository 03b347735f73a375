"""The dialect of a table: the lines Anki and Excel put above it, its delimiter, and its marks."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from decks.formats.field_names import meaning_of
from decks.formats.questions import QUESTION_MARKS
from decks.formats.table.values import share

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
# Delimiters that count even without a header row, the rarest in ordinary text first.
_USUAL = ("\t", ";", "|", ",", "^", "~", "\u00a6")
# Marks that are part of words, names and phrases; no table is parted by them.
_NEVER = frozenset("_.-'\"()[]{}<>/\\&?!*`")
_MOST_ABOVE = 6  # rows, the header included, of which the first may be titles
_NAMES = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", ":": "colon", " ": "space"}
_WHOLE_LINES = "\x1f"  # the delimiter of a table with one column: a mark no text has
_EXCEL = re.compile(r'"?sep=([^\w\s]|\t)"?[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
_SETTING = re.compile(r'"?#[ \t]*([a-z ]+?)[ \t]*:(.*)(?:\r\n|\n|\r|$)', re.IGNORECASE)
_PADDING = re.compile(r"([,;|\t])\1*[ \t]*$")  # the empty cells that a spreadsheet adds to a line
# A spreadsheet may run such a cell as a formula (OWASP, CSV injection). With an apostrophe in front it is text.
_FORMULA = re.compile("'*[=+\\-@\t\r\uff0b\uff0d\uff1d\uff20]")
_BACKSLASHED = re.compile(r"""(?:^|[,;|\t])[ ]*"[^"\n]*\\"\w""", re.MULTILINE)
_SAMPLE = 50_000  # characters


class Dialect(NamedTuple):
    """How a table is written: what parts its cells, and how many of them most rows have."""

    delimiter: str
    width: int = 1

    @property
    def name(self) -> str:
        """What parts its cells, in words: `comma`; empty for a table with one column."""
        return "" if self.delimiter == _WHOLE_LINES else _NAMES.get(self.delimiter, f'"{self.delimiter}"')


@dataclass(slots=True)
class Preamble:
    """The settings above a table: lines like `#separator:tab` from Anki, or `sep=;` from Excel."""

    separator: str = ""
    html: bool | None = None  # whether cells are HTML, if it says so
    deck: str = ""  # the title of the deck that all rows belong to
    tags: str = ""  # for all rows, separated by spaces
    columns: list[str] = field(default_factory=list)  # the names of all columns
    fields: dict[int, str] = field(default_factory=dict)  # the field of single columns, by position from 0


def take_preamble(text: str) -> tuple[str, Preamble, int]:
    """Split off the settings above the table. Return the rest, the settings, and the line where the rest begins.

    A spreadsheet that saved Anki's lines fills them up with empty cells (`#separator:Comma,,`); then its own delimiter
    is the one of the table.
    """
    preamble, line = Preamble(), 1
    if excel := _EXCEL.match(text):
        preamble.separator = excel[1]
        return text[excel.end() :], preamble, 2
    settings: list[tuple[str, str]] = []
    padding = ""
    while text and (found := _SETTING.match(text)):
        value = found[2].rstrip("\r")
        if (padded := _PADDING.search(value)) and value[: padded.start()].strip():
            padding, value = padded[1], value[: padded.start()]
        settings.append((found[1].lower(), value.strip(" ").removesuffix('"') if text[0] == '"' else value))
        text, line = text[found.end() :], line + 1
    for name, value in settings:
        _apply(preamble, name, value, padding)
    return text, preamble, line


def _apply(preamble: Preamble, name: str, value: str, padding: str) -> None:
    bare = value.strip()
    match name:
        case "separator":
            preamble.separator = padding or _SEPARATORS.get(bare.lower(), value[:1])
        case "html":
            preamble.html = bare.lower() == "true"
        case "deck":
            preamble.deck = bare
        case "tags":
            preamble.tags = bare
        case "columns":
            by = "\t" if "\t" in value else preamble.separator or ","
            preamble.columns = next(csv.reader([value], delimiter=by), [])
        case "guid column" | "notetype column" | "deck column" | "tags column" if bare.isdecimal() and len(bare) < 5:
            preamble.fields[int(bare) - 1] = name.removesuffix(" column")


def find_dialect(text: str, separator: str = "") -> Dialect:
    """Find out how a table is written, from the first 50,000 characters.

    The delimiter is the one under which the first row names card fields; if none does, the one under which the rows
    agree on the number of their cells. A mark that is always followed by a space counts as punctuation.

    Args:
        text: The table.
        separator: The delimiter, if already known.
    """
    sample = text if len(text) <= _SAMPLE else text[:_SAMPLE].rpartition("\n")[0]
    first = next((line for line in sample.splitlines() if line.strip()), "")
    marks = [mark for mark in first[:2000] if not (mark.isalnum() or mark.isspace() or mark in _NEVER)]
    candidates = [separator] if separator else list(dict.fromkeys((*_USUAL, *marks)))
    found = [(_rate(sample, mark), mark) for mark in candidates]
    (_, _, agreement, _, width), best = max(found, key=lambda rated: rated[0])
    return Dialect(best, width) if agreement or separator else Dialect(_WHOLE_LINES)


def _rate(sample: str, delimiter: str) -> tuple[bool, bool, float, float, int]:
    """Say how well a delimiter fits; the greatest tuple wins.

    Returns:
        Whether the first row is a header; whether it is the tab, which no cell has; the share of rows that agree on
        their width, 0 if this is no delimiter; the share of rows in which it ends a sentence; and that width.
    """
    spaced = re.search(re.escape(delimiter) + ' +"', sample) is not None
    rows = _read_sample(sample, delimiter, skip_spaces=spaced)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width = max(widths, key=lambda width: (widths[width], -width), default=1)
    above = next((at for at, row in enumerate(rows[:_MOST_ABOVE]) if sum(map(bool, row)) > 1), 0)
    names = [meaning_of(name) for name in rows[above]] if rows else []
    known = sum(name is not None for name in names)
    usual = delimiter in _USUAL
    header = known > 1 and (usual or known == len(names))
    prose = 0.0 if spaced else _share_of_prose(rows, delimiter)
    ends = share(any(_is_sentence(cell) for cell in row[:-1]) for row in rows)
    in_text = prose > 0.9 and ends < 0.5 <= share(_is_sentence(row[-1]) for row in rows)
    if not header and (not usual or in_text or sum(widths.values()) < 0.8 * len(rows)):
        return False, False, 0, 0, width
    agreement = round((widths[width] or header) / max(len(rows), 1) * (1 - prose / 2), 2)
    return header, delimiter == "\t" and agreement > 0.8, agreement, round(ends, 1), width


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((*QUESTION_MARKS, ".", "!", "\u2026", "\u3002"))


def _share_of_prose(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    """Return how often the delimiter looks like part of a sentence or number: before a space, or between digits."""
    if delimiter not in ",;":
        return 0.0
    pairs = [pair for row in rows for pair in pairwise(row) if pair[1].strip()]
    prose = [pair for pair in pairs if pair[1][0] == " " or (pair[0][-1:].isdigit() and pair[1][0].isdigit())]
    return len(prose) / len(pairs) if pairs else 0.0


def _read_sample(sample: str, delimiter: str, *, skip_spaces: bool) -> list[list[str]]:
    """Return the first 200 rows that are not empty."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=skip_spaces)
    rows: list[list[str]] = []
    try:
        while len(rows) < 200:
            row = next(reader)
            if any(cell.strip() for cell in row):
                rows.append(row)
    except (StopIteration, csv.Error):
        pass
    return rows


def double_quotes(text: str) -> str:
    r"""Return a table whose quotation marks inside cells are all written `""`, if some are written `\"`."""
    return text.replace('\\"', '""') if _BACKSLASHED.search(text, 0, _SAMPLE) else text


def escape_formula(cell: str) -> str:
    """Put an apostrophe in front of a cell that a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Remove the apostrophe that `escape_formula` added."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
