"""A home with a deck, for the tests of backups."""

from pathlib import Path

import pytest

from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    return world
