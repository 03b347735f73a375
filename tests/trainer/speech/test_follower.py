"""A recording followed while it grows, with a recogniser that answers how long its piece was."""

import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trainer.speech.test_sound import _join, _quiet, _voice
from trainer.speech.recognition.features import Floats
from trainer.speech.recognition.follower import Follower
from trainer.speech.sound import RATE

_HALF = RATE // 2


class _Recogniser:
    def __init__(self) -> None:
        self.pieces: list[float] = []

    def __call__(self, sound: Floats, speaking: float) -> str:
        assert speaking <= len(sound) / RATE + 0.1
        self.pieces.append(len(sound) / RATE)
        return f"[{speaking:.1f}]"


def _follow(sound: "array[int]", step: int = _HALF) -> tuple[str, _Recogniser]:
    recogniser = _Recogniser()
    follower = Follower(recogniser)
    for at in range(0, len(sound), step):
        follower.take(sound[at : at + step])
        follower.work()
    return follower.finish(), recogniser


def test_a_long_answer_is_cut_at_its_pauses() -> None:
    text, recogniser = _follow(_join(*[part for _ in range(4) for part in (_voice(7), _quiet(0.7))]))
    assert [round(float(part.strip("[]"))) for part in text.split()] == [14, 14]
    assert all(piece < 16 for piece in recogniser.pieces)


def test_speech_without_a_pause_is_cut_before_the_window_ends() -> None:
    text, recogniser = _follow(_voice(62))
    assert max(recogniser.pieces) <= 30
    assert math.isclose(sum(float(part.strip("[]")) for part in text.split()), 62, abs_tol=0.5)


def test_the_rest_is_recognised_once_the_speaker_stops_and_not_again_at_the_end() -> None:
    recogniser = _Recogniser()
    follower = Follower(recogniser)
    follower.take(_join(_voice(5), _quiet(2)))
    follower.work()
    assert len(recogniser.pieces) == 1
    follower.take(_quiet(3))
    assert follower.finish() == "[5.0]"
    assert len(recogniser.pieces) == 1


def test_silence_and_noise_are_no_text() -> None:
    for nothing in (array("h", bytes(2 * RATE * 12)), _quiet(12, noise=3)):
        text, recogniser = _follow(nothing)
        assert (text, recogniser.pieces) == ("", [])


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.floats(0.5, 35), st.floats(0.05, 3)), min_size=1, max_size=4),
    st.integers(RATE // 10, 5 * RATE),
)
def test_no_speech_is_lost_or_heard_twice(parts: list[tuple[float, float]], step: int) -> None:
    sound = _join(_quiet(0.5), *[part for voice, quiet in parts for part in (_voice(voice), _quiet(quiet))])
    text, recogniser = _follow(sound, step)
    heard = sum(float(part.strip("[]")) for part in text.split())
    said = sum(voice for voice, _quiet in parts)
    gaps = sum(quiet for _voice, quiet in parts if quiet <= 0.35)  # such gaps are breath
    assert said - 0.6 * len(parts) <= heard <= said + gaps + 0.6 * len(parts)
    assert all(piece <= 30 for piece in recogniser.pieces)
