"""Recordings cut for the model: one that grows at its pauses, and a short one around the only word in it."""

from array import array
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from trainer.speech.recognition.features import Floats
from trainer.speech.sound import FRAME, RATE, Stretch, audible, levels, stretches

# Each piece costs the model a window of 30 s, however short it is, so pieces are long; and what it hears is better with
# more around it.
_SHORTEST, _LONGEST = 10.0, 28.0  # seconds
_PAUSE = 0.5  # seconds between two stretches at which a piece may end
_GUESS = 0.8  # seconds of silence after which the answer may be over, so that its rest is worth a try
_EDGE = 0.3  # seconds kept around speech, for soft beginnings and ends
_LONGEST_WORD = 1.5  # seconds; more is a sentence


class Follower:
    """Turns sound into text piece by piece."""

    def __init__(self, recognise: Callable[[Floats, float], str]) -> None:
        """Take what turns up to 30 s of sound into text, given how many seconds of it are speech."""
        self._recognise = recognise
        self._samples = array("h")
        self._frames: list[float] = []
        self._done = 0.0  # seconds that are text already
        self._texts: list[str] = []
        self._guess: tuple[float, float, str] | None = None  # a piece that may be the last: start, end of speech, text

    @property
    def samples(self) -> int:
        """How many samples were taken."""
        return len(self._samples)

    def take(self, samples: "array[int]") -> None:
        """Take what has been recorded since."""
        self._samples.extend(samples)
        self._frames += levels(self._samples[len(self._frames) * FRAME :])

    def work(self) -> bool:
        """Recognise one piece, if one is whole; return whether another may be."""
        spoken = self._left()
        end = _cut(spoken)
        if end is not None:
            self._recognise_until(end, spoken)
        elif spoken and self.samples / RATE - spoken[-1].end >= _GUESS:
            self._text_of(spoken)
        return end is not None

    def finish(self) -> str:
        """Recognise the rest; return the whole text."""
        while self.work():
            pass
        if spoken := self._left():
            self._texts.append(self._text_of(spoken))
        return " ".join(filter(None, self._texts))

    def _left(self) -> list[Stretch]:
        """Return the stretches of speech that are not text yet."""
        spoken = stretches(self._frames)
        return [Stretch(max(start, self._done), end) for start, end in spoken if end > self._done + 0.05]

    def _recognise_until(self, end: float, spoken: list[Stretch]) -> None:
        inside = [Stretch(start, min(stop, end)) for start, stop in spoken if start < end]
        self._texts.append(self._text_of(inside))
        self._done = end

    def _text_of(self, spoken: list[Stretch]) -> str:
        start, end = spoken[0].start, spoken[-1].end
        if self._guess is None or self._guess[:2] != (start, end):
            speaking = sum(stretch.end - stretch.start for stretch in spoken)
            self._guess = start, end, self._recognise(_around(self._samples, start, end), speaking)
        return self._guess[2]


def only_word(samples: "array[int]") -> Floats | None:
    """Return the sound of the only word that is said; None if there is none, or more."""
    spoken = audible(levels(samples))
    if not spoken or spoken[-1].end - spoken[0].start > _LONGEST_WORD:
        return None
    return _around(samples, spoken[0].start, spoken[-1].end)


def _around(samples: "array[int]", start: float, end: float) -> Floats:
    """Return the sound between two times, in seconds, and a little on both sides."""
    first, last = int(max(0.0, start - _EDGE) * RATE), int((end + _EDGE) * RATE)
    return np.array(samples[first:last], dtype=np.float32) / np.float32(32768)


def _cut(spoken: list[Stretch]) -> float | None:
    """Return where the next piece ends, in a pause that leaves it 10 to 28 s long; None if it isn't whole yet."""
    if not spoken:
        return None
    start = spoken[0].start
    pauses = [
        (before.end + after.start) / 2
        for before, after in pairwise(spoken)
        if after.start - before.end >= _PAUSE and before.end - start <= _LONGEST
    ]
    whole = [pause for pause in pauses if pause - start >= _SHORTEST]
    if whole:
        return whole[-1]
    if spoken[-1].end - start <= _LONGEST:
        return None
    return pauses[-1] if pauses else start + _LONGEST
