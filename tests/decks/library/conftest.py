"""The shelf that tests of the library fill."""

from pathlib import Path

import pytest

from tests.decks.library.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
