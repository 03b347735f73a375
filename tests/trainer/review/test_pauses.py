"""A night between question and answer is no answering time: up to ten minutes count, everywhere."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cards.card import Card
from scheduler.planning.session import SessionProgress
from tests.terminal import NOON, World, sit, sit_at_prompts
from trainer.review.screens import toolbar

NIGHT = timedelta(minutes=550)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", step=NIGHT.total_seconds())
    world.write_deck()
    return world


def pass_night(world: World) -> None:
    world.now += NIGHT


@pytest.mark.parametrize("typed", ["\na\n3\n\n", "I checked.\n\na\n3\n\n"])
def test_an_answer_counts_ten_minutes_at_most(world: World, typed: str) -> None:
    shown = sit(world, typed, "--limit", "1")
    assert "You took 10:00, over 1:00-2:15." in shown
    assert "550" not in shown
    world.run("stats", "--json")
    assert json.loads(world.out)["minutes"] == 10
    world.pass_days(9)
    shown = sit(world, "\nm\nq\n", "--limit", "1")
    assert "Last time: Mon 2 Mar, Good, 10:00" in shown
    world.run("answers", "--json")
    assert {each["seconds"] for each in json.loads(world.out)["attempts"]} <= {600}


def test_a_sitting_leaves_out_a_night_at_any_prompt(world: World) -> None:
    world.step = 30
    for line in range(3):
        world.run(
            "review", "--deck", "mine", "--limit", "1", typed="\na\n3\n\n", before={line: lambda: pass_night(world)}
        )
        assert "Reviewed 1 card in 1 min" in world.out
        world.pass_days(20)


def test_a_night_does_not_use_up_the_minutes_of_a_sitting(world: World) -> None:
    world.step = 30
    typed = "\na\n3\n\n3\n\n"
    world.run("review", "--deck", "mine", "--minutes", "20", typed=typed, before={2: lambda: pass_night(world)})

    assert "Reviewed 2 cards in 1 min" in world.out


def test_a_long_answer_that_its_card_allows_counts_whole(world: World) -> None:
    world.step = 1200.0
    world.write_deck('[[cards]]\nid = "case"\nquestion = "The case?"\nanswer = "So."\ntarget_seconds = 900\n')

    assert "You took 20:00, within" in sit(world, "\nq\n")


def test_a_story_told_in_parts_counts_ten_minutes_each_at_most(world: World) -> None:
    world.write_deck('[[cards]]\nid = "tale"\nquestion = "A tale?"\nkind = "story"\nanswer = "So."\n')
    shown = sit(world, "t\n\n\n\n\nq\n")

    assert "You took 10:00" in shown


def test_the_toolbar_stops_at_ten_minutes() -> None:
    line = toolbar(NIGHT.total_seconds(), Card(id="c", question="Why?"), SessionProgress(1, 2, None), 80)

    assert line.startswith(" 10:00 of 1:00")


def test_half_an_answer_is_kept_with_ten_minutes_at_most(world: World) -> None:
    now = NOON

    def clock() -> datetime:
        nonlocal now
        now += NIGHT
        return now

    sit_at_prompts(world, "half\x03", clock=clock)
    world.run("answers", "--json")

    assert [each["seconds"] for each in json.loads(world.out)["attempts"]] == [600]


def test_a_mock_counts_ten_minutes_at_most(world: World) -> None:
    world.run("mock", "--deck", "mine", "--questions", "1", typed="\n\n\n\n3\n\n")

    assert "550" not in world.out
    assert "18:" not in world.out
    assert "10:00" in world.out
