"""Statistics over the newest answers."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from math import isclose, log, sqrt
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Mode
from cards.card import TargetSeconds
from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.formulas import FIRST_RATINGS
from scheduler.log.active import ACTIVE, NEWEST_FIRST
from scheduler.planning.habits import read_habits
from scheduler.stats.answers import (
    LoggedAnswer,
    Missed,
    Timing,
    by_hour,
    compare,
    drift,
    most_missed,
    newest_answers,
    retention_by,
    timing_by,
)
from scheduler.stats.calibration import calibration
from scheduler.stats.knowledge import CardGroup
from scheduler.stats.retention import Retention
from tests.histories import DAY, open_store, review, temporary_store
from tests.scheduler.stats.by_hand import KEYS, STEPS, ByHand, answer, write

BAND = TargetSeconds(20, 60, 90)


def timing(answers: list[LoggedAnswer], target: Callable[[CardKey], TargetSeconds]) -> Timing | None:
    compared = compare(answers, target)
    return timing_by([None for _ in compared], compared).get(None)


@profile(max_examples=12)
@given(STEPS, st.integers(0, 3), st.integers(1, 30))
def test_habits_agree_with_counting_by_hand(steps: list[tuple[Any, ...]], undone: int, most: int) -> None:
    with temporary_store() as store:
        write(store, steps)
        for _ in range(undone):
            store.undo(0)
        hand = ByHand(store)
        found = newest_answers(store, most=most)
        assert newest_answers(store, "a") == [row for row in newest_answers(store) if row.key.deck == "a"]
    in_order = sorted(enumerate(hand.rows), key=lambda pair: (pair[1][6], pair[0]))
    rows = [row for _, row in in_order[::-1]][:most]
    tested = [(row, *hand.tested[row[0]]) for row in rows if row[0] in hand.tested]

    passed, failed = (Counter(r[1:3] for r, *_ in tested if (r[3] > 1) is wanted) for wanted in (True, False))
    retention = {key: Retention(passed[key], failed[key]) for key in {*passed, *failed}}
    assert retention_by([answer.key for answer in found], found) == retention
    assert drift(found) == Counter((row[4], row[3]) for row in rows if row[4] is not None)
    timed = [row for row in rows if row[7] > 0 or row[9] == "imported"]  # answers rated long after have no time
    hours = Counter((row[5] // 60_000 + 330) // 60 % 24 for row in timed)
    assert [(hour.hour, hour.reviews) for hour in by_hour(found)] == [(hour, hours[hour]) for hour in range(24)]
    assert sum(hour.retention.total for hour in by_hour(found)) == sum(row in timed for row, _, _ in tested)
    seconds = [min(row[7], 600_000) / 1000 for row in timed if row[9] != "imported"]
    taken = timing(found, lambda _: BAND)
    if taken is None:
        assert seconds == []
    else:
        assert (taken.answers, taken.median) == (len(seconds), median(seconds))
        assert (taken.short, taken.long) == (sum(s < 20 for s in seconds), sum(s > 90 for s in seconds))
        assert taken.within == sum(20 <= s <= 90 for s in seconds)
    for point in most_missed(found):
        asked = [
            row[8] for row in rows if row[1:3] == tuple(point.key) and row[8] is not None and len(row[8]) == point.total
        ]
        assert (point.asked, point.missed) == (len(asked), sum(ticked[point.position] == "0" for ticked in asked))
    expected = [(recall, row[3] > 1) for row, _, recall in tested if recall is not None]
    result = calibration(found)
    assert result.n == len(expected)
    if expected:
        loss = -sum(log(recall) if passed else log(1 - recall) for recall, passed in expected) / len(expected)
        assert result.log_loss is not None
        assert result.rmse_bins is not None
        assert isclose(result.log_loss, loss, rel_tol=1e-9)
        squares = 0.0
        for low in range(20):
            inside = [(r, p) for r, p in expected if low <= r * 20 < low + 1 or (low == 19 and r == 1)]
            gap = sum(r - p for r, p in inside)
            squares += gap * gap / len(inside) if inside else 0
        assert isclose(result.rmse_bins, sqrt(squares / len(expected)), rel_tol=1e-6, abs_tol=1e-9)
        assert sum(at.n for at in result.bins) == result.n


def missed(key: CardKey, *counts: int, own: bool = False) -> Missed:
    return Missed(key, own, *counts)


def test_a_point_is_worse_the_more_often_and_the_more_surely_it_is_missed() -> None:
    some = [answer(points="01")] * 7 + [answer(points="11")] * 2 + [answer(key=KEYS[1], points="10")] * 3

    assert most_missed([*some, answer(key=KEYS[2], points="0")]) == [
        missed(KEYS[0], 0, 2, 7, 9),
        missed(KEYS[1], 1, 2, 3, 3),
    ]
    assert most_missed([]) == []


def test_own_points_are_counted_apart_from_the_cards() -> None:
    some = [answer(points="01")] * 2 + [answer(points="01", own=True)] * 3

    assert most_missed(some) == [missed(KEYS[0], 0, 2, 3, 3, own=True), missed(KEYS[0], 0, 2, 2, 2)]


def test_older_reviews_imported_later_do_not_take_the_place_of_newer_ones(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("own", Rating.AGAIN, DAY))
    for number in range(5):
        elsewhere = review(f"old {number}", day=DAY - timedelta(days=9 - number), mode=Mode.IMPORTED, at=number)
        store.import_reviews([(elsewhere, None)])
    store.import_reviews([(review("new", day=DAY + timedelta(days=1), mode=Mode.IMPORTED, at=9), None)])
    found, here = newest_answers(store, most=2), newest_answers(store, most=2, here=True)
    habits = read_habits(store, 0)
    plans = {
        here: " ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {query}"))
        for here, query in {
            False: f"SELECT * {ACTIVE} ORDER BY {NEWEST_FIRST} LIMIT 5000",
            True: f"SELECT * {ACTIVE} AND mode <> 'imported' ORDER BY stamp DESC LIMIT 5000",
        }.items()
    }
    store.close()

    assert [given.mode for given in found] == ["imported", "spoken"]
    assert [given.rating for given in here] == [1]
    assert habits.first_ratings[2] > FIRST_RATINGS[2] > 0  # the oldest rating was Good, the first one written Again
    assert "reviews_not_imported" in plans[True]
    if sqlite3.sqlite_version_info < (3, 45):  # which sorts a small log, and this one is small
        assert "reviews_by_day" in plans[False]
        assert not any("TEMP B-TREE FOR ORDER BY" in plan for plan in plans.values())


def test_a_point_always_missed_is_worse_than_one_missed_more_often_among_many() -> None:
    some = [answer(points="0")] * 5 + [answer(points="1")] * 8 + [answer(key=KEYS[1], points="00")] * 2

    assert [(point.key, point.position) for point in most_missed(some)] == [(KEYS[1], 0), (KEYS[1], 1), (KEYS[0], 0)]


def test_an_answer_is_held_against_the_target_of_its_own_card() -> None:
    targets = {KEYS[0]: BAND, KEYS[1]: TargetSeconds(1, 2, 3)}
    taken = timing([answer(seconds=30.0), answer(key=KEYS[1], seconds=30.0)], targets.__getitem__)

    assert taken == (2, 30.0, 0, 1, 1)


def test_an_answer_that_ends_on_an_end_of_its_band_is_in_it() -> None:
    taken = timing([answer(seconds=seconds) for seconds in (19.0, 20.0, 60.0, 90.0, 91.0)], lambda _: BAND)

    assert taken == (5, 60.0, 1, 3, 1)


def test_nothing_answered_is_nothing_told() -> None:
    result = calibration([answer(), answer(1)])

    assert (result.n, result.predicted, result.log_loss, result.rmse_bins, result.bins) == (0, None, None, None, ())
    assert timing([answer(mode="imported")], lambda _: BAND) is None
    assert CardGroup(0, 0, 0).readiness is None
