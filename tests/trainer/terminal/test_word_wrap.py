"""Text being edited is wrapped between words, at any width."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput

from tests.strategies import NASTY_TEXT
from tests.trainer.terminal.test_ui import prompt, toolbar
from trainer.terminal.layout import Line, width_of
from trainer.terminal.ui import AnswerForm
from trainer.terminal.word_wrap import WordWrap, wrap

TEXTS = st.text("ab -\u4e2d", max_size=120) | NASTY_TEXT.map(lambda text: text.replace("\n", " "))
ANSWER: list[Line] = [(("label", " Answer"),)]
SENTENCE = "I led a small team through a migration that nobody wanted, because it threatened their weekends."


def transformed(text: str, columns: int) -> Transformation:
    buffer = Buffer()
    buffer.text = text
    control = BufferControl(buffer)
    given_ = TransformationInput(control, buffer.document, 0, lambda at: at, [("", text)], columns, 1)
    return WordWrap(3).apply_transformation(given_)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_word_is_broken_on_the_screen(columns: int) -> None:
    text = f"{SENTENCE} {SENTENCE}"
    with prompt(f"{text}\r", columns) as (ui, shown):
        assert ui.ask_answer(AnswerForm(ANSWER, commands="q", toolbar=toolbar)) == text
        label, *rows = filter(None, shown().splitlines())

    assert label == " Answer"
    assert " ".join(row[3:] for row in rows) == text
    assert all(len(row) <= columns for row in rows)
    assert all(len(row) + 1 + len(after[3:].split()[0]) > columns for row, after in pairwise(rows))


def test_a_word_wider_than_the_screen_is_broken() -> None:
    with prompt(f"so {'x' * 40} it is\r", 20) as (ui, shown):
        ui.ask_answer(AnswerForm(ANSWER, commands="q", toolbar=toolbar))
        rows = [row[3:] for row in shown().splitlines()[1:] if row]

    assert rows == [f"so {'x' * 14}", "x" * 17, f"{'x' * 9} it is"]


def test_a_line_that_is_asked_for_is_wrapped_too() -> None:
    with prompt("one two three four five six seven\r", 20) as (ui, shown):
        assert ui.ask_line(ANSWER) == "one two three four five six seven"
        assert " > one two three\n   four five six\n   seven" in shown()


def test_text_can_be_edited_in_the_middle() -> None:
    with prompt("one two three four five\x1b[D\x1b[D\x1b[D\x1b[D\x1b[DX\r", 20) as (ui, _):
        assert ui.ask_line(ANSWER) == "one two three fourX five"


@given(TEXTS, st.integers(4, 60))
def test_each_character_is_shown_once_and_found_again(text: str, columns: int) -> None:
    found = transformed(text, columns)
    shown = fragment_list_to_text(found.fragments)

    assert shown.replace(" ", "") == text.replace(" ", "")
    for position, character in enumerate(text):
        if character != " ":
            assert shown[found.source_to_display(position)] == character
            assert found.display_to_source(found.source_to_display(position)) == position
    assert found.source_to_display(len(text)) == len(shown)


@given(st.text("ab \u4e2d", max_size=200), st.integers(4, 40))
def test_rows_begin_with_words_and_break_none_that_would_fit(text: str, room: int) -> None:
    padding, rows = wrap(text, room)
    lines: list[str] = []
    line = ""
    for character, before in zip(text, padding, strict=True):
        if before is None:
            continue
        line += " " * before
        if width_of(line + character) > room:
            lines, line = [*lines, line], ""
        line += character
    lines.append(line)

    assert rows == len(lines) + (width_of(line) >= room)
    fitting = [word for word in text.split() if width_of(word) <= room]
    assert set(fitting) <= {word for line in lines for word in line.split()}
    assert not any(line.startswith(" ") for line in lines[1:])
