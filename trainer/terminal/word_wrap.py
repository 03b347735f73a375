"""Text being edited, wrapped between words: prompt_toolkit itself breaks lines at any character."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.layout.utils import explode_text_fragments


class Wrapped(NamedTuple):
    """How a line is wrapped.

    Attributes:
        padding: For each character, how many spaces to show before it; None for a character that is not shown.
        rows: How many rows the line takes, with the cursor at its end.
    """

    padding: tuple[int | None, ...]
    rows: int


def wrap(text: str, room: int) -> Wrapped:
    """Wrap a line into rows of `room` columns: a word that does not fit goes to the next row.

    Spaces that reach the edge are not shown, so that no row begins with one. A word wider than a row is broken at its
    characters, as the terminal does.
    """
    padding: list[int | None] = []
    column, rows = 0, 1
    widths = [_width(character) for character in text]
    for position, (character, width) in enumerate(zip(text, widths, strict=True)):
        if character == " ":
            padding.append(0 if column < room else None)
            column += column < room
            continue
        before = 0
        if column and (not position or text[position - 1] == " "):
            end = text.find(" ", position)
            word = sum(widths[position : end if end >= 0 else None])
            if column + word > room >= word:
                before, column, rows = room - column, 0, rows + 1
        if column + width > room:
            column, rows = 0, rows + 1
        padding.append(before)
        column += width
    return Wrapped(tuple(padding), rows + (column >= room))


@cache
def _width(character: str) -> int:
    """Return the columns that prompt_toolkit gives a character."""
    return Char(character, "").width


class WordWrap(Processor):
    """Pads each row of a line up to the word that goes to the next one."""

    def __init__(self, prompt: int) -> None:
        """Leave room for a prompt of this many columns on every row."""
        self._prompt = prompt

    def apply_transformation(self, ti: TransformationInput) -> Transformation:
        """Return the line as it is shown, and where each of its characters is in it."""
        text = fragment_list_to_text(ti.fragments)
        room = max(1, ti.width - self._prompt)
        if len(text) < room and text.isascii() and text.isprintable():  # one row
            return Transformation(ti.fragments)
        shown: StyleAndTextTuples = []
        places: list[int] = []  # where each character is shown
        for fragment, padding in zip(explode_text_fragments(ti.fragments), wrap(text, room).padding, strict=True):
            shown += [("", " ")] * (padding or 0)
            places.append(len(shown))
            if padding is not None:
                shown.append(fragment)
        return Transformation(shown, _to_display(places, len(shown)), _to_source(places))


def _to_display(places: Sequence[int], end: int) -> Callable[[int], int]:
    return lambda position: places[position] if position < len(places) else end + position - len(places)


def _to_source(places: Sequence[int]) -> Callable[[int], int]:
    return lambda shown: max(0, bisect_right(places, shown) - 1)
