"""Real weights and real voices; skipped, with the reason, where they can't be had."""

import random
import subprocess
import sys
import time
import wave
from array import array
from pathlib import Path

import numpy as np
import pytest

from tests import speech
from trainer.speech.recognition.features import RATE, log_mel
from trainer.speech.recognition.listener import Listener, NotHeard
from trainer.speech.recognition.models import identify
from trainer.speech.transcript import Transcript

_PATIENCE = 90.0  # seconds; CI shares two cores


def _write(path: Path, sound: "array[int]") -> int:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    return 2 * len(sound)


def _hear(listener: Listener, path: Path) -> Transcript:
    listener.open(path)
    heard = listener.finish(2 * len(speech.samples(path)), _PATIENCE)
    assert isinstance(heard, Transcript), heard
    return heard


def test_a_tone_is_in_the_band_of_its_pitch() -> None:
    seconds = np.arange(RATE) / RATE
    for hertz, band in ((100.0, 2), (1000.0, 26), (4000.0, 62)):
        mel = log_mel(np.sin(2 * np.pi * hertz * seconds).astype(np.float32))
        assert mel.shape == (80, 3000)
        assert abs(int(mel[:, 50].argmax()) - band) <= 1


@pytest.mark.slow
def test_people_who_read_are_understood_with_at_most_one_word_in_ten_wrong() -> None:
    listener = Listener(speech.model())
    try:
        pairs = [(_hear(listener, path).text, words) for path, words in speech.readers()]
    finally:
        listener.close()
    heard, said = " ".join(one for one, _ in pairs), " ".join(other for _, other in pairs)
    assert speech.word_errors(heard, said) <= 0.10


@pytest.mark.slow
def test_fillers_are_heard_and_none_is_made_up(tmp_path: Path) -> None:
    listener = Listener(speech.model())
    try:
        with_fillers = speech.say(
            "Um, I compared the totals, uh, with the ledger. Um, then, uh, I called them.", tmp_path
        )
        assert len(_hear(listener, with_fillers).fillers) >= 2
        without = speech.say("I compared the totals with the ledger. Then I called the supplier.", tmp_path)
        assert _hear(listener, without).fillers == ()
    finally:
        listener.close()


def test_silence_and_noise_give_no_text(tmp_path: Path) -> None:
    listener, chance = Listener(speech.model()), random.Random(3)
    sounds = [bytes(2 * RATE * 6), array("h", [chance.randint(-900, 900) for _ in range(RATE * 6)]).tobytes()]
    try:
        for sound in sounds:
            _write(tmp_path / "nothing.wav", array("h", sound))
            assert _hear(listener, tmp_path / "nothing.wav").text == ""
    finally:
        listener.close()


@pytest.mark.slow
def test_the_text_of_a_growing_recording_is_that_of_the_whole(tmp_path: Path) -> None:
    sound = speech.samples(speech.say("I compared the totals with the ledger. Then I called the supplier.", tmp_path))
    listener, growing = Listener(speech.model()), tmp_path / "growing.wav"
    try:
        length = _write(tmp_path / "whole.wav", sound)
        whole = _hear(listener, tmp_path / "whole.wav")
        listener.open(growing)
        raw = (tmp_path / "whole.wav").read_bytes()
        with growing.open("wb") as file:
            for at in range(0, len(raw), RATE):
                file.write(raw[at : at + RATE])
                file.flush()
                time.sleep(0.1)
        heard = listener.finish(length, _PATIENCE)
    finally:
        listener.close()
    assert heard == whole
    assert "ledger" in whole.text


@pytest.mark.slow
def test_text_that_nobody_waited_for_is_not_taken_for_the_next_answer(tmp_path: Path) -> None:
    first = speech.say("I compared the totals with the ledger.", tmp_path).rename(tmp_path / "first.wav")
    second = speech.say("Why do you want to work here?", tmp_path)
    listener = Listener(speech.model())
    try:
        listener.open(first)
        listener.ask(2 * len(speech.samples(first)))
        heard = _hear(listener, second).text
    finally:
        listener.close()
    assert "work here" in heard
    assert "ledger" not in heard


def test_a_model_is_called_by_its_published_name() -> None:
    assert identify(speech.model()) == "Whisper tiny.en"


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbage"])
def test_a_damaged_model_is_one_sentence_and_no_crash(damage: str, tmp_path: Path) -> None:
    whole = (speech.model() / "model.bin").read_bytes() if damage == "cut" else b""
    if damage != "missing":
        content = {"empty": b"", "cut": whole[: len(whole) // 2], "garbage": b"\7" * 5000}[damage]
        (tmp_path / "model.bin").write_bytes(content)
        for name in ("config.json", "vocabulary.txt"):
            (tmp_path / name).write_bytes((speech.model() / name).read_bytes())
    listener = Listener(tmp_path)
    try:
        listener.open(tmp_path / "nothing.wav")
        heard = listener.finish(0, _PATIENCE)
    finally:
        listener.close()
    assert isinstance(heard, NotHeard)
    assert heard.why.startswith("Speech recognition doesn't work: ")
    assert "\n" not in heard.why


def test_the_process_that_listens_can_open_no_socket() -> None:
    code = (
        "import sys\nfrom trainer.speech.recognition.worker import forbid_sockets\nforbid_sockets()\nimport socket\n"
        "for attempt in (lambda: socket.socket(), lambda: socket.getaddrinfo('localhost', 80)):\n"
        "    try: attempt()\n    except PermissionError: continue\n    sys.exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_process_that_listens_ends_with_us() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom trainer.speech.recognition.listener import Listener\n"
        "print(Listener(Path(sys.argv[1])).pid)\nsys.stdout.flush()\nimport os\nos._exit(9)\n"
    )
    out = subprocess.run([sys.executable, "-c", code, str(speech.model())], check=False, capture_output=True, text=True)
    pid = int(out.stdout)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.1)
