"""The figures of a text by what they are worth: 400,000 is 0.4 million, and 400k."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from cards.matching.english import MAGNITUDES
from cards.matching.negation import Token

_GROUP = 3  # digits that a comma sets apart; a comma before fewer or more is a decimal one


def figures(tokens: Sequence[Token]) -> set[Decimal | str]:
    """Return what each figure in a text is worth, a "million" behind it counted in; an odd one as it stands."""
    found: list[Decimal | str] = []
    behind = False  # whether the word before was a figure
    for token in tokens:
        magnitude = MAGNITUDES.get(token.word)
        if behind and magnitude is not None and isinstance(found[-1], Decimal):
            found[-1] *= magnitude
        elif behind := token.stem[0].isdigit():
            found.append(_worth(token.stem))
    return set(found)


def _worth(figure: str) -> Decimal | str:
    whole, *groups = figure.split(",")
    last = groups[-1].split(".")[0] if groups else ""
    grouped = all(len(group) == _GROUP for group in [*groups[:-1], last][: len(groups)])
    try:
        return Decimal("".join([whole, *groups]) if grouped else figure.replace(",", ".")).normalize()
    except InvalidOperation:  # a date, a version
        return figure
