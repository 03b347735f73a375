"""Cards checked, added and edited by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import DECK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_check_tells_all_problems_and_fixes_ids_only(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text('[[cards]]\nquestion = "Why?"\nanswer = "So."\n[[cards]]\nquestion = "No answer?"\n')
    assert world.run("check", str(path)) == 1
    assert "there is neither an answer nor key points" in world.out
    assert world.out.endswith("1 file, 1 usable card, 1 problem.\n")
    assert world.run("check", "--json", str(path)) == 1
    (problem,) = json.loads(world.out)["problems"]
    assert set(problem) == {"path", "line", "card", "level", "message", "fix"}
    assert world.run("check", "--fix", str(path)) == 1
    assert "inserted 2 ids: why, no-answer" in world.out
    assert 'id = "why"\nquestion = "Why?"' in path.read_text()
    world.write_deck()
    assert world.run("check") == 0

    assert world.out == "1 file, 2 usable cards, no problems.\n"


def test_check_strict_finds_weak_cards_and_says_so_with_its_exit_code(world: World) -> None:
    path = world.write_deck('[[cards]]\nid = "a"\nquestion = "Did you recieve it?"\nanswer = "Yes."\n')
    assert world.run("check") == 0
    assert world.run("check", "--strict", "--json") == 1
    problems = json.loads(world.out)["problems"]
    assert {problem["path"] for problem in problems} == {str(path)}
    assert "it has no phrasings" in {problem["message"] for problem in problems}
    assert '"recieve" looks misspelt' in {problem["message"] for problem in problems}
    assert {problem["level"] for problem in problems} == {"warning"}


def test_decks_can_be_checked_by_their_id(world: World) -> None:
    path = world.write_deck()
    world.run("check", "mine", "cultural-fit", "nothing-of-this-name")

    assert "nothing-of-this-name:1: cannot be read" in world.out
    assert f"{path}" not in world.out
    assert "3 files, " in world.out


def test_spelling_that_cannot_be_checked_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decks.lint.spelling.find_spec", lambda _: None)
    world.write_deck()
    world.run("check", "--strict")

    assert "Spelling was not checked" in world.err


def test_check_gives_a_card_of_the_home_the_id_its_history_hangs_on(world: World) -> None:
    path = world.write_deck('[[cards]]\nquestion = "Why would you want this job?"\nanswer = "So."\n')
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n3\n\n")
    path.write_text('[[cards]]\nquestion = "Why would you want that job?"\nanswer = "So."\n')
    world.run("due")
    told = 'mine: the history of "Why would you want this job?" goes on with "Why would you want that job?".\n'
    assert world.err == told
    (world.home / "cache.db").unlink()
    world.run("due")
    assert world.err == ""
    world.run("check", "--fix")
    assert 'id = "why-would-you-want-this-job"' in path.read_text()
    world.run("cards", "mine", "--json")

    assert [(card["key"], card["reviews"]) for card in json.loads(world.out)] == [
        ("mine/why-would-you-want-this-job", 1)
    ]


def test_a_card_can_be_added_by_answering_questions(world: World) -> None:
    typed = "\nWhat drives you?\n!a project I chose\nwhat it cost\n\n\nkindness\nfit\nme, work\n"
    assert world.run("add", typed=typed) == 0
    assert "Question is needed" in world.out
    assert '"kindness" is no kind.' in world.out
    assert "Added my-questions/what-drives-you" in world.out
    world.run("add", typed="What drives you?\n\n\nThe gist.\n\n\n")
    assert "A good answer is needed" in world.out
    world.run("cards", "my-questions", "--json")

    assert [card["key"] for card in json.loads(world.out)] == [
        "my-questions/what-drives-you",
        "my-questions/what-drives-you-2",
    ]
    assert world.run("check") == 0


def test_a_card_added_to_a_built_in_deck_stands_beside_its_cards(world: World) -> None:
    world.run("cards", "cultural-fit", "--json")
    before = len(json.loads(world.out))
    assert world.run("add", "--deck", "cultural-fit", typed="Why here?\n\nThe people.\n\n\n") == 0
    world.run("cards", "cultural-fit", "--json")

    assert len(json.loads(world.out)) == before + 1


def test_a_card_left_half_way_is_not_added(world: World) -> None:
    assert world.run("add", typed="What drives you?\n") == 1
    assert world.err == "Nothing was added.\n"
    assert list((world.home / "decks").iterdir()) == []


@pytest.mark.parametrize("content", [b"\xff", b"x = "])
def test_nothing_is_added_to_a_broken_file(world: World, content: bytes) -> None:
    path = world.write_deck()
    path.rename(path.with_name("my-questions.toml")).write_bytes(content)

    assert world.run("add", typed="Q?\n\nA\n\n\n") == 1
    assert path.with_name("my-questions.toml").read_bytes() == content


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


def test_a_mistake_made_in_the_editor_can_be_mended_at_once(world: World) -> None:
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
    assert world.run("edit", "mine/why", typed="\n") == 0
    assert [command[1] for command in opened] == ["+18", "+18"]
    assert "Open it again?" in world.out
    assert f"Read again: {path}." in world.out
    for typed in ("n\n", ""):
        opened.clear()
        world.run("edit", "mine/sure", typed=typed)
        assert "lists all" in world.out


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


def test_a_mistake_that_was_not_mended_in_the_end_is_told_as_it_stands(world: World) -> None:
    path = world.write_deck()
    runs = iter([0, -2])

    def editor(_: Sequence[str]) -> int:
        path.write_text(DECK + "oops = ")
        return next(runs)

    world.run_program = editor
    world.interactive = True
    world.variables = {"EDITOR": "vim", "GREENROOM_PLAIN": "1"}
    assert world.run("edit", "mine/why", typed="\n") == 0

    assert "was interrupted, so nothing was saved: it is as it was before." in " ".join(world.out.split())
    assert "not valid TOML" in world.out
    assert path.read_text() == DECK + "oops = "


@pytest.mark.parametrize(("status", "told"), [(0, "Nothing was changed.\n"), (-2, "")])
def test_a_built_in_deck_that_was_only_looked_at_in_the_editor_stays_built_in(
    world: World, status: int, told: str
) -> None:
    world.run_program = lambda _: status
    world.variables = {"EDITOR": "ed"}
    world.run("cards", "skill-acquisition", "--json")
    key = json.loads(world.out)[0]["key"]
    world.run("edit", key)

    assert world.out == told
    assert "your own deck" not in world.err
    assert not list((world.home / "decks").iterdir())
    world.run("undo", "--list")
    assert "edited" not in world.out
