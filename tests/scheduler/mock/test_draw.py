"""The draw of cards and wordings."""

from collections import Counter
from itertools import combinations, pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import Kind
from cards.key import CardKey, Priority
from scheduler.mock.draw import MockCard, draw_weight, fresh_phrasing, pick_questions, shortlist

ONCE = (Kind.OPENER, Kind.CURVEBALL, Kind.DEFLECTION, Kind.CLOSING)
KINDS = [kind for kind in Kind if kind is not Kind.NOTE]
BANK = [MockCard(CardKey(kind.value, str(n)), kind, 1.0) for kind in KINDS for n in range(20)]


@given(st.integers(1, 40), st.integers(0, 2**32))
@settings(max_examples=50)
def test_an_interview_opens_and_closes_and_mixes_the_kinds(questions: int, seed: int) -> None:
    picked = pick_questions(BANK, questions, Random(seed))
    kinds = Counter(card.kind for card in picked)

    assert len(picked) == questions == len({card.key for card in picked})
    assert picked[0].kind is Kind.OPENER
    assert all(kinds[kind] <= 1 for kind in ONCE)
    assert kinds[Kind.QUESTION_TO_ASK] <= 3
    if questions >= 3:
        assert picked[-1].kind is Kind.CLOSING
    if questions >= 10:
        assert all(kinds[kind] for kind in (*ONCE, Kind.STORY, Kind.TECHNIQUE, Kind.FIT, Kind.QUESTION_TO_ASK))
        assert kinds[Kind.STORY] >= 2
        assert kinds[Kind.SKILL] + kinds[Kind.ATTRIBUTE] >= 1
    order = [
        (0, 2, 3, 1)[(Kind.OPENER, Kind.QUESTION_TO_ASK, Kind.CLOSING, card.kind).index(card.kind)] for card in picked
    ]
    assert order == sorted(order)


@given(st.lists(st.sampled_from(KINDS), max_size=12), st.integers(1, 12), st.integers(0, 99))
@settings(max_examples=50)
def test_whatever_cards_there_are_as_many_are_asked_as_can_be(kinds: list[Kind], questions: int, seed: int) -> None:
    few = [MockCard(CardKey("deck", str(n)), kind, 1.0 + n) for n, kind in enumerate(kinds)]
    picked = pick_questions(few, questions, Random(seed))

    assert len(picked) == min(questions, len(few))
    assert set(picked) <= set(few)
    assert picked == pick_questions(few, questions, Random(seed))


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=2), min_size=1, max_size=10), st.integers(1, 12), st.integers(0, 99)
)
def test_of_cards_that_are_alike_only_one_is_asked(likes: list[list[int]], questions: int, seed: int) -> None:
    keys = [CardKey("deck", str(n)) for n in range(10)]
    few = [MockCard(keys[n], Kind.FIT, 1.0, tuple(keys[other] for other in like)) for n, like in enumerate(likes)]
    names = [{card.key, *card.like} for card in pick_questions(few, questions, Random(seed))]

    assert names
    assert all(one.isdisjoint(other) for one, other in combinations(names, 2))


def test_which_of_two_that_are_alike_is_asked_is_left_to_chance() -> None:
    one, other = CardKey("fit", "conflict"), CardKey("stories", "conflict")
    two = [MockCard(one, Kind.FIT, 1.0), MockCard(other, Kind.STORY, 1.0, (one,))]
    drawn = Counter(card.key for seed in range(1000) for card in pick_questions(two, 2, Random(seed)))

    assert drawn.total() == 1000
    assert 400 <= drawn[one] <= 600


def test_the_same_chance_gives_the_same_interview_and_another_one_another() -> None:
    assert pick_questions(BANK, 10, Random(1)) == pick_questions(BANK, 10, Random(1))
    assert pick_questions(BANK, 10, Random(1)) != pick_questions(BANK, 10, Random(2))


def test_what_matters_and_is_weak_weighs_more() -> None:
    assert draw_weight(Priority.MUST, 0.5) > draw_weight(Priority.CORE, 0.5) > draw_weight(Priority.EXTRA, 0.5)
    for weaker, stronger in pairwise([0.1, 0.5, 0.9, 1.0]):
        assert draw_weight(Priority.CORE, weaker) > draw_weight(Priority.CORE, stronger) > 0
    assert draw_weight(Priority.CORE, 0.1) > draw_weight(Priority.CORE, None) > draw_weight(Priority.CORE, 0.9)


def test_a_card_that_weighs_more_is_asked_more_often() -> None:
    two = [MockCard(CardKey("deck", "weak"), Kind.FIT, 4.0), MockCard(CardKey("deck", "known"), Kind.FIT, 1.0)]
    drawn = Counter(pick_questions(two, 1, Random(seed))[0].key.card for seed in range(1000))

    assert 750 <= drawn["weak"] <= 850  # 4 to 1


def test_a_shortlist_prefers_what_weighs_more() -> None:
    weights = {CardKey("deck", str(n)): 100.0 if n < 5 else 0.01 for n in range(50)}

    assert {int(key.card) for key in shortlist(weights, 5, Random(3))} == set(range(5))
    assert len(shortlist(weights, 99, Random(3))) == 50


@given(st.integers(1, 5), st.lists(st.integers(0, 9), max_size=8), st.integers(0, 99))
def test_the_wording_is_one_that_was_not_met_lately(wordings: int, asked: list[int], seed: int) -> None:
    chosen = fresh_phrasing(wordings, asked, Random(seed))
    met = [phrasing % wordings for phrasing in asked]

    assert 0 <= chosen < wordings
    if chosen in met:  # only when all were met, and then the one met longest ago
        assert set(met) == set(range(wordings))
        assert all(met.index(other) <= met.index(chosen) for other in range(wordings))
