"""What passes between us and the process that recognises speech: a real process, with a stand-in for the model."""

import os
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.trainer.speech.test_sound import _join, _quiet, _voice
from trainer.speech.audio.wav import header
from trainer.speech.recognition.listener import Listener, NotHeard
from trainer.speech.transcript import Transcript

# It hears how many seconds somebody hums. Files beside its weights make it slow, noisy or mortal.
_LIBRARY = """
import os, time
from pathlib import Path
from types import SimpleNamespace

def _wait(file):
    if file.exists():
        time.sleep(float(file.read_text()))

class _Whisper:
    n_mels = 80

    def __init__(self, folder, **options):
        self._folder = Path(folder)
        self.is_multilingual = (self._folder / "languages").exists()
        (self._folder / "pid").write_text(str(os.getpid()))
        os.write(1, b"Intel MKL WARNING\\n")
        _wait(self._folder / "loads")

    def encode(self, mel):
        if (self._folder / "dies").exists():
            os._exit(9)
        if (self._folder / "fails").exists():
            raise RuntimeError("out of\\x1b[2J memory\\n")
        with (self._folder / "heard").open("a") as file:
            file.write("one\\n")
        _wait(self._folder / "hears")
        return mel

    def detect_language(self, mel):
        return [[("<|fr|>", 0.9)]]

    def generate(self, mel, prompts, **options):
        if self.is_multilingual:
            with (self._folder / "languages").open("a") as file:
                file.write(next(token for token in prompts[0] if len(token) == 6) + "\\n")
        seconds = round((mel[0].max(axis=0) > 0.5).sum() / 100)
        bell = "\u0107"  # as byte-level tokens spell it
        return [SimpleNamespace(sequences=[[f"{seconds}{bell}"]], scores=[0.0], no_speech_prob=0.0)]

models = SimpleNamespace(Whisper=_Whisper)
StorageView = SimpleNamespace(from_array=lambda mel: mel)
"""
_PATIENCE = 20.0  # seconds


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "library" / "ctranslate2").mkdir(parents=True)
    (tmp_path / "library" / "ctranslate2" / "__init__.py").write_text(_LIBRARY)
    monkeypatch.syspath_prepend(str(tmp_path / "library"))
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    return folder


@pytest.fixture
def listen(model: Path) -> Iterator[Callable[[], Listener]]:
    started: list[Listener] = []

    def start() -> Listener:
        started.append(Listener(model))
        return started[-1]

    yield start
    for listener in started:
        listener.close()


def _record(path: Path, *parts: "array[int]") -> int:
    raw = _join(*parts).tobytes()
    path.write_bytes(header(len(raw)) + raw)
    return len(raw)


def _hum(path: Path, seconds: float) -> int:
    return _record(path, _quiet(0.5), _voice(seconds), _quiet(1.0))


def _text(heard: Transcript | NotHeard | None) -> str:
    assert isinstance(heard, Transcript), heard
    return heard.text


def _poll(listener: Listener, seconds: float = _PATIENCE) -> Transcript | NotHeard | None:
    until = time.monotonic() + seconds
    while (heard := listener.poll(0.05)) is None and time.monotonic() < until:
        pass
    return heard


def test_a_late_answer_is_not_taken_for_one_to_the_next_recording_even_under_the_same_name(
    listen: Callable[[], Listener], tmp_path: Path
) -> None:
    listener, path = listen(), tmp_path / "answer.wav"
    listener.open(path)
    listener.ask(_hum(path, 3))
    time.sleep(2)  # the answer is here, and nobody has looked
    path.unlink()
    listener.open(path)
    length = _hum(path, 6)
    assert listener.poll(1) is None
    listener.ask(length)
    assert _text(_poll(listener)) == "6"


def test_a_model_of_many_languages_hears_each_recording_in_its_own(
    listen: Callable[[], Listener], model: Path, tmp_path: Path
) -> None:
    (model / "languages").touch()
    (model / "vocabulary.txt").write_text("<|en|>\n<|de|>\n<|fr|>\n")
    listener = listen()
    for number, language in enumerate(("en", "de", "tlh")):  # no model knows Klingon: it says what it sounds like
        path = tmp_path / f"{number}.wav"
        listener.open(path, language)
        listener.ask(_hum(path, 3))
        assert _text(_poll(listener)) == "3"
    assert list(dict.fromkeys((model / "languages").read_text().split())) == ["<|en|>", "<|de|>", "<|fr|>"]


def test_while_the_model_loads_answers_can_be_given_and_the_newest_alone_costs_time(
    listen: Callable[[], Listener], model: Path, tmp_path: Path
) -> None:
    (model / "loads").write_text("2")
    listener = listen()
    lengths = [_hum(tmp_path / f"{number}.wav", number) for number in (2, 4, 6)]
    for number, length in zip((2, 4, 6), lengths, strict=True):
        listener.open(tmp_path / f"{number}.wav")
        listener.ask(length)
    assert _text(_poll(listener)) == "6"
    assert (model / "heard").read_text().count("one") == 1


def test_what_nobody_waits_for_any_more_is_left_at_the_next_piece(
    listen: Callable[[], Listener], model: Path, tmp_path: Path
) -> None:
    (model / "hears").write_text("0.5")
    listener = listen()
    parts = [part for _ in range(10) for part in (_voice(9), _quiet(1))]
    length = _record(tmp_path / "long.wav", *parts)
    listener.open(tmp_path / "long.wav")
    listener.ask(length)
    assert _poll(listener, 1.5) is None
    short = _hum(tmp_path / "short.wav", 3)
    listener.open(tmp_path / "short.wav")
    listener.ask(short)
    assert _text(_poll(listener)) == "3"
    assert (model / "heard").read_text().count("one") <= 4


@pytest.mark.parametrize("what", ["no file", "no header", "no sound"])
def test_a_recording_without_sound_is_an_empty_text(what: str, listen: Callable[[], Listener], tmp_path: Path) -> None:
    listener, path = listen(), tmp_path / "answer.wav"
    if what != "no file":
        path.write_bytes(header() if what == "no sound" else b"")
    listener.open(path)
    assert _text(listener.finish(0, _PATIENCE)) == ""


@pytest.mark.slow
def test_a_recording_that_is_deleted_while_it_is_followed_does_not_end_the_process(
    listen: Callable[[], Listener], tmp_path: Path
) -> None:
    listener, path = listen(), tmp_path / "dropped.wav"
    _hum(path, 3)
    listener.open(path)
    until = time.monotonic() + 3
    while time.monotonic() < until:  # so often that a look at the file falls between two steps of this
        path.unlink(missing_ok=True)
        _record(path)
    length = _hum(tmp_path / "next.wav", 4)
    listener.open(tmp_path / "next.wav")
    assert _text(listener.finish(length, _PATIENCE)) == "4"


@pytest.mark.parametrize("fault", ["dies", "fails"])
def test_an_end_in_the_middle_of_a_recording_is_told_at_once_and_again_on_one_clean_line(
    fault: str, listen: Callable[[], Listener], model: Path, tmp_path: Path
) -> None:
    (model / fault).touch()
    listener, path = listen(), tmp_path / "answer.wav"
    length = _hum(path, 3)
    listener.open(path)
    time.sleep(2)
    for _ in range(2):
        heard = listener.finish(length, _PATIENCE)
        assert isinstance(heard, NotHeard)
        assert heard.why.startswith("Speech recognition doesn't work: ")
        assert heard.why.isprintable()
        listener.open(path)


def test_only_a_recording_that_is_open_can_be_asked_for_and_only_once(
    listen: Callable[[], Listener], tmp_path: Path
) -> None:
    listener = listen()
    with pytest.raises(ValueError, match="no recording is open"):
        listener.ask(0)
    listener.open(tmp_path / "answer.wav")
    listener.ask(0)
    with pytest.raises(ValueError, match="no recording is open"):
        listener.ask(0)


@pytest.mark.skipif(os.name != "posix", reason="asks the system by signal 0 whether a process runs")
def test_the_process_ends_with_its_standard_input_even_while_the_model_loads(
    listen: Callable[[], Listener], model: Path
) -> None:
    (model / "loads").write_text("60")
    listener = listen()
    until = time.monotonic() + _PATIENCE
    while not (model / "pid").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    listener._commands.close()
    assert listener._process.wait(5) == 0
