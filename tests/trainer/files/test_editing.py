"""Cards edited in an editor, and what the log notes about it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import DECK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_edit_opens_the_file_at_the_card(world: World) -> None:
    path = world.write_deck()
    opened: list[Sequence[str]] = []

    def editor(command: Sequence[str]) -> int:
        opened.append(command)
        path.write_text(DECK.replace("Why us?", "Why here?"))
        return 0

    world.run_program = editor
    world.variables = {"VISUAL": "vim -u none"}
    assert world.run("edit", "mine/why") == 0
    assert opened == [["vim", "-u", "none", "+18", str(path)]]
    world.variables = {"EDITOR": "code --wait"}
    world.run("edit", "mine/why")
    assert opened[1] == ["code", "--wait", str(path)]
    world.run("cards", "mine")

    assert "Why here?" in world.out


def test_edit_tells_of_a_mistake_made_in_the_editor(world: World) -> None:
    path = world.write_deck()

    def editor(_: Sequence[str]) -> int:
        path.write_text(DECK + "oops = ")
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    assert world.run("edit", "mine/sure") == 0
    assert "not valid TOML" in world.out


def mistaken_at_first(world: World) -> tuple[list[Sequence[str]], Path]:
    """Have the editor leave a mistake, then none; return the commands that open it, and the deck's file."""
    path = world.write_deck()
    texts = [DECK + "oops = ", DECK.replace("Why us?", "Why here?")]
    opened: list[Sequence[str]] = []

    def editor(command: Sequence[str]) -> int:
        opened.append(command)
        path.write_text(texts[len(opened) - 1])
        return 0

    world.run_program = editor
    world.interactive = True
    world.variables = {"EDITOR": "vim", "GREENROOM_PLAIN": "1"}
    return opened, path


def test_a_mistake_made_in_the_editor_can_be_fixed_at_once(world: World) -> None:
    opened, path = mistaken_at_first(world)
    assert world.run("edit", "mine/why", typed="\n") == 0
    assert [command[1] for command in opened] == ["+18", "+18"]
    assert "Open it again?" in world.out
    assert f"Reloaded {path}." in world.out
    for typed in ("n\n", ""):
        opened.clear()
        world.run("edit", "mine/sure", typed=typed)
        assert "lists all" in world.out
        assert "`greenroom undo` undoes the edit" in " ".join(world.out.split())


@pytest.mark.parametrize(("typed", "times"), [("e\n\n", 2), ("x\nEdit\nY\n", 2), ("q\nNO\n", 1), ("nn\nn\n", 1)])
def test_only_a_clear_n_leaves_a_mistake_in_a_deck(world: World, typed: str, times: int) -> None:
    opened, _ = mistaken_at_first(world)
    assert world.run("edit", "mine/why", typed=typed) == 0

    assert len(opened) == times
    assert f'Type y or n, not "{typed.split(maxsplit=1)[0].casefold()}".' in world.out


def test_editing_a_built_in_card_makes_the_deck_ones_own(world: World) -> None:
    def editor(command: Sequence[str]) -> int:
        path = Path(command[-1])
        path.write_text(path.read_text() + "# mine\n")
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    world.run("cards", "skill-acquisition", "--json")
    key = json.loads(world.out)[0]["key"]
    assert world.run("edit", key) == 0
    assert "skill-acquisition is now your own deck" in world.err
    world.run("edit", key)

    assert world.err == ""


def test_a_mistake_that_was_not_fixed_in_the_end_is_shown(world: World) -> None:
    path = world.write_deck()
    runs = iter([0, -2])

    def editor(_: Sequence[str]) -> int:
        path.write_text(DECK + "oops = ")
        return next(runs)

    world.run_program = editor
    world.interactive = True
    world.variables = {"EDITOR": "vim", "GREENROOM_PLAIN": "1"}
    assert world.run("edit", "mine/why", typed="\n") == 0

    assert "was interrupted, so nothing was saved. The file is as it was." in " ".join(world.out.split())
    assert "not valid TOML" in world.out
    assert path.read_text() == DECK + "oops = "


@pytest.mark.parametrize(("status", "result"), [(0, "Nothing was changed.\n"), (-2, "")])
def test_a_built_in_deck_that_was_only_looked_at_in_the_editor_stays_built_in(
    world: World, status: int, result: str
) -> None:
    world.run_program = lambda _: status
    world.variables = {"EDITOR": "ed"}
    world.run("cards", "skill-acquisition", "--json")
    key = json.loads(world.out)[0]["key"]
    world.run("edit", key)

    assert world.out == result
    assert "your own deck" not in world.err
    assert not list((world.home / "decks").iterdir())
    world.run("undo", "--list")
    assert "edited" not in world.out


def test_a_file_that_the_editor_removed_is_said_to_be_gone_and_comes_back(world: World) -> None:
    path = world.write_deck()
    before = path.read_text()

    def remove(_: Sequence[str]) -> int:
        path.unlink()
        return 0

    world.run_program, world.variables = remove, {"EDITOR": "rm"}
    assert world.run("edit", "mine/why") == 0
    assert "Nothing was changed" not in world.out
    assert "The editor removed" in world.out
    assert world.run("undo") == 0
    assert path.read_text() == before


def test_a_file_that_a_failing_editor_removed_is_put_back(world: World) -> None:
    path = world.write_deck()
    before = path.read_text()

    def remove(_: Sequence[str]) -> int:
        path.unlink()
        return 1

    world.run_program, world.variables = remove, {"EDITOR": "rm"}
    assert world.run("edit", "mine/why") == 1
    assert path.read_text() == before
