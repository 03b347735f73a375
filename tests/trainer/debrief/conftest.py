"""A home the day after an interview at Acme."""

import shutil
from itertools import count
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.debrief.acme import DECK


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an interview at Acme, to be copied."""
    names = (f"template-{number}" for number in count())
    world = World(tmp_path_factory.mktemp("template") / "home", names=names)
    world.write_deck(DECK)
    world.run("interview", "set", "2026-03-03", "--at", "Acme", "--deck", "mine")
    return world.home


@pytest.fixture
def world(tmp_path: Path, home: Path) -> World:
    """The day after the interview."""
    shutil.copytree(home, tmp_path / "home")
    world = World(tmp_path / "home")
    world.pass_days(2)
    return world
