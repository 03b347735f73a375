import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Answer
from cards.card import Card, KeyPoint, Kind
from cards.grading import missed_musts, suggest_rating
from cards.review import Rating


def card_with(points: int, *, musts: frozenset[int] = frozenset(), kind: Kind = Kind.TECHNIQUE) -> Card:
    key_points = tuple(KeyPoint(f"point {n}", n in musts) for n in range(points))
    return Card(id="c", question="Why?", kind=kind, key_points=key_points)


@given(st.integers(1, 12), st.data())
def test_the_suggestion_follows_the_share_of_points(total: int, data: st.DataObject) -> None:
    musts = data.draw(st.frozensets(st.integers(0, total - 1)))
    covered = data.draw(st.frozensets(st.integers(0, total - 1)))
    share = len(covered) / total

    suggested = suggest_rating(card_with(total, musts=musts), Answer(milliseconds=90_000, covered=covered))

    if share < 0.4:
        assert suggested is Rating.AGAIN
    elif share < 0.7 or musts - covered:
        assert suggested is Rating.HARD
    elif share < 0.95:
        assert suggested is Rating.GOOD
    else:
        assert suggested is Rating.EASY


@pytest.mark.parametrize(
    ("total", "covered", "expected"),
    [(5, 1, Rating.AGAIN), (5, 2, Rating.HARD), (10, 6, Rating.HARD), (10, 7, Rating.GOOD), (20, 19, Rating.EASY)],
)
def test_a_share_that_is_just_enough_is_enough(total: int, covered: int, expected: Rating) -> None:
    answer = Answer(milliseconds=90_000, covered=frozenset(range(covered)))

    assert suggest_rating(card_with(total), answer) is expected


def test_an_answer_over_its_maximum_is_good_at_best() -> None:
    card = card_with(2)
    everything = frozenset({0, 1})

    assert suggest_rating(card, Answer(milliseconds=135_000, covered=everything)) is Rating.EASY
    assert suggest_rating(card, Answer(milliseconds=135_001, covered=everything)) is Rating.GOOD


@pytest.mark.parametrize(("seconds", "suggested"), [(0, Rating.GOOD), (59.999, Rating.GOOD), (60, Rating.EASY)])
def test_an_answer_under_its_minimum_is_good_at_best(seconds: float, suggested: Rating) -> None:
    answer = Answer(milliseconds=round(1000 * seconds), covered=frozenset({0, 1}))

    assert suggest_rating(card_with(2), answer) is suggested


def test_an_answer_after_peeking_is_hard_at_best() -> None:
    answer = Answer(milliseconds=90_000, covered=frozenset({0, 1}), peeked=True)

    assert suggest_rating(card_with(2), answer) is Rating.HARD


def test_a_card_without_points_suggests_good() -> None:
    card = Card(id="c", question="Why?", answer="Because.")

    assert suggest_rating(card, Answer(milliseconds=1)) is Rating.GOOD
    assert suggest_rating(card, Answer(milliseconds=1, peeked=True)) is Rating.HARD


def test_missed_musts_are_counted() -> None:
    assert missed_musts(card_with(3, musts=frozenset({0, 2})), frozenset({0})) == 1
