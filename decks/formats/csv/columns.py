"""What the columns of a table are: by their names, as told, or guessed and said so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cards.text import clean_line
from decks.formats.bundle import problem
from decks.model.errors import DeckFileError
from decks.model.fields import CARD_FIELDS
from decks.model.notation import few, not_known
from decks.model.problems import Level, Problem

# What a column may be called, besides the name of the field itself: small letters, without accents.
_NAMES = {
    "question": ("front", "prompt", "q", "interview question", "frage", "pregunta"),
    "answer": (
        *("back", "a", "response", "model answer", "my answer", "sample answer"),
        *("antwort", "meine antwort", "respuesta", "mi respuesta", "reponse", "ma reponse"),
    ),
    "key_points": (
        *("points", "keypoints", "bullets", "bullet points", "talking points"),
        *("stichpunkte", "stichworte", "kernpunkte", "puntos clave", "points cles", "points clefs"),
    ),
    "phrasings": ("wordings", "other wordings"),
    "follow_ups": ("followups",),
    "target_seconds": ("target", "seconds"),
    "kind": ("type",),
    "tags": (
        *("tag", "labels", "topic", "topics", "category", "categories", "keywords"),
        *("schlagworter", "schlagwoerter", "schlagworte", "thema", "themen", "kategorie"),
        *("etiquetas", "temas", "etiquettes", "mots cles", "themes"),
    ),
    "sources": ("source",),
    "concern": (),
    "redirect": (),
    "decline": (),
    "deck": (),
    "deck_id": (),
    "guid": (),
}
_COMMON = ("question", "answer", "key_points", "tags")
_FIELDS = [name for name in dict.fromkeys([*_COMMON, *CARD_FIELDS, *_NAMES]) if name != "replies"]
_FIELD_OF = {other: name for name in _FIELDS for other in (name.replace("_", " "), *_NAMES.get(name, ()))}
_NONE = ("", "-")
_ANSWERS = {"answer", "key_points"}
_TELL = "--columns question,answer,tags"


class TableRow(NamedTuple):
    """A row, and the line it begins on."""

    line: int
    cells: Sequence[str]


class Columns(NamedTuple):
    """What the columns are (empty for none), the rows that are cards, and what is to be said of it."""

    names: Sequence[str]
    rows: Sequence[TableRow]
    problems: Sequence[Problem]


def known_columns() -> list[str]:
    """Return the names a column may have, one a meaning."""
    return [name.replace("_", " ") for name in _FIELDS]


def field_of(name: str) -> str | None:
    """Return the card field that a column of this name is for."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return _FIELD_OF.get(re.sub(r"[\s_-]+", " ", bare.strip()))


def understand(
    records: Sequence[TableRow], *, at: Mapping[int, str], told: Sequence[str], given: Sequence[str], path: str
) -> Columns:
    """Tell what the columns are.

    Args:
        records: All rows, a header among them or not.
        at: What columns are by their position, as the file says.
        told: The names of columns, as the file says apart from a header.
        given: The names of columns, as the user says.
        path: How problems call the file.

    Raises:
        DeckFileError: The user gives names that nobody knows.
    """
    _check(given)
    line = records[0].line if records else 1
    head = records[0].cells if records else ()
    known = [name for name in map(field_of, head) if name]
    has_head = "question" in known or len(known) > 1
    rows = records[1:] if has_head else records
    if given or told or has_head:
        names, problems = _named(list(given or told or head), at, rows, path, line)
    else:
        names, problems = _guessed(at, rows, path, line)
    problems += _ragged(names, rows, path)
    if rows and "question" not in names:
        problems.append(_missing("questions", "question", path, line))
        rows = ()
    if rows and not _ANSWERS & set(names):
        problems.append(_missing("answers or key points", "answer or key points", path, line))
        rows = ()
    return Columns([name if name != "notetype" else "" for name in names], rows, problems)


def _missing(what: str, name: str, path: str, line: int) -> Problem:
    fix = f"Give it a column named {name}, or tell what its columns are: {_TELL}."
    return problem(path, line, f"there is no column of {what}", fix)


def _check(given: Sequence[str]) -> None:
    fields = [field_of(name) for name in given]
    known = f"Known: {', '.join(known_columns())}, and - for none."
    for name, field in zip(given, fields, strict=True):
        if field is None and name.strip() not in _NONE:
            raise DeckFileError("--columns", f'"{clean_line(name)}" is no column known here', known)
    if given and "question" not in fields:
        raise DeckFileError("--columns", "no column is the question", known)


def _named(
    titles: Sequence[str], at: Mapping[int, str], rows: Sequence[TableRow], path: str, line: int
) -> tuple[list[str], list[Problem]]:
    """Return the columns by their titles; what is left out is told."""
    names: list[str] = []
    unknown: list[str] = []
    problems: list[Problem] = []
    # A cell or two more than titles are a slip in their row; in most rows of many they are a column.
    usual = _usual_width(rows) if len(rows) > 2 else 0
    width = max(len(titles), usual, max(at, default=-1) + 1)
    for position in range(width):
        title = titles[position] if position < len(titles) else ""
        name = at.get(position) or field_of(title) or ""
        if name in names and name not in ("", "answer"):
            told = f'the column "{clean_line(title)}" is a second one for {name.replace("_", " ")}, and was left out'
            problems.append(_warning(path, line, told, "Join the two, or give it another name."))
            name = ""
        elif not name and title.strip() not in _NONE:
            unknown.append(f'"{clean_line(title)}"')
        elif not name and not title.strip() and _has_text(rows, position):
            told = f"column {position + 1} has no name, and was left out"
            fix = (
                "Give it one on the first line, or with --columns; or put texts with the delimiter in quotation marks."
            )
            problems.append(_warning(path, line, told, fix))
        names.append(name)
    if unknown:
        fix = f"Known: {', '.join(known_columns())}."
        problems.append(_warning(path, line, not_known("column", unknown), fix))
    return names, problems


def _guessed(at: Mapping[int, str], rows: Sequence[TableRow], path: str, line: int) -> tuple[list[str], list[Problem]]:
    """Return the columns of a table without titles, as most people order them."""
    width = _usual_width(rows)
    free = [position for position in range(width) if position not in at]
    names = dict.fromkeys(range(max(width, max(at, default=-1) + 1)), "") | dict(at)
    if len(free) > 1 and _is_numbering([row.cells[free[0]].strip() for row in rows if len(row.cells) > free[0]]):
        free = free[1:]
    more = [name for name in ("key_points", "tags") if name not in at.values()]
    if len(free) == 3 and len(more) == 2:
        more = more[1:] if _are_tags(row.cells[free[2]] for row in rows if len(row.cells) > free[2]) else more[:1]
    names |= dict(zip(free, ["question", "answer", *more], strict=False))
    left = [str(position + 1) for position in free if not names[position] and _has_text(rows, position)]
    if not rows or (at and len(free) <= 2):  # where Anki says what the others are, these two are plain
        return list(names.values()), []
    taken = few([name.replace("_", " ") or "-" for name in names.values()])
    told = f"there is no header, so its columns were taken as {taken}"
    if left:
        told += f", and column{'s' if len(left) > 1 else ''} {few(left)}"
        told += " were left out" if len(left) > 1 else " was left out"
    fix = f"If that is wrong, name them on the first line, or with {_TELL}."
    return list(names.values()), [_warning(path, line, told, fix)]


def _usual_width(rows: Sequence[TableRow]) -> int:
    widths = Counter(len(row.cells) for row in rows)
    most = max(widths.values(), default=0)
    return min((width for width in widths if widths[width] == most), default=0)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Tell whether these are 1, 2, 3 and so on."""
    numbers = [int(cell.rstrip(".)")) for cell in cells if re.fullmatch(r"[0-9]{1,9}[.)]?", cell)]
    return bool(cells) and len(numbers) == len(cells) and numbers == [numbers[0] + n for n in range(len(cells))]


def _are_tags(cells: Iterable[str]) -> bool:
    return all(len(cell.split()) <= 3 and not re.search(r"[.;!?\n]", cell) for cell in cells)


def _has_text(rows: Sequence[TableRow], position: int) -> bool:
    return any("".join(row.cells[position : position + 1]).strip() for row in rows)


def _ragged(names: Sequence[str], rows: Sequence[TableRow], path: str) -> Iterator[Problem]:
    for line, cells in rows:
        if extra := [cell.strip() for cell in cells[len(names) :] if cell.strip()]:
            left = clean_line(", ".join(extra))
            shown = left if len(left) <= 40 else f"{left[:37]}..."
            told = f'the row has {len(cells)} cells for {len(names)} columns, and "{shown}" was left out'
            yield _warning(path, line, told, "Put a text that has the delimiter in it between quotation marks.")


def _warning(path: str, line: int, message: str, fix: str) -> Problem:
    return problem(path, line, message, fix, level=Level.WARNING)
