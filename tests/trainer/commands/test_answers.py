"""`greenroom answers`: own answers and typed attempts, listed and searched."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.own_material import TOLD, answers_file, edits, write_stories
from tests.terminal import DECK, World, sit


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    return world


def test_answers_lists_and_searches_everything_that_was_written(world: World) -> None:
    world.run("answers")
    assert "Nothing written yet. Press w in a review to write your answer." in world.out
    write_stories(world)
    sit(world, "I checked the ledger\n\na\nw\n- the reconciliation\n\n3\ntyped why\n\n3\nq\n")
    world.run("answers")
    assert " 1 answer\n mine/sure" in world.out
    assert "\n 2 stories\n The ledger rescue" in world.out
    assert "\n 2 typed or spoken answers\n" in world.out
    world.run("answers", "--find", "LEDGER Checked")
    assert "typed or spoken answer" in world.out
    assert "stories" not in world.out
    world.run("answers", "--find", "absent")
    assert world.out == ' Nothing contains "absent".\n'
    world.run("answers", "--find", "bookings", "--json")
    found = json.loads(world.out)

    assert [len(found[part]) for part in ("answers", "stories", "attempts")] == [0, 1, 0]


def test_one_card_shows_every_version_and_every_attempt(world: World) -> None:
    sit(world, "first\n\na\nw\n- one\n\nw\n- two\n\n3\nq\n", "--limit", "1")
    world.pass_days(3)
    sit(world, "second\n\na\n3\nq\n", "--new", "0")
    assert world.run("answers", "mine/sure") == 0
    assert world.out.index("- two") < world.out.index("- one") < world.out.index("second") < world.out.index("first")
    world.run("answers", "mine/sure", "--json")
    found = json.loads(world.out)

    (own,) = found["answers"]
    assert own["key"] == "mine/sure"
    assert [version["points"] for version in own["versions"]] == [
        [{"text": "one", "must": False}],
        [{"text": "two", "must": False}],
    ]
    assert own["versions"][0]["written"].startswith("2026-03-02T12:00:00")
    assert [attempt["text"] for attempt in found["attempts"]] == ["second", "first"]
    assert world.run("answers", "mine/none") == 1
    assert world.run("answers", "--edit") == 2
    assert "CARD is missing." in world.err


def test_no_control_character_is_printed_raw(world: World) -> None:
    sit(world, "first\n\na\n3\nq\n", "--limit", "1")
    with sqlite3.connect(world.home / "greenroom.db") as database:  # as an import may have brought it
        database.execute("UPDATE reviews SET answer_text = 'it is' || char(155, 127, 26, 8238, 233)")
    database.close()
    world.run("answers", "--json")

    assert not set(world.out) & set("\x9b\x7f\x1a\u202e")
    assert "é" in world.out
    assert json.loads(world.out)["attempts"][0]["text"] == "it is\x9b\x7f\x1a\u202eé"


def test_the_answer_to_a_card_that_is_gone_is_still_listed(world: World) -> None:
    sit(world, "\nw\n- kept\n\nq\n")
    world.write_deck()
    (world.home / "decks" / "mine.toml").unlink()
    world.run("answers")

    assert "- kept" in world.out


def test_check_finds_answers_to_what_is_not_there_and_counts_what_there_is(world: World) -> None:
    write_stories(world)
    answers_file(world).parent.mkdir()
    answers_file(world).write_text(
        '[[answers]]\ncard = "sure"\nnotes = "x"\n[[answers]]\ncard = "shure"\nnotes = "x"\n'
    )
    stray = answers_file(world).with_name("mines.toml")
    stray.write_text('[[answers]]\ncard = "a"\nnotes = "x"\n')
    assert world.run("check") == 0
    message = '5: answer "shure": there is no such card, so you never see this answer. Did you mean "sure"?'
    assert f"{answers_file(world)}:{message}\n".replace(":5", ":4") in world.out.replace(":5", ":4")
    message = 'there is no deck "mines", so you never see these answers. Did you mean "mine"? Rename the file.'
    assert f"{stray}:1: {message}\n" in world.out
    assert "4 files, 3 usable cards, 5 answers and stories, 2 problems.\n" in world.out
    assert world.run("check", str(world.home / "stories.toml")) == 0
    assert world.out == "1 file, 2 answers and stories, no problems.\n"
    (world.home / "greenroom.db").write_text("no log")
    assert world.run("check", str(stray)) == 0
    assert world.out == "1 file, 1 answer or story, no problems.\n"
    assert "greenroom.db" in world.err


def test_every_typed_answer_is_searched_and_another_year_is_told(world: World) -> None:
    sit(world, "about the zebra\n\na\n3\nq\n", "--limit", "1")
    world.pass_days(30)
    sit(world, "about the lion\n\na\n3\nq\n", "--new", "0")
    world.run("answers", "--find", "zebra")
    assert "about the zebra" in world.out
    assert "about the lion" not in world.out
    world.run("answers")
    assert "about the zebra" not in world.out
    world.pass_days(365)
    world.run("answers", "--find", "zebra")
    assert "Mon 2 Mar 2026, Good" in world.out


def test_a_card_is_known_by_its_id_alone_and_guessed_if_mistyped(world: World) -> None:
    assert world.run("answers", "sure") == 0
    assert world.run("answers", "shure") == 1
    assert world.err.startswith('greenroom: There is no card "shure". Did you mean "mine/sure"?')
    assert world.run("suspend", "shure") == 1
    assert 'Did you mean "mine/sure"?' in world.err


def test_an_answer_that_was_taken_out_is_listed_as_that(world: World) -> None:
    sit(world, "\nw\n- one\n\no\nq\n", "--limit", "1")
    edits("", world)
    world.run("answers", "mine/sure", "--edit")
    world.run("answers", "mine/sure")

    assert "Mon 2 Mar, removed" in world.out
    assert "Mon 2 Mar, ticked" in world.out
