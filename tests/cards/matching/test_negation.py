"""Denied and reversed statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("no overtime and a bonus for all", "no overtime"),
        ("no gloves or masks on site", "no gloves or masks on site"),
        ("no gloves and no masks", "no gloves no masks"),
        ("the roof was going to leak", ""),
        ("they were going to leave", ""),
        ("I was always going to run the tests", "going to run the tests"),
        ("we were going to run the tests", "going to run the tests"),
        ("they are used to run the tests", ""),
        ("we used to run the tests", "used to run the tests"),
        ("it was too dear to run the tests", "it was too dear to run the tests"),
        ("I'd have run the tests", "i'd have run the tests"),
        ("run the tests, I would but I didn't", "run the tests i would but i didn't"),
        ("run the tests, but that never happened", "run the tests but that never happened"),
        ("I ran the tests and it didn't rain", "and it didn't rain"),
        ("I ran mine. Yours, I said, run the tests. I didn't.", "yours i said run the tests i didn't"),
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


@pytest.mark.parametrize("text", ["the offer was turned down", "someone else made the offer", "the offer fell through"])
def test_a_phrase_like_fell_through_denies_its_clause_unless_it_is_spoken_of(text: str) -> None:
    assert all(token.denied for token in read_text(text, {stem("offer")}))
    assert not any(token.denied for token in read_text(text, {token.stem for token in read_text(text)}))


@pytest.mark.parametrize("text", ["run the tests, but that was voted down", "run the tests, and then it fell through"])
def test_what_came_to_nothing_takes_back_what_came_before(text: str) -> None:
    assert [token.word for token in read_text(text, set()) if token.denied][:3] == ["run", "the", "tests"]


def test_words_are_told_with_their_places() -> None:
    first, second = read_text("It\u2019s, 40%")[:2]

    assert (first.word, first.start, first.end, first.clause) == ("it's", 0, 4, 0)
    assert (second.word, second.start, second.end, second.clause) == ("40", 6, 8, 1)


PLAIN = st.lists(st.sampled_from(["ledger", "query", "totals", "phone", "the", "a", "with"]), min_size=1, max_size=4)


@given(PLAIN, PLAIN)
def test_no_denies_one_of_two_things_joined_by_and_but_both_joined_by_or(one: list[str], other: list[str]) -> None:
    """It does so however long the two are."""
    conjoined, disjoined = (read_text(" ".join(["no", *one, word, *other])) for word in ("and", "or"))

    assert [token.denied for token in conjoined] == [True] * (1 + len(one)) + [False] * (1 + len(other))
    assert all(token.denied for token in disjoined)


@given(PLAIN, st.sampled_from(["it", "the roof", "they"]), st.sampled_from(["is", "was", "were", "are"]))
def test_what_others_were_going_to_do_is_not_denied(done: list[str], subject: str, verb: str) -> None:
    assert not any(token.denied for token in read_text(f"{subject} {verb} going to {' '.join(done)}"))
