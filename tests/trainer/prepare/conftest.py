"""A home with the decks that ship, an advert and a CV."""

from pathlib import Path

import pytest

from tests.terminal import World

ADVERT = """\
Depot Manager, Fennel Foods

What you'll do
- Lead a team of 20 drivers
- Plan routes, and keep to them

Requirements
- Attention to detail in all records
- SAP, and experience of fast-moving depots
- Bags of gumption, please

Benefits
- A creative team, cake, £40,000 a year
"""
CV = """\
Jo Marsh
Led a team of 8 drivers
Planned routes
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    (tmp_path / "advert.txt").write_text(ADVERT, encoding="utf-8")
    (tmp_path / "cv.txt").write_text(CV, encoding="utf-8")
    return world


@pytest.fixture
def advert(tmp_path: Path) -> str:
    return str(tmp_path / "advert.txt")


@pytest.fixture
def cv(tmp_path: Path) -> str:
    return str(tmp_path / "cv.txt")
