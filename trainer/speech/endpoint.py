"""When a spoken answer is over: after a silence, and never before its first word."""

from trainer.speech.sound import FRAME_SECONDS, stretches

# A thinker pauses for two seconds, some for four. The count is on the screen, and a key ends the answer earlier.
PATIENCE = 5.0  # seconds


def seconds_left(frames: list[float], patience: float = PATIENCE) -> float | None:
    """Return how long the silence must still last until the answer is over; 0 if it is.

    Args:
        frames: The levels of the recording so far, as `sound.levels` returns them.
        patience: The seconds of silence that end an answer.

    Returns:
        The seconds left; None before the first word, and while somebody speaks.
    """
    spoken = stretches(frames)
    if not spoken:
        return None
    silence = len(frames) * FRAME_SECONDS - spoken[-1].end
    return max(0.0, patience - silence) if silence > 1.0 else None
