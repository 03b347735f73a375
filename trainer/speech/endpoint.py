"""When a spoken answer is over: after a silence, and never before its first word."""

from pathlib import Path

from trainer.speech.audio import wav
from trainer.speech.sound import FRAME, FRAME_SECONDS, Stretch, levels, stretches

# A thinker pauses for two seconds, some for four. The count is on the screen, and a key ends the answer earlier.
PATIENCE = 5.0  # seconds
_COUNTED = 1.0  # seconds of silence after which the count begins
_WORD = 0.3  # seconds of sound that make a first word; a chair or a cup is over sooner
_WINDOW = round(60 / FRAME_SECONDS)  # the newest frames; of more, a look would take ever longer
_AUDIBLE = -55.0  # dBFS; any microphone that works hears a voice louder


def seconds_left(frames: list[float], patience: float = PATIENCE) -> float | None:
    """Return how long the silence must still last until the answer is over; 0 if it is.

    Args:
        frames: The levels of the recording so far, or of its last minute, as `sound.levels` returns them.
        patience: The seconds of silence that end an answer.

    Returns:
        The seconds left; None before the first word, and while somebody speaks.
    """
    spoken = [stretch for stretch in stretches(frames) if _is_audible(stretch, frames)]
    if sum(stretch.end - stretch.start for stretch in spoken) < _WORD:
        return None
    silence = len(frames) * FRAME_SECONDS - spoken[-1].end
    return max(0.0, patience - silence) if silence > _COUNTED else None


def _is_audible(stretch: Stretch, frames: list[float]) -> bool:
    first, last = round(stretch.start / FRAME_SECONDS), round(stretch.end / FRAME_SECONDS)
    return max(frames[first:last]) > _AUDIBLE


class Ending:
    """Follows a recording that grows, to tell when it is over."""

    def __init__(self, recording: Path) -> None:
        """Take the file, which may not be there yet."""
        self._recording = recording
        self._read = 0  # frames
        self._newest: list[float] = []

    def seconds_left(self) -> float | None:
        """Return what `seconds_left` says of the last minute of the recording by now."""
        if self._recording.exists():
            added = levels(wav.read(self._recording, self._read * FRAME))
            self._read += len(added)
            self._newest = (self._newest + added)[-_WINDOW:]
        return seconds_left(self._newest)
