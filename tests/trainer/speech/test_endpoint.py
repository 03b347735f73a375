"""The rule that ends a spoken answer."""

import time
from pathlib import Path

import pytest

from tests.trainer.speech.test_sound import _join, _quiet, _voice
from trainer.speech.audio.wav import header
from trainer.speech.endpoint import PATIENCE, Ending, seconds_left
from trainer.speech.sound import RATE, levels


def test_an_answer_never_ends_before_its_first_word() -> None:
    for seconds in (1, 10, 60):
        assert seconds_left(levels(_quiet(seconds))) is None
    assert seconds_left([]) is None


def test_it_ends_after_five_seconds_of_silence_and_the_count_can_be_shown() -> None:
    said = _join(_quiet(2), _voice(4))
    assert seconds_left(levels(said)) is None
    left = [seconds_left(levels(_join(said, _quiet(silence)))) for silence in (0.5, 1.5, 3.0, 5.2)]
    assert left[0] is None
    assert left[1:] == sorted((each for each in left[1:] if each is not None), reverse=True)
    assert left[-1] == 0.0
    assert PATIENCE == 5.0


def test_a_thinking_pause_is_forgotten_once_the_next_word_is_said() -> None:
    assert seconds_left(levels(_join(_quiet(1), _voice(3), _quiet(4), _voice(1)))) is None


def test_a_chair_or_a_rustle_is_no_first_word() -> None:
    assert seconds_left(levels(_join(_quiet(2), _voice(0.2), _quiet(9)))) is None
    assert seconds_left(levels(_join(_quiet(2, noise=1), _voice(2, loud=20), _quiet(9, noise=1)))) is None


def test_a_short_answer_ends_as_well() -> None:
    assert seconds_left(levels(_join(_quiet(2), _voice(0.5), _quiet(6)))) == 0.0


def test_a_growing_file_is_followed(tmp_path: Path) -> None:
    path, said = tmp_path / "answer.wav", _join(_quiet(1), _voice(3), _quiet(6))
    ending = Ending(path)
    assert ending.seconds_left() is None
    found = []
    for seconds in (3.0, 6.013, 8.0, 10.0):
        path.write_bytes(header() + said[: int(seconds * RATE)].tobytes())
        found.append(ending.seconds_left())
    assert found[0] is None
    assert found[1:] == pytest.approx([3.0, 1.0, 0.0], abs=0.1)


def _quickest_look(ending: Ending) -> float:
    found = []
    for _ in range(20):
        begun = time.perf_counter()
        ending.seconds_left()
        found.append(time.perf_counter() - begun)
    return min(found)


def test_a_look_at_a_long_answer_costs_no_more_and_its_end_is_found_as_well(tmp_path: Path) -> None:
    path, minute = tmp_path / "answer.wav", _join(*[_voice(9), _quiet(3)] * 5)
    path.write_bytes(header() + minute.tobytes())
    ending = Ending(path)
    assert ending.seconds_left() == pytest.approx(2.0, abs=0.1)
    short = _quickest_look(ending)
    with path.open("ab") as file:
        file.write(minute.tobytes() * 7)
        file.flush()
        assert ending.seconds_left() == pytest.approx(2.0, abs=0.1)
        assert _quickest_look(ending) < 3 * short
        file.write(_quiet(2).tobytes())
        file.flush()
        assert ending.seconds_left() == 0.0
