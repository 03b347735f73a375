"""`greenroom story`: stories listed, added and edited."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.own_material import STORIES, TOLD, answers_file, write_stories
from tests.terminal import DECK, World, sit


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    return world


def test_a_title_is_not_given_twice_nor_too_long(world: World) -> None:
    write_stories(world)
    assert world.run("story", "add", typed="the LEDGER rescue\n" + "a" * 61 + "\nNew\n" + "\n" * 9) == 0
    assert 'You have a story "The ledger rescue" (ledger); give this one another title.' in " ".join(world.out.split())
    assert "That is 61 characters; the most is 60." in world.out
    assert 'title = "New"' in (world.home / "stories.toml").read_text()


def test_a_story_is_added_part_by_part(world: World) -> None:
    parts = ["2024", "sit", "task", "one", "two", "", "9 of 10", "lesson", "short", "accuracy, "]
    typed = "\n".join(["one two three four five six seven", "The audit", *parts, ""])
    assert world.run("story", "add", typed=typed) == 0
    assert "That is 7 words; the most is 6." in world.out
    assert 'Added "The audit" to' in world.out
    assert "It fits" in world.out
    assert "Missing" not in world.out
    assert world.run("story", "list", "--json") == 0
    (story,) = json.loads(world.out)["stories"]

    assert (story["id"], story["actions"], story["competencies"]) == ("the-audit", ["one", "two"], ["accuracy"])
    assert (story["missing"], story["answers"], story["told"]) == ([], [], 0)


def test_what_was_told_of_a_story_before_leaving_is_kept(world: World) -> None:
    assert world.run("story", "add", typed="The audit\n2024\nsit\ntask\none\n") == 0
    shown = " ".join(world.out.split())
    assert 'Saved what you have of "The audit"' in shown
    assert "Missing: result, lesson, 30-second version, competencies; `greenroom story edit" in shown
    assert world.run("story", "add", typed="") == 1
    assert world.err == "Nothing was added.\n"


def test_stories_are_listed_with_what_each_needs_and_what_none_fits(world: World) -> None:
    world.run("story")
    assert "You have no stories yet: `greenroom story add` adds one." in world.out
    write_stories(world, STORIES + 'titel = "x"\n')
    assert world.run("story", "list") == 0

    assert "spring 2024 · accuracy, technique" in world.out
    assert "Missing: when, situation, task, actions, result, lesson, 30-second version," in world.out
    assert "questions still need a story:" in world.out
    assert "`greenroom story list --json` lists all." in world.out
    assert 'story "strike": unknown key "titel". Did you mean "title"?' in world.err
    world.run("story", "list", "--json")
    assert "mine/proud" in [question["key"] for question in json.loads(world.out)["uncovered"]]
    write_stories(world, STORIES.replace('"accuracy"', '"story", "skill", "attribute", "fit"'))
    world.run("story", "list")
    assert re.search(r"\d+ questions, and you have a story for each\.", world.out)


def test_a_story_is_edited_where_it_stands(world: World) -> None:
    path = write_stories(world)
    commands: list[Sequence[str]] = []

    def editor(command: Sequence[str]) -> int:
        commands.append(command)
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "vim"}
    assert world.run("story", "edit", "the STRIKE") == 0
    assert world.run("edit", "my-stories/ledger") == 0
    assert commands == [["vim", "+16", str(path)], ["vim", "+4", str(path)]]
    assert f"Nothing was changed in {path}." in world.out
    write_stories(world, STORIES + "titel = 1\n")
    world.run("story", "edit", "strike")
    assert f"(`greenroom check {path}` lists all, `greenroom undo`" in world.out
    assert world.run("story", "edit", "legder") == 1
    assert 'There is no story "legder". Did you mean "ledger"? `greenroom story list` lists them all.' in world.err


def test_the_stories_deck_is_checked_exported_and_not_added_to(world: World, tmp_path: Path) -> None:
    write_stories(world, STORIES.replace("when =", "wen ="))
    sit(world, "\nw\n- mine\n\nq\n")
    assert world.run("check") == 0
    assert 'stories.toml:7: story "ledger": unknown key "wen". Did you mean "when"?' in world.out
    assert "3 files, 3 usable cards, 3 answers and stories, 1 problem." in world.out
    assert world.run("check", str(answers_file(world)), "--fix") == 0
    assert world.run("add", "--deck", "my-stories", typed="q\np\n\na\n\n\n") == 1
    assert "Use `greenroom story add`." in world.err
    for name in ("stories.toml", "stories.md"):
        assert world.run("export", "my-stories", "--to", str(tmp_path / name)) == 0
    assert 'question = "Tell the story: The ledger rescue"' in (tmp_path / "stories.toml").read_text()


def test_what_cannot_be_read_is_not_told_as_none(world: World) -> None:
    path = write_stories(world, STORIES + "titel = \n")
    world.run("story", "list")
    assert "The ledger rescue (ledger)" in world.out
    assert f"Not listed, because it can't be read: line {len((STORIES + 'titel').splitlines())}." in world.out
    path.write_text("format = 7")
    world.run("story", "list")
    assert "None of your stories can be read" in world.out
    assert "no stories yet" not in world.out
    answers_file(world).parent.mkdir()
    answers_file(world).write_text('[[answers]]\ncard = "sure\n')
    shown = " ".join(sit(world, "\no\nq\n").split())
    assert "Some of your answers can't be read: " in shown
    assert "You have no points of your own" not in shown
    world.run("answers")
    assert "None of what you wrote can be read." in world.out
