"""The columns of a table of cards, or the keys of objects in JSON: which of them holds which card field.

Names decide: those given with --columns, in a `#columns:` line, as keys in JSON, or in the first row. The first row is
a header if its cells name fields, or if it differs from the rows below as names differ from values. Where names say
nothing, the content does: a column of questions is the question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cards.card import Kind
from cards.key import Priority
from cards.text import clean_line
from decks.formats.field_names import Meaning, field_of, is_counted, known_names, meaning_of
from decks.formats.questions import looks_like_question
from decks.model.errors import DeckFileError
from decks.model.ids import is_slug
from decks.model.notation import few, not_known
from decks.model.problems import Problem, clipped, nearest, warning

_NONE = ("", "-")
_EXAMPLE = "--columns question,answer,tags"
_IF_QUESTIONS = "If they are questions, write question above them, or say so with --columns question."
_NAME_IT = "Give it one on the first line, or with --columns; or put texts with the delimiter in quotation marks."
_NO_FIELDS = {"question", "answer", "number", "notetype", "star"}
_JOINED = {"context", "options"}  # several columns may be one of these
_WORDS = {"kind": [kind.value for kind in Kind], "priority": [priority.value for priority in Priority]}
_VALUE = re.compile(
    r"[+-]?[\d.,:%$\u20ac\u00a3 ]*\d[\d.,:%$\u20ac\u00a3 ]*|true|false|yes|no|null|none|n/?a|nan"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.+Z-]+)?|(?:https?://|www\.)\S+|\S+\.(?:com|org|net|io|edu|de|fr|es)\S*"
    r"|[^\s@]+@[^\s@]+|[0-9a-f]{8}-[0-9a-f-]{20,}",
    re.IGNORECASE,
)


class TableRow(NamedTuple):
    """A row, and the line of the file where it begins."""

    line: int
    cells: Sequence[str]


class Column(NamedTuple):
    """What a column holds.

    Attributes:
        field: The card field; `star` for a part of a story, `options` for choices to pick from; empty if left out.
        title: Its name in the file.
        labelled: Whether its title is written in front of its cells, which would be unclear alone.
        whole: For tags, whether a cell is one tag, spaces and all.
    """

    field: str
    title: str = ""
    labelled: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table and the rows that are cards.

    Attributes:
        columns: One for each column.
        rows: The rows without the header; none if the columns can't make a card.
        problems: What the user should know about the columns.
        header: What the first row is: `header`, `card`, or empty if something else names the columns.
    """

    columns: tuple[Column, ...]
    rows: Sequence[TableRow]
    problems: tuple[Problem, ...] = ()
    header: str = ""

    @property
    def understood(self) -> str:
        """Which column was taken for which field, the question first: `question from "Frage", answer from "Text"`."""
        order = known_names()
        taken = sorted(
            (column for column in self.columns if column.field),
            key=lambda column: order.index(_field_name(column.field)),
        )
        return few(
            [
                _field_name(column.field) + (f' from "{clipped(column.title, 30)}"' if column.title else "")
                for column in taken
            ]
        )


_Finding = tuple[str, str]  # a message and its fix


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
    line, first = table[0] if table else TableRow(1, ())
    line = 0 if noun == "key" else line
    known = list(first) == list(named) if named else _names_fields(first)
    guessed = not (named or known) and _differs(first, table[1:])
    rows = table[1:] if known or guessed else table
    if given or named or known or guessed:
        columns, findings = _by_name(given or named or first, fixed, rows, noun)
    else:
        columns, findings = _by_guess(fixed, rows)
    header = "" if given or named else "header" if known or guessed else "card"
    fields = {column.field for column in columns}
    if rows and "question" not in fields:
        seen = few([f'"{clipped(title, 30)}"' for title in given or named or first if title.strip()])
        lead = "the first row is" if header == "card" else "there are"
        message = f"there is no column of questions; {lead} {seen}"
        fix = f"Give it a column named question, or tell what its columns are: {_EXAMPLE}."
        if header == "card" and len(first) == 1:
            message, fix = f"no line reads as a question; the first one is {seen}", _IF_QUESTIONS
        return Layout(tuple(columns), (), (Problem(path, line, message, fix),), header)
    rows, longer = _fit(columns, rows, path, delimiter)
    layout = Layout(tuple(columns), rows, (), header)
    if guessed and not given:
        message = f"the first row was taken as a header, and the columns as {layout.understood}"
        findings.insert(0, (message, "If it is a card, put a row above it that names the columns: question,answer."))
    problems = [warning(path, line, message, fix) for message, fix in findings]
    return replace(layout, problems=(*problems, *longer))


def _check_given(given: Sequence[str]) -> None:
    fields = [field_of(name) for name in given]
    known = f"Known: {', '.join(known_names())}, and - for none."
    for name, field in zip(given, fields, strict=True):
        if field is None and name.strip() not in _NONE:
            raise DeckFileError("--columns", f'"{clean_line(name)}" is no column known here', known)
    if given and "question" not in fields:
        raise DeckFileError("--columns", "no column is the question", known)


def _names_fields(first: Sequence[str]) -> bool:
    """Return whether a first row names card fields: the question, or at least two."""
    meanings = [meaning for cell in first if (meaning := meaning_of(cell))]
    return len(meanings) > 1 or any(meaning.field == "question" and meaning.sure for meaning in meanings)


def _differs(first: Sequence[str], rest: Sequence[TableRow]) -> bool:
    """Return whether a first row differs from the others as names differ from values.

    All of its cells are a few words, none of them comes again below, and in one of the columns stand numbers, dates,
    addresses, questions or, if one of them is a name known here, sentences.
    """
    titles = [cell.strip() for cell in first if cell.strip()]
    if len(titles) <= len(first) / 2 or len(set(titles)) < len(titles) or not all(map(_may_be_title, titles)):
        return False
    if len(first) == 1:
        meaning = meaning_of(first[0])
        return meaning is not None and meaning.field == "question" and bool(rest)
    if any(
        title.strip() in map(str.strip, _column(rest, position))
        for position, title in enumerate(first)
        if title.strip()
    ):
        return False
    known = any(map(meaning_of, titles))
    for position, title in enumerate(first):
        cells = _column(rest[:200], position)
        if not title.strip() or not cells:
            continue
        questions = 0.0 if looks_like_question(title) else share(map(looks_like_question, cells))
        sentences = share(len(cell.split()) > 3 for cell in cells) if known and len(title.split()) < 3 else 0
        if max(questions, share(map(_is_value, cells))) >= 0.8 or sentences >= 0.9:
            return True
    return False


def _may_be_title(text: str) -> bool:
    return len(text) <= 40 and len(text.split()) <= 4 and text[-1] not in "?!;,\uff1f" and not _is_value(text)


def _is_value(text: str) -> bool:
    """Return whether a cell is a number, a date, an address, or the like, and so neither question nor answer."""
    return _VALUE.fullmatch(text.strip()) is not None


def _is_text(cells: Sequence[str]) -> bool:
    return bool(cells) and share(map(_is_value, cells)) < 0.8


def share(found: Iterable[bool]) -> float:
    """Return which part of these is true, from 0 to 1; 0 if there are none."""
    every = list(found)
    return sum(every) / len(every) if every else 0.0


class _Titled(NamedTuple):
    """A column with what its name means; its cells are those that are not empty."""

    title: str
    meaning: Meaning | None
    cells: Sequence[str]

    def means(self, field: str, *, sure: bool | None = None) -> bool:
        meaning = self.meaning
        return meaning is not None and meaning.field == field and sure in (None, meaning.sure)


def _by_name(
    titles: Sequence[str], fixed: Mapping[int, str], rows: Sequence[TableRow], noun: str
) -> tuple[list[Column], list[_Finding]]:
    """Return what each title says its column holds, and a finding for every column that is left out."""
    # A row with more cells than titles has a stray delimiter. If most of many rows have more, it is a column.
    usual = _usual_width(rows) if len(rows) > 2 else 0
    width = max(len(titles), usual, max(fixed, default=-1) + 1)
    exported = is_export(titles)
    titled: list[_Titled] = []
    every_title = [*titles, *[""] * (width - len(titles))]
    for position, (title, cells) in enumerate(zip(every_title, _columns(rows, width), strict=True)):
        meaning = Meaning(fixed[position]) if position in fixed else meaning_of(title)
        if meaning and cells and not exported and position not in fixed:
            meaning = _checked(title, meaning, cells)
        titled.append(_Titled(clean_line(title), meaning, cells))
    titled = _with_options(titled)
    taken = _take(titled, exported=exported)
    columns = [taken.get(position, Column("", column.title)) for position, column in enumerate(titled)]
    return columns, _left_out(titled, taken, noun)


def _take(titled: Sequence[_Titled], *, exported: bool) -> dict[int, Column]:
    """Return the columns that become part of the cards, by position."""
    question = _find_question(titled)
    taken = _find_answers(titled, question)
    if question is not None:
        taken[question] = Column("question", titled[question].title)
    parts = [position for position, column in enumerate(titled) if column.means("star")]
    if len(parts) > 1:  # a task, a problem or a challenge may be part of a story
        parts += [at for at, column in enumerate(titled) if at not in taken and column.means("question", sure=False)]
    story = set(parts if len(parts) > 2 else [])
    for position, (title, meaning, cells) in enumerate(titled):
        if position in taken or meaning is None:
            continue
        if position in story:
            taken[position] = Column("star", title, labelled=True)
        elif meaning.field == "tags":
            labelled = not exported and share(map(_is_value, cells)) > 0.5
            taken[position] = Column("tags", title, labelled, meaning.whole)
        elif meaning.field in _JOINED or (
            meaning.field not in _NO_FIELDS and all(column.field != meaning.field for column in taken.values())
        ):
            taken[position] = Column(meaning.field, title)
    return taken


def _left_out(titled: Sequence[_Titled], taken: Mapping[int, Column], noun: str) -> list[_Finding]:
    """Return a finding for every column with text that is no part of the cards."""
    findings: list[_Finding] = []
    unknown: list[str] = []
    for position, (title, meaning, cells) in enumerate(titled):
        if position in taken or not cells or (meaning and meaning.field in {"number", "notetype"}):
            continue
        if meaning and meaning.sure:
            message = (
                f'the column "{clipped(title, 40)}" is a second one for {_field_name(meaning.field)}, and was left out'
            )
            findings.append((message, "Join the two, or give it another name."))
        elif title not in _NONE:
            unknown.append(f'"{clipped(title, 40)}"')
        elif not title:
            findings.append((f"column {position + 1} has no name, and was left out", _NAME_IT))
    if unknown:
        findings.append((not_known(noun, unknown), f"Known: {', '.join(known_names())}."))
    return findings


def is_export(titles: Sequence[str]) -> bool:
    """Return whether greenroom wrote a table with these columns: then nothing in it has to be guessed."""
    return list(titles[:4]) == ["question", "answer", "key points", "tags"]


def _checked(title: str, meaning: Meaning, cells: Sequence[str]) -> Meaning | None:
    """Return what a name means, now that the cells are known: only certain values fit some fields."""
    own = " ".join(title.lower().replace("_", " ").split()) == meaning.field.replace("_", " ")
    values = [cell.strip() for cell in cells]
    fits, other = True, Meaning("number")
    match meaning.field:
        case "kind" | "priority" as field:
            fits = any(value in _WORDS[field] or (own and nearest(value, _WORDS[field])) for value in values)
            other = Meaning("tags", whole=True)
        case "target_seconds":
            fits = own or all(value.isdecimal() for value in values)
        case "id":
            fits = len({value for value in values if is_slug(value) and not value.isdecimal()}) > len(values) / 2
        case "key_points":  # the points of a quiz are numbers
            fits = own or _is_text(cells)
        case "question":
            fits = len(values) == 1 or not _is_numbering(cells)
    return meaning if fits else other


def _with_options(titled: Sequence[_Titled]) -> list[_Titled]:
    """Return the columns, those that are choices to pick from as such: a, b, c, or Answer 1 to 4 beside the answer."""
    letters = [at for at, column in enumerate(titled) if column.title.lower() in {"a", "b", "c", "d", "e", "f"}]
    answers = [at for at, column in enumerate(titled) if column.means("answer")]
    counted = [at for at in answers if is_counted(titled[at].title)]
    choices = set(letters if len(letters) > 2 else counted if 1 < len(counted) < len(answers) else [])
    options = Meaning("options")
    return [column._replace(meaning=options) if at in choices else column for at, column in enumerate(titled)]


def _find_question(titled: Sequence[_Titled]) -> int | None:
    """Return the position of the question: the column that is called so, else the one that reads so."""
    for position, column in enumerate(titled):
        if column.means("question", sure=True):
            return position
    answered = any(column.means("answer") or column.means("star") for column in titled)
    called = [at for at, column in enumerate(titled) if column.means("question") and _is_text(column.cells)]
    called.sort(key=lambda position: not _are_questions(titled[position].cells))
    if called and (answered or _are_questions(titled[called[0]].cells)):
        return called[0]
    free = {
        position: column.cells
        for position, column in enumerate(titled)
        if (column.meaning is None or not column.meaning.sure) and _is_text(column.cells)
    }
    asking = [position for position, cells in free.items() if _are_questions(cells)]
    if asking:
        return asking[0]
    left = [position for position in free if titled[position].meaning is None]
    if sum(column.means("star") for column in titled) > 2:  # a story goes by its title or its topic
        topics = [at for at, column in enumerate(titled) if column.means("tags") and _is_text(column.cells)]
        return next(iter([*left, *topics]), None)
    answers = [column for column in titled if column.means("answer") and column.cells]
    if left and not all(map(_is_beside, answers)):
        return left[0]
    filled = [column for column in titled if column.cells and not column.means("number")]
    pair = left and len(filled) == len(left) + len(answers) == 2
    return left[0] if pair and _are_different(titled[left[0]].cells) else None


def _find_answers(titled: Sequence[_Titled], question: int | None) -> dict[int, Column]:
    """Return the columns that are part of the answer, by position.

    Those that are called so are the answer. A definition, an explanation or a note is the answer where there is no
    other; else it stands below it, with its title.
    """
    called = [position for position, column in enumerate(titled) if column.means("answer", sure=True)]
    called = [position for position in called if position != question]
    found = {position: Column("answer", titled[position].title) for position in called}
    others = [position for position, column in enumerate(titled) if column.means("answer", sure=False)]
    others = [position for position in others if position != question and titled[position].cells]
    filled = [at for at, column in enumerate(titled) if column.cells and at != question and not column.means("number")]
    if question is not None and titled[question].meaning is None and len(filled) == 1 and filled[0] > question:
        return {filled[0]: Column("answer", titled[filled[0]].title)}  # two columns with names of their own
    if not found and others:
        main = min(others, key=lambda position: _is_beside(titled[position]))
        found[main] = Column("answer", titled[main].title)
    beside = [position for position in others if position not in found]
    return found | {position: Column("answer", titled[position].title, labelled=True) for position in beside}


def _is_beside(column: _Titled) -> bool:
    return column.meaning is not None and column.meaning.beside


def _are_different(cells: Sequence[str]) -> bool:
    """Return whether most cells differ, as questions do; of few cells it can't be said."""
    return len(cells) < 10 or len(set(cells)) > 0.8 * len(cells)


def _are_questions(cells: Sequence[str]) -> bool:
    return share(map(looks_like_question, cells[:500])) >= 0.5


def _by_guess(fixed: Mapping[int, str], rows: Sequence[TableRow]) -> tuple[list[Column], list[_Finding]]:
    """Guess the field of each column of a table without a header.

    The usual order is question, answer, key points, tags. A column of row numbers in front is left out. A single
    column after the answer is tags if every cell is a few words, otherwise key points. If a later column has the
    questions, those in front of it are tags or the answer.
    """
    width = _usual_width(rows)
    free = [position for position in range(width) if position not in fixed]
    names = dict.fromkeys(range(max(width, max(fixed, default=-1) + 1)), "") | dict(fixed)
    if len(free) > 1 and _is_numbering(_column(rows, free[0])):
        free = free[1:]
    asking = [position for position in free if share(map(looks_like_question, _column(rows, position))) >= 0.6]
    first = _column(rows, free[0]) if free else []
    asks_first = share(map(looks_like_question, first))
    if not (fixed or asking) and not (_is_text(first) and _are_different(first) and (width > 1 or asks_first > 0.3)):
        return [], []
    if not fixed and asking and asking[0] != free[0] and asks_first < 0.2:
        front = free[: free.index(asking[0])]
        tags = [position for position in front if _are_tags(_column(rows, position))]
        free = [asking[0], *(position for position in free if position not in (asking[0], *tags))]
        names |= dict.fromkeys(tags, "tags")
    more = [name for name in ("key_points", "tags") if name not in names.values()]
    if len(free) == 3 and len(more) == 2:
        more = more[1:] if _are_tags(_column(rows, free[2])) else more[:1]
    names |= dict(zip(free, ["question", "answer", *more], strict=False))
    columns = [Column(name if name != "notetype" else "") for name in names.values()]
    left_out = [str(position + 1) for position in free if not names[position] and _column(rows, position)]
    # With Anki's names for all the others, these two are certain; so is a list of questions.
    if not rows or (fixed and len(free) <= 2) or (len(columns) == 1 and asking):
        return columns, []
    taken = few([_field_name(name) or "-" for name in names.values()])
    message = f"there is no header, so its columns were taken as {taken}"
    if left_out:
        message += f", and column{'s' if len(left_out) > 1 else ''} {few(left_out)}"
        message += " were left out" if len(left_out) > 1 else " was left out"
    fix = f"If that is wrong, name them on the first line, or with {_EXAMPLE}."
    return columns, [(message, fix)]


def card_field(field: str) -> str:
    """Return the card field that a column becomes part of."""
    return {"star": "key_points", "options": "context"}.get(field, field)


def _field_name(field: str) -> str:
    return card_field(field).replace("_", " ")


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


def _columns(rows: Sequence[TableRow], width: int) -> list[list[str]]:
    """Return the cells of each column that are not empty, in a time that grows with the cells there are."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row.cells, strict=False):
            if cell.strip():
                column.append(cell)
    return columns


def _column(rows: Sequence[TableRow], position: int) -> list[str]:
    """Return the cells of a column that are not empty."""
    return [row.cells[position] for row in rows if len(row.cells) > position and row.cells[position].strip()]


def _fit(
    columns: Sequence[Column], rows: Sequence[TableRow], path: str, delimiter: str
) -> tuple[Sequence[TableRow], list[Problem]]:
    """Return the rows without text beyond the last column, and a warning for each that had some.

    If the last column is the question or the answer, the text was part of it: the delimiter stands in a sentence.
    """
    width = len(columns)
    if all(len(row.cells) <= width for row in rows):
        return rows, []
    fitting: list[TableRow] = []
    problems: list[Problem] = []
    for line, every in rows:
        cells = every
        if len(cells) > width and (extra := _text(cells[width:], ",")):
            fate = "left out"
            if columns[-1].field in {"question", "answer"}:
                cells = _rejoined(columns, cells, delimiter)
                fate = "kept as part of a sentence"
            message = f'the row has {len(every)} cells for {width} columns, and "{clipped(extra, 40)}" was {fate}'
            fix = "Put a text that has the delimiter in it between quotation marks."
            problems.append(warning(path, line, message, fix))
        fitting.append(TableRow(line, cells))
    return fitting, problems


def _rejoined(columns: Sequence[Column], cells: Sequence[str], delimiter: str) -> list[str]:
    """Return a row with too many cells as one that fits: a question ends at its question mark, an answer goes on."""
    last = len(columns) - 1
    asked = [at for at in range(last, len(cells) - 1) if cells[at].rstrip().endswith("?")]
    if last > 0 and columns[last - 1].field == "question" and asked:
        question, answer = cells[last - 1 : asked[-1] + 1], cells[asked[-1] + 1 :]
        return [*cells[: last - 1], _text(question, delimiter), _text(answer, delimiter)]
    return [*cells[:last], _text(cells[last:], delimiter)]


def _text(cells: Sequence[str], delimiter: str) -> str:
    """Return cells as the text they were before the delimiter parted them."""
    return (f"{delimiter} " if delimiter in ",;" else delimiter).join(cell.strip() for cell in cells if cell.strip())
