"""The recordings of a mock interview, which live until its debrief is over."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cards.errors import GreenroomError, os_reason
from cards.spoken import Spoken
from scheduler.log.store import Store
from scheduler.mock.log import Mock, Step
from trainer.home import Home
from trainer.mock.screens import typed_words
from trainer.terminal.layout import Line
from trainer.terminal.ui import Ui

if TYPE_CHECKING:
    from trainer.speech.recordings import Recording


class RecordedAnswers:
    """The recorded answers of a mock in its debrief: measured, played and kept."""

    def __init__(self, ui: Ui, home: Home, store: Store, mock: Mock) -> None:
        self._ui = ui
        self._home = home
        self._store = store
        self._mock = mock
        self._figures: dict[int, Spoken] = {}  # by position

    def lines(self, position: int, text: str) -> list[Line]:
        """Return what was said at a position and how, and the keys of its recording; without one, the text alone.

        Args:
            position: The position of the question.
            text: The text of the answer, which may have been typed or corrected.
        """
        answer = self._mock.answers[position]
        shown = typed_words(text, self._ui.layout)
        recording = recording_of(self._home, self._mock, Step(position))
        if recording is None:
            return shown
        from scheduler.log.spoken import last_spoken
        from trainer.review import spoken_screens
        from trainer.speech.audio import wav
        from trainer.speech.delivery import measure
        from trainer.speech.transcript import Transcript

        try:
            delivery = measure(wav.read(recording.path))
        except OSError as error:
            self._ui.say(f"{recording.path} can't be read: {os_reason(error)}.")
            return shown
        heard = Transcript.of(answer.text, answer.heard_by) if answer.heard_by else None
        figures = delivery.figures(heard.source, heard.words, len(heard.fillers)) if heard else delivery.figures()
        if figures is not None:
            self._figures[position] = figures
        last = last_spoken(self._store, recording.key, figures) if figures else None
        as_heard = heard if heard is not None and heard.text == text else None
        lines = spoken_screens.reveal(delivery, as_heard, figures, last, self._ui.layout)
        return lines if as_heard else shown + lines

    def figures(self, position: int) -> Spoken | None:
        """Return how the answer at a position was spoken; None if that can't be told."""
        return self._figures.get(position)

    def commands(self, position: int) -> dict[str, Callable[[], None]]:
        """Return what the keys of the recorded answer at a position do; none if there is no recording."""
        if not recorded(self._home, self._mock, position):
            return {}
        return {"p": partial(self._play, position), "k": partial(self._keep, position)}

    def _play(self, position: int) -> None:
        """Play the answer at a position, then the one to its follow-up."""
        from trainer.speech.playing import play

        try:
            for recording in recorded(self._home, self._mock, position):
                play(recording.path, self._ui)
        except GreenroomError as error:
            self._ui.say(str(error))

    def _keep(self, position: int) -> None:
        from trainer.speech.recordings import State, keep

        try:
            for recording in recorded(self._home, self._mock, position):
                if recording.state is not State.KEPT:
                    keep(self._home, recording)
        except GreenroomError as error:
            self._ui.say(str(error))
        else:
            self._ui.say("Kept. `greenroom recordings` lists what you keep.")


def recorded(home: Home, mock: Mock, position: int) -> "list[Recording]":
    """Return the recordings of the answer at a position and of its follow-up, as far as there are any."""
    found = [recording_of(home, mock, Step(position)), recording_of(home, mock, Step(position, follow_up=True))]
    return [each for each in found if each is not None]


def recording_of(home: Home, mock: Mock, step: Step) -> "Recording | None":
    """Return the recording of an answer: of its card, and begun since the answer before it was given."""
    answer = (mock.follow_ups if step.follow_up else mock.answers).get(step.position)
    if answer is None or not home.recordings.is_dir():
        return None
    from trainer.speech.recordings import recordings

    given = [each.at_utc_ms for each in (*mock.answers.values(), *mock.follow_ups.values())]
    before = max((at for at in given if at < answer.at_utc_ms), default=mock.begun_at_utc_ms)
    key = mock.script.questions[step.position].key
    return next(
        (each for each in recordings(home) if each.key == key and before <= _ms(each) <= answer.at_utc_ms),
        None,
    )


def settle_recordings(home: Home, mock: Mock) -> None:
    """Delete the recordings of a mock that is over, or leave them for as many days as the setting says.

    Raises:
        GreenroomError: One can't be deleted or renamed.
    """
    if not home.recordings.is_dir():
        return
    from trainer.speech.recordings import State, settle

    ours = [each for position in mock.answers for each in recorded(home, mock, position)]
    settle(home, [each for each in ours if each.state is State.OPEN], home.preferences.keep_recordings)


def _ms(recording: "Recording") -> int:
    return round(recording.at.timestamp() * 1000)
