"""The script of a mock interview: which cards are drawn, and what each manner says around them."""

import re

import pytest

from tests.terminal import World
from tests.trainer.mock.bank import ANSWERS, BANK, GRADES, mock
from trainer.mock.manners import MANNERS, interruption, voices
from trainer.mock.script import Wish


def test_the_wording_is_one_that_was_not_met_before(world: World) -> None:
    first = mock(world, ANSWERS + GRADES)
    world.seed = 8
    second = mock(world, ANSWERS + GRADES)

    assert {"What went wrong?" in first, "What went wrong?" in second} == {True, False}
    assert "Tell me of a mess." in first + second


def test_the_same_seed_asks_the_same_and_another_one_something_else(world: World) -> None:
    shown: list[str] = []
    for seed in (1, 1, 2):
        world.seed = seed
        world.run("mock", typed="\n" * 12 if not shown else "n\nn\n" + "\n" * 12)
        shown.append(world.out[world.out.index("greenroom mock") :])

    assert shown[0] == shown[1] != shown[2]


def test_cards_that_belong_to_no_talk_are_not_asked(world: World) -> None:
    world.run("suspend", "bank/age")
    shown = mock(world, "\n" * 20)

    for absent in ("Write to them.", "Say it to yourself.", "You were saying?", "How old"):
        assert absent not in shown


def test_of_two_questions_that_are_alike_only_one_is_asked(world: World) -> None:
    twin = (
        '[[cards]]\nid = "twin"\nkind = "fit"\nquestion = "Ever made a mess?"\nanswer = "Yes."\nlike = ["bank/tale"]\n'
    )
    world.write_deck(f"{BANK}{twin}", "bank.toml")
    asked = set()
    for seed in range(6):
        world.seed = seed
        shown = mock(world, "n\n" * (seed > 0) + "\n" * 20)
        asked |= {
            wording for wording in ("Ever made a mess?", "What went wrong?", "Tell me of a mess.") if wording in shown
        }
        assert ("Ever made a mess?" in shown) + ("What went wrong?" in shown or "Tell me of a mess." in shown) == 1

    assert "Ever made a mess?" in asked
    assert len(asked) >= 2


@pytest.mark.parametrize("manner", MANNERS)
def test_the_manner_changes_what_is_said_around_the_questions(world: World, manner: str) -> None:
    shown = " ".join(mock(world, ANSWERS + GRADES, "--manner", manner).split())
    voice = MANNERS[manner]

    assert any(greeting in shown for greeting in voice.greetings)
    assert any(lead in shown for lead in voice.leads)
    assert any(between in shown for between in voice.between)
    assert any(last in shown for last in voice.last)
    assert any(goodbye in shown for goodbye in voice.goodbyes)
    assert f"Interviewer {manner}" in shown
    assert manner not in shown.split("That was it")[0]


@pytest.mark.parametrize("manner", MANNERS)
def test_the_interviewer_of_german_questions_speaks_german(world: World, manner: str) -> None:
    world.run("config", "language", "de")
    shown = " ".join(mock(world, ANSWERS + GRADES, "--manner", manner).split())
    voice = voices("de")[manner]

    assert any(greeting in shown for greeting in voice.greetings)
    assert any(goodbye in shown for goodbye in voice.goodbyes)
    assert bool(voice.interruptions) == bool(MANNERS[manner].interruptions)


@pytest.mark.parametrize("language", ["en-GB", "de"])
@pytest.mark.parametrize("manner", MANNERS)
def test_a_manner_has_enough_to_say_not_to_bore(manner: str, language: str) -> None:
    voice = voices(language)[manner]
    sentences = [*voice.greetings, *voice.leads, *voice.between, *voice.your_turn, *voice.last, *voice.goodbyes]

    assert len(set(sentences)) == len(sentences)
    assert len(voice.leads) >= 9
    assert len(voice.between) >= 6
    assert all(len(part) >= 3 for part in (voice.greetings, voice.your_turn, voice.last, voice.goodbyes))


def test_no_sentence_comes_twice_before_all_have_come(world: World) -> None:
    world.run("mock", "--manner", "silent", typed="\n" * 40)
    shown = " ".join(world.out.split())

    assert all(shown.count(lead) <= 1 for lead in MANNERS["silent"].leads if lead not in ("Hm.", "Noted."))


def test_only_an_interrupting_interviewer_interrupts_now_and_then() -> None:
    said = {interruption(MANNERS["interrupting"], 0, second) for second in range(200)}

    assert said <= {"", *MANNERS["interrupting"].interruptions}
    assert len(said) > 5
    assert interruption(MANNERS["interrupting"], 0, 5) == ""
    assert interruption(MANNERS["silent"], 0, 26) == interruption(None, 0, 26) == ""


def test_the_questions_of_the_candidate_are_led_to_once(world: World) -> None:
    world.run("mock", "--deck", "questions-you-ask", "--manner", "friendly", "--questions", "5", typed="\n" * 30)
    shown = " ".join(world.out.split())

    assert sum(shown.count(turn) for turn in MANNERS["friendly"].your_turn) <= 1


def test_a_wording_that_sets_its_own_scene_is_not_led_to(world: World) -> None:
    world.write_deck(BANK.replace("How old are you?", "(They frown.) Your age?"), "bank.toml")

    assert re.search(r"^ [23] of 4 - \d:\d\d\n\n   \(They frown", mock(world, "\n" * 8), re.MULTILINE)


def test_a_wish_leaves_minutes_and_manner_open() -> None:
    assert Wish(3) == Wish(questions=3, minutes=None, manner=None)


def test_the_command_line_knows_every_manner(world: World) -> None:
    mock(world, "", "--manner", "nice", code=2)

    assert all(manner in world.err for manner in MANNERS)
    assert world.err.count(", ") >= len(MANNERS) - 1
