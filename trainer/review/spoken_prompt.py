"""A prompt whose question is read out loud, or whose answer is recorded."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cards.card import Card
from scheduler.planning.session import SessionProgress
from trainer.environment import Environment
from trainer.review.reader import Reader
from trainer.review.screens import toolbar
from trainer.terminal.layout import first_to_fit
from trainer.terminal.ui import Meanwhile
from trainer.terminal.words import clock

if TYPE_CHECKING:
    from trainer.review.microphone import Microphone
    from trainer.review.spoken_answers import SpokenAnswers
    from trainer.speech.endpoint import Ending

_ENTER_ENDS = "Enter ends your answer."
_EVERY = 0.15  # seconds; a level meter that moves


def how_by_ear(how: str, meanwhile: "SpokenPrompt | None", spoken: "SpokenAnswers | None", *, drawn: bool) -> str:
    """Return what to do at a prompt now: listen, or answer, and whether the answer is recorded.

    Args:
        how: How to answer.
        meanwhile: What goes on at the prompt; None if nothing does.
        spoken: Records the answer; None if it is not recorded.
        drawn: Whether the prompt is drawn again; else its label has to tell what comes after the question, too.
    """
    if meanwhile is None or not meanwhile.reading:
        return f"recording · {how}" if spoken is not None and spoken.microphone.path is not None else how
    if drawn:
        return "listen"
    return f"listen, then {'recording · ' if spoken is not None and spoken.microphone.works else ''}{how}"


def answer_toolbar(
    seconds: float,
    card: Card,
    progress: SessionProgress,
    columns: int,
    spoken: "SpokenAnswers | None",
    left: float | None = None,
) -> str:
    """Return one line below an answer in a review that has taken some seconds; `left` is the silence that ends it."""
    if spoken is not None and spoken.microphone.trouble:
        return stopped_toolbar(seconds, spoken.microphone.trouble, columns)
    return toolbar(seconds, card, progress, columns, level=spoken.microphone.level if spoken else None, left=left)


def stopped_toolbar(seconds: float, trouble: str, columns: int) -> str:
    """Return one line once the recording of an answer has stopped: why, and that Enter ends the answer."""
    time = f" {clock(seconds)}"
    whole = f"{time}   {trouble} {_ENTER_ENDS}"
    return first_to_fit((whole, f"{time}   not recording · Enter ends it", f"{time}   not recording", time), columns)


class SpokenPrompt(Meanwhile):
    """First the question is read out, then the answer begins.

    A key that types stops the voice; so does Enter, which is no answer yet.

    Attributes:
        left: How long the silence must still last to end the answer, in seconds; None while it isn't counted.
        silence: The seconds of silence that ended the answer; 0 if a key did.
    """

    left: float | None = None
    silence: float = 0.0

    def __init__(
        self,
        env: Environment,
        shown: float,
        *,
        reader: Reader | None,
        begin: Callable[[], object] = lambda: None,
        ends_itself: Callable[[], Path | None] = lambda: None,
        microphone: "Microphone | None" = None,
    ) -> None:
        """Take what belongs to one question.

        Args:
            env: The environment.
            shown: When the question was shown, by the stopwatch.
            reader: What reads it out; None if nothing does.
            begin: Called when the answer begins.
            ends_itself: Returns the recording whose silence ends the answer; None if only a key does.
            microphone: What records it; None if nothing does.
        """
        self._env = env
        self._shown = shown
        self._reader = reader
        self._begin = begin
        self._ends_itself = ends_itself
        self._microphone = microphone
        self._begun: float | None = None
        self._typed = False
        self._ending: Ending | None = None

    @property
    def every(self) -> float:
        """The seconds between two calls of `look`."""
        return _EVERY

    @property
    def reading(self) -> bool:
        """Whether the question is being read out."""
        return self._begun is None

    @property
    def began(self) -> float:
        """When the answer began, by the stopwatch; now if it hasn't yet."""
        return self._env.stopwatch() if self._begun is None else self._begun

    def look(self) -> bool:
        """Begin the answer once the question has been read out; return whether a silence has ended it."""
        if self._begun is None:
            if self._reader is not None and self._reader.speaking:
                return False
            self._begun = self._reader.began(self._shown) if self._reader else self._shown
            self._begin()
        self.left = None if self._typed else self._left()
        if self.left != 0.0:
            return False
        from trainer.speech.endpoint import PATIENCE

        self.silence = PATIENCE
        return True

    def typed(self) -> None:
        """Stop the voice; what is typed ends with Enter alone."""
        self._typed = True
        if self.reading and self._reader is not None:
            self._reader.stop()

    def enter(self) -> bool:
        """Stop the voice; return whether there was none to stop."""
        return not (self.reading and self._reader is not None and self._reader.hush())

    @property
    def trouble(self) -> str:
        """Why the recording has stopped, and what to do; empty if it hasn't."""
        trouble = self._microphone.trouble if self._microphone else ""
        return f"{trouble} {_ENTER_ENDS}" if trouble else ""

    def _left(self) -> float | None:
        recording = self._ends_itself()
        if recording is None:
            return None
        if self._ending is None:
            from trainer.speech.endpoint import Ending

            self._ending = Ending(recording)
        return self._ending.seconds_left()
