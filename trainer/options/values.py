"""The types of option values."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cards.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentTypeError

MOST_CHANGES = 1_000_000


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return the type of an option that is a number from `low` to `high`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise _refusal(f'"{text}" is not a whole number from {low} to {high}')
        return value

    return read


def change_number(text: str) -> int:
    """Return the number of a change, as `undo --list` counts them."""
    if not (text.isdecimal() and len(text) <= len(str(MOST_CHANGES)) and 0 < int(text) <= MOST_CHANGES):
        raise UsageError(f'Can\'t undo "{text}"', "Which one? `greenroom undo --list` numbers the last 20.")
    return int(text)


def pairs(text: str) -> dict[str, str]:
    """Return the pairs in `question=Front,answer=Back`, with spaces in the first names as underscores."""
    parts = [part.partition("=") for part in text.split(",")]
    if not all(name and value for name, _, value in parts):
        raise _refusal(f'"{text}" doesn\'t look like question=Front,answer=Back')
    return {name.strip().replace(" ", "_"): value.strip() for name, _, value in parts}


def file_name(text: str) -> str:
    """Return the name of a file; refuse an empty one, as an unset shell variable would give."""
    if not text:
        raise _refusal("the file name is empty")
    return text


def _refusal(sentence: str) -> "ArgumentTypeError":
    """Return the error for a value, which argparse reports with the name of its option."""
    from argparse import ArgumentTypeError

    return ArgumentTypeError(sentence)
