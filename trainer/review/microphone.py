"""The microphone of a sitting, and the recording of the answer being given."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from trainer.review.sitting_recordings import SittingRecordings

if TYPE_CHECKING:
    from trainer.speech.audio.recorder import Recorder
    from trainer.speech.recordings import Recording

_QUIET, _LOUD = -60.0, -10.0  # dBFS at which the level meter is empty and full


class Recorded(NamedTuple):
    """A recording that has ended.

    Attributes:
        length: Its size, in bytes of sound.
        trouble: What ended it early, as a sentence; empty if nothing did.
    """

    recording: "Recording"
    length: int
    trouble: str


class Microphone:
    """Records one answer at a time. If it can't, it says so once and never tries again."""

    def __init__(self, recordings: SittingRecordings, say: Callable[[str], None]) -> None:
        """Take where recordings go, and what says what is wrong."""
        self._recordings = recordings
        self._say = say
        self._recorder: Recorder | None = None
        self._recording: Recording | None = None
        self.works = True  # whether nothing has kept an answer from being recorded so far

    @property
    def records(self) -> bool:
        """Whether an answer is being recorded."""
        return self._recorder is not None

    @property
    def level(self) -> float | None:
        """How loud it is, from 0 to 1; None if nothing is recorded, or no longer."""
        if self._recorder is None or self._recorder.trouble:
            return None
        return min(1.0, max(0.0, (self._recorder.level - _QUIET) / (_LOUD - _QUIET)))

    @property
    def trouble(self) -> str:
        """What has ended the recording of the answer being given, as a sentence; empty if nothing has."""
        trouble = self._recorder.trouble if self._recorder else ""
        return f"{trouble.partition('. ')[0].rstrip('.')}." if trouble else ""

    @property
    def path(self) -> Path | None:
        """The file that is being recorded; None if there is none, or no longer."""
        return self._recording.path if self._recording and self._recorder and not self._recorder.trouble else None

    def check(self) -> bool:
        """Return whether a microphone can be opened; if not, say so now."""
        from trainer.speech.audio.recorder import check_microphone

        try:
            check_microphone()
        except GreenroomError as error:
            self._give_up(error)
        return self.works

    def record(self, key: CardKey) -> Path | None:
        """Begin to record an answer to a card; return the file, None if that doesn't work."""
        if not self.works:
            return None
        from trainer.speech.audio.recorder import Recorder

        try:
            recording = self._recordings.new(key)
            self._recorder = Recorder(recording.path)
        except GreenroomError as error:
            self._give_up(error)
            return None
        self._recordings.hold(recording)
        self._recording = recording
        return recording.path

    def stop(self) -> Recorded | None:
        """End the recording and hand it over; None if there is none."""
        recorder, recording = self._recorder, self._recording
        self._recorder = self._recording = None
        if recorder is None or recording is None:
            return None
        trouble = recorder.trouble
        return Recorded(recording, recorder.stop(), trouble)

    def drop(self) -> None:
        """Throw away what is being recorded."""
        if (stopped := self.stop()) is not None:
            self._recordings.discard(stopped.recording)

    def _give_up(self, error: GreenroomError) -> None:
        self.works = False
        self._say(f"Your answers aren't recorded. {error}")
