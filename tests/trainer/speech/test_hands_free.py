"""Reviews without hands: into a virtual microphone, with a real model."""

import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from cards.review import Review
from tests import speech
from tests.pulse import Pulse
from tests.terminal import Screen, World, prompts, sit
from trainer.opening import open_home, open_store
from trainer.speech.recordings import recordings
from trainer.terminal.ui import Meanwhile, SingleKeys

DECK = """
[deck]
id = "mine"
kind = "technique"
[[cards]]
id = "sure"
question = "How did you make sure?"
key_points = ["names the check"]
[[cards]]
id = "why"
question = "Why us?"
answer = "Because."
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return speech.world(tmp_path / "home", DECK)


def review(world: World, *options: str, columns: int = 80) -> AbstractContextManager[Screen]:
    return speech.screen(world, "review", "--hands-free", *options, columns=columns)


def reviews(world: World) -> list[Review]:
    with open_store(open_home(world.environment(), None)) as store:
        return list(store.reviews())


def _said(word: str, folder: Path) -> Path:
    return speech.say(f"{word}.", folder).rename(folder / f"{word[:5]}.wav")


@pytest.mark.slow
def test_a_card_is_answered_and_rated_by_voice_alone(pulse: Pulse, world: World, tmp_path: Path) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    answer = _said("I like the ledger, and the people who keep it", tmp_path)
    good, yes = _said("good", tmp_path), _said("yes", tmp_path)
    with review(world, "--card", "mine/why") as screen:
        screen.until("reading")
        screen.until("rec ─", 40)
        time.sleep(0.5)
        pulse.speak(answer)
        screen.until("done in 3 s")
        screen.until("listening", 60)
        time.sleep(0.3)
        pulse.speak(good)
        screen.until("I heard good. Yes?", 30)
        assert reviews(world) == []
        screen.until("listening", 40)
        time.sleep(0.3)
        pulse.speak(yes)
        screen.until("Good: complete.", 30)
        screen.press("\r")
        assert screen.ended() == 0
    (rated,) = reviews(world)
    assert "ledger" in (rated.answer_text or "")
    assert 1_000 < rated.answer_ms < 6_000  # without the silence that ended it
    assert recordings(open_home(world.environment(), None)) == []


@pytest.mark.slow
def test_a_key_works_at_every_prompt_and_a_no_asks_again(pulse: Pulse, world: World, tmp_path: Path) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    hard, no, good = (_said(word, tmp_path) for word in ("hard", "no", "good"))
    with review(world, "--card", "mine/sure", "--card", "mine/why", columns=40) as screen:
        screen.until("reading")
        screen.press("\r")
        screen.until("rec ─")
        screen.press("\r")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("listening", 40)
        time.sleep(0.5)
        pulse.speak(hard)
        screen.until("I heard hard. Yes?", 30)
        screen.until("listening", 40)
        time.sleep(0.5)
        pulse.speak(no)
        screen.until("listening", 40)
        screen.press("4\r")
        screen.until("Easy:")
        screen.until("reading")
        screen.press("\r")
        screen.until("rec ─")
        screen.press("\r")
        screen.until("listening", 40)
        time.sleep(0.5)
        pulse.speak(good)
        screen.until("I heard good. Yes?", 30)
        screen.press("\r")
        screen.until("Good:")
        screen.press("\r")
        assert screen.ended() == 0
    assert sorted(each.rating.title for each in reviews(world)) == ["Easy", "Good"]


@pytest.mark.slow
def test_points_that_nobody_ticks_are_read_out_and_left_unticked(pulse: Pulse, world: World, tmp_path: Path) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    answer, good, yes = _said("I compared it", tmp_path), _said("good", tmp_path), _said("yes", tmp_path)
    with review(world, "--card", "mine/sure") as screen:
        screen.until("rec ─", 40)
        time.sleep(0.5)
        pulse.speak(answer)
        screen.until("reading it out · Enter skips it", 40)
        screen.until("on in 4 s · a key stops it", 40)
        screen.until("listening", 40)
        time.sleep(0.3)
        pulse.speak(good)
        screen.until("I heard good. Yes?", 30)
        screen.until("listening", 40)
        time.sleep(0.3)
        pulse.speak(yes)
        screen.until("Good: complete.", 30)
        screen.press("\r")
        shown = screen.until("Reviewed 1 card")
        assert screen.ended() == 0
    (rated,) = reviews(world)
    assert rated.points_covered is None
    assert "Missed" not in shown


@pytest.mark.slow
@pytest.mark.usefixtures("pulse")
def test_enter_skips_what_is_read_out_and_the_next_enter_counts(world: World) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    with review(world, "--card", "mine/sure") as screen:
        screen.until("reading")
        screen.press("\r")
        screen.until("rec ─")
        screen.press("\r")
        screen.until("reading it out")
        screen.press("\r")  # the points
        screen.until("on in 5 s")
        assert "Rate" not in screen.text
        screen.press("1")
        time.sleep(6)  # a key stops the count
        screen.press("\r")
        screen.until("Rate")
        screen.until("reading it out")
        screen.press("\r")  # the ratings
        screen.until("listening", 10)
        assert reviews(world) == []
        screen.press("u\r")
        screen.until("Enter keeps 1")
        screen.press("\r")
        screen.until("reading it out")
        screen.press("4\r")
        screen.until("Easy:")
        screen.press("\r")
        assert screen.ended() == 0


def test_without_a_model_one_sentence_is_said_before_the_first_question_and_ratings_are_typed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    world.variables = {"PATH": "/nowhere"}
    shown = " ".join(sit(world, "\n1\n3\n\n3\n", "--hands-free").split())
    assert shown.count("You rate with keys, because there is no speech model.") == 1
    assert shown.index("You rate with keys") < shown.index("1 of ")
    assert shown.count("Your answers aren't recorded.") == 1
    assert shown.count("This system has no voice") == 1
    assert "I heard" not in shown
    assert [each.rating.title for each in reviews(world)].count("Good") >= 2


class _OverAfterThree(Meanwhile):
    """What goes on at a prompt, until it has been looked at three times."""

    every = 0.01

    def __init__(self) -> None:
        self.looks = 0

    def look(self) -> bool:
        self.looks += 1
        return self.looks >= 3

    def typed(self) -> None:
        self.looks = -1_000

    def enter(self) -> bool:
        return True


@pytest.mark.parametrize("single", [False, True])
def test_a_line_ends_when_what_goes_on_is_over_and_typing_goes_first(world: World, *, single: bool) -> None:
    keys = SingleKeys(["1"], toggled=False, toolbar=()) if single else None
    with prompts(world, "") as (_, ui, shown):
        said = ui.ask_line([], verdict=lambda _: "listening", keys=keys, meanwhile=_OverAfterThree())
        assert said == ""
        assert "listening" not in shown()
    with prompts(world, "1" if single else "hard\r") as (_, ui, _shown):
        said = ui.ask_line([], keys=keys, meanwhile=_OverAfterThree())
        assert said == ("1" if single else "hard")
