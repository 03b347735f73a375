"""An interviewer who can be heard: what they say aloud, and when they interrupt."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from scheduler.mock.log import Mock, Step
from trainer.environment import Environment
from trainer.review.reader import Reader
from trainer.review.spoken_answers import SpokenAnswers
from trainer.review.spoken_prompt import SpokenPrompt


def aloud(text: str) -> str:
    """Return what an interviewer says; nothing if they only do something, which stands in brackets."""
    return "" if text.startswith("(") and text.find(")") == len(text) - 1 else text


class Sound(NamedTuple):
    """How an interview is held out loud.

    Attributes:
        reader: Says what the interviewer says; None if that is only shown.
        spoken: Records the answers; None if they are not recorded.
        deck_language: Returns the tag of a deck's language, by its id.
        language: The tag of the language that the interviewer speaks around the questions.
    """

    reader: Reader | None
    spoken: SpokenAnswers | None
    deck_language: Callable[[str], str]
    language: str

    def texts(self, mock: Mock, step: Step, *, again: bool) -> list[tuple[str, str]]:
        """Return what the interviewer says at a step, each text with its language; `again` repeats the question."""
        question = mock.script.questions[step.position]
        language = self.deck_language(question.key.deck)
        texts: list[tuple[str, str]] = []
        if again or not step.follow_up:
            texts += [(aloud(question.lead), self.language), (question.wording, language)]
        if step.follow_up:
            texts += [(aloud(question.between), self.language), (question.follow_up, language)]
        return texts


class MockPrompt(SpokenPrompt):
    """A prompt at which the interviewer may interrupt."""

    def __init__(
        self,
        env: Environment,
        shown: float,
        sound: Sound,
        *,
        begin: Callable[[], object],
        interrupted: Callable[[], str],
    ) -> None:
        """Take what belongs to one step; `interrupted` returns what the interviewer throws in now."""
        spoken, reader = sound.spoken, sound.reader

        def ends_itself() -> Path | None:
            return spoken.microphone.path if spoken and reader else None

        microphone = spoken.microphone if spoken else None
        super().__init__(env, shown, reader=reader, begin=begin, ends_itself=ends_itself, microphone=microphone)
        self._sound = sound
        self._interrupted = interrupted
        self._thrown_in = ""

    def look(self) -> bool:
        """Interrupt when it is time; return whether a silence has ended the answer."""
        over = super().look()
        sentence = "" if self.reading else self._interrupted()
        if sentence and sentence != self._thrown_in and self._sound.reader:
            self._sound.reader.read((sentence, self._sound.language))
        self._thrown_in = sentence
        return over
