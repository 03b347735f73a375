"""A PostgreSQL server for the tests of hubs, and hubs on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster, cluster
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
