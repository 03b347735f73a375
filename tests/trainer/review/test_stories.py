"""Stories in whole sittings: picked, told and timed."""

import json
import re
from pathlib import Path

import pytest

from cards.key import CardKey
from scheduler.log import stories as story_log
from scheduler.log.store import Store
from tests.histories import open_store
from tests.own_material import TOLD, stories_by_card, write_stories
from tests.terminal import DECK, World, sit


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    return world


def test_the_story_told_is_picked_and_the_spread_is_counted(world: World) -> None:
    write_stories(world)
    shown = sit(world, "\ny\n1\na\n3\n\n\n3\n\ny\nstrike\na\n3\n\n")
    assert re.search(r"  1  The ledger rescue +fits\n", shown)
    assert "Story told   a number, or a word of its title; Enter for none" in shown
    assert stories_by_card(world) == {"sure": "ledger", "proud": "strike"}
    world.run("story", "list")
    assert re.search(r" The ledger rescue \(ledger\) +used for 1 answer\n", world.out)
    world.pass_days(3)
    shown = sit(world, "\ny\nledger\na\n3\n\n\n", "--new", "0")

    assert "told last time" in shown


def test_a_story_is_named_by_words_of_its_title_and_slips_are_asked_again(world: World) -> None:
    write_stories(world)
    shown = sit(world, "\ny\n9\nthe\nnone such\nstrike\na\n3\nq\n", "--limit", "1")

    assert "There is no story 9 here: 1 to 1, or a word of its title." in shown
    named = '2 stories have "the" in the title: The ledger rescue, The strike. Enter for none.'
    assert named in " ".join(shown.split())
    assert 'No story has "none such" in the title.' in shown
    assert "Told: The strike." in shown
    assert stories_by_card(world) == {"sure": "strike"}


def test_what_was_told_is_looked_up_once_a_prompt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stories(world)
    looked: list[dict[CardKey, str]] = []

    def counted(store: Store) -> dict[CardKey, str]:
        looked.append(stories_told(store))
        return looked[-1]

    stories_told = story_log.stories_told
    monkeypatch.setattr(story_log, "stories_told", counted)
    sit(world, "\ny\n9\nledger\na\n3\nq\n", "--limit", "1")

    assert len(looked) == 2


def test_a_story_that_fits_nothing_yet_can_still_be_named(world: World) -> None:
    write_stories(world, '[[stories]]\ntitle = "The flood"\n')
    world.write_deck(DECK.replace('kind = "technique"', 'kind = "attribute"'))
    shown = sit(world, "\n?\ny\nflood\na\n3\nq\n", "--limit", "1")

    assert re.search(r"\n y +name the story you told\n", shown)
    assert "Told: The flood." in shown
    assert "You have no story" not in shown


def test_no_story_need_be_named_and_without_stories_nothing_is_asked(world: World) -> None:
    shown = sit(world, "\ny\na\n3\nq\n", "--limit", "1")
    assert "Story told" not in shown
    assert "y story" not in shown
    assert "You have no story for this yet" in shown
    write_stories(world)
    world.pass_days(30)
    shown = sit(world, "\na\nu\na\n3\nq\n", "--new", "0")
    assert "a all, Enter none · y story · m more" in shown
    assert "Story told" not in shown
    sit(world, "u\ny\n\n3\nq\n")
    assert stories_by_card(world) == {}


def test_an_undone_review_told_nothing_and_its_story_goes_with_the_next_rating(world: World) -> None:
    write_stories(world)
    sit(world, "\ny\n1\na\n3\nu\n4\nq\n", "--limit", "1")
    assert stories_by_card(world) == {"sure": "ledger"}
    sit(world, "u\nq\n")
    assert stories_by_card(world) == {}
    store = open_store(world.home)
    assert story_log.times_told(store) == {}
    store.close()


def test_a_rating_undone_in_a_later_sitting_keeps_its_story(world: World) -> None:
    write_stories(world)
    sit(world, "\ny\n1\na\n3\nq\n", "--limit", "1")
    sit(world, "u\n4\nq\n")

    assert stories_by_card(world) == {"sure": "ledger"}


def test_a_story_is_rehearsed_by_its_title(world: World) -> None:
    write_stories(world)
    world.run("review", "--deck", "my-stories", typed="\n1 2\nq\n")

    assert "Tell the story: The ledger rescue" in world.out
    assert "Situation (spring 2024): Two ledgers, one truth" in world.out
    assert "Story told" not in world.out
    assert "Press w to write your own points" not in world.out
    world.run("decks", "--json")
    assert {deck["id"]: deck["cards"] for deck in json.loads(world.out)}["my-stories"] == 1


def test_a_story_is_timed_section_by_section(world: World) -> None:
    world.write_deck('[deck]\nid = "mine"\n' + TOLD)
    shown = sit(world, "t\n\n\n\n\na\n3\nq\n", "--limit", "1")
    assert " Situation   Enter when you've told it" in shown
    assert "Situation and task 50 % (at most 25), actions 25 % (at least 50), result 25 %" in shown
    assert "Next time less on situation and task, more on what you did." in " ".join(shown.split())
    world.pass_days(30)
    shown = sit(world, "t\n\n\n\n\nq\n", "--new", "0")
    assert "Last time 50 / 25 / 25." in " ".join(shown.split())
    assert "Nothing was rated." in sit(world, "t\n\nq\n", "--new", "0")
    store = open_store(world.home)
    assert story_log.splits(store, CardKey("mine", "proud")) == [(30_000,) * 4]
    store.close()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("t", "Only story questions are timed section by section."),
        ("o", "That comes after your answer."),
        ("d", "That comes after your answer."),
    ],
)
def test_a_key_that_does_nothing_here_is_no_answer(world: World, key: str, told: str) -> None:
    shown = sit(world, f"{key}\nthe answer\n\nq\n", "--limit", "1")

    assert "Enter when you've told it" not in shown
    assert told in shown
    assert shown.count("Your answer  ") == 2


def test_only_enter_ends_a_section_and_q_goes_back_to_the_question(world: World) -> None:
    world.write_deck('[deck]\nid = "mine"\n' + TOLD)
    shown = sit(world, "t\n\n?\nu\nw\n\nq\nq\n", "--limit", "1")

    assert "Task   Enter when you've told it · q goes back" in shown
    assert shown.count("Press Enter to end a section") == 3
    assert "Nothing was rated." in shown
