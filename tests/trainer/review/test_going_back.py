"""`u` step by step, and `r`: a second answer beside the first."""

import json

import pytest

from tests.histories import open_store
from tests.own_material import answers
from tests.terminal import World, sit, sit_at_prompts


def covered(world: World) -> list[str | None]:
    """Return the points of each review, the newest first."""
    store = open_store(world.home)
    found = [review.points_covered for review in store.reviews()]
    store.close()
    return found


def test_u_at_the_rating_goes_back_to_the_points_which_shows_the_ticks_to_change(world: World) -> None:
    shown = sit(world, "\n13\nu\n12\n3\nq\n", "--limit", "1")

    back = shown.split(" > u\n")[1]
    assert back.startswith("\n   How did you make sure?\n\n  1x names the check")
    assert "  3x gives a number\n" in back
    assert "Points covered   Enter keeps 13, -a for none · m more" in back
    assert covered(world) == ["110"]


@pytest.mark.parametrize(("typed", "points"), [("", "101"), ("-a", "000"), ("2", "010")])
def test_enter_keeps_the_ticks_there_were(world: World, typed: str, points: str) -> None:
    sit(world, f"\n13\nu\n{typed}\n3\nq\n", "--limit", "1")

    assert covered(world) == [points]


@pytest.mark.parametrize(
    ("typed", "points"),
    [("1-3\r", "111"), ("\r", "101"), ("?\r2\r", "010"), ("m\r\r", "101"), ("w\r- a note\x03\r", "101")],
)
def test_where_lines_are_edited_keys_and_points_replace_the_ticks_there_were(
    world: World, typed: str, points: str
) -> None:
    shown = sit_at_prompts(world, f"\r13\ru\r{typed}3\r\x03")

    assert "Can't read" not in shown
    assert covered(world) == [points]


def test_u_again_goes_to_the_card_before_whose_points_can_be_ticked_again(world: World) -> None:
    world.write_deck(
        '[deck]\nid = "mine"\n'
        + "".join(f'[[cards]]\nid = "{n}"\nquestion = "{n}?"\nkey_points = ["x", "y"]\n' for n in "ab")
    )
    shown = sit(world, "\n1\n1\n\n2\nu\nu\nu\n12\n3\n\n2\nq\n")

    assert "Undone: Again for mine/a." in shown
    again = shown.split("Undone: Again")[1]
    assert "  1x x\n  2  y\n" in again
    assert again.count("Points covered") == 2  # of the first card, and of the second, whose answer was kept
    assert covered(world)[::-1] == ["11", "01"]


def test_a_rating_of_an_earlier_sitting_comes_back_with_its_ticks(world: World) -> None:
    sit(world, "\n13\n3\nq\n", "--limit", "1")
    shown = sit(world, "u\nu\n2\n3\nq\n")

    assert "  1x names the check" in shown
    assert covered(world) == ["010"]


def test_at_the_question_u_undoes_the_rating_before(world: World) -> None:
    shown = sit(world, "\n13\n3\nu\n2\nq\n")

    assert "Undone: Good for mine/sure." in shown
    assert covered(world) == ["101"]


def test_a_flag_that_is_newer_than_the_ticks_is_taken_off_first(world: World) -> None:
    shown = sit(world, "\n13\nf\nu\nu\n2\n3\nq\n", "--limit", "1")

    assert "Undone: Flagged, mine/sure." in shown
    assert "Undone: Good" not in shown
    assert covered(world) == ["010"]


def test_r_asks_once_more_and_shows_what_was_gained_and_lost_while_the_first_rating_counts(world: World) -> None:
    shown = sit(world, "first words\n\n13\nr\nsecond words\n\n12\n\nq\n", "--limit", "1")

    both = shown.split(" > 12\n")[1]
    assert "First try: 0:30, 2 of 3 points\n" in both
    assert "Second try: 0:30, 2 of 3 points\n" in both
    assert "Gained: 2 says what could go wrong\n" in both
    assert "Lost: 3 gives a number\n" in both
    assert both.index("first words") < both.index("second words") < both.index(" Rate ")
    assert "Enter Hard" in both
    assert covered(world) == ["101"]
    store = open_store(world.home)
    assert [review.answer_text for review in store.reviews()] == ["first words"]
    store.close()


def test_r_at_the_points_comes_right_after_they_are_ticked(world: World) -> None:
    shown = sit(world, "\nr\n13\n\na\n\nq\n", "--limit", "1")

    assert "You'll say it again once you've ticked this answer." in shown
    assert "Gained: 2 says what could go wrong\n" in shown
    assert "Lost" not in shown
    assert covered(world) == ["101"]


def test_a_card_without_points_can_be_said_again(world: World) -> None:
    shown = sit(world, "\na\n3\n\nr\n\n3\nq\n")

    assert "First try: 0:30\n Second try: 0:30\n" in shown


def test_the_second_answer_can_be_left_and_kept_as_your_own(world: World) -> None:
    shown = sit(world, "\n13\nr\n?\nu\nr\nmuch better\n\n9\n?\na\nw\n\n\nq\n", "--limit", "1")

    assert shown.count("u goes back to the rating") == 2
    assert "There is no point 9." in shown
    assert answers(world) == [((), "much better", False)]
    assert covered(world) == ["101"]


def test_a_second_answer_that_was_typed_is_kept_whatever_comes_next(world: World) -> None:
    sit(world, "\nw\n- the ledger\n\n13\nr\nmuch better\n\na\n3\nq\n", "--limit", "1")
    (draft,) = (world.home / "answers").glob("*.draft")

    assert draft.read_text() == "- the ledger\n\nmuch better"
    world.pass_days(9)
    sit(world, "\n13\nr\nand better\n", "--new", "0")  # which leaves while it is ticked
    (kept,) = (world.home / "answers").glob("*.unrated.draft")
    assert kept.read_text().endswith("and better")


@pytest.mark.parametrize("typed", ["\n13\nr\nplumber\n\na\n3\nq\n", "\n13\nr\nplumber\n\nu\n3\nq\n"])
def test_a_second_try_can_be_found(world: World, typed: str) -> None:
    sit(world, typed, "--limit", "1")
    world.run("answers", "--find", "plumber")
    assert " 1 draft\n mine/sure\n" in world.out
    assert "   plumber\n" in world.out
    world.run("answers", "--find", "plumber", "--json")
    (found,) = json.loads(world.out)["drafts"]

    assert found == {"key": "mine/sure", "question": "How did you make sure?", "text": "plumber"}


@pytest.mark.parametrize("letter", "rmwyb")
def test_a_letter_that_is_a_key_is_no_second_answer(world: World, letter: str) -> None:
    shown = sit(world, f"\nr\n13\n{letter}\nmuch better\n\na\n3\nq\n", "--limit", "1")
    (draft,) = (world.home / "answers").glob("*.draft")

    assert "This is your second try." in shown
    assert draft.read_text() == "much better"


def test_leaving_in_the_second_answer_leaves_the_sitting(world: World) -> None:
    assert "Nothing was rated." in sit(world, "\n13\nr\nq\n", "--limit", "1")
    assert "Nothing was rated." in sit(world, "\n13\nr\n\nq\n", "--limit", "1")


def test_before_the_answer_there_is_nothing_to_say_again(world: World) -> None:
    assert "That comes after your answer." in sit(world, "r\nq\n")
