"""`greenroom cards`."""

import json
from pathlib import Path

import pytest

from tests.terminal import DECK, World, sit
from trainer.terminal.layout import width_of

OTHER = """
[deck]
id = "other"

[[cards]]
id = "bare"
question = "What would you ask the café's owner?"

[[cards]]
id = "long"
question = "Why this?"
phrasings = ["What drew you here?"]
answer = "The MÜNCHEN office."
tags = ["travel"]
competencies = ["commercial", "grit-and-more"]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.write_deck(OTHER, "other.toml")
    return world


def found(world: World, *options: str) -> list[str]:
    assert world.run("cards", *options, "--json") == 0
    return [row["key"] for row in json.loads(world.out)]


def test_without_a_deck_the_cards_of_all_decks_are_listed(world: World) -> None:
    everything = found(world)
    assert {"mine/sure", "other/long"} <= set(everything)
    world.run("decks", "--json")
    assert len(everything) == sum(deck["cards"] for deck in json.loads(world.out) if deck["enabled"])

    assert found(world, "mine", "--deck", "other", "--deck", "mine") == [
        "mine/sure",
        "mine/why",
        "other/bare",
        "other/long",
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("WHY", ["mine/why", "other/long"]),
        ("drew you", ["other/long"]),  # a phrasing
        ("check names", ["mine/sure"]),  # a key point, in any order
        ("munchen", ["other/long"]),  # the answer, without its dots
        ("travel", ["other/long"]),  # a tag
        ("Commercial awareness", ["other/long"]),  # the title of a competency
        ("grit-and", ["other/long"]),  # one that only this deck knows
        ("other/ba", ["other/bare"]),  # the key
        ("CAFÉ", ["other/bare"]),
        ("cafe\u0301", ["other/bare"]),
        ("nowhere to be found", []),
        ("", ["mine/sure", "mine/why", "other/bare", "other/long"]),
    ],
)
def test_cards_are_found_by_words_of_any_of_their_texts(world: World, text: str, keys: list[str]) -> None:
    assert found(world, "mine", "other", "--find", text) == keys


def test_flagged_weak_and_unanswered_cards_can_be_listed_and_combined(world: World) -> None:
    sit(world, "f\n\na\n2\n\n1\nq\n")

    assert found(world, "--flagged") == ["mine/sure"]
    assert found(world, "--weak") == ["mine/sure", "mine/why"]
    assert found(world, "--flagged", "--weak", "--find", "sure") == ["mine/sure"]
    assert found(world, "--flagged", "--weak", "--deck", "other") == []
    assert found(world, "--unanswered") == ["other/bare"]
    world.run("cards", "--weak")
    assert "young, flagged, weak, due 2026-03-03" in world.out
    world.run("cards", "--flagged", "--unanswered")
    assert world.out == " No card matches.\n"


@pytest.mark.parametrize("columns", [20, 40])
def test_no_line_of_the_list_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    world.write_deck(DECK.replace("Why us?", "Why \u4e2d\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d?"))
    world.run("cards")

    assert all(width_of(line) <= columns for line in world.out.splitlines())
