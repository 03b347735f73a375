"""Texts compared by their letters and digits, up to a question mark."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from decks.formats.html import unescape
from decks.formats.questions import ANY_QUESTION_MARK, QUESTION_MARKS

MARK = re.compile(ANY_QUESTION_MARK)
ENOUGH = 12  # letters and digits that are unlikely to match by accident
_TAIL = 60  # the letters and digits before a question mark that are compared
_BUCKET = 6  # the last letters by which texts are found
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_LETTERS = re.compile(r"[\W_]+")


def ends_in_question_mark(text: str) -> bool:
    """Return whether the last mark of a text that means anything is a question mark."""
    last = next((character for character in reversed(text) if character.isalnum() or character in QUESTION_MARKS), "")
    return last in QUESTION_MARKS


def letters(text: str) -> str:
    """Return the last letters and digits of a text, in lower case."""
    end = text[-4 * _TAIL :]
    return _NO_LETTERS.sub("", end if end.isascii() else unicodedata.normalize("NFKC", end)).casefold()[-_TAIL:]


def without_markup(text: str) -> str:
    """Return text without HTML tags and character references; other markup does not count as letters anyway."""
    return _TAG.sub(" ", unescape(text)) if "<" in text or "&" in text else text


class Tails:
    """Texts that end in a question mark, to ask whether another text is the same or only the end of it.

    Only letters and digits count, so that markup and spaces make no difference.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._tails: dict[str, set[str]] = defaultdict(set)
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        """Add the text before each question mark in these texts."""
        for text in texts:
            if not MARK.search(text):
                continue
            for line in without_markup(text).split("\n"):
                for mark in MARK.finditer(line):
                    tail = letters(line[max(0, mark.start() - 4 * _TAIL) : mark.start()])
                    self._tails[tail[-_BUCKET:]].add(tail)

    def __contains__(self, text: str) -> bool:
        found = (tail for size in range(1, _BUCKET + 1) for tail in self._tails.get(text[-size:], ()))
        return any(_same_end(text, tail) for tail in found)


def _same_end(one: str, other: str) -> bool:
    """Return whether the shorter text is the end of the longer one, which may have a number or a label in front."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and (len(shorter) >= ENOUGH or len(longer) - len(shorter) <= ENOUGH)
