"""Questions in plain text whose answers are on the same line, or in the same block."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from decks.formats.questions import ANY_QUESTION_MARK, QUESTION_MARKS, looks_like_question, question_mark
from decks.formats.table.layout import TableRow
from decks.formats.text.bullets import without_bullet

_BETWEEN = ("::", " - ", " \u2013 ", " \u2014 ", " = ", " -> ", " \u2192 ", ": ")
_QUESTION_FIRST = re.compile(rf"([^{''.join(QUESTION_MARKS)}]*{ANY_QUESTION_MARK})\s*(?:[-\u2013\u2014=:>]+\s*)?(\w.*)")


def read_pairs(lines: Sequence[str]) -> list[TableRow]:
    """Return a row for each line, if nearly all of them are pairs, as `pan - bread` or `Why nights? Quiet.`."""
    full = [(number, without_bullet(line)) for number, line in enumerate(lines, start=1) if line.strip()]
    if any(question_mark(line) for _, line in full):
        return []
    ways: list[Callable[[str], tuple[str, str] | None]] = [_part_at_question]
    ways += [partial(_part_at, mark=mark) for mark in _BETWEEN]
    for part in ways:
        pairs = [(number, line, part(line)) for number, line in full]
        asked = [pair[0] for _, _, pair in pairs if pair is not None]
        # What comes again and again is a label: "Interviewer: ..."
        if len(asked) > 1 and len(asked) > 0.9 * len(full) and len(set(asked)) > len(asked) / 2:
            return [_row(number, *(pair or (line, ""))) for number, line, pair in pairs]
    return []


def read_one_line(text: str) -> list[TableRow]:
    """Return the rows of a list that stands on a single line, as Quizlet exports it: parted by semicolons."""
    parts = [part for part in text.split(";") if part.strip()]
    if "\n" in text.strip() or len(parts) < 2:
        return []
    mark = next((mark for mark in ("\t", ",", " - ") if all(part.count(mark) == 1 for part in parts)), None)
    return [_row(1, *part.split(mark)) for part in parts] if mark else []


def read_blocks(text: str) -> list[TableRow]:
    """Return the rows of a list whose answers have several lines: each block has one tab, behind its question."""
    blocks = list(re.finditer(r"(?:\S[^\n]*\n?)+", text))
    several = any("\n" in block[0].strip() for block in blocks)
    if len(blocks) < 2 or not several or any(block[0].count("\t") != 1 for block in blocks):
        return []
    return [_row(text.count("\n", 0, block.start()) + 1, *block[0].rstrip().split("\t")) for block in blocks]


def _row(line: int, question: str, answer: str) -> TableRow:
    return TableRow(line, [question.strip(), answer.strip(), "", "", ""])


def _part_at(line: str, mark: str) -> tuple[str, str] | None:
    """Return the two sides of a mark, if the left one is a few words."""
    left, _, right = line.partition(mark)
    return (left.strip(), right.strip()) if right.strip() and 0 < len(left.split()) < 6 else None


def _part_at_question(line: str) -> tuple[str, str] | None:
    """Return the question and its answer on the same line, if what follows the question is no other one."""
    found = _QUESTION_FIRST.fullmatch(line)
    if found is None or re.search(ANY_QUESTION_MARK, found[2]) or looks_like_question(found[2]):
        return None
    return found[1], found[2]
