from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.due_day_spread import spread_interval
from tests.histories import DAY, KEY


def test_the_spread_of_a_due_day_never_changes() -> None:
    days = [DAY + timedelta(days=n) for n in range(6)]

    assert [spread_interval(100, KEY, day, 365) for day in days] == [103, 102, 101, 98, 97, 104]


@given(st.integers(1, 36500), st.text(max_size=5), st.dates(), st.integers(1, 36500))
def test_spreading_moves_an_interval_by_less_than_a_twentieth(
    interval: int, card: str, day: date, maximum: int
) -> None:
    key = CardKey("d", card)
    moved = spread_interval(interval, key, day, maximum)

    assert 1 <= moved <= maximum
    capped = min(interval, maximum)
    assert abs(moved - capped) <= capped * 0.05
    assert spread_interval(interval + 1, key, day, maximum) >= moved
    assert spread_interval(interval, key, day, maximum) == moved


def test_spreading_parts_a_batch() -> None:
    assert len({spread_interval(100, CardKey("d", str(n)), DAY, 365) for n in range(50)}) > 5
