from pathlib import Path

import pytest

from tests.trainer.interview.days import Clocked, deck


@pytest.fixture
def world(tmp_path: Path) -> Clocked:
    world = Clocked(tmp_path / "home")
    world.write_deck(deck("mine", 12, musts=3))
    world.write_deck(deck("other", 4), "other.toml")
    return world
