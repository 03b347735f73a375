"""Lines of text in a terminal: what is wrapped, shortened or set side by side never gets too wide."""

from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cards.text import clean_line
from tests.strategies import ANY_TEXT, NASTY_TEXT
from trainer.terminal.layout import (
    Line,
    _is_one_line,
    _wrapped,
    bar,
    flow,
    paragraph,
    shorten,
    sides,
    text_of,
    width_of,
)

TEXTS = ANY_TEXT | NASTY_TEXT | st.text(alphabet="\u4e2d\uff01e\u0301\U0001f469\u200d\U0001f680 x", max_size=200)
WIDTHS = st.integers(20, 200)


def fits(lines: list[Line], width: int) -> bool:
    return all(width_of(text_of(line)) <= width and "\n" not in text_of(line) for line in lines)


@given(TEXTS, WIDTHS, st.sampled_from(["", " ", "   ", " 12  ", " " * 15]))
def test_a_paragraph_is_never_wider_than_asked(text: str, width: int, indent: str) -> None:
    assert fits(paragraph(text, width, first=indent), width)


@given(st.text("abc xyz-/%.,  0123") | st.text(st.characters(max_codepoint=127)) | TEXTS, st.integers(10, 90))
def test_a_short_line_is_as_it_would_be_wrapped(text: str, room: int) -> None:
    assume(_is_one_line(text, room))

    assert list(_wrapped(text, room)) == [text]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (34, [" Then run `greenroom review --deck", " well-known-deck`, well-known."]),
        (18, [" Then run", " `greenroom review", " --deck", " well-known-deck`,", " well-known."]),
        (17, [" Then run", " `greenroom", " review --deck", " well-known-", " deck`, well-", " known."]),
    ],
)
def test_a_command_is_not_broken_at_a_hyphen(width: int, expected: list[str]) -> None:
    lines = paragraph("Then run `greenroom review --deck well-known-deck`, well-known.", width)

    assert [text_of(line) for line in lines] == expected


@given(TEXTS)
def test_a_paragraph_loses_no_word(text: str) -> None:
    shown = "".join(text_of(line) for line in paragraph(text, 40))

    assert "".join(shown.split()) == "".join(clean_line(text).split())


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, [" Undo well-known-deck/made-sure-right first, it is well-", " known."]),
        (34, [" Undo", " well-known-deck/made-sure-right", " first, it is well-known."]),
        (24, [" Undo well-known-deck/", " made-sure-right first,", " it is well-known."]),
        (15, [" Undo well-", " known-", " deck/made-", " sure-right", " first, it is", " well-known."]),
    ],
)
def test_a_key_is_broken_only_where_it_must_be_and_then_at_its_slash(width: int, expected: list[str]) -> None:
    lines = paragraph("Undo well-known-deck/made-sure-right first, it is well-known.", width)

    assert [text_of(line) for line in lines] == expected


@given(st.lists(TEXTS, max_size=6), WIDTHS)
def test_items_side_by_side_are_never_wider_than_asked(texts: list[str], width: int) -> None:
    assert fits(flow([("", shorten(text, 500)) for text in texts], width), width)


@given(TEXTS, TEXTS, WIDTHS)
def test_two_sides_are_never_wider_than_asked(left: str, right: str, width: int) -> None:
    clean_left, clean_right = shorten(left, 500), shorten(right, 500)

    assert fits(sides(("", clean_left), ("", clean_right), width, fill="─"), width)


@given(TEXTS, st.integers(1, 50))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert width_of(shorten(text, width)) <= width


@given(st.floats(-1, 2), st.integers(0, 60))
def test_a_bar_has_its_width(share: float, width: int) -> None:
    assert len(bar(share, width)) == width


def test_a_word_without_end_is_wrapped_in_no_time() -> None:
    begun = process_time()
    lines = paragraph(f"before {'x' * 100_000} {'漢' * 50_000} after", 40)

    assert process_time() - begun < 5
    assert all(width_of(text_of(line)) <= 40 for line in lines)
    assert "".join(text_of(line) for line in lines).replace(" ", "") == f"before{'x' * 100_000}{'漢' * 50_000}after"
