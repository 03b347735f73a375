"""How a sitting ends: what changed, in at most six lines."""

import re
from pathlib import Path

import pytest

from tests.terminal import World, sit

CARDS = '[deck]\nid = "mine"\n' + "".join(
    f'[[cards]]\nid = "{name}"\nquestion = "Question {name}?"\npriority = "{priority}"\n'
    f'key_points = ["x{name}", "y{name}"]\n'
    for name, priority in (("a", "must"), ("b", "must"), ("c", "core"))
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(CARDS)
    return world


def end(shown: str) -> list[str]:
    """Return the lines of the summary."""
    begin = max(shown.rfind("\n Reviewed"), shown.rfind("\n Nothing was rated"))
    return [line.strip() for line in shown[begin + 1 :].split("\n\n", maxsplit=1)[0].splitlines()]


def test_the_first_evening_counts_must_haves(world: World) -> None:
    first, musts, *missed, tomorrow = end(sit(world, "\n1\n2\n\na\n3\n\n\n1\nq\n"))

    assert first == "Reviewed 3 cards in 2 min."
    assert re.fullmatch(r"Must-haves: 2 of \d+ met \(\+2\)\.", musts)
    assert missed == ['Missed: "ya"', 'Missed: "xc"']
    assert tomorrow.startswith("Tomorrow: ")


def test_days_in_a_row_and_what_got_better_come_next_time(world: World) -> None:
    sit(world, "\n1\n1\n\n1\n3\n\n\n1\nq\n")
    world.pass_days(1)
    first, musts, better, *_ = end(sit(world, "\na\n3\n\n\n1\nq\n", "--new", "0"))

    assert first.endswith("· 2 days in a row.")
    assert "recalled today" in first
    assert re.fullmatch(r"Must-haves: 2 of \d+ met\.", musts)
    assert better == 'Better: "Question a?" Again to Good'


def test_more_points_with_the_same_rating_are_better_too(world: World) -> None:
    sit(world, "\n1\n2\nq\n", "--limit", "1")
    world.pass_days(9)

    assert 'Better: "Question a?" 1 to 2 points' in end(sit(world, "\na\n2\nq\n", "--new", "0"))


def test_several_are_counted_the_most_improved_first(world: World) -> None:
    sit(world, "\n1\n2\n\n1\n2\n\n1\n1\nq\n")
    world.pass_days(1)
    shown = sit(world, "\na\n3\n" * 3, "--new", "0")

    assert 'Better: "Question c?" Again to Good, and 2 more' in end(shown)


def test_an_undone_rating_is_not_summed_up(world: World) -> None:
    sit(world, "\n1\n1\nq\n", "--limit", "1")
    world.pass_days(1)
    shown = sit(world, "\na\n4\nu\nq\n", "--new", "0")

    assert not [line for line in end(shown) if line.startswith("Better")]


def test_a_repeat_of_the_same_day_is_no_improvement(world: World) -> None:
    shown = sit(world, "\n1\n1\n\na\n3\n", "--limit", "1")

    assert "Reviewed 2 cards" in shown
    assert not [line for line in end(shown) if line.startswith("Better")]


def test_nothing_rated_is_said_with_what_comes_tomorrow_alone(world: World) -> None:
    assert [line.split()[0] for line in end(sit(world, "q\n"))] == ["Nothing", "Tomorrow:"]


def test_it_takes_six_lines_at_most_however_long_the_texts_are(world: World) -> None:
    world.write_deck(CARDS.replace("Question ", "Long question " * 20).replace('"x', f'"{"long point " * 20}x'))
    sit(world, "\n2\n1\n\n2\n1\nq\n")
    world.pass_days(1)
    world.run("interview", "set", "2026-03-12", "--at", "Acme", "--deck", "mine")
    shown = sit(world, "\n2\n3\n\n2\n3\nq\n")

    assert len(end(shown)) <= 6
    labels = [line.split()[0].rstrip(":") for line in end(shown)]
    assert labels == ["Reviewed", "Acme,", "Better", "Missed", "Missed", "Tomorrow"]


def test_a_quick_sitting_on_one_deck_says_so(world: World) -> None:
    world.step = 2
    world.write_deck(CARDS)
    world.run("interview", "set", "2026-03-12", "--at", "Acme")
    shown = sit(world, "\n2\n1\nq\n")

    assert "Reviewed 1 card in under a minute." in shown
    assert " Acme, in this deck: must-haves " in shown
    assert world.run("review", typed="q\n") == 0
    assert "in this deck" not in world.out
