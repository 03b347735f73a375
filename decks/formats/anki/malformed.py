"""Rows of a collection that Anki could not have written: each is left out and counted, and the others are read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

# What reading such a row raises, of whatever type its values are.
MALFORMED = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)


class Part(Enum):
    """What a row is about: the noun for one, and for several."""

    REVIEW = "review", "reviews"
    LOG = "log of reviews", "logs of reviews"
    DECK = "deck", "decks"
    DECKS = "list of decks", "lists of decks"
    DECK_SETTINGS = "description of a deck", "descriptions of decks"
    NOTE_TYPE = "note type", "note types"
    PRESET = "preset", "presets"
    PRESETS = "list of presets", "lists of presets"
    TAGS = "list of tags", "lists of tags"


LeftOut = Counter[Part]


@contextmanager
def counted(left_out: LeftOut, part: Part) -> Iterator[None]:
    """Leave out what the block reads if it is malformed, and count it."""
    try:
        yield
    except MALFORMED:
        left_out[part] += 1


def in_words(left_out: LeftOut) -> str:
    """Return how many of each part were left out: `2 reviews, 1 deck and 1 note type`."""
    *first, last = [f"{count:,} {part.value[count > 1]}" for part, count in left_out.items()]
    return f"{', '.join(first)} and {last}" if first else last
