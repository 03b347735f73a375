"""A home with one deck for mock interviews."""

import shutil
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.mock.bank import BANK


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose decks have been read once, to be copied."""
    world = World(tmp_path_factory.mktemp("template") / "home")
    world.write_deck(BANK, "bank.toml")
    world.run("due")
    return world.home


@pytest.fixture
def world(tmp_path: Path, home: Path) -> World:
    shutil.copytree(home, tmp_path / "home")
    return World(tmp_path / "home")
