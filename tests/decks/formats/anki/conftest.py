"""Packages that Anki itself wrote, and a home to import them into."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from tests.anki_packages import make_oldest, make_package
from tests.terminal import World


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as Anki writes it today."""
    path = tmp_path_factory.mktemp("anki") / "today.apkg"
    make_package(path)
    return path


@pytest.fixture(scope="session")
def schema11(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A collection of schema 11, out of a package of the first generation."""
    path = tmp_path_factory.mktemp("anki") / "old.apkg"
    make_oldest(path)
    with zipfile.ZipFile(path) as archive:
        return archive.read("collection.anki2")


@pytest.fixture(scope="session")
def schema18(package: Path) -> bytes:
    """A collection of schema 18, out of the package that Anki writes today."""
    with zipfile.ZipFile(package) as archive, archive.open("collection.anki21b") as member:
        content: bytes = zstandard.ZstdDecompressor().stream_reader(member).read()
    return content


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home", now=datetime.now(UTC))  # the packages have reviews up to now
