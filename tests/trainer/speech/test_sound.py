"""Speech and pauses, told from loudness alone."""

from array import array
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainer.speech.delivery import Hearing, measure
from trainer.speech.sound import FRAME, RATE, levels, stretches

_RANDOM = np.random.default_rng(7)


def _voice(seconds: float, loud: float = 8000) -> "array[int]":
    """Return something as uneven as a voice: a hum that swells four times a second."""
    at = 2 * np.pi * np.arange(int(seconds * RATE)) / RATE
    swell = 0.15 + 0.85 * np.abs(np.sin(2 * at))
    return array("h", (loud * swell * np.sin(180 * at)).astype(np.int16).tobytes())


def _quiet(seconds: float, noise: int = 12) -> "array[int]":
    return array("h", _RANDOM.integers(-noise, noise + 1, int(seconds * RATE), dtype=np.int16).tobytes())


def _join(*parts: "array[int]") -> "array[int]":
    whole = array("h")
    for part in parts:
        whole.extend(part)
    return whole


def test_pauses_and_the_first_word_are_found_to_a_tenth_of_a_second() -> None:
    told = measure(_join(_quiet(1.5), _voice(3), _quiet(2.5), _voice(4), _quiet(0.6), _voice(2), _quiet(3)))
    assert told.hearing is Hearing.CLEAR
    assert abs(told.start - 1.5) < 0.1
    assert abs(told.longest_pause - 2.5) < 0.15
    assert told.pauses == 1
    assert abs(told.speaking - 9) < 0.5
    assert abs(told.length - 16.6) < 0.01


def test_the_silence_before_the_first_word_and_after_the_last_is_no_pause() -> None:
    told = measure(_join(_quiet(5), _voice(3), _quiet(5)))
    assert (told.pauses, told.longest_pause) == (0, 0.0)


def test_a_muted_microphone_is_silent() -> None:
    for muted in (array("h", bytes(2 * RATE * 3)), _quiet(3, noise=2), array("h")):
        assert measure(muted).hearing is Hearing.SILENT
        assert not measure(muted).told


def test_a_fan_as_loud_as_the_voice_is_too_noisy_to_tell() -> None:
    fan = _quiet(8, noise=6000)
    voice = _join(_voice(3), _quiet(2), _voice(3))
    mixed = array("h", [max(-32768, min(32767, one + two)) for one, two in zip(fan, voice, strict=True)])
    assert measure(mixed).hearing is Hearing.NOISY


def test_a_voice_at_full_scale_is_clipped_and_still_measured() -> None:
    loud = array("h", [max(-32768, min(32767, sample * 8)) for sample in _voice(4)])
    told = measure(_join(_quiet(1), loud, _quiet(1)))
    assert told.hearing is Hearing.CLIPPED
    assert told.told
    assert abs(told.start - 1) < 0.1


@given(st.lists(st.integers(-32768, 32767), max_size=FRAME * 12))
def test_whatever_is_recorded_the_figures_stay_within_the_recording(values: list[int]) -> None:
    sound = array("h", values)
    told = measure(sound)
    assert 0 <= told.start <= told.length
    assert 0 <= told.longest_pause <= told.length
    assert told.speaking <= told.length + 0.02
    found = stretches(levels(sound))
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(0, 500), st.sampled_from([(15, 1), (16, 2)]))
def test_a_gap_of_up_to_fifteen_frames_belongs_to_the_speech_wherever_it_is(before: int, case: tuple[int, int]) -> None:
    gap, parts = case
    frames = [-80.0] * (100 + before) + [-20.0] * 50 + [-80.0] * gap + [-20.0] * 50
    assert len(stretches(frames)) == parts


@given(st.integers(0, 500), st.sampled_from([(4, 0), (5, 1)]))
def test_a_burst_of_fewer_than_five_frames_is_no_speech_wherever_it_is(before: int, case: tuple[int, int]) -> None:
    burst, parts = case
    frames = [-80.0] * before + [-20.0] * burst + [-80.0] * 60
    assert len(stretches(frames)) == parts
