"""Disks that are full, read-only or broken: one clear sentence, and nothing is lost once the disk works again."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import ROOT
from tests.crash import faults
from tests.terminal import World
from trainer.files.home_files import saved_files

# How many of the hundred or so calls of each task fail; `all` takes minutes.
EACH = os.environ.get("GREENROOM_DISK_FAULTS", "7")
COMMANDS = {
    "review": ("review", "--deck", "mine", "--limit", "1"),
    "suspend": ("suspend", "mine/why"),
    "undo": ("undo",),
    "add": ("add", "--deck", "mine"),
    "import": ("import", "talk.csv"),
    "backup": ("backup",),
    "restore": ("restore", "then.zip"),
    "config": ("config", "new_per_day", "20"),
    "story": ("story", "add"),
    "sync": ("sync",),
}
TYPED = {"review": "\na\n3\n\n", "add": "Why now?\n\nIt fits.\n\n\n", "story": "The strike\n\n\n\n\n\n\n\n\n"}

pytestmark = pytest.mark.slow


@pytest.mark.skipif(bool(faults.why_not()), reason=faults.why_not())
@pytest.mark.timeout(3600 if EACH == "all" else 120)
def test_wherever_a_disk_fails_it_is_told_in_one_sentence_and_nothing_is_lost() -> None:
    each = [] if EACH == "all" else ["--each", EACH]
    command = [sys.executable, "-m", "tests.crash.disks", *each, "--seed", "8", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout, done.stderr
    kinds = json.loads(done.stdout)

    assert [wrong for kind in kinds for wrong in kind["broken"]] == []
    assert {kind["kind"] for kind in kinds} == {"rating", "import", "add", "restore", "backup", "sync"}
    assert all(kind["times"] > kind["acknowledged"] == kind["found"] for kind in kinds)


# --- a disk of its own -----------------------------------------------------------------------------------


def as_root(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which(program) or program, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def mount(*options: str) -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    done = as_root("mount", *options)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 4 MB."""
    (tmp_path / "disk").mkdir()
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path / "disk"))
    yield tmp_path / "disk"
    as_root("umount", str(tmp_path / "disk")).check_returncode()


def lived_in(folder: Path) -> World:
    """Make a home with two ratings, and the files that commands need beside it."""
    world = World(folder / "home")
    world.write_deck()
    world.run("review", "--deck", "mine", typed="\na\n3\n\n1\nq\n")
    world.run("backup", str(folder / "then.zip"))
    shutil.rmtree(folder / "shared", ignore_errors=True)
    (folder / "shared").mkdir()
    world.run("sync", str(folder / "shared"))
    world.run("suspend", "achievement-stories/proudest-result")  # for the next sync to send
    (folder / "talk.csv").write_text("question,answer\nWhat would you change?,The hand-over.\n")
    return world


def whole(world: World) -> tuple[object, ...]:
    """Return everything a user has."""
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        logs = [database.execute(f"SELECT * FROM {log}").fetchall() for log in ("reviews", "events", "undos")]
    return logs, {name: (world.home / name).read_text() for name in saved_files(world.home)}


def give(world: World, name: str, folder: Path) -> int:
    argv = [str(folder / word) if (folder / word).is_file() else word for word in COMMANDS[name]]
    return world.run(*argv, typed=TYPED.get(name, ""))


def fill(disk: Path, spare: int) -> Path:
    """Fill a disk up to `spare` bytes."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.write(bytes(shutil.disk_usage(disk).free - spare))
    return filler


@pytest.mark.parametrize("spare", [0, 16 * 1024, 128 * 1024])
def test_a_full_disk_is_told_and_loses_nothing(disk: Path, spare: int) -> None:
    world = lived_in(disk)
    before = whole(world)
    for name in COMMANDS:
        filler = fill(disk, spare)
        code = give(world, name, disk)
        errors = [line for line in world.err.splitlines() if line.startswith("greenroom: ")]
        filler.unlink()
        if code == 0:  # there was enough space
            shutil.rmtree(world.home)
            world = lived_in(disk)
            continue
        assert (code, len(errors)) == (1, 1), (name, world.err)
        assert str(world.home) in errors[0]
        assert "free" in errors[0]
        assert "unexpected" not in errors[0]
        assert whole(world) == before, name
    assert give(world, "review", disk) == 0
    assert "Reviewed 1 card" in world.out


def test_a_home_on_a_read_only_disk_is_told_and_stays(tmp_path: Path) -> None:
    world = lived_in(tmp_path)
    before = whole(world)
    mount("--bind", str(world.home), str(world.home))
    try:
        mount("-o", "remount,bind,ro", str(world.home))
        for name in COMMANDS:
            assert give(world, name, tmp_path) == 1, name
            assert world.err.count("\n") == 1, world.err
            assert str(world.home) in world.err
            assert "Check" in world.err
            assert "unexpected" not in world.err
    finally:
        as_root("umount", str(world.home)).check_returncode()

    assert whole(world) == before
    assert give(world, "review", tmp_path) == 0
