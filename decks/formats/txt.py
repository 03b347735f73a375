"""The reader for plain text: a table if it has one, notes if it has headings, else questions with what stands below."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from textwrap import dedent
from typing import NamedTuple

from decks.formats.bundle import Bundle
from decks.formats.csv.dialect import find_dialect, take_preamble
from decks.formats.csv.read import read_table
from decks.formats.encoding import decode_file
from decks.formats.questions import QUESTION_MARKS, answer_mark, looks_like_question, question_mark
from decks.formats.table.cards import fields_present, read_cards
from decks.formats.table.columns import find_columns
from decks.formats.table.layout import TableRow
from decks.model.notation import TABLE
from decks.model.problems import Problem, clipped, warning

_NOTES = re.compile(r"(?m)^(?:#{1,6} \S|\*\*\S|<details|```)")
_BETWEEN = ("::", " - ", " \u2013 ", " \u2014 ", " = ", " -> ", " \u2192 ", ": ")
_QUESTION_FIRST = re.compile(r"([^?\uff1f]*[?\uff1f])\s*(?:[-\u2013\u2014=:>]+\s*)?(\w.*)")
_BULLET = re.compile(r"\s*(?:[-*+\u2022\u25aa\u25cf]\s+|\(?\d{1,4}[.)]\s+)")


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
    rest, preamble, first_line = take_preamble(text)
    is_table = columns or preamble.separator or first_line > 1 or find_dialect(rest).width > 1
    if not is_table and _NOTES.search(text):
        from decks.formats.markdown.read import read_markdown

        return read_markdown(content, path=path, default_id=default_id)
    rows = [] if is_table else _read_pairs(text)
    understood = "a question and its answer on each line"
    if not (rows or is_table):
        understood = "questions on lines of their own"
        rows, left_out = _read_lines(text)
        problems += [_left_out(path, *line) for line in left_out]
    if not rows:
        return read_table(content, path=path, default_id=default_id, columns=columns)
    layout = find_columns(rows, path, named=("question", "answer", "key points", "section"))
    decks, found = read_cards(layout, path=path, default_id=default_id, notation=TABLE)
    return Bundle(
        decks=tuple(decks),
        problems=(*problems, *found),
        fields_present=fields_present(layout),
        understood=understood,
    )


def _left_out(path: str, line: int, text: str) -> Problem:
    fix = "If it is a question, end it with a question mark, or write Q: in front."
    return warning(path, line, f'"{clipped(text, 60)}" stands above the first question, and was left out', fix)


def _read_pairs(text: str) -> list[TableRow]:
    """Return a row for each line, if nearly all of them are pairs, as `pan - bread` or `Why nights? Quiet.`."""
    lines = [(number, _bare(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if any(question_mark(line) for _, line in lines):
        return []
    ways: list[Callable[[str], tuple[str, str] | None]] = [_part_at_question]
    ways += [partial(_part_at, mark=mark) for mark in _BETWEEN]
    for part in ways:
        pairs = [(number, line, part(line)) for number, line in lines]
        good = sum(pair is not None for _, _, pair in pairs)
        if good > 1 and good > 0.9 * len(lines):
            return [TableRow(number, [*(pair or (line, "")), "", ""]) for number, line, pair in pairs]
    return []


def _part_at(line: str, mark: str) -> tuple[str, str] | None:
    """Return the two sides of a mark, if the left one is a few words."""
    left, _, right = line.partition(mark)
    return (left.strip(), right.strip()) if right.strip() and 0 < len(left.split()) < 6 else None


def _part_at_question(line: str) -> tuple[str, str] | None:
    """Return the question and its answer on the same line, if what follows the question is no other one."""
    found = _QUESTION_FIRST.fullmatch(line)
    return None if found is None or "?" in found[2] or looks_like_question(found[2]) else (found[1], found[2])


class _Asked(NamedTuple):
    """A question in a text: its line, its words, the lines below it, and the title of its section."""

    line: int
    words: str
    below: list[str]
    section: str


def _read_lines(text: str) -> tuple[list[TableRow], list[tuple[int, str]]]:
    """Return a row for each question, and the lines above the first one, which belong to none.

    A row is the question, the lines below it as its answer or, if all are list items, as its key points, and the title
    above. Without at least two questions there are no rows.
    """
    lines = text.splitlines()
    asking = _asking(lines)
    titles = _titles(lines, asking)
    found: list[_Asked] = []
    left_out: list[tuple[int, str]] = []
    section = ""
    for at, line in enumerate(lines):
        bare = _bare(line)
        unfinished = bool(found) and not found[-1].below and found[-1].words[-1] not in ".?!:"
        if unfinished and bare[:1].islower():  # a question on two lines
            found[-1] = found[-1]._replace(words=f"{found[-1].words} {bare}")
        elif at in asking:
            found.append(_Asked(at + 1, bare[question_mark(bare) :] or bare, [], section))
        elif at in titles:
            section = bare.rstrip(": ")
        elif found:
            found[-1].below.append(line[answer_mark(line) :])
        elif bare:
            left_out.append((at + 1, bare))
    rows = [TableRow(asked.line, [asked.words, *_answered(asked.below), asked.section]) for asked in found]
    return (rows, left_out) if len(rows) > 1 else ([], [])


def _asking(lines: Sequence[str]) -> set[int]:
    """Return the positions of the lines that are questions.

    Where answers stand between them, `give it back` may be one, too: then what has neither a question mark nor a mark
    in front has to stand below an empty line, and not in a list.
    """
    asking = {at for at, line in enumerate(lines) if _asks(line)}
    spoken = [at for at, line in enumerate(lines) if line.strip() and not line.strip()[0].islower()]
    others = len(set(spoken) - asking - _titles(lines, asking))
    if others < len(asking) / 4:
        return asking
    return {
        at
        for at in asking
        if question_mark(bare := _bare(lines[at]))
        or bare.endswith(QUESTION_MARKS)
        or ((at == 0 or not lines[at - 1].strip()) and not _BULLET.match(lines[at]))
    }


def _asks(line: str) -> bool:
    bare = _bare(line)
    return bool(question_mark(bare)) or (looks_like_question(bare) and not answer_mark(bare))


def _bare(line: str) -> str:
    """Return a line without the mark of a list item."""
    return line[bullet.end() :].strip() if (bullet := _BULLET.match(line)) else line.strip()


def _titles(lines: Sequence[str], asking: set[int]) -> set[int]:
    """Return the positions of the lines that are titles of the questions below them.

    They are a few words that stand by themselves. If the text begins with a question, and there are more of them than
    half of the questions, they are short answers.
    """
    titles: set[int] = set()
    full = [at for at, line in enumerate(lines) if line.strip()]
    for before, at, after in zip([-2, *full], full, full[1:], strict=False):
        text = lines[at].strip()
        alone = before < at - 1 and len(text) < 80 and len(text.split()) < 6 and text[-1] not in ".!;,?"
        if alone and at not in asking and after in asking and not answer_mark(text):
            titles.add(at)
    return titles if len(titles) <= len(asking) / 2 or full[0] in titles else set()


def _answered(below: Sequence[str]) -> tuple[str, str]:
    """Return the lines below a question as an answer or, if all of them are list items, as key points."""
    full = [line for line in below if line.strip()]
    if full and all(map(_BULLET.match, full)):
        return "", "".join(f"{_bare(line)}\n" for line in full)
    return dedent("\n".join(below)).strip("\n"), ""
