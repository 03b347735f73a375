"""Stems, and typing errors that are forgiven."""

import pytest

from cards.matching.stems import stem, within_one_edit


@pytest.mark.parametrize(
    "family",
    [
        "agree agreed agrees agreeing",
        "document documents documented documenting",
        "deploy deployed deployment deployments",
        "migrate migrated migration migrations",
        "plan planned planning plans",
        "write wrote written writing writes",
        "supply supplies supplied",
        "two 2",
        "percent % percents",
        "colleague colleague's colleagues",
    ],
)
def test_forms_of_one_word_have_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("calling", "call"),
        ("missed", "miss"),
        ("buzzes", "buzz"),
        ("planned", "plan"),
        ("stories", "story"),
        ("tried", "try"),
        ("trees", "tre"),
        ("ion", "ion"),
        ("tie", "tie"),
        ("ing", "ing"),
        ("bus", "bus"),
        ("12", "12"),
        ("Two", "2"),
    ],
)
def test_a_stem_keeps_what_tells_words_apart(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("ledger", "ledger", True),
        ("ledger", "legder", True),
        ("ledger", "leger", True),
        ("ledger", "ledgers", True),
        ("ledger", "ledgar", True),
        ("ledger", "lodgar", False),
        ("ledger", "hedger", False),
        ("ledger", "led", False),
        ("ledger", "loxger", False),
        ("ledger", "ldegxr", False),
        ("ledger", "lexdgxr", False),
        ("ledge", "ledgxx", False),
        ("steps", "stepso", True),
        ("step", "steps", False),
        ("cost", "cast", False),
        ("12345", "12346", False),
    ],
)
def test_one_slip_in_a_long_word_is_forgiven(first: str, second: str, expected: bool) -> None:
    assert within_one_edit(first, second) is within_one_edit(second, first) is expected
