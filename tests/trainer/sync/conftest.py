"""A machine that syncs with a folder; a PostgreSQL server for the tests of hubs, and hubs on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster, cluster
from tests.trainer.sync.devices import Device, make_device, rate, synced, write_decks
from tests.trainer.sync.hubs import TestHub


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture
def hub(postgres: Cluster, tmp_path: Path) -> Iterator[TestHub]:
    made = TestHub(postgres, tmp_path)
    yield made
    made.close()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    return tmp_path / "shared"


@pytest.fixture
def laptop(tmp_path: Path, shared: Path) -> Device:
    """A machine that has rated a card and synced with a folder."""
    device = make_device(tmp_path, "laptop")
    write_decks(device)
    rate(device, 3)
    synced(device, str(shared))
    return device
