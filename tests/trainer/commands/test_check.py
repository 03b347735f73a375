"""`greenroom check`."""

import json
from pathlib import Path

import pytest

from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_check_tells_all_problems_and_fixes_ids_only(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text('[[cards]]\nquestion = "Why?"\nanswer = "So."\n[[cards]]\nanswer = "No question."\n')
    assert world.run("check", str(path)) == 1
    assert "there is no question" in world.out
    assert world.out.endswith("1 file, 1 usable card, 1 problem.\n")
    assert world.run("check", "--json", str(path)) == 1
    (problem,) = json.loads(world.out)["problems"]
    assert set(problem) == {"path", "line", "card", "level", "message", "fix"}
    assert world.run("check", "--fix", str(path)) == 1
    assert "inserted 1 id: why" in world.out
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

    assert "Spelling wasn't checked" in world.err


def test_check_gives_a_card_of_the_home_the_id_its_history_hangs_on(world: World) -> None:
    path = world.write_deck('[[cards]]\nquestion = "Why would you want this job?"\nanswer = "So."\n')
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n3\n\n")
    path.write_text('[[cards]]\nquestion = "Why would you want that job?"\nanswer = "So."\n')
    world.run("due")
    notice = 'mine: "Why would you want that job?" keeps the history of "Why would you want this job?".\n'
    assert world.err == notice
    (world.home / "cache.db").unlink()
    world.run("due")
    assert world.err == ""
    world.run("check", "--fix")
    assert 'id = "why-would-you-want-this-job"' in path.read_text()
    world.run("cards", "mine", "--json")

    assert [(card["key"], card["reviews"]) for card in json.loads(world.out)] == [
        ("mine/why-would-you-want-this-job", 1)
    ]


def test_cards_without_an_answer_are_counted_and_no_problem(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text('[[cards]]\nquestion = "Why?"\nanswer = "So."\n[[cards]]\nquestion = "And then?"\n')

    assert world.run("check", str(path)) == 0
    assert world.out == "1 file, 2 usable cards, 1 without an answer yet, no problems.\n"


def test_check_and_doctor_agree_that_two_decks_have_one_id(world: World, tmp_path: Path) -> None:
    deck = '[deck]\nid = "mine"\n[[cards]]\nid = "a"\nquestion = "Why?"\nanswer = "So."\n'
    world.write_deck(deck)
    other = world.write_deck(deck.replace("Why", "How"), "other.toml")
    message = f'{other}:1: the deck\'s id "mine" is also used by {world.home / "decks" / "mine.toml"}'

    for argv in (["check"], ["check", "mine"], ["check", str(other)], ["check", str(other), "mine"]):
        assert world.run(*argv) == 1, argv
        assert message in world.out
    assert world.run("doctor", "--json") == 1
    assert message in [finding["message"].rstrip(".") for finding in json.loads(world.out)["findings"]]
    outside = tmp_path / "outside.toml"
    outside.write_text(deck)
    assert world.run("check", str(outside), str(outside)) == 0
    other.unlink()
    assert world.run("check") == 0


def test_check_and_doctor_leave_out_the_locks_of_an_editor(world: World) -> None:
    world.write_deck()
    (world.home / "decks" / ".#mine.toml").symlink_to("nobody@nowhere.1:2")

    assert world.run("check") == 0
    world.run("doctor")
    assert ".#mine.toml:" not in world.out
