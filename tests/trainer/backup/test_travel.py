"""A backup travels between systems: every file of it comes back, under the nearest name that each system allows."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.terminal import DECK, World
from tests.trainer.backup.homes import rate_one, reviews
from trainer.files import home_files
from trainer.files.home_files import saved_files


def with_files(backup: Path, files: dict[str, bytes]) -> None:
    """Add files to a backup, as a greenroom on another system would have saved them."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    manifest["files"] |= {name: sha256(content).hexdigest() for name, content in files.items()}
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | files | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, content)


@pytest.fixture
def backup(world: World) -> Path:
    rate_one(world)
    path = world.home.parent / "it.zip"
    assert world.run("backup", str(path)) == 0
    return path


def test_names_that_windows_has_not_become_possible_ones(
    world: World, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from decks.toml.file_names import possible_name

    monkeypatch.setattr(home_files, "possible_name", lambda name: possible_name(name, windows=True))
    odd = {"decks/Why me?.toml": b"# one\n", "decks/Why me_.toml": b"# two\n", "decks/nul.toml": b"# three\n"}
    with_files(backup, odd | {"decks/..\\..\\out.toml": b"# four\n"})
    assert world.run("restore", str(backup)) == 0, world.err

    found = {(world.home / name).read_bytes(): name for name in saved_files(world.home)}
    assert found[b"# one\n"] == "decks/Why me_.toml"
    assert found[b"# two\n"] == "decks/Why me_-2.toml"
    assert found[b"# three\n"] == "decks/_nul.toml"
    assert found[b"# four\n"] == "decks/.._.._out.toml"
    assert reviews(world) == 1


def test_files_whose_names_differ_by_a_capital_alone_are_both_there(world: World, backup: Path) -> None:
    with_files(backup, {"decks/talk.toml": b"# small\n", "decks/Talk.toml": b"# capital\n"})
    for _ in range(2):
        assert world.run("restore", str(backup)) == 0, world.err
        assert world.err == ""
        contents = [(world.home / name).read_bytes() for name in saved_files(world.home)]
        assert {b"# small\n", b"# capital\n"} <= set(contents)


def test_a_file_that_has_been_renamed_by_a_capital_is_restored_and_not_removed(world: World, backup: Path) -> None:
    (world.home / "decks" / "mine.toml").rename(world.home / "decks" / "Mine.toml")
    assert world.run("restore", str(backup)) == 0, world.err

    assert world.err == ""
    assert [name.casefold() for name in saved_files(world.home) if name.startswith("decks")] == ["decks/mine.toml"]
    assert (world.home / "decks" / "mine.toml").read_text(encoding="utf-8") == DECK
