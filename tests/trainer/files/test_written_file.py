"""Files that greenroom writes where the user says."""

import os
from pathlib import Path

import pytest

from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--plain", "--limit", "1", typed="said it\na\n3\nq\n")
    world.run("config", "new_per_day", "3")
    world.run("backup")
    return world


@pytest.mark.parametrize(
    "command",
    [
        ["sheet", "--html", "-", "--md", "{}", "--force"],
        ["sheet", "--html", "{}", "--force"],
        ["export", "mine", "--to", "{}", "--force"],
    ],
    ids=" ".join,
)
def test_force_replaces_nothing_that_greenroom_keeps(world: World, command: list[str]) -> None:
    derived = ("cache.db", "greenroom.db-wal", "greenroom.db-shm")
    kept = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file() and path.name not in derived}
    assert {path.name for path in kept} >= {"greenroom.db", "mine.toml", "config.toml"}
    links = [] if os.name == "nt" else [world.home.parent / "link.toml"]  # Windows lets few users make links
    for link in links:
        link.symlink_to(world.home / "decks" / "mine.toml")

    for path in (*kept, *links):
        assert world.run(*(word.format(path) for word in command)) == 1, path
        assert world.err.count("\n") == 1

    assert {path: path.read_bytes() for path in kept} == kept


def test_force_replaces_what_an_earlier_command_wrote(world: World, tmp_path: Path) -> None:
    for path in (tmp_path / "sheet.md", world.home / "sheet.md"):
        assert world.run("sheet", "--md", str(path)) == 0
        assert world.run("sheet", "--md", str(path)) == 1
        assert "already exists. Give another name, or --force to replace it." in world.err
        assert world.run("sheet", "--md", str(path), "--force") == 0
    assert world.run("export", "mine", "--to", str(tmp_path / "x.csv")) == 0
    assert world.run("export", "mine", "--to", str(tmp_path / "x.csv"), "--force") == 0
