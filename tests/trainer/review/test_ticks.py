"""What can be typed at `Points covered`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.review.ticks import TicksError, read_points


def numbers(text: str, total: int) -> set[int]:
    """Return the numbers of the points that a text names, from 1."""
    return {position + 1 for position in read_points(text, total)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("124", {1, 2, 4}),
        ("1 2 4", {1, 2, 4}),
        ("1,2,4", {1, 2, 4}),
        (" 4, 2;1 ", {1, 2, 4}),
        ("1-3", {1, 2, 3}),
        ("3-1", {1, 2, 3}),
        ("1 - 3", {1, 2, 3}),
        ("1\u20133", {1, 2, 3}),
        ("1-35", {1, 2, 3, 5}),
        ("1-2 4-5", {1, 2, 4, 5}),
        ("1-2,5", {1, 2, 5}),
        ("-2", {1, 3, 4, 5}),
        ("-24", {1, 3, 5}),
        ("-2 4", {1, 3, 5}),
        ("-2, -4", {1, 3, 5}),
        ("- 2", {1, 3, 4, 5}),
        ("-2-4", {1, 5}),
        ("a", {1, 2, 3, 4, 5}),
        ("-a", set()),
        ("", set()),
        (" ", set()),
        ("11", {1}),
    ],
)
def test_points_are_numbers_in_any_form(text: str, named: set[int]) -> None:
    assert numbers(text, 5) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [("12", {12}), ("1 2", {1, 2}), ("1-3 12", {1, 2, 3, 12}), ("-12", set(range(1, 12))), ("10-12", {10, 11, 12})],
)
def test_from_ten_points_on_digits_side_by_side_are_one_number(text: str, named: set[int]) -> None:
    assert numbers(text, 12) == named


@pytest.mark.parametrize(
    ("text", "total", "said"),
    [
        ("9", 4, "There is no point 9."),
        ("1 9", 4, "There is no point 9."),
        ("0", 4, "There is no point 0."),
        ("179", 4, "There are no points 7 and 9."),
        ("-9", 4, "There is no point 9."),
        ("1-9", 4, "There is no point 9."),
        ("124", 12, "There is no point 124: the card has 12, so put a space between numbers."),
        ("9" * 5000, 4, "There is no point 9."),
        ("9" * 5000, 12, "There is no point 999999999: the card has 12, so put a space between numbers."),
    ],
)
def test_a_point_that_is_not_there_is_named(text: str, total: int, said: str) -> None:
    with pytest.raises(TicksError) as error:
        read_points(text, total)
    assert str(error.value) == said


@pytest.mark.parametrize("text", ["x", "1 x", "\u00b2", "-", "--2", "1-", "1 -3", "1-3-5", "a1", "1.5", "\u0661"])
def test_anything_else_gets_the_forms_there_are(text: str) -> None:
    with pytest.raises(TicksError, match=r"as points: try 124, 1-3, -2 .* or a \(all\); q leaves, \? shows the keys\."):
        read_points(text, 5)


@given(st.integers(1, 30).flatmap(lambda total: st.tuples(st.just(total), st.sets(st.integers(1, total), min_size=1))))
def test_every_choice_of_points_can_be_typed_and_so_can_what_was_missed(choice: tuple[int, set[int]]) -> None:
    total, chosen = choice
    typed = " ".join(map(str, sorted(chosen)))

    assert numbers(typed, total) == chosen
    assert numbers(f"-{typed}", total) == set(range(1, total + 1)) - chosen
    if total <= 9:
        assert numbers(typed.replace(" ", ""), total) == chosen
