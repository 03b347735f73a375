"""What a cleared or resized screen shows of the card that is being asked."""

from datetime import datetime, timedelta

import pytest

from tests.terminal import NOON, World, sit_at_prompts

CTRL_L, CTRL_C = "\x0c", "\x03"


def test_ctrl_l_shows_the_question_again(world: World) -> None:
    shown = sit_at_prompts(world, f"half{CTRL_L}{CTRL_C}")

    assert shown.count("How did you make sure?") == 1
    assert shown.index("1 of 2") < shown.index("How did you make sure?") < shown.index("Your answer")
    assert "> half" in shown


def test_ctrl_l_at_the_points_shows_question_and_points_again(world: World) -> None:
    shown = sit_at_prompts(world, f"\r1{CTRL_L}{CTRL_C}")

    assert shown.count("How did you make sure?") == 1
    assert shown.index("How did you make sure?") < shown.index("1  names the check") < shown.index("Points covered")


def test_ctrl_l_at_the_rating_shows_question_points_and_ratings_again(world: World) -> None:
    shown = sit_at_prompts(world, f"\r1 2\r{CTRL_L}{CTRL_C}")

    assert shown.count("How did you make sure?") == 1
    assert shown.index("3  gives a number") < shown.index("Rate ") < shown.index("1 Again") < shown.index("4 Easy")
    assert "They test" not in shown


@pytest.mark.parametrize("rows", [12, 24])
def test_what_is_drawn_again_fits_the_screen(world: World, rows: int) -> None:
    world.columns = 40
    shown = sit_at_prompts(world, f"\r1 2\r{CTRL_L}{CTRL_C}", rows)

    assert "Enter Hard" in shown
    assert "Nothing was rated." in shown
    assert ("How did you make sure?" in shown) == (rows == 24)


def test_the_first_question_counts_as_the_heading_does_however_much_time_passes(world: World) -> None:
    now = NOON

    def clock() -> datetime:
        nonlocal now
        now += timedelta(seconds=20)
        return now

    shown = sit_at_prompts(world, CTRL_C, clock=clock, limit=timedelta(seconds=181), pace_seconds=90)

    assert "1 of 2 ─ Mine" in shown  # as the heading says, which is of the beginning; the toolbar repeats it
