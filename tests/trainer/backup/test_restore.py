"""A restore: everything comes back, or nothing changes."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests import ROOT
from tests.terminal import World
from tests.trainer.backup.homes import (
    change_everything,
    rate_one,
    reviews,
    state,
)
from trainer.backup.archive import ArchiveError
from trainer.backup.restore import replace_database
from trainer.opening import open_home, open_store

# At every how many calls a restore is killed. All of them, on Windows, take a quarter of an hour.
KILLED_AT = int(os.environ.get("GREENROOM_RESTORE_STEP", "8" if hasattr(os, "fork") else "24"))


def test_a_restore_puts_everything_back_and_can_itself_be_taken_back(world: World) -> None:
    (world.home / "stories.toml").write_text('title = "told"\n')
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    then = state(world)
    change_everything(world)
    now = state(world)
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert "Restored 1 review and 2 files from" in world.out
    assert state(world) == then
    assert world.run("undo", "--list") == 0
    assert world.out.count("\n") == 1
    assert world.run("restore", "--json", "before-restore-20260302T120000Z.zip") == 0
    assert state(world) == now

    assert json.loads(world.out)["before"].endswith("before-restore-20260302T120000Z-2.zip")
    assert world.run("doctor") in (0, 1)
    assert "The stored rows match the log." in world.out


def test_a_restore_into_a_new_home_brings_everything(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    other = World(tmp_path / "other")
    assert other.run("restore", str(tmp_path / "then.zip")) == 0
    assert "What was there before" not in other.out
    assert state(other) == state(world)


def test_whoever_has_the_log_open_goes_on_with_what_was_restored(world: World) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    rate_one(world)
    home = open_home(world.environment(), None)
    with open_store(home) as store:
        assert len(store.reviews()) == 2
        assert world.run("restore", str(world.home.parent / "then.zip")) == 0
        assert len(store.reviews()) == 1
        assert store.undo(0) is not None
    rate_one(world)

    assert reviews(world) == 2


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough " * 200, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_damaged_database_is_kept_aside_when_a_backup_takes_its_place(world: World, content: bytes) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    (world.home / "greenroom.db").write_bytes(content)
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert reviews(world) == 1
    (aside,) = (world.home / "backups").glob("damaged-*/greenroom.db")

    assert aside.read_bytes() == content


def test_a_database_in_use_is_waited_for_and_then_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    rate_one(world)
    then, connect = state(world), sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda *args, **named: connect(*args, **(named | {"timeout": 0.1})))
    monkeypatch.setattr("time.monotonic", count().__next__)  # each time the clock is read it is a second later
    with closing(connect(world.home / "greenroom.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert world.run("restore", str(world.home.parent / "then.zip")) == 1
        assert "is in use by another program" in world.err
    assert world.run("due") == 0  # which finishes what was begun

    assert state(world) != then
    assert reviews(world) == 1


def test_a_backup_without_a_log_says_so_and_leaves_the_log_as_it_is(world: World, tmp_path: Path) -> None:
    world.run("backup", str(tmp_path / "decks.zip"))
    rate_one(world)
    assert world.run("restore", str(tmp_path / "decks.zip")) == 0
    assert world.out.startswith(
        f"Restored no review log and 1 file from {tmp_path / 'decks.zip'}. Your review log is unchanged.\n"
    )
    assert reviews(world) == 1
    world.run("backup", str(tmp_path / "whole.zip"))
    (world.home / "greenroom.db").write_text("all of it is gone " * 1000)
    assert world.run("restore", str(tmp_path / "whole.zip")) == 0
    (aside,) = (world.home / "backups").glob("damaged-*")
    assert world.err == f"The old database is saved in {aside}\n"
    world.run("backup", "--list")

    assert "no review log and 1 file" in world.out


def test_a_full_disk_half_way_leaves_everything_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    change_everything(world)
    before = state(world)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for argv in (["restore", str(world.home.parent / "then.zip")], ["backup"]):
        assert world.run(*argv) == 1
        assert "No space left on device" in world.err
        assert world.err.count("\n") == 1
    home = open_home(world.environment(), None)
    new = world.home / "rescued.new"
    shutil.copyfile(world.home / "greenroom.db", new)
    with pytest.raises(ArchiveError, match="No space left"):
        replace_database(home, new)
    monkeypatch.undo()

    assert state(world) == before
    assert not list(world.home.glob("restore-*"))


@pytest.mark.slow
def test_a_restore_that_is_killed_anywhere_is_done_whole_or_not_at_all(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    then = state(world)
    change_everything(world)
    now = state(world)
    shutil.copytree(world.home, tmp_path / "now")
    outcomes = set()
    for moment in range(1, 1000, KILLED_AT):
        killed = is_killed(world, tmp_path / "then.zip", moment)
        assert world.run("due") == 0, world.err
        found = state(world)
        assert found in (then, now)
        outcomes.add(found == then)
        if not killed:
            break
        shutil.rmtree(world.home)
        shutil.copytree(tmp_path / "now", world.home)

    assert outcomes == {True, False}
    assert not killed


def is_killed(world: World, backup: Path, moment: int) -> bool:
    """Restore in another process, which is killed at its n-th call to the file system; return whether it was."""
    if sys.platform == "win32":  # a new process, for want of a copy of this one
        code = "from tests.trainer.backup.test_restore import *; restore_and_die(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(world.home), str(backup), str(moment)]
        return subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    child = os.fork()
    if child == 0:
        restore_and_die(str(world.home), str(backup), str(moment))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def restore_and_die(home: str, backup: str, moment: str) -> None:
    left, kill = [int(moment)], getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows, either is TerminateProcess

    def hook(event: str, _: object) -> None:
        if event.startswith(("open", "os.", "shutil.", "sqlite3.connect")) and event != "os.kill":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), kill)

    sys.addaudithook(hook)
    World(Path(home)).run("restore", backup)
