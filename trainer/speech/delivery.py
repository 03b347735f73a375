"""How an answer was spoken: what can be told from its sound alone."""

from array import array
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from cards.spoken import Spoken
from trainer.speech.sound import levels, quiet_and_loud, stretches

METHOD = "energy-1"  # of measuring; figures from different methods are never compared
LONG_PAUSE = 2.0  # seconds
_SILENT = -55.0  # dBFS; the loud parts of a voice into any working microphone are above
_TOO_NOISY = 15.0  # dB between quiet and loud; below, a pause can't be told from a word
_FULL = 32_700  # of 32,767
_CLIPPED = 0.001  # the share of samples at full scale from which a voice is distorted


class Hearing(StrEnum):
    """How well the recording can be heard."""

    CLEAR = "clear"
    SILENT = "silent"
    NOISY = "noisy"
    CLIPPED = "clipped"  # too loud; the figures still hold


@dataclass(frozen=True, slots=True)
class Delivery:
    """Coarse figures of one spoken answer, all in seconds. All but `hearing` and `length` are 0 if it can't be told.

    Energy finds speech to within some 3 % in a quiet room; with a voice only 20 dB above the noise it tends to split
    words, so pauses are counted from two seconds on.
    """

    hearing: Hearing
    length: float  # of the recording
    start: float = 0.0  # until the first word
    speaking: float = 0.0  # without the pauses
    longest_pause: float = 0.0  # between the first word and the last
    pauses: int = 0  # of two seconds or more

    def figures(self, model: str = "", words: int | None = None, fillers: int | None = None) -> Spoken | None:
        """Return the figures for the log, with those of a model's text if there is one; None if there are none."""
        if not self.told:
            return None
        start, speaking, pause = (round(1000 * each) for each in (self.start, self.speaking, self.longest_pause))
        return Spoken(METHOD, model, start, speaking, pause, self.pauses, words, fillers)

    @property
    def told(self) -> bool:
        """Whether there are any figures."""
        return self.hearing in (Hearing.CLEAR, Hearing.CLIPPED)


def measure(samples: "array[int]") -> Delivery:
    """Measure mono sound, 16 bits at 16 kHz."""
    frames = levels(samples)
    length = len(samples) / 16_000
    spoken = stretches(frames)
    quiet, loud = quiet_and_loud(frames)
    if loud < _SILENT:
        return Delivery(Hearing.SILENT, length)
    if not spoken or loud - quiet < _TOO_NOISY:
        return Delivery(Hearing.NOISY, length)
    gaps = [after.start - before.end for before, after in pairwise(spoken)]
    full = sum(1 for sample in samples if not -_FULL < sample < _FULL)
    return Delivery(
        Hearing.CLIPPED if full > len(samples) * _CLIPPED else Hearing.CLEAR,
        length,
        start=spoken[0].start,
        speaking=sum(stretch.end - stretch.start for stretch in spoken),
        longest_pause=max(gaps, default=0.0),
        pauses=sum(gap >= LONG_PAUSE for gap in gaps),
    )
