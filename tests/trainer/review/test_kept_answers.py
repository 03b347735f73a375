"""A typed answer outlives whatever ends the sitting, until it is rated."""

import json
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.terminal import Screen, World, sit, sit_at_prompts, wait_until

CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"


def draft(world: World) -> Path:
    return world.home / "answers" / "mine--sure.unrated.draft"


def attempts(world: World) -> list[tuple[str, int | None, str]]:
    assert world.run("answers", "--json") == 0
    return [(each["key"], each["rating"], each["text"]) for each in json.loads(world.out)["attempts"]]


@pytest.mark.parametrize("typed", ["My long answer.\n\nq\n", "My long answer.\n\n1 2\nq\n", "My long answer.\n\n1\n"])
def test_an_answer_that_was_left_unrated_is_listed_and_offered(world: World, typed: str) -> None:
    sit(world, typed)
    assert attempts(world) == [("mine/sure", None, "My long answer.")]
    world.run("answers")
    assert "not rated" in world.out
    world.pass_days(1)
    shown = sit(world, "k\n1 2\n\nq\n")

    assert "You left this unrated on Mon 2 Mar, after 0:" in shown
    assert "   My long answer.\n" in shown
    assert attempts(world) == [("mine/sure", 2, "My long answer.")]
    assert not draft(world).exists()


@pytest.mark.parametrize("keys", [f"half an{CTRL_C}", f"half an\r{CTRL_C}", f"half an\r1\r{CTRL_D}", "half an\r1\rq\r"])
def test_an_answer_survives_leaving_at_any_prompt(world: World, keys: str) -> None:
    sit_at_prompts(world, keys)

    assert attempts(world) == [("mine/sure", None, "half an")]


def test_half_an_answer_is_on_the_disk_line_by_line(world: World) -> None:
    found: list[str] = []
    world.run(
        "review", "--deck", "mine", typed="one\ntwo\n", before={2: lambda: found.append(draft(world).read_text())}
    )

    assert found[0].endswith("\none\ntwo")
    assert attempts(world) == [("mine/sure", None, "one\ntwo")]


def test_an_answer_that_was_kept_can_be_gone_on_with(world: World) -> None:
    sit_at_prompts(world, f"I checked{CTRL_C}")
    sit_at_prompts(world, f"k\r the ledger\r1\r3\r{CTRL_C}")

    assert attempts(world) == [("mine/sure", 3, "I checked the ledger")]


def test_an_answer_that_another_attempt_replaces_stays_listed(world: World) -> None:
    sit(world, "first\n\nq\n")
    world.now += timedelta(minutes=1)
    shown = sit(world, "second\n\nq\n")

    assert "If you start afresh, it stays in `greenroom answers`." in shown
    assert attempts(world) == [("mine/sure", None, "second"), ("mine/sure", None, "first")]
    world.now += timedelta(minutes=1)
    assert "   second\n" in sit(world, "k\n1\n3\nq\n")
    assert attempts(world) == [("mine/sure", 3, "second"), ("mine/sure", None, "first")]
    world.run("answers", "--find", "first")
    assert "not rated" in world.out


@pytest.mark.parametrize("keys", ["first\n\nn\n", "first\n\n1\nn\n"])
def test_an_answer_stays_listed_when_the_question_is_asked_in_other_words(world: World, keys: str) -> None:
    sit(world, keys + "second\n\n1\n3\nq\n")

    assert sorted(attempts(world), key=str) == [("mine/sure", 3, "second"), ("mine/sure", None, "first")]


def test_erasing_the_first_letters_of_another_attempt_leaves_what_was_kept(world: World) -> None:
    world.answer_first_question()
    sit(world, "first\n\nq\n")
    with Screen("--home", str(world.home), "review", "--deck", "mine") as screen:
        screen.until("k goes on with it")
        screen.press("ab")
        wait_until(lambda: len([*draft(world).parent.glob("*.draft")]) == 2)
        screen.press("\x7f\x7fk\r")
        screen.until(" > first")
        screen.press(CTRL_C)
        screen.ended()

    assert attempts(world) == [("mine/sure", None, "first")]


def test_an_answer_that_was_kept_can_be_erased(world: World) -> None:
    sit_at_prompts(world, f"first{CTRL_C}")
    sit_at_prompts(world, f"k\r{CTRL_U}{CTRL_C}")

    assert attempts(world) == []


def test_enter_answers_out_loud_and_leaves_what_was_kept_listed(world: World) -> None:
    sit(world, "first\n\nq\n")
    world.pass_days(8)
    shown = sit(world, "\n1\nq\n")
    assert "You took 0:30" in shown
    assert attempts(world) == [("mine/sure", None, "first")]
    sit(world, "\n1\n3\nq\n")

    assert attempts(world) == [("mine/sure", None, "first")]
    assert "unrated" not in sit(world, "q\n", "--card", "mine/sure")


def test_the_key_says_so_when_nothing_was_kept(world: World) -> None:
    shown = sit(world, "k\n\nq\n")

    assert "There is no unrated answer to pick up here." in shown
    assert attempts(world) == []


def test_notes_of_your_own_answer_are_never_taken_for_what_you_said(world: World) -> None:
    sit(world, "\nw\n- point one\nsome note\n\nq\n")
    shown = sit(world, "\nq\n")

    assert "You left this unrated" not in shown
    assert attempts(world) == []


def test_a_command_leaves_what_was_kept_as_it_is(world: World) -> None:
    sit(world, "first\n\nq\n")
    sit(world, "?\n??\nf\np\nq\n")
    sit_at_prompts(world, f"?\rq{CTRL_C}")

    assert attempts(world) == [("mine/sure", None, "first")]


def test_the_wording_and_a_peek_are_kept_with_the_answer(world: World) -> None:
    sit(world, "n\np\nIt was a peek\n\nq\n")
    shown = sit(world, "k\na\n\nq\n")

    assert "And you knew it was right because?" in shown
    with sqlite3.connect(world.home / "greenroom.db") as database:
        assert database.execute("SELECT rating, phrasing FROM reviews").fetchall() == [(2, 1)]


def test_an_answer_whose_rating_was_undone_is_kept(world: World) -> None:
    sit(world, "My answer\n\na\n3\nu\nq\n")

    assert attempts(world) == [("mine/sure", None, "My answer")]


def test_an_answer_that_was_rated_meanwhile_is_no_longer_offered(world: World) -> None:
    sit(world, "first\n\nq\n")
    before = draft(world).read_text()
    sit(world, "k\na\n3\nq\n")
    draft(world).write_text(before)

    assert attempts(world) == [("mine/sure", 3, "first")]
    world.pass_days(30)
    assert "unrated" not in sit(world, "q\n", "--new", "0")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        b"mine/sure phrasing=x ms=1 at=1\ntext",
        b"\xff\xfe\n" * 9,
        b"mine/sure phrasing=0 ms=1 at=9\n\n",
    ],
)
def test_a_file_that_is_no_draft_is_passed_over(world: World, content: bytes) -> None:
    sit(world, "first\n\nq\n")
    draft(world).write_bytes(content)

    assert attempts(world) == []
    assert "unrated" not in sit(world, "q\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_kept_answer_is_for_its_owner_alone(world: World) -> None:
    sit(world, "first\n\nq\n")

    assert draft(world).stat().st_mode & 0o777 == 0o600
    assert draft(world).parent.stat().st_mode & 0o777 == 0o700


def test_an_answer_that_cannot_be_kept_can_still_be_rated(world: World) -> None:
    (world.home / "answers").write_text("in the way")
    shown = sit(world, "first\n\na\n3\nq\n")

    assert shown.count("won't be saved until you rate it") == 1
    (world.home / "answers").unlink()
    assert attempts(world) == [("mine/sure", 3, "first")]


def test_the_time_of_a_kept_answer_counts_with_what_is_added(world: World) -> None:
    sit(world, "first\n\nq\n")
    shown = sit(world, "k\n\nq\n")

    assert "You took 1:00, within 1:00-2:15." in shown  # half a minute each


def test_leaving_says_that_the_answer_is_kept_and_its_card_comes_first(world: World) -> None:
    shown = sit(world, "\na\n3\nhalf\n\nq\n")
    assert " Your unfinished answer is kept for next time.\n" in shown
    world.pass_days(30)
    shown = sit(world, "k\n\nq\n")

    assert shown.index("Why us?") < shown.index("You left this unrated")
    assert "How did you make sure?" not in shown
    assert "kept for next time" not in sit(world, "q\n", "--card", "mine/sure")
