"""The numbers in a text, by value: 400,000 equals 0.4 million and 400k."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from cards.matching.english import MAGNITUDES
from cards.matching.negation import Token

_GROUP = 3  # digits after a thousands comma; with any other number of digits after it, it is a decimal comma


def numbers_in(tokens: Sequence[Token]) -> set[Decimal | str]:
    """Return the value of each number in a text, multiplied by a following word like "million".

    Dates, versions and other forms without one value are returned as text.
    """
    values: list[Decimal | str] = []
    after_number = False
    for token in tokens:
        magnitude = MAGNITUDES.get(token.word)
        if after_number and magnitude is not None and isinstance(values[-1], Decimal):
            values[-1] *= magnitude
        elif after_number := token.stem[0].isdigit():
            values.append(_value(token.stem))
    return set(values)


def _value(number: str) -> Decimal | str:
    whole, *groups = number.split(",")
    last = groups[-1].split(".")[0] if groups else ""
    grouped = all(len(group) == _GROUP for group in [*groups[:-1], last][: len(groups)])
    try:
        return Decimal("".join([whole, *groups]) if grouped else number.replace(",", ".")).normalize()
    except InvalidOperation:  # a date, a version
        return number
