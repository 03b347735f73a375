"""The question that a new home asks before its first review, until it is answered."""

from pathlib import Path

import pytest

from tests.terminal import Screen, World
from trainer.interview.dates import Interview, read_interviews
from trainer.terminal.layout import width_of

ASKED = (
    " Interview   Is there an interview coming up?\n A date (fri, 10 Dec, in 9 days), or Enter to just practise\n > "
)
QUESTION = "How did you make sure?"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A new home at a terminal; today is Mon 2 Mar."""
    world = World(tmp_path / "home", interactive=True, variables={"GREENROOM_PLAIN": "1"})
    world.write_deck()
    return world


def start(world: World, typed: str, *options: str) -> str:
    assert world.run("review", "--deck", "mine", *options, typed=typed) == 0
    return world.out


def interviews(world: World) -> tuple[Interview, ...]:
    return read_interviews(world.home / "interviews.toml")


def test_a_date_and_the_minutes_a_day_are_asked_and_planned_for(world: World) -> None:
    shown = start(world, "fri\n30\nq\n")

    assert "q leaves.\n\n" + ASKED in shown
    assert " Minutes a day   Enter for 20\n > " in shown
    assert " Fri 6 Mar, in 4 days, 30 min a day. `greenroom interview show` has the plan.\n\n greenroom · Mon" in shown
    assert "Your interview in 4 days · 30 min left" in shown
    assert shown.index("30 min left") < shown.index(QUESTION)
    assert [(str(each.day), each.minutes, each.at) for each in interviews(world)] == [("2026-03-06", 30, "")]
    world.run("undo")
    assert interviews(world) == ()


@pytest.mark.parametrize(
    ("typed", "goes_on", "days"),
    [
        ("\nq\n", True, []),
        ("No\nq\n", True, []),
        ("yes\nnot yet\nq\n", True, []),
        ("y\nfri\n\nq\n", True, ["2026-03-06"]),
        ("fri\nq\n", False, ["2026-03-06"]),
        ("fri\n", False, ["2026-03-06"]),
        ("fri\n\nq\n", True, ["2026-03-06"]),
    ],
)
def test_it_is_never_asked_again_once_it_is_answered(
    world: World, typed: str, days: list[str], *, goes_on: bool
) -> None:
    assert (QUESTION in start(world, typed)) is goes_on
    assert [(str(each.day), each.minutes) for each in interviews(world)] == [(day, 20) for day in days]
    (world.home / "interviews.toml").unlink(missing_ok=True)
    assert "Interview" not in start(world, "q\n")
    assert QUESTION in world.out


@pytest.mark.parametrize("typed", ["", "q\n", "quit\n", "exit\n", "y\nq\n", "soon\nq\n", "y\n"])
def test_it_is_asked_again_at_the_next_start_after_the_user_leaves(world: World, typed: str) -> None:
    for _ in range(2):
        assert QUESTION not in start(world, typed)
        assert ASKED in world.out
    assert ASKED in start(world, "\nq\n")
    assert QUESTION in world.out
    assert "Interview" not in start(world, "q\n")


def test_what_cannot_be_read_is_asked_for_again(world: World) -> None:
    shown = start(world, "tomorow\nyesterday\n9/3\n1\nlots\n0\n999\n45 min\nq\n")

    assert shown.count(ASKED) == 3
    assert 'Can\'t read "tomorow" as a date. Try tomorrow, fri or 2026-12-10.' in shown
    assert "2026-03-01 is past: today is 2026-03-02." in shown
    assert "Which day   Mon 9 Mar (1) or Thu 3 Sep 2026 (2)?" in shown
    assert shown.count("is not a whole number from 1 to 720.") == 3
    assert [(str(each.day), each.minutes) for each in interviews(world)] == [("2026-03-09", 45)]


def test_yes_asks_for_the_date_and_minutes_can_be_hours(world: World) -> None:
    shown = start(world, "Yes\nfri\n13h\n1 hour\nq\n")

    assert " Interview   When is it?\n A date (fri, 10 Dec" in shown
    assert '"13h" is not a whole number from 1 to 720.' in shown
    assert [each.minutes for each in interviews(world)] == [60]


def test_only_a_new_home_at_a_terminal_is_asked(world: World) -> None:
    world.interactive = False
    assert "Interview" not in start(world, "q\n")
    world.interactive = True
    world.run("due")
    (world.home / "interviews.toml").write_text("# mine\n")
    assert "Interview" not in start(world, "q\n")
    (world.home / "interviews.toml").unlink()
    assert ASKED in start(world, "\n\n1\n\nq\n")


def test_a_home_with_reviews_is_not_asked(world: World) -> None:
    world.interactive = False
    start(world, "\n1\n\nq\n")
    world.interactive = True
    assert "Interview" not in start(world, "q\n")


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_screen(world: World, columns: int) -> None:
    world.columns = columns
    shown = start(world, "fri\n\nq\n")

    assert max(map(width_of, shown.splitlines())) <= columns
    if columns >= 80:
        assert len(shown.partition("\n\n")[0].splitlines()) == 3


@pytest.mark.slow
def test_it_is_asked_on_a_real_terminal_and_left_with_ctrl_c(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    asked = "Is there an interview coming up?"
    for keys, shows in (("\x03", asked), ("q\r", asked), ("\rq\r", asked), ("q\r", "Your answer")):
        with Screen("--home", str(world.home), "review", "--deck", "mine") as screen:
            screen.until(shows)
            screen.press(keys)
            assert screen.ended() == 0


def test_a_card_that_is_named_is_asked_at_once(world: World) -> None:
    assert world.run("review", "--card", "mine/sure", typed="q\n") == 0

    assert "Welcome" in world.out
    assert "Interview   Is there" not in world.out
    assert "Packs" not in world.out
    assert QUESTION in world.out
