import pytest

from cards.card import TARGETS, Kind
from cards.timing import Pace, Split, pace


@pytest.mark.parametrize(
    ("seconds", "expected"), [(59, Pace.SHORT), (60, Pace.WITHIN), (135, Pace.WITHIN), (136, Pace.LONG)]
)
def test_the_pace_tells_where_the_time_lies(seconds: float, expected: Pace) -> None:
    assert pace(seconds, TARGETS[Kind.TECHNIQUE]) is expected


def test_shares_are_told_with_what_to_shift() -> None:
    assert Split(10, 10, 60, 20).shares == (20, 60, 20)
    assert Split(10, 10, 60, 20).advice == ()
    assert Split(60, 20, 15, 5).advice == (
        "less on situation and task",
        "more on what you did",
        "more on the result",
    )
    assert Split(0, 0, 0, 0).shares == (0, 0, 0)
