"""When a spoken answer is over: after a silence, and never before its first word."""

from pathlib import Path

from trainer.speech.audio import wav
from trainer.speech.sound import FRAME, FRAME_SECONDS, audible, levels

# A thinker pauses for two seconds, some for four. The count is on the screen, and a key ends the answer earlier.
PATIENCE = 5.0  # seconds
_COUNTED = 1.0  # seconds of silence after which the count begins
WORD = 0.3  # seconds of sound that make a first word; a chair or a cup is over sooner
_WINDOW = round(60 / FRAME_SECONDS)  # the newest frames; of more, a look would take ever longer


def seconds_left(frames: list[float], patience: float = PATIENCE, word: float = WORD) -> float | None:
    """Return how long the silence must still last until the answer is over; 0 if it is.

    Args:
        frames: The levels of the recording so far, or of its last minute, as `sound.levels` returns them.
        patience: The seconds of silence that end an answer, at least one.
        word: The seconds of sound that make a first word.

    Returns:
        The seconds left; None before the first word, and while somebody speaks.
    """
    spoken = audible(frames)
    if sum(stretch.end - stretch.start for stretch in spoken) < word:
        return None
    silence = len(frames) * FRAME_SECONDS - spoken[-1].end
    return max(0.0, patience - silence) if silence > _COUNTED else None


class Ending:
    """Follows a recording that grows, to tell when it is over."""

    def __init__(self, recording: Path, patience: float = PATIENCE, word: float = WORD) -> None:
        """Take the file, which may not be there yet, and what `seconds_left` takes."""
        self._recording = recording
        self._patience = patience
        self._word = word
        self._read = 0  # frames
        self._newest: list[float] = []

    def seconds_left(self) -> float | None:
        """Return what `seconds_left` says of the last minute of the recording by now."""
        if self._recording.exists():
            added = levels(wav.read(self._recording, self._read * FRAME))
            self._read += len(added)
            self._newest = (self._newest + added)[-_WINDOW:]
        return seconds_left(self._newest, self._patience, self._word)
