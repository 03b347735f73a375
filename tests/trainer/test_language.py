"""`config language`: which built-in decks are asked, how cards are worded, and that nothing else changes with it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from decks.library.library import BUILTIN
from tests.terminal import World, sit

OWN = """
[deck]
id = "mine"
[[cards]]
id = "organise"
question = "How do you organise your day?"
key_points = ["a list", {text = "a favourite tool", must = true}]
[cards.wordings.en-US]
question = "How do you organize your day?"
key_points = ["a list", "a favorite tool"]
[cards.wordings.de]
question = "Wie organisieren Sie Ihren Tag?"
"""
GERMAN = {path.stem for path in (BUILTIN / "de").glob("*.toml")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(OWN)
    return world


def decks(world: World) -> set[str]:
    assert world.run("due", "--json") == 0
    return {deck["id"] for deck in json.loads(world.out)["decks"]}


@pytest.mark.parametrize(
    ("language", "question", "must"),
    [
        ("en-GB", "How do you organise your day?", "a favourite tool"),
        ("en-US", "How do you organize your day?", "a favorite tool"),
        ("de", "Wie organisieren Sie Ihren Tag?", "a favourite tool"),
    ],
)
def test_a_card_is_asked_as_it_is_worded_in_the_language(world: World, language: str, question: str, must: str) -> None:
    assert world.run("config", "language", language.lower()) == 0
    assert world.out == f'language = "{language}"\n'
    shown = sit(world, "\n1 2\n3\n")

    assert question in shown
    assert must in shown
    world.run("cards", "mine")
    assert question in world.out
    world.run("cards", "--find", question)
    assert "mine/organise" in world.out


def test_ticks_stay_with_their_points_in_any_wording(world: World) -> None:
    for _ in range(3):
        sit(world, "\n1\n2\n")
        world.pass_days(9)
    world.run("config", "language", "en-US")
    world.run("stats", "--json")

    assert "a favorite tool" in world.out
    assert "a favourite tool" not in world.out


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(("en", "en-GB"), ("English", "en-GB"), ("british", "en-GB"), ("american", "en-US"), ("US", "en-US")),
        *(("german", "de"), ("Deutsch", "de")),
    ],
)
def test_a_language_can_be_set_by_what_people_call_it(world: World, text: str, language: str) -> None:
    assert world.run("config", "language", text) == 0
    assert world.out == f'language = "{language}"\n'
    assert world.run("config", "language") == 0
    assert world.out == f'"{language}"\n'


def test_an_unknown_language_is_one_sentence_with_the_choices(world: World) -> None:
    assert world.run("config", "language", "xx") == 1
    assert world.err == 'greenroom: "xx" is not "en-GB", "en-US" or "de".\n'
    (world.home / "config.toml").write_text('language = "xx"\n')
    assert world.run("due") == 0
    assert 'language is not "en-GB", "en-US" or "de"; the default is used.' in world.err


def test_english_decks_are_the_same_in_both_varieties_and_the_german_ones_not_there(world: World) -> None:
    english = decks(world)
    world.run("config", "language", "en-US")

    assert decks(world) == english
    assert english.isdisjoint(GERMAN)
    assert "mine" in english


def test_german_decks_take_the_place_of_the_english_ones_or_of_none_as_long_as_there_are_none(world: World) -> None:
    english = decks(world)
    world.run("config", "language", "de")

    assert decks(world) == ({"mine"} | GERMAN if GERMAN else english)
    world.run("config", "language", "en-GB")
    assert decks(world) == english


@pytest.mark.skipif(not GERMAN, reason="no German decks ship")
@pytest.mark.parametrize(
    ("language", "argv", "deck"),
    [
        ("de", ["review", "--deck", "cultural-fit"], "cultural-fit"),
        ("de", ["decks", "--enable", "software"], "software"),
        ("en-GB", ["cards", min(GERMAN, default="")], min(GERMAN, default="")),
    ],
)
def test_a_deck_in_another_language_is_one_sentence(world: World, language: str, argv: list[str], deck: str) -> None:
    world.run("config", "language", language)

    assert world.run(*argv) == 1
    switch = "Switch with `greenroom config language en-GB`, en-US or de."
    assert world.err == f'greenroom: "{deck}" is a deck in another language. {switch}\n'
    assert world.run("check", deck) == 0


def test_there_and_back_no_review_memory_or_file_is_another_but_the_settings(world: World) -> None:
    """Packs and languages choose what is asked; they never change what there is, but for what `undo` needs."""
    world.run("decks", "--enable", "software")
    for deck in ("mine", "software", "attributes"):
        assert world.run("review", "--deck", deck, "--limit", "2", typed="\n1\n3\n" * 3 + "q\n") == 0
    world.run("decks")

    def files() -> dict[str, bytes]:
        return {
            str(path.relative_to(world.home)): path.read_bytes()
            for path in world.home.rglob("*")
            if path.is_file()
            and not path.name.startswith(("cache.db", "greenroom.db"))
            and path.suffix != ".zip"
            and path.parent != world.home / "backups" / "before"
        }

    def log() -> list[str]:
        with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
            return [line for line in database.iterdump() if not line.startswith('INSERT INTO "change')]

    def shown() -> list[str]:
        outputs = []
        for argv in (["due", "--json"], ["cards", "--json"], ["stats", "--json"], ["answers", "--json"]):
            world.run(*argv)
            outputs.append(world.out)
        return outputs

    before = files(), log(), shown()
    for step in (
        ["config", "language", "de"],
        ["decks", "--disable", "software"],
        ["config", "language", "en-US"],
        ["decks", "--enable", "teaching", "software"],
        ["decks", "--disable", "teaching"],
        ["config", "language", "en-GB"],
    ):
        if step != ["decks", "--disable", "software"] or not GERMAN:
            assert world.run(*step) == 0
        for look in (["due"], ["decks"], ["doctor"], ["cards", "mine"], ["interview", "show"], ["check"]):
            world.run(*look)
        now = files()
        assert {name: now.get(name) for name in before[0] if name != "config.toml"} == {
            name: content for name, content in before[0].items() if name != "config.toml"
        }
        assert now.keys() <= before[0].keys() | {"config.toml"}
        assert log() == before[1]
    assert shown() == before[2]
