"""What is wrong with a card, in the words of the format it was written in: the reader of tables speaks TOML."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from decks.problems import Problem

_WRITE = re.compile(r"Write ([\w.]+) = (.+?)(?: or remove the line)?\.")
_KEY = re.compile(r"([\w.]+) = ")
_MOST_NAMED = 8
_SLUG = 'id = "my-card"'


class Notation(NamedTuple):
    """How a format says what a deck file says in TOML.

    Attributes:
        question: What to do about a card without a question.
        answer: What to do about a card with neither answer nor key points.
        cards: What to do about a file without cards.
        value: What to do about a field, given its name and an example.
        lines: Whether a problem of a card has a line to name.
    """

    question: str
    answer: str
    cards: str
    value: Callable[[str, str], str]
    lines: bool = True


def _json_value(name: str, example: str) -> str:
    shown = _KEY.sub(r'"\1": ', example)
    return f'Write "{name}": {shown}.'


def _plain_value(name: str, example: str) -> str:
    return f"Write in its {name.replace('_', ' ')}: {example}."


TABLE = Notation(
    question="Fill in its question.",
    answer="Fill in its answer or its key points.",
    cards="Give it a row a card: question, answer.",
    value=_plain_value,
)
MARKDOWN = Notation(
    question="Write it in the heading, or after Q:.",
    answer="Write its answer or a list of key points below it.",
    cards="Write each question as a heading with its answer below, or as Q: and A: lines.",
    value=_plain_value,
)
JSON = Notation(
    question='Add "question": "..." to it.',
    answer='Add "answer": "..." or "key_points": ["..."] to it.',
    cards='Give it "cards": [{"question": "...", "answer": "..."}].',
    value=_json_value,
    lines=False,
)
PACKAGE = Notation(
    question="Fill it in in Anki, and export once more.",
    answer="Fill in its back in Anki, and export once more.",
    cards="Export a deck that has some.",
    value=_plain_value,
    lines=False,
)


def worded(problems: Iterable[Problem], notation: Notation) -> list[Problem]:
    """Return problems of cards as a person who wrote them in this notation understands them."""
    found = [replace(problem, fix=_fix(problem, notation)) for problem in problems]
    if notation.lines:
        return found
    return [replace(problem, line=0, message=_without_line(problem.message)) for problem in found]


def few(names: Sequence[str]) -> str:
    """Return names as a list that no file can make long."""
    more = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *more])


def not_known(noun: str, names: Sequence[str]) -> str:
    """Return the message that things of these names are left out."""
    if len(names) == 1:
        return f"the {noun} {names[0]} is not known and was left out"
    return f"the {noun}s {few(names)} are not known and were left out"


def _fix(problem: Problem, notation: Notation) -> str:
    whole = {
        "there is no question": notation.question,
        "there is neither an answer nor key points": notation.answer,
        "the file has no cards": notation.cards,
        "cards is not a list of cards": notation.cards,
        "deck is not a table": notation.value("deck", '{title = "..."}'),
    }
    if problem.message in whole:
        return whole[problem.message]
    if found := _WRITE.fullmatch(problem.fix):
        return notation.value(found[1], found[2])
    if notation is JSON:
        return _KEY.sub(r'"\1": ', problem.fix)
    return problem.fix.replace(_SLUG, "my-card")


def _without_line(message: str) -> str:
    return re.sub(r", first on line \d+$| on line \d+", "", message)
