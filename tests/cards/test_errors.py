from copy import copy

from cards.errors import GreenroomError


def test_an_error_is_one_sentence_and_a_way_out() -> None:
    assert str(GreenroomError("It broke", "Fix it.")) == "It broke. Fix it."
    assert str(GreenroomError("It broke")) == "It broke."


def test_an_error_says_the_same_in_another_process() -> None:
    error = GreenroomError("It broke", "Fix it.")

    assert error.args == ("It broke", "Fix it.")
    assert str(copy(error)) == str(error)
