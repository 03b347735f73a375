"""A CV set against what an advert asks for: which of its lines show something, by words alone.

This is no score: a line that says the same in words nobody listed is missed.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from cards.advert import Ladder, Reading
from cards.competencies import Vocabulary
from cards.matching.names import names_pattern

_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Support(StrEnum):
    """How a CV supports something that is asked for."""

    SHOWN = "shown"  # two lines have signs of it, or one that has a figure
    THIN = "thin"  # one line has, without a figure
    MISSING = "missing"  # none has


class Shown(NamedTuple):
    """How a CV supports something, and the numbers of its lines that do."""

    support: Support
    lines: tuple[int, ...] = ()


def set_against(
    reading: Reading,
    cv: Sequence[tuple[int, str]],
    vocabulary: Vocabulary,
    provable: Iterable[str],
    ladders: Iterable[Ladder] = (),
) -> dict[str, Shown]:
    """Return how the numbered lines of a CV support each competency, by id, and each provable thing, by its text.

    A thing on a ladder is shown by any name on its rung or a higher one: a degree by "BSc", and by "PhD".
    """
    signs = [(number, line, vocabulary.signs_in(line)) for number, line in cv]
    found = {
        demand.id: _shown([(number, line) for number, line, ids in signs if demand.id in ids])
        for demand in reading.competencies
    }
    kinds = frozenset(provable)
    for thing in reading.things:
        if thing.kind in kinds:
            named = re.compile(rf"(?<!\w){re.escape(thing.text)}(?!\w)", re.IGNORECASE)
            also = _also_shown_by(thing.text, ladders)
            lines = tuple(number for number, line in cv if named.search(line) or (also and also.search(line)))
            found[thing.text] = Shown(Support.SHOWN if lines else Support.MISSING, lines)
    return found


def _also_shown_by(thing: str, ladders: Iterable[Ladder]) -> re.Pattern[str] | None:
    """Return the names that show a thing besides its own; None for a thing on no ladder."""
    for rungs in ladders:
        for at, names in enumerate(rungs):
            if (pattern := names_pattern(names)) and pattern.fullmatch(thing):
                return names_pattern(name for higher in rungs[at:] for name in higher)
    return None


def _shown(lines: Sequence[tuple[int, str]]) -> Shown:
    numbers = tuple(number for number, _ in lines)
    if not lines:
        return Shown(Support.MISSING)
    is_strong = len(lines) > 1 or any(_FIGURE.search(_YEAR.sub("", line)) for _, line in lines)
    return Shown(Support.SHOWN if is_strong else Support.THIN, numbers)
