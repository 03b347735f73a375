"""Whether the first row of a table is a header or a card."""

from collections.abc import Sequence

from decks.formats.field_names import Meaning, meaning_of
from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.formats.table.layout import TableRow
from decks.formats.table.values import are_contacts, cells_of, is_value, share

_LANGUAGE = Meaning("language", sure=False)
_MOST_ABOVE = 5  # rows above a header


def names_fields(first: Sequence[str], rest: Sequence[TableRow]) -> bool:
    """Return whether a first row names card fields: the question, or at least two.

    `word,Wort` names one of them twice, and is a card. Languages are names only if no row below has another language.
    """
    meanings = [meaning for cell in first if (meaning := meaning_of(cell))]
    if set(meanings) == {_LANGUAGE}:
        below = [cell for position in range(len(first)) for cell in cells_of(rest[:200], position)]
        return len(meanings) == len(first) > 1 and not any(meaning_of(cell) == _LANGUAGE for cell in below)
    if len(set(meanings)) == 1 < len(meanings) == len(first) and meanings[0].field == "question":
        return False
    return len(meanings) > 1 or any(meaning.field == "question" and meaning.sure for meaning in meanings)


def is_header(cells: Sequence[str]) -> bool:
    """Return whether a row below a header is another one: all of its cells are names, of more than one field."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(meaning_of, filled)) and names_fields(filled, ())


def could_be_card(first: Sequence[str], rest: Sequence[TableRow]) -> bool:
    """Return whether nothing but its words makes a first row that names fields a header, as in a list of words.

    A list of words may begin with `word,meaning`; if a name is sure, or rows below tell or ask, it does not.
    """
    if any(meaning is None or meaning.sure or meaning == _LANGUAGE for meaning in map(meaning_of, first)):
        return False
    cells = [cell for row in rest[:200] for cell in row.cells if cell.strip()]
    return share(len(cell.split()) < 3 and not cell.rstrip().endswith(QUESTION_MARKS) for cell in cells) > 0.8


def rows_above_header(table: Sequence[TableRow]) -> int:
    """Return how many rows stand above a header, each with one cell, as the title of a spreadsheet; usually none."""
    for at, row in enumerate(table[: _MOST_ABOVE + 1]):
        filled = sum(bool(cell.strip()) for cell in row.cells)
        if filled > 1:
            return at if names_fields(row.cells, table[at + 1 :]) else 0
    return 0


def differs(first: Sequence[str], rest: Sequence[TableRow]) -> bool:
    """Return whether a first row differs from the others as names differ from values.

    All of its cells are a few words, none of them comes again below, and in one of the columns stand numbers, dates,
    addresses, questions or, if one of them is a name known here, sentences. In a table with times or addresses, as a
    form collects them, its cells may be sentences.
    """
    titles = [cell.strip() for cell in first if cell.strip()]
    columns = [cells_of(rest[:200], position) for position in range(len(first))]
    if any(are_contacts(cells) and _may_be_title(title) for title, cells in zip(first, columns, strict=True)):
        return not any(map(is_value, titles))
    if len(titles) <= len(first) / 2 or len(set(titles)) < len(titles) or not all(map(_may_be_title, titles)):
        return False
    if len(first) == 1:
        return len(titles[0].split()) < 3 and bool(rest) and _is_question_column(meaning_of(titles[0]), columns[0])
    if any(title.strip() in map(str.strip, cells_of(rest, at)) for at, title in enumerate(first) if title.strip()):
        return False
    known = any(map(meaning_of, titles))
    for title, cells in zip(first, columns, strict=True):
        if not title.strip() or not cells:
            continue
        questions = 0.0 if looks_like_question(title) else share(map(looks_like_question, cells))
        sentences = share(len(cell.split()) > 3 for cell in cells) if known and len(title.split()) < 3 else 0
        if max(questions, share(map(is_value, cells))) >= 0.8 or sentences >= 0.9:
            return True
    return False


def _is_question_column(meaning: Meaning | None, cells: Sequence[str]) -> bool:
    """Return whether a column is one of questions: it is called so, or has another known name."""
    if meaning is None:
        return False
    return meaning.field == "question" or share(map(looks_like_question, cells)) > 0.8


def _may_be_title(text: str) -> bool:
    text = text.strip()
    return (
        0 < len(text) <= 40
        and len(text.split()) <= 4
        and text[-1] not in (*QUESTION_MARKS, "!", ";", ",")
        and "{{" not in text
        and not is_value(text)
    )
