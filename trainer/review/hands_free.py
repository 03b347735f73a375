"""A review without hands: points are read out, and ratings taken by ear.

To rate, greenroom asks, you say one word, and it makes sure that it heard it right.
"""

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cards.card import Card
from cards.errors import GreenroomError
from cards.review import Rating
from trainer.review.prompts import GradePrompts
from trainer.review.reader import Reader, language_of
from trainer.review.sitting import Sitting
from trainer.review.spoken_answers import SpokenAnswers
from trainer.terminal.ui import Meanwhile

if TYPE_CHECKING:
    from trainer.speech.audio.recorder import Recorder
    from trainer.speech.endpoint import Ending

_EVERY = 0.15  # seconds
_GOES_ON_AFTER = 5.0  # seconds without a key once the points have been read out
READING = "reading it out · Enter skips it"
_LISTENS = 6.0  # seconds for a word to be said
_SILENCE = 1.0  # seconds after it
_SHORTEST = 0.1  # seconds of sound that can be a word
_RECOGNISED = 5.0  # seconds for the model
_TRIES = 2
_RATINGS = tuple(rating.title.lower() for rating in Rating)
_QUESTION = "Again, hard, good or easy?"


class ReadOut(Meanwhile):
    """A prompt at which something is read out. A moment after its end the prompt is over, unless a key types.

    Attributes:
        over: Whether it ended by itself.
    """

    over = False

    def __init__(self, reader: Reader, stopwatch: Callable[[], float], *, goes_on: bool) -> None:
        """Take what reads; `goes_on` is whether it ends by itself."""
        self._reader = reader
        self._stopwatch = stopwatch
        self._goes_on = goes_on
        self._ended: float | None = None  # when the voice fell silent

    @property
    def every(self) -> float:
        """The seconds between two calls of `look`."""
        return _EVERY

    @property
    def status(self) -> str:
        """What goes on, in a few words."""
        if self._reader.speaking:
            return READING
        left = self._left
        return "" if left is None else f"on in {math.ceil(left)} s · a key stops it"

    @property
    def _left(self) -> float | None:
        """The seconds until it is over; None if it doesn't end by itself."""
        if not self._goes_on or self._ended is None:
            return None
        return max(0.0, self._ended + _GOES_ON_AFTER - self._stopwatch())

    def look(self) -> bool:
        """Count once the voice is silent; return whether it is over."""
        if self._ended is None and not self._reader.speaking:
            self._ended = self._stopwatch()
        self.over = self._left == 0.0
        return self.over

    def typed(self) -> None:
        """Leave it to the keys."""
        self._goes_on = False
        self._reader.stop()

    def enter(self) -> bool:
        """Stop the voice; return whether there was none to stop."""
        return not self._reader.hush()


class SpokenWord(Meanwhile):
    """A prompt at which one of a few words is said: first it is read out, then the microphone listens.

    A key that types stops both.

    Attributes:
        word: What was said; None if nothing was, or something else.
        over: Whether the prompt was ended by a voice, or by silence.
    """

    word: str | None = None
    over = False

    def __init__(
        self, sitting: Sitting, spoken: SpokenAnswers, words: Sequence[str], *, enter_skips: bool = True
    ) -> None:
        """Take what hears the words; `enter_skips` is whether Enter stops the voice before it counts."""
        self._reader = sitting.reader
        self._spoken = spoken
        self._words = words
        self._folder = TemporaryDirectory(prefix="greenroom-", ignore_cleanup_errors=True)
        self._path = Path(self._folder.name) / "word.wav"
        self._recorder: Recorder | None = None
        self._ending: Ending | None = None
        self._deadline: float | None = None  # for the model
        self._by_key = False
        self._enter_skips = enter_skips

    @property
    def every(self) -> float:
        """The seconds between two calls of `look`."""
        return _EVERY

    @property
    def status(self) -> str:
        """What goes on, in a few words."""
        if self._reader is not None and self._reader.speaking:
            return READING if self._enter_skips else ""
        listening = self._recorder is not None and self._deadline is None and not self._by_key
        return "listening" if listening else ""

    def look(self) -> bool:
        """Go on with what comes next; return whether it is over."""
        if self._by_key or (self._reader is not None and self._reader.speaking):
            return False
        if self._recorder is None or self._ending is None:
            self._begin()
        elif self._deadline is None:
            if self._ending.seconds_left() == 0.0 or self._recorder.seconds >= _LISTENS or self._recorder.trouble:
                self._recorder.stop()
                self._spoken.dictation.choose(self._path, self._words)
                self._deadline = time.monotonic() + _RECOGNISED
        elif (chosen := self._spoken.dictation.chosen()) or time.monotonic() > self._deadline:
            self.word, self.over = chosen.word if chosen else None, True
        return self.over

    def typed(self) -> None:
        """Leave it to the keys."""
        self._by_key = True
        if self._reader is not None:
            self._reader.stop()

    def enter(self) -> bool:
        """Stop the voice; return whether Enter counts."""
        return self._reader is None or not (self._reader.hush() and self._enter_skips)

    def close(self) -> None:
        """Stop, and delete what was recorded."""
        if self._recorder is not None:
            self._recorder.stop()
        self._folder.cleanup()

    def _begin(self) -> None:
        from trainer.speech.audio.recorder import Recorder
        from trainer.speech.endpoint import Ending

        try:
            self._recorder = Recorder(self._path)
        except GreenroomError:  # keys still work, and the next answer says why
            self._by_key = True
        self._ending = Ending(self._path, _SILENCE, _SHORTEST)


Ask = Callable[[SpokenWord | None], str]


class HandsFree:
    """Reads out points, and takes ratings by ear."""

    def __init__(self, sitting: Sitting, spoken: SpokenAnswers, prompts: GradePrompts) -> None:
        """Take a sitting that records, and what asks for ratings."""
        self._sitting = sitting
        self._spoken = spoken
        self._prompts = prompts
        self._unread: tuple[tuple[str, str], ...] = ()  # texts, each with the tag of its language

    def answered(self, card: Card) -> None:
        """Take a card that was just answered, to read out its points once; without any, its answer."""
        language = language_of(self._sitting.library, self._sitting.turn.key.deck)
        texts = [point.text for point in card.key_points] or [card.answer]
        self._unread = tuple((text, language) for text in texts)

    def tick(self, ask: Callable[[ReadOut | None], str]) -> str | None:
        """Ask for the points while they are read out; return what was typed, None if no key was pressed.

        Without a key it goes on only to a rating that can be given by ear.
        """
        reader, unread = self._sitting.reader, bool(self._unread)
        self._read()
        if reader is None or not (unread and reader.works):
            return ask(None)
        prompt = ReadOut(reader, self._sitting.env.stopwatch, goes_on=self._by_ear)
        try:
            typed = ask(prompt)
        finally:
            self._hush()
        return None if prompt.over else typed

    def rate(self, ask: Ask) -> str:
        """Ask for a rating, by ear at most twice; return its name, or what was typed."""
        for _ in range(_TRIES):
            if not self._by_ear:
                break
            rating, typed = self._listen(_QUESTION, _RATINGS, ask)
            if rating is not None:
                typed = self._confirmed(rating)
            if typed is not None:
                return typed
        return ask(None)

    def _confirmed(self, rating: str) -> str | None:
        """Ask whether a rating was heard right; return it, or what was typed instead; None if it was not."""
        question = f"I heard {rating}. Yes?"
        ask = partial(self._prompts.ask_whether, question)
        said, typed = self._listen(question, ("yes", "no"), ask, enter_skips=False)
        answer = said or ("no" if typed is None else typed.strip())
        if answer.casefold() in ("", "y", "yes"):
            return rating
        return None if answer.casefold() in ("n", "no") else answer

    def _listen(
        self, question: str, words: Sequence[str], ask: Ask, *, enter_skips: bool = True
    ) -> tuple[str | None, str | None]:
        """Ask for one of some words; return the one that was said, or what was typed."""
        self._read((question, self._english))
        prompt = SpokenWord(self._sitting, self._spoken, words, enter_skips=enter_skips)
        try:
            typed = ask(prompt)
        finally:
            prompt.close()
            self._hush()
        return (prompt.word, None) if prompt.over else (None, typed)

    @property
    def _by_ear(self) -> bool:
        """Whether ratings can be taken by ear."""
        return self._spoken.microphone.works and self._spoken.dictation.works

    def _read(self, *more: tuple[str, str]) -> None:
        texts, self._unread = (*self._unread, *more), ()
        if self._sitting.reader is not None:
            self._sitting.reader.read(*texts)

    def _hush(self) -> None:
        if self._sitting.reader is not None:
            self._sitting.reader.close()

    @property
    def _english(self) -> str:
        ours = self._sitting.library.on.language
        return ours if ours.partition("-")[0] == "en" else "en"
