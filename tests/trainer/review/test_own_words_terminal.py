"""Own answers and stories in a real terminal."""

import os
import sys
from pathlib import Path

import pytest

from cards.card import KeyPoint
from decks.own.answers import read_own_answers
from tests.own_material import TOLD, answers, answers_file, stories_by_card, write_stories
from tests.terminal import DECK, Screen, World

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    world.answer_first_question()
    return world


def test_ctrl_c_in_writing_goes_back_to_the_card(world: World) -> None:
    variables = {"GREENROOM_HOME": str(world.home)}
    world.run("decks")
    draft = world.home / "answers" / "mine--sure.draft"
    with Screen("review", "--deck", "mine", variables=variables) as screen:
        screen.until("Your answer")
        screen.press("\r")
        screen.until("Points covered")
        screen.press("w\r")
        screen.until("anything else is a note")
        screen.press("- the ledger\x03")
        screen.until("What you wrote is in")
        assert draft.read_text() == "- the ledger"
        screen.press("w\r")
        screen.until("You have a draft that isn't saved yet:")
        screen.press("\x15" * 3 + "\x7f" * 3 + "\x15" + "\x03")
        screen.until("there is no draft.")
        assert not draft.exists()
        screen.press("q\r")
        assert screen.ended() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
@pytest.mark.parametrize("columns", [40])
def test_a_session_drafts_picks_a_story_and_edits_in_the_editor(world: World, tmp_path: Path, columns: int) -> None:
    write_stories(world)
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\n"
        "path.write_text('- edited\\n' + path.read_text())\n"
    )
    editor.chmod(0o700)
    variables = {"EDITOR": str(editor), "VISUAL": "", "PATH": os.environ["PATH"]}
    options = ("--home", str(world.home), "review", "--deck", "mine", "--limit", "1")
    with Screen(*options, columns=columns, rows=50, variables=variables) as screen:
        screen.until("Your answer")
        screen.press("\r")
        screen.until("y story")
        screen.press("y\r")
        screen.until("Story told")
        screen.press("1\r")
        screen.until("Points covered")
        screen.press("w\r")
        screen.until("anything else")
        screen.press("- drafted\r")
        screen.until("Saved: 1 point")
        screen.press("W\r")
        screen.until("Saved: 2 points")
        screen.press("o\r")
        screen.until("1  edited")
        screen.press("a\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Done")
        screen.press("\r")
        assert screen.ended() == 0

    assert answers(world)[-1] == (("edited", "drafted"), "", True)
    assert stories_by_card(world) == {"sure": "ledger"}
    assert [point.text for point in read_own_answers(answers_file(world))[0]["sure"][0].points] == ["drafted"]
    assert KeyPoint("edited") in read_own_answers(answers_file(world))[0]["sure"][-1].points
