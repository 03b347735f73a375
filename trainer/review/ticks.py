"""Points typed at a prompt: `124`, `1 2 4`, `1-3`, `-2` for all but the second, `a` for all."""

import re

from cards.errors import GreenroomError

HOW = "124, 1-3, -2 (all but 2) or a (all)"
ONE_DIGIT = 9  # with this many points at most, each digit is a point
_SIGNS = str.maketrans({",": " ", ";": " ", "\u2013": "-", "\u2212": "-"})  # separators, and dashes that phones produce
# Patterns are compiled when the first points are typed.
_SPACED_RANGE = r"(?<=\d)\s+-\s+(?=\d)"
_DIGITS = r"(?:\d-\d|\d)+"
_NUMBERS = r"\d+(?:-\d+)?"
_LONGEST = 9  # digits of a number that could be a point's


class TicksError(GreenroomError):
    """The text names no points, or points that the card does not have."""


def read_points(text: str, total: int) -> frozenset[int]:
    """Return the positions, from 0, of the points that a text names; none for an empty text.

    Args:
        text: Numbers and ranges; a minus in front turns them into the points that were missed. Up to nine points,
            numbers may be written without anything between them.
        total: How many points the card has.

    Raises:
        TicksError: The text says something else, or the card has fewer points.
    """
    words = re.sub(_SPACED_RANGE, "-", text.translate(_SIGNS)).split()
    missed = bool(words) and words[0].startswith("-")
    if missed:
        words = [bare for word in words if (bare := word.removeprefix("-"))] or ["-"]
    named = frozenset().union(*(_positions(word, total, text) for word in words))
    return frozenset(range(total)) - named if missed else named


def _positions(word: str, total: int, text: str) -> frozenset[int]:
    """Return the positions that one word names."""
    if word in ("a", "A"):
        return frozenset(range(total))
    few = total <= ONE_DIGIT
    if not re.fullmatch(_DIGITS if few else _NUMBERS, word, re.ASCII):
        raise TicksError(f'Can\'t read "{text.strip()[:40]}" as points: try {HOW}; q leaves, ? shows the keys')
    ranges = [each.split("-") for each in re.findall(r"\d-\d|\d" if few else r".+", word)]
    wrong = [number for ends in ranges for number in ends if len(number) > _LONGEST or not 0 < int(number) <= total]
    if wrong:
        raise TicksError(_unknown(list(dict.fromkeys(wrong)), total))
    spans = [sorted(map(int, ends)) for ends in ranges]
    return frozenset(position for span in spans for position in range(span[0] - 1, span[-1]))


def _unknown(numbers: list[str], total: int) -> str:
    """Say which points don't exist."""
    shown = [number[:_LONGEST] for number in numbers]
    if total > ONE_DIGIT and len(shown[0]) > 1:
        return f"There is no point {shown[0]}: the card has {total}, so put a space between numbers"
    if len(shown) == 1:
        return f"There is no point {shown[0]}"
    return f"There are no points {', '.join(shown[:-1])} and {shown[-1]}"


def write_points(positions: frozenset[int], total: int) -> str:
    """Return positions, from 0, as `read_points` reads them."""
    return ("" if total <= ONE_DIGIT else " ").join(str(position + 1) for position in sorted(positions))
