"""Numbers by value."""

from decimal import Decimal

import pytest

from cards.matching.negation import read_text
from cards.matching.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("million", set()),
        ("3 million and 400,000", {Decimal(3_000_000), Decimal(400_000)}),
        ("0.4 million", {Decimal(400_000)}),
        ("1,5 and 2.50", {Decimal("1.5"), Decimal("2.5")}),
        ("12,345.6 and 1,234,567", {Decimal("12345.6"), Decimal(1_234_567)}),
        ("12,34,567", {"12,34,567"}),
        ("version 1.2.3 million", {"1.2.3"}),
        ("two and 2", {Decimal(2)}),
        ("no figures at all", set()),
    ],
)
def test_figures_are_what_they_are_worth(text: str, expected: set[Decimal | str]) -> None:
    assert numbers_in(read_text(text)) == expected
