"""Questions that two cards ask."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.lint.duplicates import MOST_COMPARED, are_alike, similar_earlier, words_of


def comparisons(questions: list[str]) -> tuple[int, int]:
    """Return how many pairs were compared, and how many questions are like an earlier one."""
    compared = []

    def counted(one: frozenset[str], other: frozenset[str]) -> bool:
        compared.append((one, other))
        return are_alike(one, other)

    found = list(similar_earlier([words_of(each) for each in questions], range(len(questions)), counted))
    return len(compared), len(found)


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=8), max_size=12))
def test_what_comparing_all_with_all_finds_is_found(bags: list[frozenset[str]]) -> None:
    pairs = {
        (one, other)
        for one, other in combinations(range(len(bags)), 2)
        if bags[one] and are_alike(bags[one], bags[other])
    }
    found = list(similar_earlier(bags, range(len(bags))))

    assert set(found) <= pairs
    assert [later for _, later in found] == sorted({later for _, later in pairs})


def test_a_card_is_not_compared_with_itself() -> None:
    bags = [words_of(each) for each in ("What is bread?", "So what is bread?", "What is bread?")]

    assert list(similar_earlier(bags, ["a", "a", "b"])) == [(0, 2)]


@pytest.mark.parametrize(
    "template",
    [
        "What is your experience with tool{0}?",  # alike, all of them
        "How would you use tool{0} with part{1} here?",  # nearly alike
        "{2} {3} {4} {5} {6} {7}",  # few words, in any choice
    ],
)
def test_thousands_of_questions_are_each_compared_with_a_few(template: str) -> None:
    def questions(number: int) -> list[str]:
        words = list(combinations("abcdefghijklmnopqr", 6))
        return [template.format(n, n * 7, *words[n * 5 % len(words)]) for n in range(number)]

    compared, _ = comparisons(questions(3000))

    assert compared <= MOST_COMPARED * 3000


def test_cards_from_one_template_are_each_told_once() -> None:
    assert comparisons([f"What is your experience with tool{n}?" for n in range(1000)]) == (999, 999)
