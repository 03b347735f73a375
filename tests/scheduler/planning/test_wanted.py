"""Cards chosen for an advert: they come before others, and cost no must-have its place."""

import pytest

from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import WANTED, goal_for, value
from scheduler.planning.weights import WEIGHTS
from tests.scheduler.planning.rehearsal import FORMULAS, TODAY, card
from tests.scheduler.planning.test_forecast import expected, must_readiness, shipped_decks


def marked(cards: list[Candidate]) -> list[Candidate]:
    """Return the cards with twelve of those that are no must-haves chosen for an advert."""
    chosen = {each.key for each in [each for each in cards if each.rank][::9][:12]}
    return [each._replace(wanted=each.key in chosen) for each in cards]


def test_a_chosen_card_is_worth_more_than_any_other_but_a_must_have() -> None:
    plain, chosen, must = card("a", 1), card("b", 1)._replace(wanted=True), card("c", 0)
    goal = goal_for([plain, chosen, must], TODAY + 9, 1200, FORMULAS)

    assert value(plain, TODAY, goal) < value(chosen, TODAY, goal) < value(must, TODAY, goal)
    assert min(WANTED) > WEIGHTS[1]
    assert max(WANTED[1:]) < WEIGHTS[0] < WANTED[0]


@pytest.mark.parametrize(("left", "minutes"), [(4, 15), (9, 20), (14, 20)])
def test_must_haves_are_met_as_soon_and_recalled_as_well_as_without_an_advert(left: int, minutes: int) -> None:
    plain = shipped_decks()
    before, after = (expected(cards, left, minutes) for cards in (plain, marked(plain)))

    assert must_readiness(plain, after) >= must_readiness(plain, before) - 0.02
    assert (after.musts_met is None) == (before.musts_met is None)
    assert (after.musts_met or 0) <= (before.musts_met or 0) + 1


def test_chosen_cards_are_met_before_others() -> None:
    cards = marked(shipped_decks())
    unseen = {each.key for each in expected(cards, 9, 20).unseen}

    assert not [each.key for each in cards if each.wanted and each.key in unseen]
    assert [each.key for each in cards if each.rank and each.key in unseen]
