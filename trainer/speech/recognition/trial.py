"""A model tried on five seconds of speech that come with greenroom."""

import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.speech.audio.wav import convert
from trainer.speech.recognition.listener import Listener, NotHeard

# From the LibriVox recording of "Sense and Sensibility", chapter 1, which is in the public domain.
SAMPLE = Path(__file__).parents[1] / "sample.ogg"
SAID = "unless to be rather cold hearted and rather selfish is to be ill disposed"
_PATIENCE = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model did."""

    text: str  # what it heard
    seconds: float  # that it took, for five seconds of speech


def try_model(folder: Path) -> Trial | NotHeard:
    """Let a model hear the sample twice, once to load it; time the second. It must understand most of it."""
    with TemporaryDirectory() as name:
        sound = Path(name) / "sample.wav"
        length = convert(SAMPLE, sound)
        listener = Listener(folder)
        try:
            listener.open(sound)
            first = listener.finish(length, _PATIENCE)
            if isinstance(first, NotHeard):
                return first
            if not is_understood(first.text):
                return NotHeard(f'It heard "{first.text}" where a reader says "{SAID}". It may be damaged.')
            begun = time.monotonic()
            listener.open(sound)
            second = listener.finish(length, _PATIENCE)
            return second if isinstance(second, NotHeard) else Trial(second.text, time.monotonic() - begun)
        finally:
            listener.close()


def is_understood(text: str) -> bool:
    """Return whether at least half of the sample's words are in a text."""
    said, heard = (Counter(re.findall(r"\w+", each.casefold())) for each in (SAID, text))
    return 2 * (said & heard).total() >= said.total()
