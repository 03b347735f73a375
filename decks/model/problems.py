"""Problems in deck files and in other files a person writes: where, what, and what to do about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from cards.text import clean_line


class Level(StrEnum):
    """How bad a problem is: an error keeps a card or a file from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a file. `str()` is the sentence shown to people.

    Attributes:
        path: The file.
        line: The line, from 1; 0 if the format has no lines, or the problem is about the whole file.
        message: What is wrong, without a full stop.
        fix: What to do about it, as a sentence.
        card: The card's id, the start of its question, or where it is, "row 4"; None if the problem is not part of a
            card.
        level: Whether it keeps the card from being used.
        noun: What the thing named by `card` is called.
    """

    path: str
    line: int
    message: str
    fix: str
    card: str | None = None
    level: Level = Level.ERROR
    noun: str = "card"

    def __str__(self) -> str:
        if self.card is None:
            subject = ""
        elif re.fullmatch(rf"(row|{self.noun}) \d+", self.card):
            subject = f"{self.card}: "
        else:
            subject = f'{self.noun} "{self.card}": '
        where = f"{self.path}:{self.line}" if self.line else self.path
        return clean_line(f"{where}: {subject}{self.message}. {self.fix}")


def warning(path: str, line: int, message: str, fix: str, card: str | None = None) -> Problem:
    """Return a problem that does not keep anything from being used."""
    return Problem(path, line, message, fix, card, Level.WARNING)


def clipped(text: str, most: int) -> str:
    """Return text as one line, cut to `most` characters."""
    text = clean_line(text)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word most similar to `word`; None if none is similar."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that somebody who typed `word` probably wants, in any case; None for no idea.

    That is the most similar one, else the first that begins with the word.
    """
    names = {name.casefold(): name for name in known}
    word = word.casefold()
    near = nearest(word, list(names)) or next((name for name in names if word and name.startswith(word)), None)
    return near and names[near]
