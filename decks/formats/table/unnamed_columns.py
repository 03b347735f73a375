"""The card fields of columns without names, going by what is in them."""

from collections.abc import Mapping, Sequence

from decks.formats.questions import looks_like_question
from decks.formats.table.layout import Column, Finding, TableRow, field_name
from decks.formats.table.values import are_different, are_numbered, are_tags, are_texts, cells_of, share, usual_width
from decks.model.notation import few

_EXAMPLE = "--columns question,answer,tags"


def columns_by_guess(fixed: Mapping[int, str], rows: Sequence[TableRow]) -> tuple[list[Column], list[Finding]]:
    """Guess the field of each column of a table without a header.

    The usual order is question, answer, key points, tags. A column of row numbers in front is left out. A single
    column after the answer is tags if every cell is a few words, otherwise key points. If a later column has the
    questions, those in front of it are tags or the answer.
    """
    width = usual_width(rows)
    free = [position for position in range(width) if position not in fixed]
    names = dict.fromkeys(range(max(width, max(fixed, default=-1) + 1)), "") | dict(fixed)
    if len(free) > 1 and are_numbered(cells_of(rows, free[0])):
        free = free[1:]
    asking = [position for position in free if share(map(looks_like_question, cells_of(rows, position))) >= 0.6]
    first = cells_of(rows, free[0]) if free else []
    asks_first = share(map(looks_like_question, first))
    if not (fixed or asking) and not (are_texts(first) and are_different(first) and (width > 1 or asks_first >= 0.5)):
        return [], []
    if not fixed and asking and asking[0] != free[0] and asks_first < 0.2:
        front = free[: free.index(asking[0])]
        tags = [position for position in front if are_tags(cells_of(rows, position))]
        free = [asking[0], *(position for position in free if position not in (asking[0], *tags))]
        names |= dict.fromkeys(tags, "tags")
    more = [name for name in ("key_points", "tags") if name not in names.values()]
    if len(free) == 3 and len(more) == 2:
        more = more[1:] if are_tags(cells_of(rows, free[2])) else more[:1]
    names |= dict(zip(free, ["question", "answer", *more], strict=False))
    columns = [Column(name if name != "notetype" else "") for name in names.values()]
    left_out = [position for position in free if not names[position] and cells_of(rows, position)]
    # With Anki's names for all the others, these two are certain; so is a list of questions.
    if not rows or (fixed and len(free) <= 2) or (len(columns) == 1 and asking):
        return columns, []
    taken = few([field_name(name) or "-" for position, name in names.items() if position not in left_out])
    message = f"there is no header, so greenroom read the columns as {taken}"
    if left_out:
        numbers = few([str(position + 1) for position in left_out])
        message += f", and left out column{'s' if len(left_out) > 1 else ''} {numbers}"
    fix = f"If that's wrong, name them on the first line, or with {_EXAMPLE}."
    return columns, [(message, fix)]
