"""How well and how fast spoken answers become text: words wrong, fillers found, and the wait after the last word.

Usage: python -m benchmarks.speech [MODEL_FOLDER]

The voices are synthetic (espeak-ng and flite) and read `speech.toml`; five short recordings are of people who read
(Debian's pocketsphinx-testdata). It takes some minutes and needs the extra `speech`.
"""

import random
import subprocess
import sys
import time
import tomllib
from array import array
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from tests import speech
from trainer.speech.audio import wav
from trainer.speech.recognition.follower import Follower
from trainer.speech.recognition.listener import Listener, NotHeard
from trainer.speech.recognition.models import identify
from trainer.speech.recognition.whisper import Whisper
from trainer.speech.sound import RATE
from trainer.speech.transcript import Transcript

_ANSWERS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["answers"]
_SILENCE = 6.0  # seconds recorded after the last word in the chain
_BLOCK = 0.1  # seconds


class Figures(NamedTuple):
    """What came of the recordings of one voice."""

    name: str
    word_errors: float  # for each word said, fillers left out on both sides
    fillers: str  # found and said
    cost: float  # seconds of processor time for a second of sound


def main(arguments: list[str]) -> None:
    """Print the tables."""
    folder = Path(arguments[0]) if arguments else speech.MODEL
    print(f"{identify(folder)}\n\n| voice | words wrong | um, uh found | CPU s for 1 s |\n|---|---|---|---|")
    model = Whisper(folder)
    with TemporaryDirectory() as name:
        for figures in _tables(model, Path(name)):
            wrong, cost = f"{100 * figures.word_errors:.1f} %", f"{figures.cost:.2f}"
            print(f"| {figures.name} | {wrong} | {figures.fillers} | {cost} |", flush=True)
        print(f"\n{_chain(folder, Path(name))}")


def _tables(model: Whisper, folder: Path) -> Iterator[Figures]:
    people = speech.readers()
    yield _figures("five recordings of people", model, [(speech.samples(path), words) for path, words in people])
    for voice in ("espeak-ng", "flite"):
        spoken = [(_speak(text, voice, folder), text) for text in _ANSWERS]
        yield _figures(voice, model, spoken)
        for decibels in (20, 10):
            noisy = [(_with_noise(sound, decibels), text) for sound, text in spoken]
            yield _figures(f"{voice}, noise {decibels} dB below the voice", model, noisy)


def _figures(name: str, model: Whisper, spoken: list[tuple["array[int]", str]]) -> Figures:
    errors = words = found = said = 0.0
    seconds = sum(len(sound) / RATE for sound, _ in spoken)
    begun = time.process_time()
    heard = [_hear(model, sound) for sound, _ in spoken]
    cost = (time.process_time() - begun) / seconds
    for text, (_, truth) in zip(heard, spoken, strict=True):
        plain = _without_fillers(truth)
        count = len(plain.split())
        errors += speech.word_errors(_without_fillers(text), plain) * count
        words += count
        found += min(len(_fillers(text)), len(_fillers(truth)))
        said += len(_fillers(truth))
    return Figures(name, errors / words, f"{found:.0f} of {said:.0f}" if said else "none said", cost)


def _hear(model: Whisper, sound: "array[int]") -> str:
    follower = Follower(model.text)
    follower.take(sound)
    return follower.finish()


def _fillers(text: str) -> tuple[tuple[int, str], ...]:
    return Transcript(text, "", "").fillers


def _without_fillers(text: str) -> str:
    for place, word in reversed(_fillers(text)):
        text = text[:place] + text[place + len(word) :]
    return text


def _speak(text: str, voice: str, folder: Path) -> "array[int]":
    if voice == "espeak-ng":
        return speech.samples(speech.say(text, folder))
    raw, whole = folder / "raw.wav", folder / "whole.wav"
    subprocess.run([speech.program("flite"), "-voice", "slt", "-t", text, "-o", raw], check=True)
    subprocess.run([speech.program("sox"), raw, "-r", "16000", "-c", "1", "-b", "16", whole], check=True)
    return speech.samples(whole)


def _with_noise(sound: "array[int]", decibels: float) -> "array[int]":
    """Mix pink noise into a voice, so many decibels below its active parts."""
    voice = np.array(sound, dtype=float)
    active = voice[np.abs(voice) > 300]
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(len(voice)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(voice))
    level = np.sqrt((active**2).mean()) / 10 ** (decibels / 20)
    mixed = voice + pink / pink.std() * level
    return array("h", np.clip(mixed, -32768, 32767).astype(np.int16).tobytes())


def _chain(folder: Path, work: Path) -> str:
    """Let the listener follow a minute of speech in real time; return how long its text took after the last word."""
    answers = random.Random(1).sample(_ANSWERS, 3)
    sound = _speak(" ".join(answers), "espeak-ng", work)[: 61 * RATE]
    growing = work / "growing.wav"
    listener = Listener(folder)
    waits = []
    try:
        for after in (0.0, _SILENCE):
            listener.open(growing)
            whole = array("h", sound)
            whole.extend(array("h", bytes(2 * int(after * RATE))))
            _record(whole, growing)
            begun = time.monotonic()
            heard = listener.finish(2 * len(whole), 120)
            waits.append(time.monotonic() - begun)
            growing.unlink()
            if isinstance(heard, NotHeard):
                return heard.why
    finally:
        listener.close()
    length = len(sound) / RATE
    return (
        f"{length:.0f} s of speech, followed while it was spoken. The text stands {waits[0]:.1f} s after the last word"
        f" if a key ends the answer at once, and {waits[1]:.1f} s after the rule of silence has ended it."
    )


def _record(sound: "array[int]", into: Path) -> None:
    """Write a recording at the speed of speech."""
    begun, raw, done = time.monotonic(), sound.tobytes(), 0
    with into.open("wb", buffering=0) as file:
        file.write(wav.header())
        while done < len(raw):
            upto = min(len(raw), int((time.monotonic() - begun) * RATE) * 2)
            file.write(raw[done:upto])
            done = upto
            time.sleep(_BLOCK)


if __name__ == "__main__":
    main(sys.argv[1:])
