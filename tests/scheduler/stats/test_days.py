"""The totals of study days, and the streak."""

from collections import Counter
from datetime import timedelta
from math import isclose
from typing import Any

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from scheduler.planning.queue import count_first_ratings
from scheduler.stats.days import Day, Streak, buttons, days, streak
from scheduler.stats.retention import retention_by_deck, spans, true_retention
from tests.histories import DAY, temporary_store
from tests.scheduler.stats.by_hand import STEPS, ByHand, write


@profile(max_examples=12)
@given(STEPS, st.integers(0, 3))
def test_figures_of_days_agree_with_counting_by_hand(steps: list[tuple[Any, ...]], undone: int) -> None:
    with temporary_store() as store:
        today = write(store, steps)
        for _ in range(undone):
            store.undo(0)
        hand = ByHand(store)
        for deck in (None, "a", "gone"):
            mine = [row for row in hand.rows if deck in (None, row[1])]
            reviews = Counter(row[6] for row in mine)
            assert {day.day.isoformat(): day.reviews for day in days(store, deck)} == reviews
            for day in days(store, deck):
                ms = sum(min(row[7], 600_000) for row in mine if row[6] == day.day.isoformat())
                assert isclose(day.minutes, ms / 60_000)
            ratings = Counter(row[3] for row in mine)
            assert list(buttons(days(store, deck)).values()) == [ratings[rating] for rating in (1, 2, 3, 4)]
            firsts = [memory.first_review for key, memory in hand.memories.items() if deck in (None, key.deck)]
            assert count_first_ratings(store, today, deck) == firsts.count(today)
            for span, ages in true_retention(days(store, deck), today).items():
                for age, intervals in {"young": (1, 20), "mature": (21, 9999), "all": (1, 9999)}.items():
                    assert ages[age] == hand.retention(deck, spans(today)[span], intervals)
        for name, ages in retention_by_deck(store).items():
            assert ages["all"] == hand.retention(name)


def test_a_streak_may_end_yesterday_and_breaks_with_a_day_missed() -> None:
    def on(*ordinals: int) -> list[Day]:
        return [Day(DAY + timedelta(days=n), 1, 1.0) for n in ordinals]

    assert streak([], DAY) == Streak(0, 0)
    assert streak(on(-1), DAY) == Streak(1, 1)
    assert streak(on(-2), DAY) == Streak(0, 1)
    assert streak(on(-9, -8, -7, -1, 0), DAY) == Streak(2, 3)
    assert streak(on(-1, 0, 1), DAY) == Streak(2, 2)  # a clock that was ahead
    assert streak(on(2), DAY) == Streak(0, 0)
