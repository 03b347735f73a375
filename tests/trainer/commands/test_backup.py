"""`greenroom backup`."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.backup.homes import (
    rate_one,
)


def test_a_backup_goes_where_it_is_wanted_and_replaces_nothing_unasked(world: World, tmp_path: Path) -> None:
    rate_one(world)
    target = tmp_path / "usb" / "mine.zip"
    assert world.run("backup", str(target)) == 0
    assert world.out.startswith(f"Backed up 1 review and 1 file: {target} (")
    assert world.run("backup", str(target)) == 1
    assert "already exists" in world.err
    assert world.run("backup", "--force", str(target)) == 0
    assert world.run("backup", str(tmp_path / "usb"), "--json") == 0
    backup = json.loads(world.out)

    assert set(backup) == {"path", "made", "why", "reviews", "files", "bytes"}
    assert Path(backup["path"]).name == "greenroom-20260302T120000Z.zip"
    assert os.name == "nt" or target.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(target).testzip() is None


def test_backups_are_listed_the_newest_first(world: World) -> None:
    assert world.run("backup", "--list") == 0
    assert "There are no backups yet" in world.out
    rate_one(world)
    world.run("backup")
    world.run("backup")
    (world.home / "backups" / "broken-1.zip").write_text("none")
    assert world.run("backup", "--list") == 0
    assert "cannot be used as a backup" in world.err
    assert "Mon 2 Mar 2026 12:00, 1 review and 1 file" in world.out
    assert "automatic" in world.out
    assert world.run("backup", "--list", "--json") == 0
    names = [Path(backup["path"]).name for backup in json.loads(world.out)]
    assert sorted(names) == [
        "auto-20260302T120000Z.zip",
        "backup-20260302T120000Z-2.zip",
        "backup-20260302T120000Z.zip",
    ]
    world.columns = 40
    world.run("backup", "--list")
    assert max(map(len, world.out.splitlines())) <= 40


def test_a_backup_that_cannot_be_written_is_one_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert world.run("backup", str(tmp_path / "file" / "x.zip")) == 1
    assert world.err.endswith(f"({tmp_path / 'file'} isn't a folder). Move that away; nothing was changed.\n")
    assert world.err.count("\n") == 1


@pytest.mark.parametrize("name", ["home/greenroom.db", "home/config.toml", "home/new.zip", "notes.txt", "", os.devnull])
def test_a_backup_takes_the_place_of_nothing_but_a_backup(tmp_path: Path, name: str) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--plain", typed="said\n\n3\nq\n")
    (world.home / "config.toml").write_text("new_per_day = 4\n")
    (tmp_path / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert world.run("backup", "--force", name and str(tmp_path / name)) == 1
    assert world.err.count("\n") == 1
    assert "unexpected" not in world.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path in before} == before


@pytest.mark.parametrize("argv", [("--list", "--force"), ("y.zip", "--list"), ("--list", "--force", "--json")])
def test_a_list_of_backups_takes_nothing_that_makes_one(world: World, argv: tuple[str, ...]) -> None:
    assert world.run("backup", *argv) == 2
    assert world.err.count("\n") == 1
    assert "Leave one of them out." in world.err
    assert not Path("y.zip").exists()


def test_files_among_the_backups_that_are_none_are_all_named_with_what_clears_them(world: World) -> None:
    rate_one(world)
    world.run("backup")
    for name in ("a.zip", "b.zip"):
        (world.home / "backups" / name).write_text("no zip")
    world.run("doctor", "--fix")
    advice = f"Move it out of {world.home / 'backups'}: only backups belong there."

    for argv in (["doctor"], ["backup", "--list"]):
        assert world.run(*argv) == (argv == ["doctor"])
        said = "".join((world.out + world.err).split())  # a long path goes over several lines
        assert said.count(advice.replace(" ", "")) == 2
        assert all(f"{world.home / 'backups' / name}cannotbeusedasabackup" in said for name in ("a.zip", "b.zip"))
    for name in ("a.zip", "b.zip"):
        (world.home / "backups" / name).rename(world.home.parent / name)
    assert world.run("doctor") == 0
