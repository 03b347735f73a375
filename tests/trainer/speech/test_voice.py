"""Questions read out loud: what a voice is given, and what is heard on the loudspeakers."""

import os
import stat
import subprocess
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.text import is_clean
from tests import speech
from tests.pulse import Pulse
from tests.trainer.speech.test_audio import _best_match
from trainer.speech.audio.device import silenced
from trainer.speech.speaker import Speaker
from trainer.speech.voice import Voice, Words, find_voice, spoken

QUESTION = "How did you make sure the information was accurate?"


def likeness(heard: Path, said: Path, *, seconds: float | None = None) -> float:
    """Return how well what was heard matches a sound, or as many seconds of it: the median over its half seconds.

    A busy machine leaves gaps, and what comes after a gap is late.
    """
    found = []
    for path in (heard, said):
        plain = path.with_suffix(".plain.wav")
        subprocess.run([speech.program("sox"), path, "-r", "16000", "-c", "1", "-b", "16", plain], check=True)
        found.append(speech.samples(plain))
    last = len(found[1]) if seconds is None else int(16_000 * seconds)
    parts = [found[1][at : at + 8_000] for at in range(0, last - 8_000, 8_000)]
    return median(_best_match(found[0], part) for part in parts if len(found[0]) > len(part))


@pytest.fixture
def voice() -> Voice:
    speech.program("espeak-ng")
    found = find_voice("linux", os.environ)
    assert found is not None
    return found


@pytest.fixture
def speaker(voice: Voice) -> Iterator[Speaker]:
    speaker = Speaker(voice, time.monotonic)
    yield speaker
    speaker.close()


def wait_for_the_end(speaker: Speaker, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while speaker.quiet_since is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


@given(st.text() | st.text(alphabet="[]<>()\\\x01\x1b\u200b\u202e- a"))
def test_no_command_reaches_a_voice(text: str) -> None:
    line = spoken(text)

    assert not set("[]<>").intersection(line)
    assert is_clean(line)
    assert "\n" not in line
    assert len(line) <= 2000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[slnc 9000]]", "slnc 9000"),
        ("[[[rate 400]]]", "rate 400"),
        ("[\u200b[inpt PHON]\u200b]", "inpt PHON"),
        ('<speak><break time="60s"/>Hello</speak>', 'speak break time="60s"/ Hello /speak'),
        ("Hello\x01900S there", "Hello900S there"),
        ("--version", "--version"),
        ("(They laugh.) Oh, lighten up.", "Oh, lighten up."),
        ("So it's a no (this time), I'm sorry.", "So it's a no , I'm sorry."),
        ("(They look at you and say nothing.)", "(They look at you and say nothing.)"),
        ("one\ntwo\r\n\tthree", "one two three"),
        ("word " * 2000, ("word " * 400)[:-1]),
    ],
)
def test_what_is_said_is_words_alone(text: str, said: str) -> None:
    assert spoken(text).strip() == said.strip()


@pytest.mark.parametrize("text", ['<break time="60s"/> Hello.', "[[[slnc 60000]]] Hello.", "\x01400S Hello.", "-f /x"])
def test_a_command_in_a_question_is_read_out_as_words(voice: Voice, tmp_path: Path, text: str) -> None:
    voice.write(Words(text), tmp_path / "said.wav")

    assert 0.2 < seconds(tmp_path / "said.wav") < 8


@pytest.mark.slow
def test_a_question_of_ten_thousand_letters_is_cut_off(voice: Voice, tmp_path: Path) -> None:
    voice.write(Words("Why not? " * 1200), tmp_path / "said.wav")

    assert 60 < seconds(tmp_path / "said.wav") < 300


def test_the_language_of_a_card_picks_the_voice(voice: Voice, tmp_path: Path) -> None:
    said = {}
    for language in ("en-GB", "en-US", "de"):
        voice.write(Words("Warum wir? Information and schedule.", language), tmp_path / "said.wav")
        said[language] = (tmp_path / "said.wav").read_bytes()

    assert len(set(said.values())) == 3


@pytest.mark.parametrize("language", ["xx", "--version", "../../etc/passwd", "", "en\n"])
def test_an_unknown_language_is_read_in_the_voice_s_own(voice: Voice, tmp_path: Path, language: str) -> None:
    voice.write(Words("Why us?", language), tmp_path / "said.wav")

    assert seconds(tmp_path / "said.wav") > 0.3


def test_a_system_without_a_voice_has_none(tmp_path: Path) -> None:
    assert find_voice("linux", {"PATH": str(tmp_path)}) is None


@pytest.mark.slow
def test_a_question_is_heard_to_its_end(pulse: Pulse, voice: Voice, speaker: Speaker, tmp_path: Path) -> None:
    voice.write(Words(QUESTION), tmp_path / "said.wav")
    with pulse.heard(tmp_path / "heard.wav"):
        began = time.monotonic()
        speaker.say(Words(QUESTION))
        assert speaker.quiet_since is None
        assert time.monotonic() - began < 0.5
        wait_for_the_end(speaker)
    assert speaker.trouble == ""
    assert speaker.quiet_since is not None
    assert speaker.quiet_since - began >= seconds(tmp_path / "said.wav")
    assert likeness(tmp_path / "heard.wav", tmp_path / "said.wav") > 0.9


@pytest.mark.usefixtures("pulse")
def test_it_falls_silent_at_once(speaker: Speaker) -> None:
    speaker.say(Words(QUESTION * 3))
    time.sleep(1.0)
    began = time.monotonic()
    speaker.stop()
    wait_for_the_end(speaker)

    assert time.monotonic() - began < 1.0


def test_without_a_loudspeaker_it_says_why_and_says_nothing_more(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    speaker = Speaker(voice, time.monotonic)
    speaker.say(Words(QUESTION))
    wait_for_the_end(speaker)

    assert "loudspeaker" in speaker.trouble
    speaker.say(Words(QUESTION))
    assert speaker.quiet_since is not None


def test_a_voice_that_fails_is_told() -> None:
    speaker = Speaker(Voice("false", speech.program("false"), lambda *_: []), time.monotonic)
    speaker.say(Words(QUESTION))
    wait_for_the_end(speaker)

    assert "false can't read that out" in speaker.trouble


def test_two_sounds_that_overlap_leave_standard_error_as_it_was() -> None:
    before = os.fstat(2)
    first, second = silenced(), silenced()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert stat.S_ISCHR(os.fstat(2).st_mode)
    second.__exit__(None, None, None)

    assert (os.fstat(2).st_dev, os.fstat(2).st_ino) == (before.st_dev, before.st_ino)
