"""Files that can't be read now: said where they matter, never deleted, replaced or taken for empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.out_of_reach import out_of_reach
from tests.terminal import World, sit
from tests.trainer.sync.machines import Machine, machines, settle

ANSWER = '[[answers]]\ncard = "sure"\nwritten = 2026-03-01T12:00:00\npoints = ["mine"]\n'
STORY = '[[stories]]\nid = "crash"\ntitle = "The crash"\nsituation = "It was down."\n'
INTERVIEW = '[[interviews]]\ndate = 2026-03-20\nat = "Acme"\n'
FILES = {
    "answers/mine.toml": ANSWER,
    "config.toml": "new_per_day = 3\n",
    "decks/mine.toml": "",
    "interviews.toml": INTERVIEW,
    "stories.toml": STORY,
}
COMMANDS = (
    ["due"],
    ["stats", "--json"],
    ["cards", "mine"],
    ["answers"],
    ["story", "list"],
    ["interview"],
    ["config"],
    ["check"],
    ["check", "--fix"],
    ["doctor"],
    ["doctor", "--fix"],
    ["undo"],
    ["suspend", "mine/why"],
    ["config", "new_per_day", "9"],
    ["interview", "set", "2026-03-25", "--at", "Other"],
    ["review", "--deck", "mine"],
    ["review"],
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", columns=1000)
    world.write_deck()
    (world.home / "answers").mkdir()
    for name, text in FILES.items():
        if text:
            (world.home / name).write_text(text)
    assert world.run("review", "--limit", "1", "--deck", "mine", typed="\n1\n3\nq\n") == 0, world.err
    (world.home / "more.csv").write_text("Question,Answer\nWhy now?,It fits.\n")
    return world


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_now_is_said_and_stays(world: World, name: str) -> None:
    path = world.home / name
    before = path.read_bytes()
    said = ""
    into_it = [["import", str(world.home / "more.csv"), "--deck", "mine"], ["backup"]]
    for command in (*COMMANDS, *into_it):
        with out_of_reach(path):
            code = world.run(*command, typed="w\n- mine too\n\nsaid\n\n1\n3\nq\n")
        assert code in (0, 1), (command, world.err)
        assert "unexpected" not in world.err, command
        assert path.read_bytes() == before, command
        said = world.out + world.err
    assert code == 1  # a backup without it would be incomplete
    assert name in said.replace("\\", "/")
    assert world.run("doctor") == 0, world.out  # everything is as it was


def test_a_deck_that_could_not_be_read_is_read_once_it_can_be(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    (world.home / "cache.db").unlink()
    with out_of_reach(path):
        assert world.run("cards", "mine") == 1
    assert world.run("cards", "mine") == 0, world.err


def test_an_answer_that_cannot_be_read_is_not_replaced_by_another_attempt(world: World) -> None:
    world.pass_days(30)
    sit(world, "My first words.\n\nq\n", "--card", "mine/sure")
    (draft,) = (world.home / "answers").glob("*.unrated.draft")
    before = draft.read_bytes()
    with out_of_reach(draft):
        shown = sit(world, "Other words.\n\nq\n", "--card", "mine/sure")
    assert draft.read_bytes() == before
    assert "What you typed won't be saved until you rate it" in shown


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Machine]]:
    with machines(tmp_path) as both:
        yield both


@pytest.mark.parametrize("name", ["decks/mine.toml", "stories.toml", "config.toml"])
def test_a_file_that_cannot_be_read_is_not_deleted_elsewhere(pair: list[Machine], name: str) -> None:
    one, other = pair
    text = FILES[name] or '[deck]\nid = "mine"\n\n[[cards]]\nid = "a"\nquestion = "Why?"\n'
    one.write(name, text)
    settle(*pair)
    assert other.read(name) == text
    with out_of_reach(one.path(name)):
        settle(*pair)
    settle(*pair)
    assert one.read(name) == other.read(name) == text
