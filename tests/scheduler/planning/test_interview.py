"""The order before an interview, and what is expected of it."""

import sys
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from benchmarks.interview_date import SETTINGS, Cell, Learner, due_first, ours, rehearse, table_text, targets
from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState, fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.forecast import forecast, next_day_asked
from scheduler.planning.interview import fitting, is_final, order, readiness, recall_on, weight

FORMULAS = fsrs6()
TODAY = 1000
STATES = st.builds(MemoryState, st.floats(0.01, 400), st.floats(1, 10))


@st.composite
def rehearsed(draw: st.DrawFn) -> list[Candidate]:
    """Cards of any priority and pace, some unseen, some rated today."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        state = draw(st.none() | STATES)
        last = 0 if state is None else TODAY - draw(st.integers(0, 40))
        rank, seconds = draw(st.integers(0, 2)), draw(st.sampled_from([15.0, 90.0, 240.0]))
        found.append(Candidate(CardKey("deck", f"{number:02}"), rank, seconds, state, last))
    return found


def ordered(cards: list[Candidate], day: int, today: int = TODAY) -> list[Candidate]:
    return order(cards, today, day, partial(weight, today=today, day=day, fsrs=FORMULAS))


def card(name: str, rank: int = 1, *, stability: float | None = None, ago: int = 3, seconds: float = 90.0) -> Candidate:
    state = None if stability is None else MemoryState(stability, 5.0)
    return Candidate(CardKey("deck", name), rank, seconds, state, 0 if state is None else TODAY - ago)


@profile(max_examples=30)
@given(rehearsed(), st.integers(0, 30))
def test_an_unseen_must_card_never_waits_while_minutes_go_to_anything_else(cards: list[Candidate], left: int) -> None:
    found = ordered(cards, TODAY + left)
    unseen_musts = [each for each in cards if each.state is None and each.rank == 0]

    assert found[: len(unseen_musts)] == unseen_musts


@profile(max_examples=30)
@given(rehearsed(), st.integers(0, 30), st.integers(0, 99))
def test_the_order_holds_each_card_not_rated_today_once_and_is_the_same_every_time(
    cards: list[Candidate], left: int, seed: int
) -> None:
    found = ordered(cards, TODAY + left)
    shuffled = [each for each in cards if each.state is not None]
    Random(seed).shuffle(shuffled)
    unseen = [each for each in cards if each.state is None]

    assert sorted(found) == sorted(each for each in cards if each.state is None or each.last < TODAY)
    assert ordered(unseen + shuffled, TODAY + left) == found


def test_unseen_cards_come_first_then_those_that_waiting_costs_most() -> None:
    cards = [card("firm", stability=50), card("weak", stability=1), card("extra", 2), card("core", 1), card("must", 0)]

    assert [each.key.card for each in ordered(cards, TODAY + 9)] == ["must", "core", "extra", "weak", "firm"]


def test_of_two_equal_cards_the_quicker_comes_first() -> None:
    cards = [card("a", stability=2, seconds=180), card("b", stability=2, seconds=30)]

    assert [each.key.card for each in ordered(cards, TODAY + 9)] == ["b", "a"]


def test_in_the_last_two_days_each_must_card_is_gone_through_once() -> None:
    cards = [
        card("weak", stability=1),
        card("core"),
        card("firm-must", 0, stability=300, ago=9),
        card("weak-must", 0, stability=2, ago=9),
        card("must", 0),
    ]

    for left in (0, 1):
        assert [each.key.card for each in ordered(cards, TODAY + left)] == [
            "must",
            "weak-must",
            "firm-must",
            "core",
            "weak",
        ]
    assert [each.key.card for each in ordered(cards, TODAY + 2)] == ["must", "core", "weak-must", "firm-must", "weak"]
    assert next(each.key.card for each in ordered(cards, TODAY + 3)[2:]) != "firm-must"
    yesterday = card("x", 0, stability=2, ago=1)
    assert [is_final(yesterday, TODAY, TODAY + left) for left in (0, 1, 2, 3)] == [False, False, True, False]


def test_on_the_day_itself_the_least_known_come_first() -> None:
    cards = [card(f"{stability}", stability=stability) for stability in (30.0, 1.0, 8.0)]

    assert [each.key.card for each in ordered(cards, TODAY)] == ["1.0", "8.0", "30.0"]


def test_the_weight_is_what_waiting_costs_a_minute() -> None:
    state, elapsed, left = MemoryState(5.0, 6.0), 4, 10
    one = card("a", stability=5.0, ago=elapsed, seconds=30.0)._replace(state=state)
    without = FORMULAS.retrievability(5.0, elapsed + left)
    today = FORMULAS.recall_after(state, elapsed, left) - without
    tomorrow = FORMULAS.recall_after(state, elapsed + 1, left - 1) - without

    assert weight(one, TODAY, TODAY + left, FORMULAS) == pytest.approx((today - 0.7 * tomorrow) * 2)
    for last in (0, 1):  # then there is no tomorrow to put it off to
        without = FORMULAS.retrievability(5.0, elapsed + last)
        expected = (FORMULAS.recall_after(state, elapsed, last) - without) * 2
        assert weight(one, TODAY, TODAY + last, FORMULAS) == pytest.approx(expected)


def test_an_unseen_card_has_no_weight() -> None:
    with pytest.raises(ValueError, match="comes first"):
        weight(card("new"), TODAY, TODAY + 3, FORMULAS)


@profile(max_examples=50)
@given(STATES, st.integers(1, 60), st.integers(0, 60))
def test_readiness_never_falls_when_a_good_is_added(state: MemoryState, elapsed: int, left: int) -> None:
    before = Candidate(CardKey("deck", "card"), 1, 90.0, state, TODAY - elapsed)
    after = before._replace(state=FORMULAS.later(state, 3, elapsed), last=TODAY)
    unseen = before._replace(state=None, last=0)
    met = unseen._replace(state=FORMULAS.first(3), last=TODAY)

    for day in (TODAY, TODAY + left):
        assert readiness([after, unseen], day, FORMULAS) >= readiness([before, unseen], day, FORMULAS)
        assert readiness([met], day, FORMULAS) > readiness([unseen], day, FORMULAS) == 0
    assert readiness([], TODAY, FORMULAS) == 0


# --- looking ahead -----------------------------------------------------------------------------------


@profile(max_examples=15)
@given(rehearsed(), st.integers(0, 20), st.integers(0, 30))
def test_a_look_ahead_stays_within_its_days_and_is_the_same_every_time(
    cards: list[Candidate], left: int, minutes: int
) -> None:
    day, budgets = TODAY + left, (minutes * 30.0, minutes * 60.0)
    outlook = forecast(cards, TODAY, day, budgets, FORMULAS)

    assert outlook == forecast(cards, TODAY, day, budgets, FORMULAS)
    assert len(outlook.curve) == len(outlook.needed) == max(1, left)
    assert all(0 <= value <= 1 for value in outlook.curve + outlook.recalls)
    assert outlook.readiness == pytest.approx(sum(outlook.recalls) / max(1, len(cards)))
    if minutes == 0:
        assert [*outlook.unseen] == [each for each in cards if each.state is None]
    for each in cards:
        if each.state is not None:
            found = next_day_asked(each._replace(last=TODAY), TODAY, day, outlook, FORMULAS)
            assert found is None or TODAY < found < day


def test_a_card_comes_back_when_there_is_time_for_all_and_rests_when_there_is_none() -> None:
    cards = [card(f"{number}", stability=2) for number in range(6)]
    asked = cards[0]._replace(last=TODAY)

    for seconds, expected in ((3600.0, TODAY + 1), (0.0, None)):
        outlook = forecast(cards, TODAY, TODAY + 5, (seconds, seconds), FORMULAS)
        assert next_day_asked(asked, TODAY, TODAY + 5, outlook, FORMULAS) == expected


def test_more_minutes_bring_more_and_too_few_leave_cards_out() -> None:
    cards = [card(f"{number:02}", int(number > 4)) for number in range(40)]
    few, some, many = (
        forecast(cards, TODAY, TODAY + 7, (minutes * 60.0, minutes * 60.0), FORMULAS) for minutes in (3, 10, 30)
    )

    assert 0 < few.readiness < some.readiness < many.readiness < 1
    assert len(few.unseen) > len(some.unseen) > len(many.unseen) == 0
    assert all(each.rank == 1 for each in few.unseen)


def test_months_ahead_are_looked_at_more_coarsely_and_no_worse() -> None:
    cards = [card(f"{number:03}") for number in range(100)]
    outlook = forecast(cards, TODAY, TODAY + 120, (900.0, 900.0), FORMULAS)

    assert outlook.readiness > 0.95


def calls_of(cards: list[Candidate], days: int) -> int:
    """Return how many functions one run of a look ahead calls."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        forecast(cards, TODAY, TODAY + days, (1200.0, 1200.0), FORMULAS, runs=1)
    finally:
        sys.setprofile(None)
    return calls


def test_ten_thousand_cards_and_a_year_are_no_more_than_some_work() -> None:
    cards = [card(f"{number:05}", stability=4.0, seconds=5.0) for number in range(10_000)]

    assert calls_of(cards, 366) < 50 * len(cards)
    assert calls_of(cards[:300], 366) < 600 * 300


# --- the benchmark -----------------------------------------------------------------------------------


def test_a_learner_of_the_benchmark_is_the_same_every_time_and_does_better_by_our_order() -> None:
    missing = SETTINGS[3]
    first, again = (rehearse(ours, Learner(7, missing, 14), 14, 10) for _ in range(2))

    assert first == again
    assert first > rehearse(due_first, Learner(7, missing, 14), 14, 10)


def test_the_benchmark_tells_which_target_is_missed() -> None:
    names = ("FSRS 90 %, new first", "new first, 90 %, capped", "new first, 97 %, capped", "greenroom")
    table = {name: [Cell(90.0, 0.1)] * 6 for name in names}
    tables = {setting.name: table for setting in SETTINGS}
    assert all(targets(tables, 1.0).values())

    worse = {setting.name: table | {"greenroom": [Cell(70.0, 0.1)] * 6} for setting in SETTINGS}
    assert not any(targets(worse, 60.0).values())
    assert "| greenroom | 90.0 ± 0.1 |" in table_text(table)


def test_recall_before_its_last_rating_is_certain() -> None:
    assert recall_on(card("a", stability=2, ago=-3), TODAY, FORMULAS) == 1


def test_a_card_fits_while_half_of_it_does() -> None:
    cards = [card("a", seconds=90), card("b", seconds=60), card("c", seconds=30)]

    def names(seconds: float) -> str:
        return "".join(each.key.card for each in fitting(cards, seconds))

    assert [names(seconds) for seconds in (0, 44, 45, 119, 120, 150, 164, 165, 999)] == [
        "",
        "",
        "a",
        "a",
        "ab",
        "ab",
        "ab",
        "abc",
        "abc",
    ]
