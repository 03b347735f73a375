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

from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS
from scheduler.planning.candidates import Candidate
from scheduler.planning.forecast import Forecast, _Valuer, forecast
from scheduler.planning.interview import Goal, goal_for, order, readiness, recall_on, value
from scheduler.planning.musts import READY
from scheduler.planning.weights import WEIGHTS
from tests.scheduler.planning.rehearsal import FORMULAS, TODAY, card, rehearsed


def expected(cards: list[Candidate], left: int, minutes: float, *, runs: int = 6) -> Forecast:
    """Return the forecast for an interview in `left` days, with the same minutes today and later."""
    seconds = minutes * 60.0
    return forecast(cards, TODAY, goal_for(cards, TODAY + left, seconds, FORMULAS), (seconds, seconds), runs=runs)


def drawn(shares: tuple[float, ...], chance: float) -> int:
    """Return which share a number from 0 to 1 falls into, counted from 0."""
    edges = [sum(shares[:place]) for place in range(len(shares))]
    return max(place for place, edge in enumerate(edges) if edge <= chance)


def one_run(cards: list[Candidate], goal: Goal, budgets: tuple[float, float], run: int = 0) -> Forecast:
    """Rehearse day by day, with a new order every day."""
    known = {each.key: each for each in cards}
    chances = {key: Random(crc32(f"{key} {run}".encode())) for key in known}
    curve, needed, failed = [], [], dict.fromkeys(known, False)
    for now in range(TODAY, max(goal.day, TODAY + 1)):
        waiting = order(known.values(), now, goal.day, budgets[1], partial(value, today=now, goal=goal))
        spare, last = budgets[now > TODAY], inf
        while waiting and spare >= waiting[0].seconds / 2:
            asked = waiting.pop(0)
            if not now <= asked.planned < goal.day:
                last = value(asked, now, goal)
            recalled, grade = chances[asked.key].random(), chances[asked.key].random()
            if asked.state is None:
                rating = drawn(FIRST_RATINGS, grade) + 1
                state = FORMULAS.first(rating)
            else:
                passed = recalled < FORMULAS.retrievability(asked.state.stability, now - asked.last)
                rating = drawn(RECALLED_RATINGS, grade) + 2 if passed else 1
                state = FORMULAS.later(asked.state, rating, now - asked.last)
            failed[asked.key] = rating == 1
            known[asked.key] = asked._replace(
                state=state,
                last=now,
                first=asked.first or now,
                planned=now + 1 if failed[asked.key] and asked.rank == 0 else 0,
            )
            spare -= asked.seconds * (2 if rating == 1 else 1)
        needed.append(last if any(not now < each.planned < goal.day for each in waiting) else -inf)
        curve.append(readiness(list(known.values()), goal.day, FORMULAS))
    musts = [each for each in known.values() if each.rank == 0]
    return Forecast(
        curve=tuple(curve),
        recalls=tuple(recall_on(each, goal.day, FORMULAS) for each in known.values()),
        unseen=tuple(each for each in known.values() if each.state is None),
        needed=tuple(needed),
        seen=sum(each.state is not None for each in known.values()),
        musts_ready=sum(recall_on(m, goal.day, FORMULAS) >= READY and not failed[m.key] for m in musts),
        musts_met=None if any(must.state is None for must in musts) else max([must.first for must in musts], default=0),
    )


@profile(max_examples=20)
@given(rehearsed(), st.integers(0, 12), st.integers(0, 20), st.integers(0, 10), st.integers(1, 8))
def test_a_forecast_is_the_mean_of_a_few_simulated_runs(
    cards: list[Candidate], left: int, today: int, later: int, runs: int
) -> None:
    goal, budgets = goal_for(cards, TODAY + left, later * 60.0, FORMULAS), (today * 60.0, later * 60.0)
    found = forecast(cards, TODAY, goal, budgets, runs=runs)
    plain = [one_run(cards, goal, budgets, run) for run in range(runs)]

    assert found.curve == pytest.approx([fmean(values) for values in zip(*(run.curve for run in plain), strict=True)])
    assert found.recalls == pytest.approx(
        [fmean(values) for values in zip(*(run.recalls for run in plain), strict=True)]
    )
    assert found.seen == pytest.approx(fmean(run.seen for run in plain))
    assert found.musts_ready == pytest.approx(fmean(run.musts_ready for run in plain))
    assert (found.unseen, found.musts_met) == (plain[0].unseen, plain[0].musts_met)
    assert found.needed == pytest.approx(plain[0].needed)


def test_six_runs_are_averaged_and_fewer_if_there_is_much_to_simulate() -> None:
    def same(cards: list[Candidate], left: int, runs: int) -> bool:
        goal = Goal(TODAY + left, FORMULAS, fits=True)
        asked = forecast(cards, TODAY, goal, (300.0, 300.0))
        return asked == forecast(cards, TODAY, goal, (300.0, 300.0), runs=runs)

    few, many = ([card(f"{n}", stability=3) for n in range(number)] for number in (10, 400))
    assert same(few, 5, 6)
    assert not same(few, 5, 5)
    assert same(many, 10, 2)  # 8,000 cards in all runs together
    assert not same(many, 10, 1)


def test_with_much_to_simulate_an_order_serves_for_some_days_but_not_for_the_last() -> None:
    cards = [card(f"{n:03}", 0, stability=1 + n % 9, ago=1 + n % 5) for n in range(200)]
    goal = goal_for(cards, TODAY + 45, 600.0, FORMULAS)
    found = forecast(cards, TODAY, goal, (600.0, 600.0))
    exact = one_run(cards, goal, (600.0, 600.0))

    assert found.curve != pytest.approx(exact.curve)  # two days an order
    assert found.readiness == pytest.approx(exact.readiness, abs=0.03)
    assert all(later >= earlier - 0.02 for earlier, later in pairwise(found.curve))


def test_a_value_is_kept_for_some_days_but_not_in_the_last_two() -> None:
    goal, must = Goal(TODAY + 9, FORMULAS, fits=True), card("must", 0, stability=5)
    valuer = _Valuer(goal, stale_after=4)
    days = range(TODAY, TODAY + 9)
    when_valued = [TODAY] * 4 + [TODAY + 4] * 3 + [TODAY + 7, TODAY + 8]

    assert [valuer.value(must, now) for now in days] == [value(must, now, goal) for now in when_valued]
    rated = must._replace(last=TODAY + 1)
    assert valuer.value(rated, TODAY + 2) == value(rated, TODAY + 2, goal)


def test_the_value_needed_on_a_day_is_that_of_the_last_card_asked_without_a_promise() -> None:
    cards = [card("promised", stability=2, planned=TODAY), *(card(f"{n}", stability=n) for n in (1, 2, 3))]
    goal = goal_for(cards, TODAY + 9, 0, FORMULAS)

    def needed(asked: int, *more: Candidate) -> float:
        return forecast([*cards, *more], TODAY, goal, (90.0 * asked, 0.0), runs=1).needed[0]

    assert needed(0) == needed(1) == inf  # nothing else was asked
    assert needed(2) == value(cards[1], TODAY, goal)
    assert needed(3) == value(cards[2], TODAY, goal)
    assert needed(99) == -inf  # every card was asked
    assert needed(4, card("later", stability=2, planned=TODAY + 3)) == -inf  # but the one promised for later


def test_readiness_is_the_mean_over_all_cards() -> None:
    cards = [card(f"{n}", stability=10, ago=0) for n in range(2)]
    recall = FORMULAS.retrievability(10.0, 7)

    assert readiness(cards[:1], TODAY + 7, FORMULAS) == pytest.approx(recall)
    assert readiness([*cards, card("new"), card("newer")], TODAY + 7, FORMULAS) == pytest.approx(recall / 2)


@profile(max_examples=15)
@given(rehearsed(), st.integers(0, 20), st.integers(0, 30))
def test_a_forecast_stays_within_its_days_and_is_the_same_every_time(
    cards: list[Candidate], left: int, minutes: int
) -> None:
    found = expected(cards, left, minutes)

    assert found == expected(cards, left, minutes)
    assert len(found.curve) == len(found.needed) == max(1, left)
    assert all(0 <= value <= 1 for value in found.curve + found.recalls)
    assert found.readiness == pytest.approx(sum(found.recalls) / max(1, len(cards)))
    assert 0 <= found.musts_ready <= sum(each.rank == 0 for each in cards)
    if minutes == 0:
        assert [*found.unseen] == [each for each in cards if each.state is None]


# --- more minutes -----------------------------------------------------------------------------------


def weighted(cards: list[Candidate], found: Forecast) -> float:
    """Return the mean recall on the day, weighted by how likely each card is asked."""
    weights = [WEIGHTS[each.rank] for each in cards]
    return sum(w * r for w, r in zip(weights, found.recalls, strict=True)) / sum(weights)


def must_readiness(cards: list[Candidate], found: Forecast) -> float:
    """Return the mean recall of the `must` cards on the day; 1 without any."""
    return fmean([r for each, r in zip(cards, found.recalls, strict=True) if each.rank == 0] or [1.0])


def shipped_decks() -> list[Candidate]:
    """Return as many unseen cards of each priority as the decks we ship have."""
    return [card(f"{rank} {n:03}", rank) for rank, number in enumerate((42, 122, 40)) for n in range(number)]


@pytest.mark.parametrize("left", [9, 14])
def test_with_the_decks_we_ship_more_minutes_bring_more_of_what_counts_at_no_cost_to_the_musts(left: int) -> None:
    cards = shipped_decks()
    found = [expected(cards, left, minutes) for minutes in (5, 10, 15, 20, 30, 45)]
    musts = [must_readiness(cards, each) for each in found]

    assert all(more > less for less, more in pairwise(weighted(cards, each) for each in found))
    assert all(more > less for less, more in pairwise(musts) if less < 0.9)
    # Once the musts are ready, minutes also go to the others, which are asked less long before the day.
    assert all(more > max(musts[: n + 1]) - 0.02 for n, more in enumerate(musts[1:]))
    assert found[3].readiness > 0.2
    assert musts[3] > 0.93


@profile(max_examples=20)
@given(rehearsed(), st.integers(1, 12), st.integers(0, 20), st.integers(1, 20))
def test_more_minutes_never_bring_less_beyond_the_noise_of_random_ratings(
    cards: list[Candidate], left: int, minutes: int, more: int
) -> None:
    less, found = (expected(cards, left, each, runs=20) for each in (minutes, minutes + more))

    if cards:
        assert weighted(cards, found) >= weighted(cards, less) - 0.02
    assert must_readiness(cards, found) >= must_readiness(cards, less) - 0.02


def test_more_minutes_bring_more_and_too_few_leave_the_least_likely_cards_out() -> None:
    cards = [card(f"{number:02}", int(number > 4)) for number in range(40)]
    few, some, many = (expected(cards, 7, minutes) for minutes in (3, 10, 30))

    assert 0 < few.readiness < some.readiness < many.readiness < 1
    assert len(few.unseen) > len(some.unseen) > len(many.unseen) == 0
    assert all(each.rank == 1 for each in few.unseen)
    assert (few.musts_met or 0) > TODAY == some.musts_met


def test_musts_are_met_on_the_day_the_last_of_them_is_and_not_while_one_stays_unseen() -> None:
    cards = [card(f"{number:02}", 0) for number in range(20)]
    half = [*cards[:19], card("19", 0, stability=5)]

    assert expected(cards, 1, 60, runs=1).musts_met == TODAY
    assert expected(cards, 5, 2, runs=1).musts_met is None
    assert expected(half[19:], 5, 2, runs=1).musts_met == TODAY - 3
    assert TODAY < (expected(cards, 9, 15, runs=1).musts_met or 0) < TODAY + 9


# --- the work ---------------------------------------------------------------------------------------


def test_months_ahead_are_simulated_more_coarsely_and_no_worse() -> None:
    cards = [card(f"{number:03}") for number in range(100)]

    assert expected(cards, 120, 15).readiness > 0.95


def calls_of(cards: list[Candidate], days: int) -> int:
    """Count the function calls of one run of a forecast."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        expected(cards, days, 20, runs=1)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
def test_ten_thousand_cards_and_a_year_are_no_more_than_some_work() -> None:
    cards = [card(f"{number:05}", stability=4.0, seconds=5.0) for number in range(10_000)]

    assert calls_of(cards, 366) < 50 * len(cards)
    assert calls_of(cards[:300], 366) < 600 * 300
