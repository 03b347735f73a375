"""`greenroom demo`: a made-up candidate's home."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import World
from trainer.cli import main

# The arguments of each command the demo started, the home it ran in, and what it printed.
Shown = list[tuple[list[str], Path, str]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


@pytest.fixture
def typed() -> str:
    return "q\n"


@pytest.fixture
def shown(world: World, typed: str) -> Shown:
    """Run what the demo starts in this process, with what is typed there; return what came of it, as it comes."""
    ran: Shown = []

    def run(command: Sequence[str]) -> int:
        words = list(command[command.index("--home") :])
        inner = world.environment(typed)
        code = main(words, inner)
        ran.append((words[2:], Path(words[1]), inner.stdout.getvalue()))  # type: ignore[attr-defined]  # a StringIO
        return code

    world.run_program = run
    return ran


def test_the_demo_has_history_an_interview_stories_and_mocks(world: World, shown: Shown) -> None:
    assert world.run("demo", typed="stats --json\ninterview show\nstory list\nsheet\nq\n") == 0
    figures, interview, stories, sheet = (text for *_, text in shown)
    assert json.loads(figures)["reviews"] > 500
    assert len(json.loads(figures)["mocks"]) == 2
    assert "Acme" in interview
    assert "9 days left" in interview
    assert "The pump that kept failing" in stories
    assert "Acme" in sheet


def test_the_demo_runs_what_is_typed_until_q(world: World, shown: Shown) -> None:
    assert world.run("demo", typed="due\ngreenroom decks\ninterview 'show\nq\n") == 0
    assert [words for words, *_ in shown] == [["due"], ["decks"]]
    assert "quotation mark" in world.out


@pytest.mark.parametrize("typed", ["\na\n4\nq\n"])
def test_nothing_is_asked_in_the_demo_but_its_cards(world: World, shown: Shown) -> None:
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    assert world.run("demo", "review", "--card", "off-limits-questions/how-old-are-you") == 0
    ((*_, text),) = shown

    assert "Points covered" in text
    assert "Where do you interview?" not in text


def test_the_demo_leaves_the_users_home_alone_and_nothing_behind(world: World, shown: Shown) -> None:
    world.write_deck()
    before = sorted(world.home.rglob("*"))
    assert world.run("demo", "due") == 0
    assert sorted(world.home.rglob("*")) == before
    ((_, home, _),) = shown
    assert not home.exists()
