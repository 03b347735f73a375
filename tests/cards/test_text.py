import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.text import clean, clean_block, clean_line, is_clean, slug
from tests.strategies import ANY_TEXT, NASTY_TEXT

TEXTS = ANY_TEXT | NASTY_TEXT


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("a\x1bcb", "ab"),
        ("\x1b]unfinished", "unfinished"),
        ("a\tb", "a\tb"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\ufeffbom\u200b", "bom"),
        ("e\u0301", "\u00e9"),
        ("\x00\x07\x08", ""),
        ("\ud800", ""),
    ],
)
def test_text_that_could_steer_the_terminal_is_left_out(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_nothing_that_controls_a_terminal_survives(text: str) -> None:
    cleaned = clean(text)

    assert is_clean(cleaned)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in cleaned.replace("\n", "").replace("\t", ""))
    assert unicodedata.is_normalized("NFC", cleaned)


@given(TEXTS)
def test_a_clean_line_is_one_line_without_outer_space(text: str) -> None:
    line = clean_line(text)

    assert "\n" not in line
    assert line == " ".join(line.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  one line ", "  one line"),
        ("\n \n\tx = 1\n  \n y = 2 \n\n", "\tx = 1\n  \n y = 2"),
        ("\n\n", ""),
        ("\n  a\n", "  a"),
    ],
)
def test_a_block_loses_the_empty_lines_around_it_and_keeps_its_indentation(text: str, expected: str) -> None:
    assert clean_block(text) == expected


@pytest.mark.parametrize("text", ["a  b ", " a b", "a\tb", "a \u200b b", "\n a\r\nb", "a    b"])
def test_white_space_of_any_kind_and_length_is_one_space_in_a_line(text: str) -> None:
    assert clean_line(text) == "a b"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_ascii_passes_unchanged(text: str) -> None:
    assert clean(text) == text


@given(TEXTS)
def test_a_slug_has_small_letters_digits_and_hyphens_only(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why do you want this job, really and truly?", "why-do-you-want-this-job"),
        ("What's your café's name?", "whats-your-cafes-name"),
        ("為什麼", ""),
    ],
)
def test_a_slug_is_made_of_the_first_words(question: str, expected: str) -> None:
    assert slug(question) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", True),
        ("\u00e9 \u4e2d\n", True),
        ("tabs\tand line ends\r\n", True),
        ("\x1b[31mred", False),
        ("safe\u202egpj.exe", False),
        ("\ufeff", False),
        ("\x00", False),
        ("\ud800", False),
    ],
)
def test_only_what_could_steer_or_hide_is_not_clean(text: str, *, expected: bool) -> None:
    assert is_clean(text) is expected


def test_a_slug_is_cut_where_it_gets_too_long() -> None:
    assert slug("one two three", words=2) == "one-two"
    assert slug(f"{'a' * 59} b") == "a" * 59
    assert slug(f"{'a' * 58} b c") == f"{'a' * 58}-b"
    assert slug("x" * 99) == "x" * 60
    assert slug(f"{'a' * 30} {'x' * 40}") == f"{'a' * 30}-{'x' * 29}"
