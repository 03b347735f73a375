"""The spoken answers of a sitting: recorded, measured, written down and played."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from cards.answer import Answer
from cards.card import Kind
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.spoken import Spoken
from scheduler.log.store import Store
from trainer.home import Home
from trainer.review.dictation import Dictation
from trainer.review.keys import Keys, spoken_keys
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import Ui, UserLeft
from trainer.terminal.words import clock, short_day

if TYPE_CHECKING:
    from trainer.speech.audio.recorder import Recorder
    from trainer.speech.delivery import Delivery
    from trainer.speech.recordings import Recording
    from trainer.speech.transcript import Transcript

_SHORTEST = 1.0  # seconds; less is no answer
_MUTED_AFTER = 2.0  # seconds of silence that say something about the microphone
_QUIET, _LOUD = -60.0, -10.0  # dBFS at which the level meter is empty and full


class Heard(NamedTuple):
    """A recorded answer."""

    recording: "Recording"
    delivery: "Delivery"
    transcript: "Transcript | None"
    figures: Spoken | None  # None if they can't be told


class SpokenAnswers:
    """Records the answer to each question. Whatever goes wrong is said once, and the sitting goes on without."""

    def __init__(
        self,
        home: Home,
        store: Store,
        ui: Ui,
        *,
        language: Callable[[str], str] | None = None,
        for_debrief: bool = False,
    ) -> None:
        """Take a home, its log, where to say what is wrong, and what tells the language of a deck's answers.

        `for_debrief` leaves the recordings when it ends.
        """
        self._home = home
        self._language = language or (lambda _: home.preferences.language)
        self._for_debrief = for_debrief
        self._store = store
        self._ui = ui
        self._said: set[str] = set()
        self._off = False  # the microphone can't be opened
        self.dictation = Dictation(home.preferences, ui, self._say_above)
        self._recorder: Recorder | None = None
        self._current: Recording | None = None  # of the answer being given
        self._interrupted: dict[CardKey, Recording] | None = None  # by card; None until looked up
        self._asked = -1.0  # when its question was shown
        self._heard: dict[CardKey, Heard] = {}
        self._ended: list[Recording] = []  # to be deleted with the sitting
        self._holds = ExitStack()  # the marks that they belong to a sitting under way

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the sitting. Unless the user left, what was being said is left to be played later."""
        interrupted = kind is not None and not issubclass(kind, KeyboardInterrupt | UserLeft)
        self._stop()
        self._holds.close()
        self.dictation.close()
        if self._for_debrief:
            if not interrupted:
                self.drop()
            return
        if self._current is not None and not interrupted:
            self._ended.append(self._current)
        if self._ended:
            from trainer.speech.recordings import settle

            self._try(lambda: settle(self._home, self._ended, self._home.preferences.keep_recordings))

    @property
    def works(self) -> bool:
        """Whether nothing has kept an answer from being recorded so far."""
        return not self._off

    @property
    def records(self) -> bool:
        """Whether an answer is being recorded."""
        return self._recorder is not None

    # --- recording ---------------------------------------------------------------------------------

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
        return self._current.path if self._current and self._recorder and not self._recorder.trouble else None

    def check(self) -> bool:
        """Return whether a microphone can be opened; if not, say so now."""
        from trainer.speech.audio.recorder import check_microphone

        try:
            check_microphone()
        except GreenroomError as error:
            self._give_up(error)
        return self.works

    def begin(self, key: CardKey, kind: Kind, asked: float) -> None:
        """Record the answer to a question that stands on the screen, unless that has begun.

        Args:
            key: The card.
            kind: Its kind; a note is written, not said.
            asked: When the question was shown; another time is another question.
        """
        if self._recorder is None or asked != self._asked:
            self.drop()
            self._asked = asked
            if not self._off and kind is not Kind.NOTE:
                self._record(key)

    def _record(self, key: CardKey) -> None:
        from trainer.speech.audio.recorder import Recorder
        from trainer.speech.recordings import held, new_recording

        try:
            self._offer_interrupted(key)
            recording = new_recording(self._home, key)
            self._recorder = Recorder(recording.path)
        except GreenroomError as error:
            self._give_up(error)
            return
        self._holds.enter_context(held(recording))
        self._current = recording
        self.dictation.follow(recording.path, self._language(key.deck))

    def _offer_interrupted(self, key: CardKey) -> None:
        """Say once that an interrupted answer to a card can be played, unless it was rated."""
        if self._interrupted is None:
            self._interrupted = self._look_up_interrupted()
        found = self._interrupted.pop(key, None)
        if found is None or not found.path.is_file():
            return
        rated = next((each.reviewed_at_utc_ms for each in self._store.reviews(key, newest=1)), 0)
        if found.at.timestamp() * 1000 > rated:
            when = short_day(found.at.astimezone(self._home.env.zone).date(), self._home.calendar_day)
            said = f"You were interrupted here on {when}, after {clock(found.seconds)}"
            self._say_above(f"{said}. `greenroom recordings` lists what you said.")

    def _look_up_interrupted(self) -> "dict[CardKey, Recording]":
        """Clean up the recordings; return those that no review finished, unless this is a mock."""
        from trainer.speech.recordings import State, clean_up, recordings

        clean_up(self._home, self._home.preferences.keep_recordings)
        if self._for_debrief:
            return {}
        return {
            each.key: each for each in reversed(recordings(self._home)) if each.state is State.OPEN and not each.is_held
        }

    def drop(self) -> None:
        """Throw away what is being recorded; if it is in use, when the sitting ends."""
        self._stop()
        if self._current is not None:
            from trainer.speech.recordings import delete

            recording, self._current = self._current, None
            try:
                delete(recording)
            except GreenroomError:
                self._ended.append(recording)

    def end(self, key: CardKey, answer: Answer) -> Answer:
        """End the recording of an answer and measure it; return the answer.

        What is typed is the answer. Its recording is thrown away unless a voice can be heard in it.
        """
        self._heard.pop(key, None)
        recorder, recording = self._recorder, self._current
        if recorder is None or recording is None:
            return answer
        trouble = recorder.trouble
        self._stop()
        if not answer.text:
            self.dictation.ask(recorder.stop())
        if trouble:
            self._say_once(trouble)
        from trainer.speech.audio import wav
        from trainer.speech.delivery import Hearing, measure

        try:
            delivery = measure(wav.read(recording.path))
        except OSError as error:
            self._say_once(f"{recording.path} can't be read: {error.strerror}.")
            return answer
        if (answer.text and not delivery.told) or delivery.length < _SHORTEST:
            self.drop()
            return answer
        self._current = None
        self._ended.append(recording)
        if delivery.hearing is Hearing.SILENT and delivery.length >= _MUTED_AFTER:
            self._say_once("Nothing was heard. Is the microphone muted?")
        if answer.text:
            self._heard[key] = Heard(recording, delivery, None, None)
            return answer
        transcript = None if delivery.hearing is Hearing.SILENT else self.dictation.wait()
        figures = delivery.figures()
        if figures is not None and transcript is not None:
            model = f"{transcript.model} {transcript.method}"
            figures = delivery.figures(model, transcript.words, len(transcript.fillers))
        self._heard[key] = Heard(recording, delivery, transcript, figures)
        return answer if transcript is None else answer._replace(text=transcript.text, heard=True)

    def _stop(self) -> None:
        if self._recorder is not None:
            self._recorder.stop()
            self._recorder = None

    # --- at the reveal -----------------------------------------------------------------------------

    def figures(self, key: CardKey) -> Spoken | None:
        """Return how the answer to a card was spoken in this sitting; None if that can't be told."""
        return self._heard[key].figures if key in self._heard else None

    def lines(self, key: CardKey) -> list[Line]:
        """Return what can be told about the recorded answer to a card, and its keys; none if there is no recording."""
        if key not in self._heard:
            return []
        from scheduler.log.spoken import last_spoken
        from trainer.review import spoken_screens

        heard = self._heard[key]
        last = last_spoken(self._store, key, heard.figures) if heard.figures else None
        return spoken_screens.reveal(heard.delivery, heard.transcript, heard.figures, last, self._ui.layout)

    def keys(self, key: CardKey) -> Keys:
        """Return the keys of the recorded answer to a card; none if there is no recording."""
        heard = self._heard.get(key)
        return () if heard is None else spoken_keys(text=heard.transcript is not None)

    def commands(self, key: CardKey) -> dict[str, Callable[[], None]]:
        """Return what the keys of the recorded answer to a card do."""
        if key not in self._heard:
            return dict.fromkeys("pk", partial(self._ui.say, "There is no recording of this answer."))
        return {"p": partial(self._play, key), "k": partial(self._keep, key)}

    def _play(self, key: CardKey) -> None:
        """Play the recorded answer to a card."""
        from trainer.speech.playing import play

        self._try(lambda: play(self._heard[key].recording.path, self._ui))

    def _keep(self, key: CardKey) -> None:
        """Keep the recorded answer to a card when the sitting ends."""
        from trainer.speech import recordings

        heard = self._heard[key]
        if heard.recording in self._ended:
            self._try(lambda: self._kept(key, recordings.keep(self._home, heard.recording)))
        else:
            self._ui.say("It is kept already.")

    def _kept(self, key: CardKey, recording: "Recording") -> None:
        self._ended.remove(self._heard[key].recording)
        self._heard[key] = self._heard[key]._replace(recording=recording)
        self._ui.say("Kept. `greenroom recordings` lists what you keep.")

    # --- what goes wrong -----------------------------------------------------------------------------

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except GreenroomError as error:
            self._say_once(str(error))

    def _give_up(self, error: GreenroomError) -> None:
        self._off = True
        self._say_above(f"Your answers aren't recorded. {error}")

    def _say_above(self, sentence: str) -> None:
        """Say something between a question and the prompt for its answer."""
        self._ui.show([*paragraph(sentence, self._ui.layout.width), BLANK])

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._ui.say(sentence)
