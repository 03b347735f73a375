"""Denied and reversed statements."""

import pytest

from cards.matching.negation import read_text, sides_swapped
from cards.matching.stems import stem

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("point", "answer", "expected"),
    [
        ("moved Excel from Berlin to Paris", "moved Excel from Paris to Berlin", True),
        ("moved Excel from Berlin to Paris", "moved Paris from Berlin to Excel", False),
        ("moved from Berlin to Paris", "to Paris I moved from Berlin", False),
        ("moved from Berlin to Paris", "moved from Paris, to Berlin", False),
        ("moved from Berlin to Paris; Rome came", "moved from Rome to Berlin; Paris came", False),
        ("moved from Berlin", "moved from Paris to Berlin", False),
        ("tea rather than coffee", "coffee rather than tea", True),
        ("tea rather than coffee", "tea rather than milk", False),
        ("tea and coffee", "coffee and tea", False),
        ("old tea and new coffee", "new tea and old coffee", True),
    ],
)
def test_only_sides_that_change_places_turn_a_point(point: str, answer: str, *, expected: bool) -> None:
    assert sides_swapped(read_text(point), read_text(answer)) is expected


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("the tests were not run", "the tests were not run"),
        ("they ran, not the tests", "not the tests"),
        ("the tests ran without any errors", "without any errors"),
        ("we never deployed; the tests ran", "we never deployed"),
        ("tests nobody ran, but mine were run", "tests nobody ran"),
        ("they ran and nobody looked", "and nobody looked"),
        ("should have run the tests", "should have run the tests"),
        ("instead of tests", "instead of tests"),
        ("they don't run", "they don't run"),
        ("the tests, no", "the tests no"),
        ("no tests", "no tests"),
        ("not only the tests", ""),
        ("of errors no doubt", ""),
        ("they did nothing but test", ""),
        ("it came from nothing", ""),
        ("not", "not"),
        ("never", "never"),
        ("without", "without"),
        (
            " ".join([*LETTERS[:13], "never", *LETTERS[13:]]),
            " ".join([*LETTERS[1:13], "never", *LETTERS[13:25]]),
        ),
    ],
)
def test_a_negation_reaches_over_its_clause_or_what_follows_and_twelve_words_at_most(text: str, denied: str) -> None:
    assert " ".join(token.word for token in read_text(text) if token.denied) == denied


def test_a_verb_that_is_spoken_of_denies_nothing() -> None:
    assert not any(token.denied for token in read_text("I stopped the report", {stem("stopped")}))
    assert all(token.denied for token in read_text("I stopped the report", {stem("report")}))


def test_words_are_told_with_their_places() -> None:
    first, second = read_text("It\u2019s, 40%")[:2]

    assert (first.word, first.start, first.end, first.clause) == ("it's", 0, 4, 0)
    assert (second.word, second.start, second.end, second.clause) == ("40", 6, 8, 1)
