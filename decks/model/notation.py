"""The advice a reader gives about a faulty card or file, worded for each format."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_MOST_NAMED = 8
_KEY = re.compile(r"([\w.]+) = ")


class Notation(NamedTuple):
    """How one format words its advice. Example values are passed in as TOML and rewritten for the format.

    Attributes:
        question: What to do about a card without a question.
        cards: What to do about a file without cards.
        listed: What to do if `cards` is not a list of cards.
        deck: What to do if `deck` is not a table.
        key: How the format writes a key before its value, as a replacement for `_KEY`; empty if it writes no keys.
        lines: Whether problems name a line.
    """

    question: str
    cards: str
    listed: str = ""
    deck: str = ""
    key: str = ""
    lines: bool = True

    def literal(self, value: str) -> str:
        """Return a TOML value as this format writes it."""
        return _KEY.sub(self.key, value) if self.key else value

    def pair(self, name: str, value: str) -> str:
        """Return a key and its TOML value as this format writes them."""
        return self.literal(f"{name} = {value}") if self.key else value.strip('"')

    def write(self, name: str, value: str, *, removable: bool = False) -> str:
        """Return the advice to write `value` for the field, or, if `removable`, to remove its line."""
        if not self.key:
            return f"Write in its {name.replace('_', ' ')}: {value}."
        return f"Write {self.pair(name, value)}{' or remove the line' if removable and self.lines else ''}."


TOML = Notation(
    question='Add a line: question = "...".',
    cards='Add one: [[cards]], then question = "..." and answer = "...".',
    listed="Begin each card with [[cards]].",
    deck="Write [deck] on a line of its own.",
    key=r"\1 = ",
)
TABLE = Notation(
    question="Fill in its question.",
    cards="Give it one row per card: question, answer.",
)
MARKDOWN = Notation(
    question="Write it in the heading, or after Q:.",
    cards="Write each question as a heading with its answer below, or as Q: and A: lines.",
)
JSON = Notation(
    question='Add "question": "..." to it.',
    cards='Give it "cards": [{"question": "...", "answer": "..."}].',
    listed='Give it "cards": [{"question": "...", "answer": "..."}].',
    deck='Write "deck": {"title": "..."}.',
    key=r'"\1": ',
    lines=False,
)
PACKAGE = Notation(
    question="Fill it in in Anki and export again.",
    cards="Export a deck that has some.",
    lines=False,
)


def few(names: Sequence[str]) -> str:
    """Return the names as a list, cut after the first 8 so that no file can make it long."""
    more = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *more])


def not_known(noun: str, names: Sequence[str]) -> str:
    """Return the message that these unknown columns or fields are left out; `noun` says which."""
    if len(names) == 1:
        return f"greenroom doesn't know the {noun} {names[0]}, so it was left out"
    return f"greenroom doesn't know the {noun}s {few(names)}, so they were left out"
