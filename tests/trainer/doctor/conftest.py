"""Homes for the tests of `doctor`: a sound one with many reviews, and one in which everything has been done."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.key import CardKey
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.store import Event
from scheduler.log.undo import FileNote
from tests.damaged_homes import make_home
from tests.golden_database import live
from tests.histories import DAY, open_store, review, spoken
from tests.terminal import World


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home in which everything has been done once, with a backup of all of it."""
    world = World(tmp_path_factory.mktemp("lived") / "home")
    live(world)
    assert world.run("backup") == 0
    world.run("doctor", "--fix")  # rights as a home has them
    return world


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home whose logs take many pages each, with a backup."""
    world = World(tmp_path_factory.mktemp("full") / "home")
    world.write_deck()
    store = open_store(world.home)
    with store.at_once():
        for n in range(150):
            one, day = review(f"r{n}", at=n), DAY + timedelta(days=6 + n % 2)
            store.record(
                one, own_points=True, story=f"ledger-{n}", sections=(1, 2, 3, n), planned=day, spoken=spoken(n)
            )
            store.mark(CardKey("deck", f"card-{n}"), Event.FLAG, DAY, n)
            store.log_mock(f"mock-{n}", "begun", None, n, json.dumps({"script": "long " * 9}))
            store.note("edit", f"card {n}", [FileNote(f"{n}.toml", "x" * 64, "y" * 64)], n)
            store.remember_identities("deck", {f"derived-{n:03}": (f"card-{n:03}", "Why? " * 10)})
        store.use_parameters(DEFAULT_PARAMETERS, 1_000, 200)
        store.use_parameters((), 1_000, 201)
        change = store.note("import", "a history", [], 202)
        brought = (review(f"i{n}", key=CardKey("else", f"c{n}"), at=202, mode=Mode.IMPORTED) for n in range(150))
        store.import_reviews(((one, n % 40) for n, one in enumerate(brought)), change=change)
        for n in range(100):
            store.undo(300 + n)
        for done in store.changes(300)[1::2][:80]:
            store.undo_change(done, 500)
    store.close()
    assert world.run("backup") == 0
    return world


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound home with a deck and 400 reviews."""
    return make_home(tmp_path_factory.mktemp("sound") / "home").home


@pytest.fixture
def world(sound: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of the sound home, to be damaged."""
    shutil.copytree(sound, tmp_path / "home")
    yield World(tmp_path / "home")
    (tmp_path / "home").chmod(0o700)
