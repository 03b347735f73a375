"""Phrases found in a text."""

from hypothesis import given
from hypothesis import strategies as st

from cards.matching.phrases import Phrases, phrase_of

WORDS = st.lists(st.sampled_from(["lead", "keep", "team", "records", "of", "up"]), max_size=12).map(" ".join)


def found(text: str, *named: tuple[str, str]) -> list[str]:
    return list(Phrases(named).find(phrase_of(text)))


def test_a_phrase_is_found_as_whole_words_whatever_their_endings() -> None:
    assert found("She has led teams. Leading a team!", ("lead a team", "x")) == ["x"]
    assert found("a teamwork lead", ("team", "x")) == []


def test_the_longest_phrase_is_found_and_hides_those_inside_it() -> None:
    assert found("a conflict of interest", ("conflict", "short"), ("conflict of interest", "long")) == ["long"]


def test_a_phrase_can_stand_for_several_names_or_for_none() -> None:
    assert found("handle a complaint", ("complaint", "one"), ("complaint", "two")) == ["one", "two"]
    assert found("track record", ("record", "x"), ("track record", "")) == []


def test_a_gap_is_up_to_three_words_and_other_phrases_may_begin_in_it() -> None:
    named = ("keep * records", "far"), ("careful", "near")

    assert found("keep records", *named) == ["far"]
    assert found("keep very careful patient records", *named) == ["far", "near"]
    assert found("keep one two three four records", *named) == []


@given(WORDS, st.lists(WORDS.filter(bool), min_size=1, max_size=4))
def test_whatever_is_found_is_one_of_the_phrases_and_its_words_are_in_the_text(text: str, phrases: list[str]) -> None:
    for name in found(text, *((phrase, phrase) for phrase in phrases)):
        assert set(phrase_of(name)) <= set(phrase_of(text))
