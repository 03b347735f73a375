"""Recording and playing, through a real sound server with a virtual microphone."""

import os
import signal
import subprocess
import sys
import threading
import time
import wave
from array import array
from pathlib import Path

import pytest

from cards.errors import GreenroomError
from tests import speech
from tests.pulse import Pulse, sound_server
from trainer.speech.audio import wav
from trainer.speech.audio.device import NoSound, load, open_device
from trainer.speech.audio.player import Player
from trainer.speech.audio.recorder import Recorder
from trainer.speech.delivery import Hearing, measure

_RECORD = (
    "import sys, time\nfrom pathlib import Path\nfrom trainer.speech.audio.recorder import Recorder\n"
    "recorder = Recorder(Path(sys.argv[1]))\nprint('on', flush=True)\ntime.sleep(60)\n"
)


def _best_match(sound: "array[int]", part: "array[int]") -> float:
    """Return the highest correlation of a part with any place of the sound."""
    import numpy as np

    left, right = np.array(sound, dtype=float), np.array(part, dtype=float)
    size = 1 << (len(left) + len(right)).bit_length()
    products = np.fft.irfft(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), size)[: len(left) - len(right)]
    energy = np.cumsum(np.concatenate([[0.0], left**2]))
    windows = energy[len(right) : len(left)] - energy[: len(left) - len(right)]
    return float((products / np.sqrt(np.maximum(windows, 1.0) * (right**2).sum())).max())


def test_what_is_said_is_in_the_file_while_it_is_said(pulse: Pulse, tmp_path: Path) -> None:
    said = speech.say("I compared the totals with the ledger.", tmp_path)
    recorder = Recorder(tmp_path / "answer.wav")
    speaking, loudest = pulse.start_speaking(said), -90.0
    while speaking.poll() is None:
        loudest = max(loudest, recorder.level)
        growing = len(wav.read(tmp_path / "answer.wav"))
        time.sleep(0.05)
    assert -40 < loudest < 0
    time.sleep(0.5)
    length = recorder.stop()
    assert recorder.stop() == length
    assert not recorder.trouble
    assert 0 < growing < length // 2
    assert (tmp_path / "answer.wav").stat().st_mode & 0o777 == 0o600
    with wave.open(str(tmp_path / "answer.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), 2 * file.getnframes()) == (16_000, 1, length)
    recorded = wav.read(tmp_path / "answer.wav")
    assert _best_match(recorded, speech.samples(said)[4000:-4000]) > 0.95
    assert measure(recorded).hearing in (Hearing.CLEAR, Hearing.CLIPPED)


def test_a_recording_survives_a_kill(pulse: Pulse, tmp_path: Path) -> None:
    said, path = speech.say("The totals were forty thousand apart.", tmp_path), tmp_path / "answer.wav"
    with subprocess.Popen([sys.executable, "-c", _RECORD, path], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        pulse.speak(said)
        time.sleep(0.4)
        process.send_signal(signal.SIGKILL)
    wav.repair(path)
    with wave.open(str(path)) as file:
        sound = array("h", file.readframes(file.getnframes()))
    assert _best_match(sound, speech.samples(said)[4000:-4000]) > 0.95


def test_a_file_is_heard_as_it_is(pulse: Pulse, tmp_path: Path) -> None:
    said = speech.say("Why do you want to work here?", tmp_path)
    with pulse.heard(tmp_path / "heard.wav"):
        player = Player(said)
        assert player.wait(20)
        player.stop()
    plain = tmp_path / "plain.wav"
    subprocess.run([speech.program("sox"), tmp_path / "heard.wav", "-r", "16000", "-c", "1", plain], check=True)
    assert _best_match(speech.samples(plain), speech.samples(said)[4000:-4000]) > 0.9


@pytest.mark.usefixtures("pulse")
def test_playing_can_be_paused_and_skipped(tmp_path: Path) -> None:
    player = Player(speech.say("One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve.", tmp_path))
    time.sleep(0.5)
    player.paused = True
    time.sleep(0.3)
    at = player.seconds
    time.sleep(0.5)
    assert player.seconds == at
    player.skip(-100)
    assert player.seconds == 0
    player.paused = False
    player.skip(100)
    assert abs(player.seconds - player.length) < 0.01
    assert player.wait(5)
    player.stop()
    player.stop()


def test_a_microphone_that_goes_away_is_one_sentence_and_keeps_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound_server() as pulse:
        monkeypatch.setenv("PULSE_SERVER", pulse.environment["PULSE_SERVER"])
        recorder = Recorder(tmp_path / "answer.wav")
        time.sleep(1)
        pulse.stop()
        deadline = time.monotonic() + 10
        while not recorder.trouble and time.monotonic() < deadline:
            time.sleep(0.1)
    assert recorder.trouble == "The microphone was disconnected. Everything up to then is saved."
    assert recorder.stop() > 16_000


def test_without_any_sound_device_the_error_is_one_sentence_and_nothing_else_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    with pytest.raises(NoSound) as error:
        Recorder(tmp_path / "answer.wav")
    assert str(error.value).startswith("No microphone can be opened. ")
    with pytest.raises(NoSound):
        Player(speech.say("Hello", tmp_path))
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "answer.wav").exists()


@pytest.mark.usefixtures("pulse")
class _Device:
    def __init__(self) -> None:
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ('OSError("no sound.so\\n")', "no sound.so"),
        ('ImportError("DLL load failed.")', "DLL load failed"),
        ("ImportError", "ImportError"),
    ],
)
def test_a_sound_library_that_does_not_load_is_one_sentence_with_what_to_do(
    error: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "miniaudio.py").write_text(f"raise {error}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "miniaudio", raising=False)
    with pytest.raises(NoSound) as raised:
        load()
    assert str(raised.value).startswith(f"The sound library doesn't load ({reason}). This installs it again: ")
    assert str(raised.value).endswith('-m pip install "miniaudio>=1.71,<2" --force-reinstall')


def test_a_microphone_that_opens_too_late_is_closed_again() -> None:
    answers, microphone = threading.Event(), _Device()

    def open_it() -> _Device:
        answers.wait()
        return microphone

    with pytest.raises(NoSound, match="isn't responding"):
        open_device("microphone", open_it, patience=0.1)
    answers.set()
    assert microphone.closed.wait(5)


def test_a_microphone_that_opens_in_time_stays_open() -> None:
    microphone = open_device("microphone", _Device)
    assert not microphone.closed.is_set()


def test_a_file_that_cannot_be_made_is_one_sentence() -> None:
    with pytest.raises(GreenroomError) as error:
        Recorder(Path("/dev/full"), device=_Device())
    assert "/dev/full" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 9, bytes(100)])
def test_a_file_that_is_no_sound_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(GreenroomError) as error:
        Player(tmp_path / "bad.wav")
    assert "can't be played" in str(error.value)


@pytest.mark.parametrize("cut", [44, 45, 1000, 1001])
def test_a_cut_off_recording_can_be_read_and_repaired(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes((wav.header() + os.urandom(5000))[:cut])
    samples = wav.read(path)
    assert len(samples) == (cut - 44) // 2
    wav.repair(path)
    assert wav.read(path) == samples
    with wave.open(str(path)) as file:
        assert file.getnframes() == len(samples)
