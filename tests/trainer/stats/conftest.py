"""A home with half a year of reviews of the built-in decks, made once."""

from pathlib import Path

import pytest

from benchmarks.data import make_year
from tests.terminal import World
from tests.trainer.stats.worlds import NOON


@pytest.fixture(scope="session")
def year_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("year") / "home"
    make_year(home, days=150)
    return home


@pytest.fixture
def year(year_home: Path) -> World:
    return World(year_home, now=NOON)
