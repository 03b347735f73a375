"""What the cells of a column look like: numbers, texts, questions, tags."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from decks.formats.questions import looks_like_question
from decks.formats.table.layout import TableRow

_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.+Z-]+(?: [AP]M)?)?"
_ADDRESS = r"(?:https?://|www\.)\S+|\S+\.(?:com|org|net|io|edu|de|fr|es)\S*|[^\s@]+@[^\s@]+|[0-9a-f]{8}-[0-9a-f-]{20,}"
_CONTACT = re.compile(f"{_DATE}|{_ADDRESS}", re.IGNORECASE)
_VALUE = re.compile(
    r"[+-]?[\d.,:%$\u20ac\u00a3 ]*\d[\d.,:%$\u20ac\u00a3 ]*|true|false|yes|no|null|none|n/?a|nan"
    f"|{_DATE}|{_ADDRESS}",
    re.IGNORECASE,
)
_FEW = 5  # cells


def share(found: Iterable[bool]) -> float:
    """Return which part of these is true, from 0 to 1; 0 if there are none."""
    every = list(found)
    return sum(every) / len(every) if every else 0.0


def is_value(text: str) -> bool:
    """Return whether a cell is a number, a date, an address, or the like, and so neither question nor answer."""
    return _VALUE.fullmatch(text.strip()) is not None


def are_contacts(cells: Sequence[str]) -> bool:
    """Return whether nearly all cells are dates, times or addresses, which no card asks or answers."""
    return bool(cells) and share(_CONTACT.fullmatch(cell.strip()) is not None for cell in cells) > 0.9


def are_texts(cells: Sequence[str]) -> bool:
    """Return whether there are cells, and more than a fifth of them have words rather than numbers or dates."""
    return bool(cells) and share(map(is_value, cells)) < 0.8


def are_different(cells: Sequence[str]) -> bool:
    """Return whether most cells differ, as questions do; of few cells it can't be said."""
    return len(cells) < 10 or len(set(cells)) > 0.8 * len(cells)


def are_questions(cells: Sequence[str], *, sure: bool = False) -> bool:
    """Return whether at least half of the cells are questions; to be `sure`, of a few nearly all have to be."""
    return share(map(looks_like_question, cells[:500])) >= (0.9 if sure and len(cells) < _FEW else 0.5)


def are_numbered(cells: Sequence[str]) -> bool:
    """Return whether the cells count up by one, as `1`, `2.` or `3)`."""
    bare = (cell.strip() for cell in cells)
    numbers = [int(cell.rstrip(".)")) for cell in bare if re.fullmatch(r"[0-9]{1,9}[.)]?", cell)]
    return bool(cells) and len(numbers) == len(cells) and numbers == [numbers[0] + n for n in range(len(cells))]


def are_tags(cells: Iterable[str]) -> bool:
    """Return whether each cell is three words at most, and no sentence."""
    return all(len(cell.split()) <= 3 and not re.search(r"[.;!?\n]", cell) for cell in cells)


def usual_width(rows: Sequence[TableRow]) -> int:
    """Return the most common number of cells in a row; the smallest of them on a tie."""
    widths = Counter(len(row.cells) for row in rows)
    most = max(widths.values(), default=0)
    return min((width for width in widths if widths[width] == most), default=0)


def cells_by_column(rows: Sequence[TableRow], width: int) -> list[list[str]]:
    """Return the cells of each column that are not empty, in a time that grows with the cells there are."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row.cells, strict=False):
            if cell.strip():
                column.append(cell)
    return columns


def cells_of(rows: Sequence[TableRow], position: int) -> list[str]:
    """Return the cells of a column that are not empty."""
    return [row.cells[position] for row in rows if len(row.cells) > position and row.cells[position].strip()]
