"""TOML nested deeper than anything greenroom knows, in each file of a home: one sentence, never a traceback."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from cards.errors import GreenroomError
from cards.own_answer import OwnAnswer
from cards.story import Story
from decks.own.answers import add_own_answer, read_own_answers, set_tick
from decks.own.stories import add_story, read_stories
from decks.toml.files import deck_id_of, read_file
from tests.terminal import NOON, World
from trainer.config import read_values, write_setting
from trainer.interview.dates import Interview, read_interviews
from trainer.interview.dates_file import add_interview, change_interview, drop_interview

DEEP = 1500
NESTED = {
    "arrays": "x = " + "[" * DEEP + "]" * DEEP,
    "inline tables": "x = " + "{a=" * DEEP + "1" + "}" * DEEP,
    "both": "x = " + "[{a=" * DEEP + "1" + "}]" * DEEP,
    "dotted keys": "x" + ".a" * DEEP + " = 1",
    "quoted keys": "x" + ". 'a b'" * DEEP + " = 1",
    "tables": "[x" + ".a" * DEEP + "]",
    "arrays of tables": "[[x" + ".a" * DEEP + "]]",
    "just too deep": "x = " + "[" * 40 + "]" * 40,
    "in parts": "[x" + ".a" * 20 + "]\nb" + ".a" * 20 + " = {c = [[]]}",
    "endless keys": "x" + ".a" * 1_000_000 + " = 1",  # which `tomllib` would take hours for
}
ITEMS = {
    "interviews.toml": "[[interviews]]\ndate = 2026-03-09\n",
    "config.toml": "",
    "answers/mine.toml": '[[answers]]\ncard = "why"\nnotes = "mine"\n',
    "stories.toml": '[[stories]]\nid = "one"\ntitle = "One"\nresult = "r"\n',
    "decks/mine.toml": '[[cards]]\nid = "why"\nquestion = "Why?"\nanswer = "So."\n',
}
INTERVIEW = Interview(day=date(2026, 3, 9))
REFUSING: dict[str, tuple[Callable[[Path], object], ...]] = {
    "interviews.toml": (
        read_interviews,
        lambda path: add_interview(path, INTERVIEW),
        lambda path: change_interview(path, INTERVIEW, lambda now: now._replace(minutes=40)),
        lambda path: drop_interview(path, INTERVIEW),
    ),
    "config.toml": (lambda path: write_setting(path, "new_per_day", "5"),),
    "answers/mine.toml": (
        lambda path: add_own_answer(path, "why", OwnAnswer(notes="another"), NOON),
        lambda path: set_tick(path, "why", tick=True),
    ),
    "stories.toml": (lambda path: add_story(path, Story(id="", title="Two")),),
}
FINDING: dict[str, Callable[[Path], Sequence[object]]] = {
    "config.toml": lambda path: read_values(path)[1],
    "answers/mine.toml": lambda path: [*read_own_answers(path)[1]],
    "stories.toml": lambda path: [*read_stories(path)[2]],
    "decks/mine.toml": lambda path: [deck_id_of(path), *read_file(path)[1]][1:],
}
COMMANDS = {
    "interviews.toml": (
        *(["review"], ["due"], ["due", "--json"], ["interview"], ["interview", "show", "--json"]),
        *(["interview", "set", "2026-03-10"], ["interview", "clear"], ["interview", "debrief"]),
        *(["interview", "debrief", "--decision", "2026-03-10"], ["simulate", "--days", "7"]),
        *(["interview", "result", "no"], ["interview", "export", "--ics", "-"]),
    ),
    "config.toml": (["config", "new_per_day", "5"],),
    "stories.toml": (["story", "add"],),
    "decks/mine.toml": (["check"], ["check", "--fix"], ["add", "--deck", "mine"]),
}
GOING_ON = {
    "interviews.toml": (["sheet"], ["stats"], ["undo", "--list"], ["backup"]),
    "config.toml": (
        *(["backup"], ["review"], ["due"], ["stats"], ["config"], ["config", "new_per_day"]),
        ["simulate", "--days", "7"],
    ),
    "answers/mine.toml": (
        *(["answers"], ["answers", "mine/why", "--edit"], ["sheet"], ["due"], ["backup"]),
        ["review", "--deck", "mine"],
    ),
    "stories.toml": (["story", "list"], ["sheet"], ["due"], ["review"], ["backup"]),
    "decks/mine.toml": (["due"], ["decks"], ["stats"], ["review"], ["sheet"], ["backup"]),
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", run_program=lambda _: 0, variables={"EDITOR": "ed"})
    world.run("due")
    return world


def write(home: Path, name: str, nested: str) -> Path:
    """Write a file that is sound but for what is nested at its top."""
    path = home / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(f"{NESTED[nested]}\n{ITEMS[name]}")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("nested", NESTED)
@pytest.mark.parametrize("name", REFUSING)
def test_what_cannot_do_without_the_file_raises_our_own_error(tmp_path: Path, name: str, nested: str) -> None:
    path = write(tmp_path, name, nested)
    before = path.read_bytes()
    for read in REFUSING[name]:
        with pytest.raises(GreenroomError, match="nested too deeply") as error:
            read(path)
        assert str(path) in str(error.value)

    assert path.read_bytes() == before


@pytest.mark.parametrize("nested", NESTED)
@pytest.mark.parametrize("name", FINDING)
def test_what_goes_on_without_the_file_finds_one_problem(tmp_path: Path, name: str, nested: str) -> None:
    path = write(tmp_path, name, nested)
    problem, *_ = FINDING[name](path)

    assert str(path) in str(problem)
    assert "nested too deeply" in str(problem)


@pytest.mark.parametrize("nested", ["arrays", "dotted keys"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_needs_the_file_ends_with_one_sentence(world: World, name: str, nested: str) -> None:
    path = write(world.home, name, nested)
    before = path.read_bytes()
    for argv in COMMANDS[name]:
        assert world.run(*argv, typed="a\nb\nc\nd\ne\n\n\n\n\n") == 1, argv
        assert "went wrong" not in world.err
        assert str(path) in (world.out if argv[0] == "check" else world.err), argv
        assert world.err.count("\n") == (argv[0] != "check"), world.err

    assert path.read_bytes() == before


@pytest.mark.parametrize("nested", ["arrays", "dotted keys"])
@pytest.mark.parametrize("name", GOING_ON)
def test_every_other_command_goes_on_without_it(world: World, name: str, nested: str) -> None:
    if name != "decks/mine.toml":
        world.write_deck()
    write(world.home, name, nested)
    for argv in GOING_ON[name]:
        assert world.run(*argv) == 0, (argv, world.err)


@pytest.mark.parametrize("nested", ["arrays", "dotted keys"])
@pytest.mark.parametrize("name", ITEMS)
def test_doctor_names_the_file_and_what_is_wrong_with_it(world: World, name: str, nested: str) -> None:
    path = write(world.home, name, nested)
    assert world.run("doctor", "--json") == 1

    (wrong,) = [finding for finding in json.loads(world.out)["findings"] if finding["level"] == "wrong"]
    assert str(path) in wrong["message"]
    assert "nested too deeply" in wrong["message"]
