"""The forecast, against a plain version of the same simulation."""

import sys
from functools import partial
from itertools import pairwise
from math import inf
from random import Random
from statistics import fmean
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, MemoryState, fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.forecast import Forecast, forecast, next_day_asked
from scheduler.planning.interview import order, readiness, recall_on, weight
from tests.scheduler.planning.rehearsal import FORMULAS, TODAY, card, rehearsed


def drawn(shares: tuple[float, ...], chance: float) -> int:
    """Return which share a number from 0 to 1 falls into, counted from 0."""
    edges = [sum(shares[:place]) for place in range(len(shares))]
    return max(place for place, edge in enumerate(edges) if edge <= chance)


def one_run(cards: list[Candidate], day: int, budgets: tuple[float, float], run: int) -> Forecast:
    """Rehearse day by day, with a new order every day."""
    known = {each.key: each for each in cards}
    chances = {key: Random(crc32(f"{key} {run}".encode())) for key in known}
    curve, needed = [], []
    for now in range(TODAY, max(day, TODAY + 1)):
        waiting = order(known.values(), now, day, partial(weight, today=now, day=day, fsrs=FORMULAS))
        spare, last = budgets[0] if now == TODAY else budgets[1], None
        while waiting and spare >= waiting[0].seconds / 2:
            last = waiting.pop(0)
            recalled, grade = chances[last.key].random(), chances[last.key].random()
            if last.state is None:
                rating = drawn(FIRST_RATINGS, grade) + 1
                state = FORMULAS.first(rating)
            else:
                elapsed = now - last.last
                passed = recalled < FORMULAS.retrievability(last.state.stability, elapsed)
                rating = drawn(RECALLED_RATINGS, grade) + 2 if passed else 1
                state = FORMULAS.later(last.state, rating, elapsed)
            known[last.key] = last._replace(state=state, last=now)
            spare -= last.seconds * (2 if rating == 1 else 1)
        if waiting:
            needed.append(inf if last is None or last.state is None else weight(last, now, day, FORMULAS))
        else:
            needed.append(-inf)
        curve.append(readiness(list(known.values()), day, FORMULAS))
    return Forecast(
        curve=tuple(curve),
        recalls=tuple(recall_on(each, day, FORMULAS) for each in known.values()),
        unseen=tuple(each for each in known.values() if each.state is None),
        needed=tuple(needed),
    )


@profile(max_examples=20)
@given(rehearsed(), st.integers(0, 12), st.integers(0, 20), st.integers(0, 10), st.integers(1, 8))
def test_an_outlook_is_the_mean_of_a_few_ways_it_may_go(
    cards: list[Candidate], left: int, today: int, later: int, runs: int
) -> None:
    day, budgets = TODAY + left, (today * 60.0, later * 60.0)
    outlook = forecast(cards, TODAY, day, budgets, FORMULAS, runs=runs)
    expected = [one_run(cards, day, budgets, run) for run in range(runs)]

    assert outlook.curve == pytest.approx([fmean(values) for values in zip(*(e.curve for e in expected), strict=True)])
    assert outlook.recalls == pytest.approx(
        [fmean(values) for values in zip(*(e.recalls for e in expected), strict=True)]
    )
    assert outlook.unseen == expected[0].unseen
    assert outlook.needed == pytest.approx(expected[0].needed)


def test_six_ways_are_looked_at_and_fewer_where_there_is_much_to_work_out() -> None:
    def same(cards: list[Candidate], left: int, runs: int) -> bool:
        day, budgets = TODAY + left, (300.0, 300.0)
        asked = forecast(cards, TODAY, day, budgets, FORMULAS)
        return asked == forecast(cards, TODAY, day, budgets, FORMULAS, runs=runs)

    few, many = ([card(f"{n}", stability=3) for n in range(number)] for number in (10, 400))
    assert same(few, 5, 6)
    assert not same(few, 5, 5)
    assert same(many, 10, 2)  # 8,000 cards in all runs together
    assert not same(many, 10, 1)


def test_where_there_is_much_to_work_out_an_order_serves_for_some_days_but_not_for_the_last() -> None:
    cards = [card(f"{n:03}", 0, stability=1 + n % 9, ago=1 + n % 5) for n in range(200)]
    outlook = forecast(cards, TODAY, TODAY + 45, (600.0, 600.0), FORMULAS)
    exact = one_run(cards, TODAY + 45, (600.0, 600.0), 0)

    assert outlook.curve != pytest.approx(exact.curve)  # two days an order
    assert outlook.readiness == pytest.approx(exact.readiness, abs=0.02)
    assert all(later >= earlier - 0.02 for earlier, later in pairwise(outlook.curve))


def test_a_card_is_asked_again_on_the_first_day_its_weight_is_needed() -> None:
    outlook = Forecast((0.5,) * 4, (), (), (inf, inf, -inf, -inf))
    seen = card("a", stability=5, ago=0)
    assert next_day_asked(seen, TODAY, TODAY + 9, outlook, FORMULAS) == TODAY + 2
    assert next_day_asked(seen._replace(last=TODAY + 2), TODAY, TODAY + 9, outlook, FORMULAS) == TODAY + 3
    assert next_day_asked(seen, TODAY, TODAY + 9, outlook._replace(needed=(-inf, inf, inf)), FORMULAS) is None

    exactly = weight(seen, TODAY + 1, TODAY + 9, FORMULAS)
    needed = (inf, exactly, -inf)
    assert next_day_asked(seen, TODAY, TODAY + 9, outlook._replace(needed=needed), FORMULAS) == TODAY + 1
    must = seen._replace(rank=0, last=TODAY - 9)
    assert next_day_asked(must, TODAY, TODAY + 3, outlook._replace(needed=(inf,) * 3), FORMULAS) == TODAY + 1


def test_readiness_is_the_mean_over_all_cards() -> None:
    cards = [Candidate(CardKey("d", f"{n}"), 1, 60.0, MemoryState(10.0, 5.0), TODAY) for n in range(2)]
    recall = fsrs6().retrievability(10.0, 7)

    assert readiness(cards[:1], TODAY + 7, FORMULAS) == pytest.approx(recall)
    assert readiness([*cards, card("new"), card("newer")], TODAY + 7, FORMULAS) == pytest.approx(recall / 2)


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
    """Count the function calls of one run of a forecast."""
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
