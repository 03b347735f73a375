"""The user's rating habits, weighed against the usual ones."""

from datetime import timedelta
from pathlib import Path

import pytest

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS
from scheduler.planning.habits import habits, read_habits
from tests.histories import DAY, open_store, review


def test_nobody_s_ratings_are_shared_out_as_most_people_s() -> None:
    found = habits({}, {}, seconds=90.0, new_per_day=5)

    assert found.first_ratings == pytest.approx(FIRST_RATINGS)
    assert found.recalled_ratings == pytest.approx(RECALLED_RATINGS)
    assert (found.seconds, found.new_per_day) == (90.0, 5)


def test_own_ratings_weigh_against_twenty_of_most_people_s() -> None:
    first, passed, *_ = habits({1: 5, 4: 15}, {2: 1, 3: 4, 4: 15}, seconds=1.0, new_per_day=0)

    usual = [20 * share for share in FIRST_RATINGS]
    assert first == pytest.approx([(5 + usual[0]) / 40, usual[1] / 40, usual[2] / 40, (15 + usual[3]) / 40])
    usual = [20 * share for share in RECALLED_RATINGS]
    assert passed == pytest.approx([(1 + usual[0]) / 40, (4 + usual[1]) / 40, (15 + usual[2]) / 40])


def test_the_first_rating_of_each_card_and_what_was_recalled_later_are_read_from_the_log(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(20):
        key = CardKey("deck", f"{number}")
        store.record(review(f"first {number}", Rating.HARD, key=key, answer_ms=40_000))
        store.record(review(f"same day {number}", Rating.EASY, key=key, answer_ms=40_000))
        for later, rating in enumerate((Rating.GOOD, Rating.AGAIN), start=1):
            day = DAY + timedelta(days=30 * later)
            store.record(review(f"{later} {number}", rating, day, key, answer_ms=40_000))
    found = read_habits(store, 7)
    store.close()

    assert found == habits({2: 20}, {3: 20}, seconds=40.0, new_per_day=7)
