"""What `doctor` says about spoken answers."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import speech
from tests.terminal import World
from trainer.speech import packages


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("suspend", "mine/why")
    world.run("doctor", "--fix")
    return world


def test_nothing_is_said_about_speech_until_it_is_switched_on(world: World) -> None:
    assert world.run("doctor") == 0
    assert "poken" not in world.out


def test_missing_packages_voices_and_model_files_are_named_with_what_to_do(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    world.variables = {"PATH": str(tmp_path)}
    for key, value in (("record", "true"), ("voice", "true"), ("speech_model", str(tmp_path))):
        world.run("config", key, value)
    assert world.run("doctor") == 1
    said = " ".join(world.out.split())
    assert "Spoken answers need packages that are not installed." in said
    assert '"miniaudio>=1.71,<2" "ctranslate2>=4.8,<5" "numpy>=1.26"' in said
    assert "lacks model.bin" in said
    assert "this system has no voice. On Linux, install espeak-ng." in said


@pytest.mark.skipif(find_spec("ctranslate2") is None, reason="CTranslate2 is not installed")
def test_a_model_with_all_its_files_is_sound(world: World) -> None:
    world.run("config", "speech_model", str(speech.model()))
    assert world.run("doctor") == 0
    assert "Spoken answers have what they need." in world.out
