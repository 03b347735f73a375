"""The card fields of columns that have names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cards.card import Kind, Replies
from cards.key import Priority
from cards.text import clean_line
from decks.formats.field_names import Meaning, is_counted, meaning_of
from decks.formats.questions import QUESTION_MARKS
from decks.formats.table.layout import Column, Finding, TableRow, field_name, is_export
from decks.formats.table.values import (
    are_different,
    are_numbered,
    are_questions,
    are_texts,
    cells_by_column,
    is_value,
    share,
    usual_width,
)
from decks.model.ids import is_slug
from decks.model.notation import not_known
from decks.model.problems import clipped, nearest

_NAME_IT = (
    "Name it on the first line, or with --columns. If it is half of a cell, put the whole cell in quotation marks."
)
_END_OF_TITLE = " " + "".join(QUESTION_MARKS)
_KEEP_IT = "To keep one, call it answer, notes, key points, context or tags."
_NO_FIELDS = {"question", "answer", "number", "notetype", "star", "hint", "language"}
_JOINED = {"context", "options"}  # several columns may be one of these
_WORDS = {"kind": [kind.value for kind in Kind], "priority": [priority.value for priority in Priority]}


def columns_by_name(
    titles: Sequence[str], fixed: Mapping[int, str], rows: Sequence[TableRow], noun: str
) -> tuple[list[Column], list[Finding]]:
    """Return what each title says its column holds, and a finding for every column that is left out."""
    # A row with more cells than titles has a stray delimiter. If most of many rows have more, it is a column.
    usual = usual_width(rows) if len(rows) > 2 else 0
    width = max(len(titles), usual, max(fixed, default=-1) + 1)
    exported = is_export(titles)
    titled: list[_Titled] = []
    every_title = [*titles, *[""] * (width - len(titles))]
    for position, (title, cells) in enumerate(zip(every_title, cells_by_column(rows, width), strict=True)):
        meaning = Meaning(fixed[position]) if position in fixed else meaning_of(title.rstrip(_END_OF_TITLE))
        if meaning and cells and not exported and position not in fixed:
            meaning = _checked(title, meaning, cells)
        titled.append(_Titled(clean_line(title), meaning, cells))
    titled = _with_languages(_with_options(titled))
    replies = {column.meaning.field for column in titled if column.meaning} & set(Replies._fields)
    if replies == {"firm"} and not exported and "firm" not in fixed.values():  # a company
        titled = [column._replace(meaning=None) if column.means("firm") else column for column in titled]
    taken = _take(titled, exported=exported)
    columns = [taken.get(position, Column("", column.title)) for position, column in enumerate(titled)]
    return columns, _left_out(titled, taken, noun)


class _Titled(NamedTuple):
    """A column with what its name means; its cells are those that are not empty."""

    title: str
    meaning: Meaning | None
    cells: Sequence[str]

    def means(self, field: str, *, sure: bool | None = None) -> bool:
        meaning = self.meaning
        return meaning is not None and meaning.field == field and sure in (None, meaning.sure)


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
            labelled = not exported and share(map(is_value, cells)) > 0.5
            taken[position] = Column("tags", title, labelled, meaning.whole)
        elif meaning.field in _JOINED or (
            meaning.field not in _NO_FIELDS and all(column.field != meaning.field for column in taken.values())
        ):
            taken[position] = Column(meaning.field, title)
    return taken


def _left_out(titled: Sequence[_Titled], taken: Mapping[int, Column], noun: str) -> list[Finding]:
    """Return a finding for every column whose text is not part of the cards."""
    findings: list[Finding] = []
    unknown: list[str] = []
    for position, (title, meaning, cells) in enumerate(titled):
        if position in taken or not cells or (meaning and meaning.field in {"number", "notetype"}):
            continue
        if meaning and meaning.sure:
            message = f'the column "{clipped(title, 40)}" is a second {field_name(meaning.field)}, and was left out'
            findings.append((message, "Merge the two, or rename this one."))
        elif title not in ("", "-"):
            unknown.append(f'"{clipped(title, 40)}"')
        elif not title:
            findings.append((f"column {position + 1} has no name, and was left out", _NAME_IT))
    if unknown:
        findings.append((not_known(noun, unknown), _KEEP_IT))
    return findings


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
            fits = own or are_texts(cells)
        case "question":
            fits = len(values) == 1 or not are_numbered(cells)
    return meaning if fits else other


def _with_options(titled: Sequence[_Titled]) -> list[_Titled]:
    """Return the columns, those that are choices to pick from as such: a, b, c, or Answer 1 to 4 beside the answer."""
    letters = [at for at, column in enumerate(titled) if column.title.lower() in {"a", "b", "c", "d", "e", "f"}]
    answers = [at for at, column in enumerate(titled) if column.means("answer")]
    counted = [at for at in answers if is_counted(titled[at].title)]
    choices = set(letters if len(letters) > 2 else counted if 1 < len(counted) < len(answers) else [])
    options = Meaning("options")
    return [column._replace(meaning=options) if at in choices else column for at, column in enumerate(titled)]


def _with_languages(titled: Sequence[_Titled]) -> list[_Titled]:
    """Return the columns, those called by a language as such: the first asks for the others, if nothing else asks."""
    asked = any(column.means("question") for column in titled)
    found: list[_Titled] = []
    for column in titled:
        if column.means("language"):
            found.append(column._replace(meaning=Meaning("answer" if asked else "question", sure=False)))
            asked = True
        else:
            found.append(column)
    return found


def _find_question(titled: Sequence[_Titled]) -> int | None:
    """Return the position of the question: the column that is called so, else the one that reads so."""
    if called := [at for at, column in enumerate(titled) if column.means("question", sure=True)]:
        return next((at for at in called if titled[at].cells), called[0])
    answered = any(column.means("answer") or column.means("star") for column in titled)
    called = [at for at, column in enumerate(titled) if column.means("question") and are_texts(column.cells)]
    called.sort(key=lambda position: not are_questions(titled[position].cells))
    if called and (answered or are_questions(titled[called[0]].cells)):
        return called[0]
    free = {
        position: column.cells
        for position, column in enumerate(titled)
        if (column.meaning is None or not column.meaning.sure) and are_texts(column.cells)
    }
    asking = [at for at, cells in free.items() if are_questions(cells, sure=titled[at].meaning is None)]
    if asking:
        return asking[0]
    left = [position for position in free if titled[position].meaning is None]
    if sum(column.means("star") for column in titled) > 2:  # a story goes by its title or its topic
        topics = [at for at, column in enumerate(titled) if column.means("tags") and are_texts(column.cells)]
        return next(iter([*left, *topics]), None)
    answers = [column for column in titled if column.means("answer") and column.cells]
    if left and not all(map(_is_beside, answers)):
        return left[0]
    filled = [column for column in titled if column.cells and not column.means("number")]
    left = left or [position for position in free if titled[position].means("hint")]  # a clue and its answer
    pair = left and len(filled) == len(left) + len(answers) == 2
    return left[0] if pair and are_different(titled[left[0]].cells) else None


def _find_answers(titled: Sequence[_Titled], question: int | None) -> dict[int, Column]:
    """Return the columns that are part of the answer, by position.

    Those that are called so are the answer. A definition, an explanation or a note is the answer where there is no
    other; else it stands below it, with its title. So does a hint, which without an answer is shown with the question.
    """
    called = [position for position, column in enumerate(titled) if column.means("answer", sure=True)]
    called = [position for position in called if position != question]
    found = {position: Column("answer", titled[position].title) for position in called}
    filled = [at for at, column in enumerate(titled) if column.cells and at != question]
    others = [at for at in filled if titled[at].means("answer", sure=False)]
    hints = [at for at in filled if titled[at].means("hint")]
    named = [at for at in filled if not titled[at].means("number")]
    if question is not None and titled[question].meaning is None and len(named) == 1 and named[0] > question:
        only = titled[named[0]]
        if only.meaning is None or not only.meaning.sure:  # two columns with names of their own
            return {named[0]: Column("answer", only.title)}
    if not found and others:
        main = min(others, key=lambda position: _is_beside(titled[position]))
        found[main] = Column("answer", titled[main].title)
    beside = [position for position in others if position not in found]
    below = {at: Column("answer" if found else "context", titled[at].title, labelled=True) for at in hints}
    return found | {at: Column("answer", titled[at].title, labelled=True) for at in beside} | below


def _is_beside(column: _Titled) -> bool:
    return column.meaning is not None and column.meaning.beside
