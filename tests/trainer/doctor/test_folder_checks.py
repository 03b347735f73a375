"""The checks of the folder and of the backups in it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.damaged_homes import DAMAGES
from tests.terminal import DECK, World


def test_unfinished_work_of_one_name_is_all_kept(world: World) -> None:
    DAMAGES["unfinished work"].do(world)
    world.run("doctor", "--fix")
    (aside,) = (world.home / "backups").glob("leftovers-*")

    assert {path.relative_to(aside).as_posix(): path.read_text() for path in aside.rglob("*.toml.new")} == {
        "decks/mine.toml.new": "half of the decks",
        "answers/mine.toml.new": "half of the answers",
    }
    assert (aside / "restore-x.new").is_dir()


def test_unfinished_work_that_vanishes_while_it_is_looked_at_is_no_finding(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    path = world.write_deck(DECK)
    path.with_name("gone.toml.new").symlink_to("nowhere")  # listed, and not there to be looked at
    world.run("doctor", "--json")

    assert "leftovers" not in world.out
    assert world.err == ""


def test_the_newest_backup_of_another_log_that_has_more_is_only_told(world: World) -> None:
    run = World(world.home.parent / "other", names=(f"other-{n}" for n in range(100)))
    DAMAGES["no database"].do(world)
    (world.home / "greenroom.db").unlink()
    world.run("due")
    run.write_deck()
    run.run("review", "--deck", "mine", typed="\n\n1\n3\nq\n")
    run.run("backup", str(world.home / "backups" / "theirs.zip"))
    (world.home / "backups" / "theirs.zip").chmod(0o600)

    assert world.run("doctor") == 0
    shown = " ".join(world.out.split())
    assert "1 review more than the log. `greenroom restore` goes back to one" in shown


def test_a_newest_backup_that_cannot_be_read_is_told(world: World) -> None:
    world.run("backup")
    (backup,) = (world.home / "backups").glob("*.zip")
    backup.write_bytes(b"no zip")

    assert world.run("doctor") == 1
    assert "cannot be used as a backup" in world.out.replace("\n         ", " ")


def test_a_full_disk_is_told_before_it_hurts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(world.home)._replace(free=1_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    assert world.run("doctor") == 1
    assert "The disk has only 1.0 MB free" in world.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes; the home is in the user's own profile")
def test_rights_that_cannot_be_changed_are_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    DAMAGES["open to all"].do(world)
    monkeypatch.setattr(Path, "chmod", refuse)

    assert world.run("doctor", "--fix") == 1
    assert "Operation not permitted" in " ".join(world.out.split())
    monkeypatch.undo()
