"""`story drill`: ten questions against the clock, and how the stories spread over them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, Kind
from cards.key import CardKey, Priority
from tests.terminal import Screen, World
from trainer.review.story_drill import QUESTIONS, choose_questions

STORIES = """
[[stories]]
id = "bridge"
title = "The bridge"
competencies = ["persuasion"]
[[stories]]
id = "flood"
title = "The flood"
competencies = ["accuracy"]
[[stories]]
id = "fire"
title = "The fire drill"
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", step=5)
    world.run("decks")
    (world.home / "stories.toml").write_text(STORIES, encoding="utf-8")
    return world


def drill(world: World, *typed: str) -> str:
    assert world.run("story", "drill", typed="".join(f"{line}\n" for line in typed)) == 0
    return world.out


def test_ten_questions_show_which_story_is_told_for_everything_and_where_none_is(world: World) -> None:
    shown = drill(world, "1", "1", "bridge", "1", "fire", *[""] * 5)

    assert "10 questions in 2:00. Which story would you tell?" in shown
    assert "10 of 10 · 1:15 left" in shown
    assert "5 of 10 questions with a story, 5 s each." in shown
    assert "4 questions: vary" in shown
    assert "Not told: The flood." in shown
    assert len(shown.partition("Without a story:")[2].split("?")) >= 5


def test_it_ends_when_the_time_is_up(world: World) -> None:
    world.step = 50
    shown = drill(world, *["1"] * 9)

    assert "Time's up." in shown
    assert "3 of 3 questions with a story, 50 s each." in shown


@pytest.mark.parametrize("typed", [["1", "q"], ["1"]])
def test_it_can_be_left_at_any_point_and_shows_what_there_is(world: World, typed: list[str]) -> None:
    assert "1 of 1 question with a story" in drill(world, *typed)
    assert "Nothing answered." in drill(world, *typed[1:])


def test_what_is_no_story_is_asked_again(world: World) -> None:
    shown = drill(world, "9", "the", "nothing", "flood", "q")

    assert "There is no story 9 here: 1 to 3." in shown
    assert '3 stories have "the" in the title.' in shown
    assert 'No story has "nothing" in the title.' in shown
    assert "1 of 1 question with a story" in shown


def test_nothing_of_it_is_kept(world: World) -> None:
    world.run("story", "list", "--json")
    before = world.out
    drill(world, *["1"] * 10)
    world.run("story", "list", "--json")

    assert world.out == before


def test_without_stories_it_says_how_to_add_one(world: World) -> None:
    (world.home / "stories.toml").unlink()

    assert world.run("story", "drill") == 1
    assert "`greenroom story add` adds one." in world.err


cards = st.tuples(st.sampled_from(Kind), st.sampled_from(Priority)).map(
    lambda drawn: Card("", "Why?", drawn[0], priority=drawn[1])
)


@given(st.lists(cards, max_size=30), st.integers(0, 2**32 - 1))
def test_questions_that_ask_for_a_story_come_before_others(found: list[Card], seed: int) -> None:
    chosen = choose_questions({CardKey("d", str(n)): card for n, card in enumerate(found)}, seed)
    stories = sum(card.kind is Kind.STORY for card in found)

    assert len(chosen) == min(QUESTIONS, len(found))
    assert sum(card.kind is Kind.STORY for card in chosen) == min(QUESTIONS, stories)
    assert chosen == choose_questions({CardKey("d", str(n)): card for n, card in enumerate(found)}, seed)


def test_in_a_terminal_of_forty_columns_it_fits_and_ctrl_c_shows_the_result(world: World) -> None:
    with Screen("--home", str(world.home), "story", "drill", columns=40) as screen:
        screen.until("1 of 10")
        screen.press("2\r")
        screen.until("2 of 10")
        screen.press("\x03")
        screen.until("1 of 1 question with a story")
        assert screen.ended() == 0
