"""Speech for tests: real weights, real readers, and voices made on the spot. What can't be had skips the test."""

import os
import shutil
import subprocess
import wave
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.terminal import Screen, World

MODEL = Path(__file__).parents[1] / ".cache" / "speech-model"
READERS = Path("/usr/share/pocketsphinx/test/data/librivox")


def model() -> Path:
    """Return the folder of Whisper tiny.en, or skip."""
    if not (MODEL / "model.bin").is_file():
        pytest.skip("no speech model: .ci/speech-model could not get it")
    for package in ("ctranslate2", "numpy"):
        if find_spec(package) is None:
            pytest.skip(f"no speech model: {package} is not installed")
    return MODEL


def readers() -> list[tuple[Path, str]]:
    """Return five recordings of people reading, each with its words, or skip."""
    if not READERS.is_dir():
        pytest.skip("no recordings of people: pocketsphinx-testdata is not installed")
    lines = (READERS / "transcription").read_text().splitlines()
    parts = [line.rsplit(" (", 1) for line in lines if line.strip()]
    return [
        (READERS / f"{name.rstrip(')')}.wav", words.removeprefix("<s>").removesuffix("</s>")) for words, name in parts
    ]


def program(name: str) -> str:
    """Return the path of a program, or skip."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def say(text: str, folder: Path, *, voice: str = "en-us") -> Path:
    """Return a WAV file, mono at 16 kHz, in which espeak-ng says a text; skip where it is missing."""
    spoken, whole = folder / "voice.wav", folder / "spoken.wav"
    subprocess.run([program("espeak-ng"), "-v", voice, "-s", "150", "-m", "-w", spoken, text], check=True)
    subprocess.run([program("sox"), spoken, "-r", "16000", "-c", "1", "-b", "16", whole], check=True)
    return whole


@contextmanager
def screen(world: World, *argv: str, columns: int = 80, variables: Mapping[str, str] | None = None) -> Iterator[Screen]:
    """Run a command of a home in a terminal that hears and is heard through the virtual sound server."""
    ours = {"PULSE_SERVER": os.environ["PULSE_SERVER"], **(variables or {})}
    with Screen("--home", str(world.home), *argv, columns=columns, variables=ours) as shown:
        yield shown


def world(home: Path, deck: str) -> World:
    """Return a home with a deck and a voice, in which a question was answered before; skip without a voice."""
    program("espeak-ng")
    world = World(home)
    world.write_deck(deck)
    world.answer_first_question()
    return world


def samples(path: Path) -> "array[int]":
    """Return the samples of a WAV file."""
    with wave.open(str(path)) as file:
        return array("h", file.readframes(file.getnframes()))


def word_errors(heard: str, said: str) -> float:
    """Return the word error rate: the words to change, drop or add, for each word that was said."""
    left, right = _words(heard), _words(said)
    row = list(range(len(left) + 1))
    for at, word in enumerate(right, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(left, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (word != other))
    return row[-1] / len(right)


def _words(text: str) -> list[str]:
    plain = "".join(character if character.isalnum() else " " for character in text.lower())
    return ["mister" if word == "mr" else word for word in plain.split()]
