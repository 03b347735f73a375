"""The spoken answers of a sitting: recorded, measured, written down and played."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Self

from cards.answer import Answer
from cards.card import Kind
from cards.errors import GreenroomError, os_reason
from cards.key import CardKey
from cards.spoken import Spoken
from scheduler.log.store import Store
from trainer.home import Home
from trainer.review.dictation import Dictation
from trainer.review.interrupted_answers import InterruptedAnswers
from trainer.review.keys import Keys, spoken_keys
from trainer.review.microphone import Microphone
from trainer.review.sitting_recordings import SittingRecordings
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import Ui, UserLeft

if TYPE_CHECKING:
    from trainer.speech.delivery import Delivery
    from trainer.speech.recordings import Recording
    from trainer.speech.transcript import Transcript

_SHORTEST = 1.0  # seconds; less is no answer
_MUTED_AFTER = 2.0  # seconds of silence that say something about the microphone


class Heard(NamedTuple):
    """A recorded answer."""

    recording: "Recording"
    delivery: "Delivery"
    transcript: "Transcript | None"
    figures: Spoken | None  # None if they can't be told


class SpokenAnswers:
    """Records the answer to each question. Whatever goes wrong is said once, and the sitting goes on without.

    Attributes:
        microphone: Records the answer being given.
        dictation: Writes it down.
    """

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
        self._recordings = SittingRecordings(home)
        self.microphone = Microphone(self._recordings, self._say_above)
        self.dictation = Dictation(home.preferences, ui, self._say_above)
        self._interrupted: InterruptedAnswers | None = None  # None until the first answer
        self._asked = -1.0  # when the question of the answer being given was shown
        self._heard: dict[CardKey, Heard] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the sitting. Unless the user left, what was being said is left to be played later."""
        interrupted = kind is not None and not issubclass(kind, KeyboardInterrupt | UserLeft)
        stopped = self.microphone.stop()
        self._recordings.release()
        self.dictation.close()
        if stopped is not None and not interrupted:
            (self._recordings.discard if self._for_debrief else self._recordings.finish)(stopped.recording)
        if not self._for_debrief:
            self._try(self._recordings.settle)

    # --- recording ---------------------------------------------------------------------------------

    def begin(self, key: CardKey, kind: Kind, asked: float) -> None:
        """Record the answer to a question that stands on the screen, unless that has begun.

        Args:
            key: The card.
            kind: Its kind; a note is written, not said.
            asked: When the question was shown; another time is another question.
        """
        if self.microphone.records and asked == self._asked:
            return
        self.microphone.drop()
        self._asked = asked
        if kind is Kind.NOTE or not self.microphone.works:
            return
        self._tell_interrupted(key)
        path = self.microphone.record(key)
        if path is not None:
            self.dictation.follow(path, self._language(key.deck))

    def _tell_interrupted(self, key: CardKey) -> None:
        """Clean up before the first answer; say that an interrupted answer to a card can be played."""
        if self._interrupted is None:
            from trainer.speech.recordings import clean_up

            clean_up(self._home, self._home.preferences.keep_recordings)
            self._interrupted = InterruptedAnswers(self._home, self._store)
        if not self._for_debrief and (sentence := self._interrupted.tell(key)):
            self._say_above(sentence)

    def end(self, key: CardKey, answer: Answer) -> Answer:
        """End the recording of an answer and measure it; return the answer.

        What is typed is the answer. Its recording is thrown away unless a voice can be heard in it.
        """
        self._heard.pop(key, None)
        stopped = self.microphone.stop()
        if stopped is None:
            return answer
        if not answer.text:
            self.dictation.ask(stopped.length)
        if stopped.trouble:
            self._say_once(stopped.trouble)
        from trainer.speech.audio import wav
        from trainer.speech.delivery import Hearing, measure

        recording = stopped.recording
        try:
            delivery = measure(wav.read(recording.path))
        except OSError as error:
            self._say_once(f"{recording.path} can't be read: {os_reason(error)}.")
            self._recordings.finish(recording)
            return answer
        if (answer.text and not delivery.told) or delivery.length < _SHORTEST:
            self._recordings.discard(recording)
            return answer
        self._recordings.finish(recording)
        if delivery.hearing is Hearing.SILENT and delivery.length >= _MUTED_AFTER:
            self._say_once("Nothing was heard. Is the microphone muted?")
        if answer.text:
            self._heard[key] = Heard(recording, delivery, None, None)
            return answer
        transcript = None if delivery.hearing is Hearing.SILENT else self.dictation.wait()
        figures = delivery.figures()
        if figures is not None and transcript is not None:
            figures = delivery.figures(transcript.source, transcript.words, len(transcript.fillers))
        self._heard[key] = Heard(recording, delivery, transcript, figures)
        return answer if transcript is None else answer._replace(text=transcript.text, heard=True)

    # --- at the reveal -----------------------------------------------------------------------------

    def figures(self, key: CardKey) -> Spoken | None:
        """Return how the answer to a card was spoken in this sitting; None if that can't be told."""
        return self._heard[key].figures if key in self._heard else None

    def heard_by(self, key: CardKey) -> str:
        """Return what wrote down the answer to a card, as `Transcript.source`; empty if nothing did."""
        heard = self._heard.get(key)
        return heard.transcript.source if heard is not None and heard.transcript else ""

    def lines(self, key: CardKey) -> list[Line]:
        """Return what can be told about the recorded answer to a card, and its keys; none if there is no recording."""
        if key not in self._heard:
            return []
        from scheduler.log.spoken import last_spoken
        from trainer.review import spoken_screens

        heard = self._heard[key]
        last = last_spoken(self._store, key, heard.figures) if heard.figures else None
        return spoken_screens.reveal(heard.delivery, heard.transcript, heard.figures, last, self._ui.layout)

    def key_line(self, key: CardKey) -> list[Line]:
        """Return a line with the keys of the recorded answer to a card; none if there is no recording."""
        if key not in self._heard:
            return []
        from trainer.review import spoken_screens

        heard = self._heard[key]
        return spoken_screens.key_line(heard.delivery, self._ui.layout, text=heard.transcript is not None)

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
        heard = self._heard[key]
        try:
            kept = self._recordings.keep(heard.recording)
        except GreenroomError as error:
            self._say_once(str(error))
            return
        if kept is not None:
            self._heard[key] = heard._replace(recording=kept)
        self._ui.say("It is kept already." if kept is None else "Kept. `greenroom recordings` lists what you keep.")

    # --- what goes wrong -----------------------------------------------------------------------------

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except GreenroomError as error:
            self._say_once(str(error))

    def _say_above(self, sentence: str) -> None:
        """Say something between a question and the prompt for its answer."""
        self._ui.show([*paragraph(sentence, self._ui.layout.width), BLANK])

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._ui.say(sentence)
