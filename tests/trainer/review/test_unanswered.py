"""Cards whose answer is still to be written."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import DECK, World, sit, sit_at_prompts

QUESTIONS = """
[deck]
id = "mine"
title = "Mine"

[[cards]]
id = "hard"
question = "What was hard?"
priority = "must"

[[cards]]
id = "why"
question = "Why us?"
answer = "The work."
priority = "extra"

[[cards]]
id = "proud"
question = "What are you proud of?"
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(QUESTIONS)
    return world


def listed(world: World, *argv: str) -> Any:
    assert world.run(*argv, "--json") == 0
    return json.loads(world.out)


def questions_asked(shown: str) -> list[str]:
    return [question for question in ("hard?", "us?", "proud of?") if question in shown]


def test_unanswered_cards_come_after_the_others(world: World) -> None:
    assert questions_asked(sit(world, "q\n")) == ["us?"]
    assert questions_asked(sit(world, "\n3\nq\n")) == ["hard?", "us?"]


def test_after_an_answer_the_review_asks_what_a_good_one_needs_and_its_points_are_ticked(world: World) -> None:
    shown = sit(world, "\n3\nIt was the migration.\n\n- ! name the thing\n- say what I did\n\n1\n\nq\n")

    assert "What a good answer needs" in shown
    assert "Saved: 2 points of your own." in shown
    assert "1 of 2" in shown
    assert "Hard: with a gap." in shown
    assert listed(world, "answers")["unanswered"] == [{"key": "mine/proud", "question": "What are you proud of?"}]


def test_enter_skips_writing_and_the_rating_is_good_by_default(world: World) -> None:
    shown = sit(world, "\n3\nIt was the migration.\n\n\n\nq\n")

    assert "Points covered" not in shown.split("What a good answer needs")[1]
    assert "Good: complete." in shown
    assert not [*(world.home / "answers").glob("*.toml")]


def test_it_is_not_asked_twice_in_a_sitting(world: World) -> None:
    shown = sit(world, "\n3\nSo.\n\n\n1\nSo.\n\n\n3\nSo.\n\n3\nu\nq\n")

    assert shown.count("What a good answer needs") == 2  # once for each of the two cards


@pytest.mark.parametrize(("letter", "said"), [("?", "begins a point"), ("b", "Buried until tomorrow"), ("u", "Undone")])
def test_the_keys_work_where_it_is_asked(world: World, letter: str, said: str) -> None:
    assert said in sit(world, f"\n3\nSo.\n\n{letter}\n\n\nq\n")
    assert not [*(world.home / "answers").glob("*.toml")]


def test_a_question_mark_below_a_draft_lists_the_keys_and_is_not_saved(world: World) -> None:
    sit(world, "\n3\nSo.\n\n- half a thought")
    sit_at_prompts(world, "So.\r?\r\r\x03")
    written = (world.home / "answers" / "mine.toml").read_text()

    assert "half a thought" in written
    assert "?" not in written


def test_leaving_keeps_what_was_typed(world: World) -> None:
    sit(world, "\n3\nSo.\n\n- half a thought")
    shown = sit(world, "So.\n\n")

    assert "You have a draft that isn't saved yet:" in shown


def test_there_is_nothing_to_peek_at_until_something_is_written(world: World) -> None:
    shown = sit(world, "\n3\np\nw\njust notes\n\np\nSo.\n\nq\n")

    assert "There is nothing to peek at yet" in shown
    assert "Peeked: Hard at best." in shown
    assert "What a good answer needs" not in shown  # notes are an answer


def test_an_answer_of_one_s_own_puts_a_card_where_its_priority_belongs(world: World) -> None:
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    answers.write_text('[[answers]]\ncard = "hard"\npoints = ["name it"]\n')

    assert questions_asked(sit(world, "q\n")) == ["hard?"]
    answers.write_text('[[answers]]\ncard = "hard"\npoints = ["name it"]\n[[answers]]\ncard = "hard"\n')
    assert questions_asked(sit(world, "q\n")) == ["us?"]


def test_decks_cards_stats_sheet_and_answers_count_them(world: World) -> None:
    assert world.run("decks") == 0
    assert "3 cards, 2 without an answer yet, your own" in world.out
    mine = next(deck for deck in listed(world, "decks") if deck["id"] == "mine")
    assert (mine["cards"], mine["unanswered"]) == (3, 2)
    cards = {card["key"]: card["unanswered"] for card in listed(world, "cards", "mine")}
    assert cards == {"mine/hard": True, "mine/why": False, "mine/proud": True}
    assert world.run("cards", "mine") == 0
    assert "new, no answer yet" in world.out
    assert listed(world, "stats")["cards"]["unanswered"] == 2
    sit(world, "\n3\nq\n")
    assert world.run("stats") == 0
    assert "2 without an answer yet" in world.out
    for form in ((), ("--md", "-"), ("--html", "-")):
        assert world.run("sheet", *form) == 0
        assert "2 questions still need an answer" in world.out
    assert world.run("answers") == 0
    assert "2 cards without an answer yet" in world.out
    assert world.run("answers", "--find", "proud") == 0
    assert "1 card without an answer yet" in world.out


def test_a_long_list_of_them_is_cut(world: World) -> None:
    world.write_deck(DECK + "".join(f'[[cards]]\nquestion = "Question {n}?"\n' for n in range(25)))
    world.run("answers")

    assert "25 cards without an answer yet" in world.out
    assert "and 15 more" in world.out


def test_a_mock_asks_them_too(world: World) -> None:
    world.write_deck('[deck]\nid = "mine"\n' + '[[cards]]\nquestion = "What was hard?"\n')
    assert world.run("mock", "--deck", "mine", "--questions", "1", typed="So.\n\n3\n") == 0

    assert "What was hard?" in world.out
    assert "Good: complete." in world.out


def test_before_an_interview_they_come_last_too(world: World) -> None:
    assert world.run("interview", "set", "in 9 days", "--deck", "mine") == 0

    assert questions_asked(sit(world, "q\n")) == ["us?"]
    shown = listed(world, "interview", "show")
    assert shown["today"][0] == "mine/why"
