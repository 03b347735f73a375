"""Waiting for what was said to be written down, with a listener that says what a test wants."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest

from tests.terminal import World, prompts
from trainer.config import Folder, Preferences
from trainer.review.dictation import LOADING, Dictation
from trainer.speech.recognition.listener import TOO_LONG, NotHeard
from trainer.speech.transcript import Transcript

SAID = Transcript("I checked.", "tiny", "fillers-1")


class Scripted:
    """A listener that answers each look with the next of some answers, and then with none."""

    def __init__(self, *answers: Transcript | NotHeard | None) -> None:
        self._answers = iter(answers)
        self.closed = False
        self.loading = False

    def poll(self, _: float = 0.0) -> Transcript | NotHeard | None:
        return next(self._answers, None)

    def close(self) -> None:
        self.closed = True


def wait(typed: str, listener: Scripted, patience: float = 20.0) -> tuple[Transcript | None, list[str]]:
    said: list[str] = []
    with prompts(World(Path()), typed) as (_, ui, _shown):
        dictation = Dictation(Preferences(speech_model=Folder("/a/model")), ui, said.append)
        cast("Any", dictation)._listener, cast("Any", dictation)._follows = listener, True
        return dictation.wait(patience), said


def test_the_text_is_there_at_once_or_after_a_while() -> None:
    heard, said = wait("", Scripted(SAID))
    assert heard is not None
    assert heard.text == "I checked."
    assert wait("", Scripted(None, None, None, SAID)) == (heard, said) == (heard, [])


def test_enter_goes_on_without_it() -> None:
    assert wait("\r", Scripted()) == (None, [])


def test_what_takes_too_long_or_does_not_work_is_one_sentence() -> None:
    assert wait("", Scripted(), 0.3) == (None, [TOO_LONG])
    broken = Scripted(None, NotHeard("It doesn't work."))
    assert wait("", broken) == (None, ["It doesn't work."])
    assert broken.closed


def test_that_it_takes_too_long_or_still_loads_is_said_once_a_sitting() -> None:
    said: list[str] = []
    with prompts(World(Path()), "") as (_, ui, _shown):
        dictation = Dictation(Preferences(speech_model=Folder("/a/model")), ui, said.append)
        listener = cast("Any", dictation)._listener = Scripted()
        cast("Any", dictation)._follows = True
        for listener.loading in (True, True, False, False, True):
            assert dictation.wait(0.0) is None
    assert said == [LOADING, TOO_LONG]


def test_an_english_model_writes_down_no_other_language_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_text("word\n" * 51_864)
    said: list[str] = []
    with prompts(World(Path()), "") as (_, ui, _shown):
        dictation = Dictation(Preferences(speech_model=Folder(tmp_path)), ui, said.append)
        cast("Any", dictation)._listener = Scripted(SAID)
        for _ in range(2):
            dictation.follow(tmp_path / "answer.wav", "de")
            dictation.ask(0)
            assert dictation.wait() is None
    (sentence,) = said
    assert "understands English only" in sentence


def test_nothing_said_is_no_text() -> None:
    assert wait("", Scripted(Transcript("", "tiny", "fillers-1"))) == (None, [])


def test_without_a_model_nothing_is_started(tmp_path: Path) -> None:
    said: list[str] = []
    with prompts(World(Path()), "") as (_, ui, _shown):
        dictation = Dictation(Preferences(), ui, said.append)
        dictation.follow(tmp_path / "answer.wav")
        dictation.ask(0)
        assert dictation.wait() is None
        dictation.close()
    assert said == []


@pytest.mark.skipif(find_spec("ctranslate2") is None, reason="CTranslate2 is not installed")
def test_a_missing_folder_is_one_sentence_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    with prompts(World(Path()), "") as (_, ui, _shown):
        dictation = Dictation(Preferences(speech_model=Folder(tmp_path / "none")), ui, said.append)
        for _ in range(2):
            dictation.follow(tmp_path / "answer.wav")
    (sentence,) = said
    assert sentence.startswith(f"Your answers aren't written down. There is no folder {tmp_path / 'none'}.")
