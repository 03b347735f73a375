"""greenroom on a real terminal."""

import re
from pathlib import Path

import pytest

from tests.histories import open_store
from tests.terminal import Screen, World
from trainer.terminal.words import NEW_LINE

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one deck of two cards."""
    world = World(tmp_path / "home")
    world.write_deck()
    world.answer_first_question()
    return world.home


def sit_down(home: Path, *options: str, columns: int = 80, variables: dict[str, str] | None = None) -> Screen:
    return Screen("--home", str(home), "review", "--deck", "mine", *options, columns=columns, variables=variables)


@pytest.mark.parametrize("columns", [80, 40, 20])
def test_a_whole_card_can_be_typed_and_nothing_is_wider_than_the_screen(home: Path, columns: int) -> None:
    with sit_down(home, "--limit", "1", columns=columns) as screen:
        screen.until("Your answer")
        screen.press("I checked the ledger\r")
        screen.until("Points covered")
        assert "You took" in screen.text or columns == 20
        screen.press("1 3\r")
        screen.until("Rate")
        screen.until("8 days" if columns > 20 else "days")
        screen.press("3\r")
        screen.until("Done")
        screen.press("\r")
        assert screen.ended() == 0
        # A line wider than the terminal would have wrapped in the middle of a word.
        lines = [line.rstrip() for line in screen.screen.display]
        assert any(line.endswith(("due.", "du")) or "Tomorrow" in line for line in lines)
    store = open_store(home)
    (review,) = store.reviews()
    store.close()

    assert (review.answer_text, review.points_covered, review.rating) == ("I checked the ledger", "101", 3)


def test_the_toolbar_shows_the_running_time_and_is_gone_afterwards(home: Path) -> None:
    with sit_down(home) as screen:
        screen.until("0:01 of 1:30")
        assert f"{NEW_LINE} new line" in screen.text
        screen.press("\r")
        screen.until("Points covered")
        assert NEW_LINE not in screen.text
        screen.press("1\r")
        screen.until("Rate")
        assert "1 of 3" in screen.text


def test_ctrl_c_in_the_editor_goes_back_to_the_card(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho being edited\nsleep 60\n")
    editor.chmod(0o700)
    with sit_down(home, variables={"EDITOR": str(editor)}) as screen:
        screen.until("Your answer")
        screen.press("e\r")
        screen.until("being edited")
        screen.press("\x03")
        screen.until("interrupted")
        screen.press("\r")
        screen.until("Points covered")
        screen.press("q\r")
        assert screen.ended() == 0
        assert "Traceback" not in screen.text


def test_alt_enter_starts_a_new_line(home: Path) -> None:
    with sit_down(home) as screen:
        screen.until("Your answer")
        screen.press("one\x1b\rtwo\r")
        screen.until("Points covered")
        assert re.search(r"> one\n +two\n", screen.text)


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave_cleanly(home: Path, key: str) -> None:
    with sit_down(home) as screen:
        screen.until("Your answer")
        screen.press(key)
        assert screen.ended() == 0
        assert "Nothing was rated." in screen.text
        assert "Traceback" not in screen.text


def test_no_color_is_honoured(home: Path) -> None:
    colours = re.compile(rb"\x1b\[[0-9;]*3[0-7]m|\x1b\[[0-9;]*38;")
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        with sit_down(home, variables=variables) as screen:
            screen.until("Your answer")
            screen.press("\r")
            screen.until("Points covered")
            screen.press("\x03")
            screen.ended()
            assert bool(colours.search(screen.raw)) is coloured


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"GREENROOM_PLAIN": "1"}])
def test_plain_terminals_get_lines_without_any_escape(home: Path, variables: dict[str, str]) -> None:
    with sit_down(home, variables=variables) as screen:
        screen.until("Your answer")
        screen.press("said\r\r")
        screen.until("Points covered")
        screen.press("a\r")
        screen.until("Rate")
        screen.press("q\r")
        assert screen.ended() == 0
        assert b"\x1b" not in screen.raw


def test_a_deck_cannot_steer_the_terminal(home: Path) -> None:
    card = 'question = "Is \\u001b[2J\\u001b]0;owned\\u0007this safe?"\nanswer = "\\u009b31m!"\n'
    World(home).write_deck(f'[deck]\nid = "mine"\n[[cards]]\n{card}')
    with sit_down(home) as screen:
        screen.until("Is this safe?")
        screen.press("\r")
        screen.until("Rate")
        assert b"owned" not in screen.raw
        assert b"\x9b" not in screen.raw
