"""Questions read out loud, and what is said where they can't be."""

import sys
import time
from pathlib import Path

import pytest

from tests import speech
from tests.terminal import World
from trainer.review.reader import Reader


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def reader(tmp_path: Path, said: list[str]) -> Reader:
    return Reader(World(tmp_path).environment()._replace(stopwatch=time.monotonic), said.append)


def until_silent(reader: Reader) -> None:
    deadline = time.monotonic() + 20
    while reader.speaking:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_without_a_voice_one_sentence_says_so_and_no_more(tmp_path: Path, said: list[str]) -> None:
    reader = Reader(World(tmp_path, variables={"PATH": str(tmp_path)}).environment(), said.append)
    for _ in range(3):
        reader.read(("Why us?", "en"))
        assert not reader.speaking
        reader.close()

    assert said == ["Your questions aren't read out. This system has no voice. On Linux, install espeak-ng."]


def test_without_the_package_one_sentence_gives_the_command(
    reader: Reader, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    for _ in range(2):
        reader.read(("Why us?", "en"))
        reader.close()

    (sentence,) = said
    assert "pip install" in sentence
    assert "miniaudio" in sentence


def test_without_a_loudspeaker_one_sentence_says_so_after_the_answer(
    reader: Reader, said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speech.program("espeak-ng")
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    for _ in range(2):
        reader.read(("Why us?", "en"))
        until_silent(reader)
        reader.close()

    (sentence,) = said
    assert "loudspeaker" in sentence


def test_a_mock_without_sound_says_so_first_and_promises_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("mock", "--deck", "mine", "--questions", "1", "--voice", "--record", typed="\nq\n") == 0
    shown = " ".join(world.out.split())
    assert shown.index("Your answers aren't recorded.") < shown.index("1 question")
    assert shown.count("Your answers aren't recorded.") == 1
    assert "Your answer say it out loud or type it" in shown
    assert "Five seconds of silence" not in shown


@pytest.mark.slow
@pytest.mark.usefixtures("pulse")
def test_the_answer_begins_when_the_question_has_been_read(reader: Reader, said: list[str]) -> None:
    speech.program("espeak-ng")
    shown = time.monotonic()
    assert reader.began(shown) == shown
    reader.read(("Why", "en"), ("", "en"), ("us?", "en"))
    assert reader.speaking
    assert reader.began(shown) > shown  # the answer has not begun yet
    until_silent(reader)

    assert reader.began(shown) - shown > 0.5
    assert reader.began(shown) == reader.began(shown)
    assert not said
