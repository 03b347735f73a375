"""Text from mails and conversations: without the marks of quoting, and with marks in place of who speaks."""

import re
from collections import Counter
from collections.abc import Sequence

from decks.formats.questions import answer_mark, looks_like_question, mark_alone, question_mark
from decks.formats.table.values import share

_SEVERAL = 2  # marks alone on their lines
_QUOTED = re.compile(r"(?:>\s?)+")
_TIME = r"(?:\[[^\]]{1,30}\]|\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)"
_SPEAKER = re.compile(
    rf"\s*(?:{_TIME}[\s,-]*)?(?P<name>[^\W\d_][\w.]{{0,19}}(?: \w{{1,19}})?) ?[:\uff1a]\s*(?P<said>\S.*)"
)


def without_quoting(lines: Sequence[str]) -> list[str]:
    """Return lines without the `>` in front, if many of them are quoted as in a mail."""
    quoted = share(line.startswith(">") for line in lines if line.strip())
    return [_QUOTED.sub("", line, count=1) if quoted > 0.2 and line[:1] == ">" else line for line in lines]


def with_marks(lines: Sequence[str]) -> list[str]:
    """Return the lines of an interview with `Q:` and `A:` in place of the two who speak, one of whom asks.

    Other lines stay as they are. A mark that is known for questions decides who asks.
    """
    lines = _with_marks_in_front(lines)
    spoken = [_SPEAKER.match(line) for line in lines]
    said: dict[str, list[str]] = {}
    for found in spoken:
        if found:
            said.setdefault(found["name"].casefold(), []).append(found["said"])
    often = {name: texts for name, texts in said.items() if len(texts) > 1}
    asking = [name for name in often if question_mark(f"{name}: ")]
    asking = asking or [name for name, texts in often.items() if share(map(looks_like_question, texts)) >= 0.5]
    if len(asking) != 1 or any(answer_mark(f"{name}: ") for name in said):
        return list(lines)
    others = Counter({name: len(texts) for name, texts in often.items() if name != asking[0]})
    marks = {name: "A: " for name, _ in others.most_common(1)} | {asking[0]: "Q: "}
    return [
        marks[found["name"].casefold()] + found["said"] if found and found["name"].casefold() in marks else line
        for line, found in zip(lines, spoken, strict=True)
    ]


def _with_marks_in_front(lines: Sequence[str]) -> list[str]:
    """Return lines with the marks that stand above a question or an answer in front of it."""
    marks = [mark_alone(line) for line in lines]
    if marks.count("Q: ") < _SEVERAL:
        return list(lines)
    found: list[str] = []
    waiting = ""
    for line, mark in zip(lines, marks, strict=True):
        found.append("" if mark else f"{waiting}{line}" if line.strip() else line)
        waiting = mark or ("" if line.strip() else waiting)
    return found
