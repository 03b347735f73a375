"""Single words, said by real voices into the real model: those asked for are recognised, others are none.

A word takes half a second; CI hears two voices, HYPOTHESIS_PROFILE=long all of them.
"""

import os
import random
import subprocess
import time
import wave
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import speech
from trainer.speech.recognition.listener import Chosen, Listener, NotHeard

RATINGS, WHETHER = ("again", "hard", "good", "easy"), ("yes", "no")
ESPEAK, FLITE = ("en-us", "en-gb", "en-us+f3"), ("slt", "rms", "awb", "kal16")
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
_PATIENCE = 90.0  # seconds; CI shares two cores
_RATE = 16_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener(speech.model())
    yield listener
    listener.close()


def _write(path: Path, sound: "array[int]") -> Path:
    """Write a sound between two silences, in which a microphone hums a little."""
    chance = random.Random(1)
    quiet = array("h", [chance.randint(-9, 9) for _ in range(_RATE)])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, _RATE, 0, "NONE", ""))
        file.writeframes((quiet + sound + quiet).tobytes())
    return path


def _say(word: str, voice: str, folder: Path) -> Path:
    if voice in ESPEAK:
        spoken = speech.say(f"{word}.", folder, voice=voice)
    else:
        spoken, raw = folder / "spoken.wav", folder / "raw.wav"
        subprocess.run([speech.program("flite"), "-voice", voice, "-t", f"{word}.", "-o", raw], check=True)
        subprocess.run([speech.program("sox"), raw, "-r", "16000", "-c", "1", "-b", "16", spoken], check=True)
    return _write(folder / "word.wav", speech.samples(spoken))


def _chosen(listener: Listener, sound: Path, words: Sequence[str]) -> str | None:
    listener.choose(sound, words)
    until = time.monotonic() + _PATIENCE
    while (chosen := listener.chosen(0.05)) is None:
        assert time.monotonic() < until
    assert isinstance(chosen, Chosen), chosen
    return chosen.word


@pytest.mark.parametrize("words", [RATINGS, WHETHER])
@pytest.mark.parametrize("voice", [*ESPEAK, *FLITE] if LONG else ["en-gb", "slt"])
def test_the_word_that_is_said_is_recognised(
    listener: Listener, voice: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    assert [_chosen(listener, _say(word, voice, tmp_path), words) for word in words] == list(words)


@pytest.mark.parametrize("words", [RATINGS, WHETHER])
@pytest.mark.parametrize("voice", ["en-us", "en-gb", "slt"] if LONG else ["en-us"])
def test_another_word_or_a_sentence_is_none_of_them(
    listener: Listener, voice: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    others = ("hello", "wait", "umbrella", "maybe", "what was that", "I compared the totals with the ledger")
    heard = {other: _chosen(listener, _say(other, voice, tmp_path), words) for other in others}
    assert set(heard.values()) == {None}, heard


@pytest.mark.parametrize("words", [RATINGS, WHETHER])
def test_silence_noise_and_a_cough_are_none_of_them(listener: Listener, words: tuple[str, ...], tmp_path: Path) -> None:
    chance = random.Random(3)
    sounds = [array("h", bytes(2 * _RATE)), array("h", [chance.randint(-900, 900) for _ in range(3 * _RATE)])]
    for seconds in (0.15, 0.3, 0.6):
        count = int(seconds * _RATE)
        sounds.append(array("h", [int(chance.gauss(0, 5000) * (1 - at / count)) for at in range(count)]))
    assert [_chosen(listener, _write(tmp_path / "noise.wav", sound), words) for sound in sounds] == [None] * 5


def test_a_word_that_nobody_waited_for_is_not_taken_for_the_next_nor_for_a_text(
    listener: Listener, tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    first, second = _say("again", "en-us", tmp_path / "first"), _say("good", "en-us", tmp_path)
    listener.choose(first, RATINGS)
    assert _chosen(listener, second, RATINGS) == "good"
    listener.choose(first, RATINGS)
    listener.open(second)
    heard = listener.finish(2 * len(speech.samples(second)), _PATIENCE)
    assert not isinstance(heard, NotHeard)
    listener.choose(tmp_path / "nothing.wav", RATINGS)
    assert _chosen(listener, first, RATINGS) == "again"
