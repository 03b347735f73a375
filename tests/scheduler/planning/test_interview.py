"""The order in which cards are asked before an interview."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from scheduler.fsrs.formulas import MemoryState
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import fitting, is_final, readiness, recall_on, weight
from tests.scheduler.planning.rehearsal import FORMULAS, STATES, TODAY, card, ordered, rehearsed


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
