"""Reviews whose questions are read out on virtual loudspeakers."""

import os
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests import speech
from tests.pulse import Pulse
from tests.terminal import Screen, World, sit
from tests.trainer.speech.test_voice import likeness
from trainer.opening import open_home
from trainer.speech.recordings import recordings
from trainer.speech.voice import Words, find_voice

LONG = "How did you make sure, with so many tables, so many owners and so little time, that all of it was right?"
DECK = f"""
[deck]
id = "mine"
kind = "technique"
[[cards]]
id = "sure"
question = "{LONG}"
key_points = ["names the check"]
priority = "must"
[[cards]]
id = "why"
question = "Why us?"
answer = "Because."
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return speech.world(tmp_path / "home", DECK)


def review(
    world: World, *options: str, columns: int = 80, variables: dict[str, str] | None = None
) -> AbstractContextManager[Screen]:
    argv = ("review", "--deck", "mine", "--voice", *options)
    return speech.screen(world, *argv, columns=columns, variables=variables)


def said(text: str, into: Path) -> Path:
    voice = find_voice("linux", os.environ)
    assert voice is not None
    voice.write(Words(text), into)
    return into


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 40])
def test_a_question_is_on_the_screen_at_once_and_heard_and_its_time_starts_after_it(
    pulse: Pulse, world: World, tmp_path: Path, columns: int
) -> None:
    with pulse.heard(tmp_path / "heard.wav"), review(world, columns=columns) as screen:
        shown = screen.until("reading")
        assert "How did you make sure" in shown
        assert "Enter skips" in shown
        screen.until("0:00 of")
        assert "reading" not in screen.text
        screen.press("\r")
        taken = screen.until("You took 0:0")
        screen.press("q\r")
        assert screen.ended() == 0
    assert "0:00" in taken or "0:01" in taken or "0:02" in taken  # although reading it took seven seconds
    assert likeness(tmp_path / "heard.wav", said(LONG, tmp_path / "said.wav")) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize(("key", "then"), [("\r", "of 1:30"), ("I", "> I")])
def test_a_key_stops_the_voice_and_ends_no_answer(
    pulse: Pulse, world: World, tmp_path: Path, key: str, then: str
) -> None:
    with pulse.heard(tmp_path / "heard.wav"), review(world) as screen:
        screen.until("reading")
        time.sleep(1)
        screen.press(key)
        screen.until("of 1:30", 3)
        assert then in screen.text
        assert "Points covered" not in screen.text
        screen.press("\r")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
        screen.until("reading")
        screen.press("q\r")
        assert screen.ended() == 0
    whole = said(LONG, tmp_path / "said.wav")
    assert 0 < likeness(tmp_path / "heard.wav", whole) < 0.8


@pytest.mark.slow
def test_the_recording_begins_when_the_voice_has_fallen_silent(pulse: Pulse, world: World) -> None:
    with review(world, "--record") as screen:
        shown = screen.until("reading")
        assert "Your answer   listen" in shown
        assert "recording" not in shown
        home = open_home(world.environment(), None)
        assert not recordings(home)
        screen.until("rec ─")
        assert "Your answer   recording · say it out loud" in screen.text
        assert len(recordings(home)) == 1
        screen.press("q\r")
        assert screen.ended() == 0
    assert pulse.pid


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PATH": "/nowhere"}, "Your questions aren't read out. This system has no voice."),
        ({"PULSE_SERVER": "unix:/nowhere"}, "Your questions aren't read out. No loudspeaker can be opened."),
    ],
)
@pytest.mark.usefixtures("pulse")
def test_what_is_missing_is_said_once_and_the_review_goes_on(
    world: World, variables: dict[str, str], sentence: str
) -> None:
    with review(world, variables=variables) as screen:
        screen.until("of 1:30")
        screen.press("\r")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
        screen.until("of 1:30")
        screen.press("\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Done")
        screen.press("\r")
        assert screen.ended() == 0
    assert " ".join(screen.raw.decode().split()).count(sentence) == 1


@pytest.mark.usefixtures("pulse")
def test_in_a_plain_terminal_an_empty_line_skips_the_voice(world: World) -> None:
    assert world.run("config", "voice", "true") == 0
    shown = sit(world, "\n\n1\n3\n\n\n3\n")  # one line more for each question
    assert shown.count("Your answer   listen, then say it out loud or type it") == 2
    assert shown.count("Good:") == 2
