"""Where in a recording somebody speaks, told from how loud it is."""

import math
from array import array
from itertools import pairwise
from typing import NamedTuple

RATE = 16_000  # samples a second; mono, 16 bits
FRAME = 320  # samples: 20 ms
FRAME_SECONDS = FRAME / RATE
FLOOR = -90.0  # dBFS; digital silence has no level of its own
_LOUDEST = 32768.0
_ABOVE_QUIET, _BELOW_LOUD = 9.0, 30.0  # dB: over the tenth of the frames that is quietest, under the loudest twentieth
_BREATH_FRAMES = 15  # 0.3 s; shorter gaps belong to the speech around them
_AUDIBLE = -55.0  # dBFS; any microphone that works hears a voice louder
_CLICK_FRAMES = 5  # 0.1 s; shorter bursts are not speech


class Stretch(NamedTuple):
    """A stretch of speech, in seconds from the start of the recording."""

    start: float
    end: float


def levels(samples: "array[int]") -> list[float]:
    """Return the level of each whole 20 ms frame, in dB below full scale."""
    found = []
    for at in range(0, len(samples) - FRAME + 1, FRAME):
        energy = sum(sample * sample for sample in samples[at : at + FRAME]) / FRAME
        found.append(max(FLOOR, 20 * math.log10(math.sqrt(energy) / _LOUDEST)) if energy else FLOOR)
    return found


def stretches(frames: list[float]) -> list[Stretch]:
    """Return the stretches of speech in these frame levels.

    A frame is speech if it is 9 dB above the quiet of the recording, and within 30 dB of its loud parts. Gaps of up to
    0.3 s, breath and stops between words, are closed.
    """
    if not frames:
        return []
    quiet, loud = quiet_and_loud(frames)
    threshold = max(quiet + _ABOVE_QUIET, loud - _BELOW_LOUD)
    loud_at = [at for at, level in enumerate(frames) if level > threshold]
    breaks = [number for number, (one, other) in enumerate(pairwise(loud_at), 1) if other - one > _BREATH_FRAMES + 1]
    parts = [loud_at[first:last] for first, last in pairwise([0, *breaks, len(loud_at)]) if last > first]
    ends = [(part[0], part[-1] + 1) for part in parts]
    return [
        Stretch(first * FRAME_SECONDS, last * FRAME_SECONDS) for first, last in ends if last - first >= _CLICK_FRAMES
    ]


def audible(frames: list[float]) -> list[Stretch]:
    """Return the stretches of speech that are as loud as a voice into a microphone that works."""
    return [each for each in stretches(frames) if max(frames[_frame(each.start) : _frame(each.end)]) > _AUDIBLE]


def _frame(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)


def quiet_and_loud(frames: list[float]) -> tuple[float, float]:
    """Return the levels, in dB, that a tenth of the frames is below and a twentieth is above."""
    if not frames:
        return FLOOR, FLOOR
    ordered = sorted(frames)
    return ordered[len(ordered) // 10], ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
