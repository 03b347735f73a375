"""`?` shows the keys of every prompt, and a letter that is no key there is never taken for words."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import World, sit


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", interactive=True, variables={"GREENROOM_PLAIN": "1"})
    world.write_deck()
    return world


def said(world: World) -> str:
    return " ".join(world.out.split())


def test_the_first_prompt_of_all(world: World) -> None:
    world.run(typed="?\n\nq\n")

    assert "or Enter to just practise; q leaves." in said(world)
    assert "Can't read" not in world.out


def test_the_debrief_takes_no_letter_for_words(world: World) -> None:
    world.run("interview", "debrief", typed="\n\n?\nCan you weld?\nu\n?\nname a seam\n\n\n\nu\nTom\n\n\n\n")
    cards = (world.home / "decks" / "my-questions.toml").read_text("utf-8")

    assert '"name a seam"' in cards
    assert '"u"' not in cards
    assert said(world).count('"u" does nothing here; ? shows the keys.') == 2
    assert "a question as they put it; Enter when done, q leaves." in said(world)


def test_a_new_story(world: World) -> None:
    world.run("story", "add", typed="?\nThe ledger\n?\n")

    assert "Ctrl-C leaves." in said(world)
    assert "Enter skips it. Ctrl-C leaves." in said(world)
    assert 'title = "The ledger"' in (world.home / "stories.toml").read_text("utf-8")
    assert "?" not in (world.home / "stories.toml").read_text("utf-8")


def test_the_demo(world: World) -> None:
    ran: list[object] = []

    def run_program(command: Sequence[str]) -> int:
        ran.append(command)
        return 0

    world.run_program = run_program
    world.run("demo", typed="?\nq\n")

    assert "a command, without `greenroom`; q leaves." in said(world)
    assert not ran


def test_the_end_of_a_review(world: World) -> None:
    world.interactive = False
    shown = sit(world, "\na\n3\n\n3\n?\nu\nq\n")

    assert "Enter to leave · u undo the last rating." in " ".join(shown.split())
    assert "Undone" in shown
