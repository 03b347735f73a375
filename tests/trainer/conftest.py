"""A home with a deck."""

from pathlib import Path

import pytest

from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world whose home has the deck `mine`."""
    world = World(tmp_path / "home")
    world.write_deck()
    return world
