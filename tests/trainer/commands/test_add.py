"""`greenroom add`."""

import json
from pathlib import Path

import pytest

from cards.card import Card, KeyPoint, Kind
from decks.toml.files import read_file
from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_a_card_can_be_added_by_answering_questions(world: World) -> None:
    typed = "\nWhat drives you?\n!a project I chose\nwhat it cost\n\n\nkindness\nfit\nme, work\n"
    assert world.run("add", typed=typed) == 0
    assert "Question can't be empty" in world.out
    assert 'Nothing matches "kindness".' in world.out
    assert "  6  fit  about 1:00\n" in world.out
    assert "Added my-questions/what-drives-you" in world.out
    world.run("add", typed="What drives you?\n\nThe gist.\n\n\n")
    world.run("add", typed="What is hard?\n\n\n\n\n")
    assert "the gist; Enter for later" in world.out
    world.run("cards", "my-questions", "--json")

    assert [(card["key"], card["unanswered"]) for card in json.loads(world.out)] == [
        ("my-questions/what-drives-you", False),
        ("my-questions/what-drives-you-2", False),
        ("my-questions/what-is-hard", True),
    ]
    assert world.run("check") == 0


def card(world: World, key: str) -> Card:
    deck, _ = read_file(world.home / "decks" / f"{key.partition('/')[0]}.toml")
    assert deck is not None
    return next(card for card in deck.cards if card.id == key.partition("/")[2])


def test_a_script_can_add_a_card_without_being_asked(world: World) -> None:
    points = ["--point", "!a project I chose ", "--point", "what it\tcost", "--point", "! "]
    given = [
        "--question",
        " What drives\x1b[2J you? ",
        *points,
        "--kind",
        "fit",
        "--answer",
        "Work.",
        "--tags",
        "me, work",
    ]
    assert world.run("add", "--deck", "new", *given) == 0
    assert world.out == f"Added new/what-drives-you to {world.home / 'decks' / 'new.toml'}.\n"
    added = card(world, "new/what-drives-you")
    assert (added.question, added.kind, added.answer, added.tags) == (
        "What drives you?",
        "fit",
        "Work.",
        ("me", "work"),
    )
    assert added.key_points == (KeyPoint("a project I chose", must=True), KeyPoint("what it cost"))
    assert world.run("add", "--deck", "new", "--question", "Why?") == 0
    assert card(world, "new/why").is_unanswered
    assert world.run("check", "new") == 0
    assert world.run("undo") == 0
    assert world.run("undo") == 0

    assert not (world.home / "decks" / "new.toml").exists()


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--point", "a"], 2, "--question is missing."),
        (["--tags", ""], 2, "--question is missing."),
        (["--question", " "], 2, "--question is empty."),
        (["--question", "Why?", "--kind", "storry"], 2, 'there is no "storry". Did you mean "story"?'),
        (["--question", "Why?", "--deck", "No Slug"], 1, '"No Slug" is not a slug'),
        (["--question", "Why?", "--deck", "my-stories"], 1, "Use `greenroom story add`."),
    ],
)
def test_a_card_that_cannot_be_added_is_one_sentence(
    world: World, options: list[str], code: int, sentence: str
) -> None:
    assert world.run("add", *options) == code
    assert sentence in world.err
    assert world.err.count("\n") == 1
    assert not list((world.home / "decks").glob("*"))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_given(world: World, kind: Kind) -> None:
    assert world.run("add", "--question", "Why?", "--kind", kind) == 0
    assert card(world, "my-questions/why").kind is kind


def test_a_card_added_to_a_built_in_deck_stands_beside_its_cards(world: World) -> None:
    world.run("cards", "cultural-fit", "--json")
    before = len(json.loads(world.out))
    assert world.run("add", "--deck", "cultural-fit", typed="Why here?\n\nThe people.\n\n\n") == 0
    world.run("cards", "cultural-fit", "--json")

    assert len(json.loads(world.out)) == before + 1


def test_a_card_left_half_way_is_not_added(world: World) -> None:
    assert world.run("add", typed="What drives you?\n") == 1
    assert world.err == "Nothing was added.\n"
    assert list((world.home / "decks").iterdir()) == []


@pytest.mark.parametrize("content", [b"\xff", b"x = "])
def test_nothing_is_added_to_a_broken_file(world: World, content: bytes) -> None:
    path = world.write_deck()
    path.rename(path.with_name("my-questions.toml")).write_bytes(content)

    assert world.run("add", typed="Q?\n\nA\n\n\n") == 1
    assert path.with_name("my-questions.toml").read_bytes() == content


def test_nothing_is_added_to_a_deck_whose_cards_are_on_one_line(world: World) -> None:
    text = 'cards = [{question = "Why?", answer = "So."}]\n'
    path = world.write_deck(text)

    assert world.run("add", "--deck", "mine", typed="Q?\n\nA\n\n\n") == 1
    assert "Write each card as [[cards]]" in world.err
    assert path.read_text() == text


def test_a_card_added_to_a_file_from_windows_has_its_line_ends(world: World) -> None:
    path = world.write_deck()
    path.write_bytes(b'[[cards]]\r\nid = "a"\r\nquestion = "Why?"\r\nanswer = "So."')
    assert world.run("add", "--deck", "mine", typed="Q?\n\nA\n\n\n") == 0

    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 4
    assert world.run("check") == 0
