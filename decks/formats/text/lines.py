"""Questions on lines of their own in plain text, with what is below them."""

import re
from collections.abc import Sequence
from itertools import groupby
from textwrap import dedent
from typing import NamedTuple

from decks.formats.questions import QUESTION_MARKS, answer_mark, looks_like_question, question_mark
from decks.formats.table.layout import TableRow
from decks.formats.table.values import share
from decks.formats.text.bullets import is_item, is_numbered, without_bullet

_OPTION = re.compile(r"\s*\(?([a-hA-H])[.)]\s+\S")
_RULE = re.compile(r"\s*(?:([-=_*#~+])\1{2,})?\s*")  # a line that parts cards, or an empty one
_MOST_LINES = 6  # of a question
_MOST_WORDS = 5  # of a topic among questions
_FEW = 2


class _Asked(NamedTuple):
    """A question in a text: its line, its words, the lines below it, and the title of its section."""

    line: int
    words: str
    below: list[str]
    section: str


def read_lines(text: Sequence[str]) -> tuple[list[TableRow], list[tuple[int, str]]]:
    """Return a row for each question, and the lines above the first one, which belong to none.

    A row is the question, the lines below it as its answer or, if all are list items, as its key points, the title
    above, and the choices to pick from. Without at least two questions there are no rows.
    """
    numbers, lines = _unwrapped(text)
    asking = _asking(lines)
    titles = _titles(lines, asking)
    found: list[_Asked] = []
    left_out: list[tuple[int, str]] = []
    section = ""
    for at, (number, line) in enumerate(zip(numbers, lines, strict=True)):
        bare = without_bullet(line)
        unfinished = bool(found) and not found[-1].below and found[-1].words[-1] not in ".?!:"
        wrapped = bare[:1].islower() and not is_item(line) and not _OPTION.match(line)
        if unfinished and wrapped:  # a question on two lines
            found[-1] = found[-1]._replace(words=f"{found[-1].words} {bare}")
        elif at in asking:
            found.append(_Asked(number, bare[question_mark(bare) :] or bare, [], section))
        elif at in titles:
            section = bare.rstrip(": ")
        elif found:
            found[-1].below.append(line)
        elif bare:
            left_out.append((number, bare))
    rows = [TableRow(each.line, _cells(each)) for each in found]
    return (rows, left_out) if len(rows) > 1 else ([], [])


def _unwrapped(lines: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the lines with their numbers, each question that goes on over several of them as one line."""
    numbers: list[int] = []
    joined: list[str] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and end - at < _MOST_LINES and _goes_on(lines[end - 1], lines[end]):
            end += 1
        whole = " ".join([lines[at].rstrip(), *(line.strip() for line in lines[at + 1 : end])])
        if not whole.endswith(QUESTION_MARKS):
            whole, end = lines[at], at + 1
        numbers.append(at + 1)
        joined.append(whole)
        at = end
    return numbers, joined


def _goes_on(line: str, following: str) -> bool:
    """Return whether a sentence goes on in the following line."""
    text, rest = line.strip(), following.strip()
    unfinished = bool(text) and text[-1] not in ".!:;\u2026" and not text.endswith(QUESTION_MARKS)
    return unfinished and rest[:1].islower() and not is_item(rest) and not _OPTION.match(rest) and not answer_mark(rest)


def _asking(lines: Sequence[str]) -> set[int]:
    """Return the positions of the lines that are questions.

    Where answers stand between them, `give it back` may be one, too: then what has neither a question mark nor a mark
    in front has to stand below an empty line, and not in a list; or it has a number, as the others have.
    """
    asking = {at for at, line in enumerate(lines) if _asks(line)}
    asking |= _listed(lines, asking)
    spoken = [at for at, line in enumerate(lines) if line.strip() and not line.strip()[0].islower()]
    others = len(set(spoken) - asking - _titles(lines, asking))
    if others < len(asking) / 4:
        return asking
    certain = {at for at in asking if question_mark(bare := without_bullet(lines[at])) or bare.endswith(QUESTION_MARKS)}
    certain |= _listed(lines, asking)
    numbered = share(is_numbered(lines[at]) for at in certain) > 0.6
    return certain | {
        at
        for at in asking
        if (numbered and is_numbered(lines[at])) or ((at == 0 or not lines[at - 1].strip()) and not is_item(lines[at]))
    }


def _listed(lines: Sequence[str], asking: set[int]) -> set[int]:
    """Return the positions of the lines in lists without empty lines in which most ask, and nothing answers.

    What doesn't ask there is a topic of a few words. Most questions have another one right below: where an answer
    stands below each, short as it is, it is no such list.
    """
    listed: set[int] = set()
    for full, grouped in groupby(range(len(lines)), lambda at: bool(lines[at].strip())):
        block = list(grouped)
        asked = [at for at in block if at in asking]
        unanswered = share(at + 1 in asking for at in asked)
        items = sum(is_item(lines[at]) for at in block)
        alike = full and items in (0, len(block))
        if alike and 2 * len(asked) > len(block) > _FEW and unanswered > 0.5 and block[0] in asking:
            listed |= set(block if all(at in asking or _is_topic(lines[at]) for at in block) else [])
    return listed


def _is_topic(line: str) -> bool:
    bare = without_bullet(line)
    few = 0 < len(bare.split()) <= _MOST_WORDS and not bare[0].islower()
    return few and bare[-1].isalnum() and not answer_mark(bare) and not _OPTION.match(line)


def _asks(line: str) -> bool:
    bare = without_bullet(line)
    return bool(question_mark(bare)) or (looks_like_question(bare) and not answer_mark(bare))


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


def _cells(asked: _Asked) -> list[str]:
    """Return the cells of a row: question, answer, key points, section, choices."""
    choices, below = _parted_choices(asked.below)
    below = [line[answer_mark(line) :] for line in below]
    while below and _RULE.fullmatch(below[0]):
        below = below[1:]
    while below and _RULE.fullmatch(below[-1]):
        below = below[:-1]
    full = [line for line in below if line.strip()]
    answer, points = dedent("\n".join(below)).strip("\n"), ""
    if full and all(map(is_item, full)):
        answer, points = "", "".join(f"{without_bullet(line)}\n" for line in full)
    return [asked.words, answer, points, asked.section, "\n".join(choices)]


def _parted_choices(below: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the choices a question gives, a line each from `a)` on, and the other lines below it."""
    full = [at for at, line in enumerate(below) if line.strip()]
    letters = [found[1].lower() if (found := _OPTION.match(below[at])) else "" for at in full]
    count = next((n for n, letter in enumerate(letters) if letter != "abcdefgh"[n : n + 1]), len(letters))
    if count < 2:
        return [], list(below)
    return [below[at].strip() for at in full[:count]], list(below[full[count - 1] + 1 :])
