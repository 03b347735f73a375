"""How a format writes down what the deck format means, so that advice is given in the words of the file at hand."""

import re
from typing import NamedTuple

_KEY = re.compile(r"([\w.]+) = ")


class Notation(NamedTuple):
    """The words of a format; values are given to it as TOML has them.

    Attributes:
        question: What to do about a card without a question.
        answer: What to do about a card with neither answer nor key points.
        cards: What to do about a file without cards.
        listed: What to do where `cards` is no list of cards.
        deck: What to do where `deck` is no table.
        key: How it writes a key before its value, as a replacement for `_KEY`; empty if values stand alone.
        lines: Whether a problem of a card has a line to name.
    """

    question: str
    answer: str
    cards: str
    listed: str = ""
    deck: str = ""
    key: str = ""
    lines: bool = True

    def literal(self, value: str) -> str:
        """Return a value as this format writes it."""
        return _KEY.sub(self.key, value) if self.key else value

    def pair(self, name: str, value: str) -> str:
        """Return a named value as this format writes it."""
        return self.literal(f"{name} = {value}") if self.key else value.strip('"')

    def write(self, name: str, value: str, *, removable: bool = False) -> str:
        """Return the advice to write such a value there, or to remove its line."""
        if not self.key:
            return f"Write in its {name.replace('_', ' ')}: {value}."
        return f"Write {self.pair(name, value)}{' or remove the line' if removable and self.lines else ''}."


TOML = Notation(
    question='Add a line: question = "...".',
    answer='Add a line: answer = "..." or key_points = ["..."].',
    cards='Add one: [[cards]], then question = "..." and answer = "...".',
    listed="Begin each card with [[cards]].",
    deck="Write [deck] on a line of its own.",
    key=r"\1 = ",
)
