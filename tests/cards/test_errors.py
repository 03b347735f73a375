from copy import copy

from cards.errors import GreenroomError


def test_an_error_is_one_sentence_and_a_way_out() -> None:
    assert str(GreenroomError("It broke", "Mend it.")) == "It broke. Mend it."
    assert str(GreenroomError("It broke")) == "It broke."


def test_an_error_says_the_same_in_another_process() -> None:
    error = GreenroomError("It broke", "Mend it.")

    assert error.args == ("It broke", "Mend it.")
    assert str(copy(error)) == str(error)
