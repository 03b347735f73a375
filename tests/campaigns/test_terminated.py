"""Processes ended from outside at random moments: TerminateProcess on Windows, SIGKILL elsewhere.

`GREENROOM_TERMINATIONS` sets how often each kind is. tests/campaigns/test_crashes.py goes further, on Linux alone.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import ROOT
from tests.terminal import World
from tests.trainer.backup.homes import change_everything, rate_one, reviews, state

TIMES = int(os.environ.get("GREENROOM_TERMINATIONS", "4" if os.name == "nt" else "0"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not TIMES, reason="tests/campaigns/test_crashes.py goes further here"),
]


def start(world: World, *argv: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-u", "-m", "trainer", "--home", str(world.home), *argv]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, cwd=ROOT)


def seconds_of(world: World, *argv: str) -> float:
    """Return how long a command takes that is not ended."""
    began = time.monotonic()
    with start(world, *argv) as child:
        child.communicate(b"")
    return time.monotonic() - began


def examine(world: World) -> None:
    assert world.run("due") == 0, world.err
    world.run("doctor")
    assert "The stored rows match the log." in world.out


def test_every_rating_that_was_acknowledged_is_there(world: World) -> None:
    chance = random.Random(1)
    first = there = reviews(world)
    for _ in range(TIMES):
        with start(world, "review", "--plain", "--new", "50") as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(b"said\n\na\n3\n" * 40)
            child.stdin.flush()
            shown = b""
            while shown.count(b"Back on") < chance.randrange(1, 6) and (piece := os.read(child.stdout.fileno(), 65536)):
                shown += piece
            child.kill()
            shown += child.stdout.read()
        examine(world)
        acknowledged, before, there = shown.count(b"Back on"), there, reviews(world)
        assert before + acknowledged <= there <= before + acknowledged + 1
        world.pass_days(1)
    assert there > first


def test_an_import_is_there_wholly_or_not_at_all(world: World, tmp_path: Path) -> None:
    chance = random.Random(2)
    cards = "".join(f"Why {number}?,Because of {number}.\n" for number in range(300))
    (tmp_path / "many.csv").write_text("Question,Answer\n" + cards)
    shutil.copytree(world.home, tmp_path / "before")
    whole = seconds_of(world, "import", str(tmp_path / "many.csv"), "--deck", "many")
    done = state(world)
    for _ in range(TIMES):
        shutil.rmtree(world.home)
        shutil.copytree(tmp_path / "before", world.home)
        before = state(world)
        with start(world, "import", str(tmp_path / "many.csv"), "--deck", "many") as child:
            time.sleep(whole * chance.uniform(0.4, 1.0))
            child.kill()
        examine(world)
        assert state(world) in (before, done)


def test_a_restore_is_done_wholly_or_not_at_all(world: World, tmp_path: Path) -> None:
    chance = random.Random(3)
    assert world.run("backup", str(tmp_path / "then.zip")) == 0
    then = state(world)
    change_everything(world)
    now = state(world)
    shutil.copytree(world.home, tmp_path / "now")
    whole = seconds_of(world, "restore", str(tmp_path / "then.zip"))
    assert state(world) == then
    for _ in range(TIMES):
        shutil.rmtree(world.home)
        shutil.copytree(tmp_path / "now", world.home)
        with start(world, "restore", str(tmp_path / "then.zip")) as child:
            time.sleep(whole * chance.uniform(0.4, 1.0))
            child.kill()
        examine(world)
        assert state(world) in (then, now)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    rate_one(world)
    return world
