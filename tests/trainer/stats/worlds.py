"""Homes with reviews, and what `stats` prints about them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import TODAY
from tests.terminal import World
from trainer.demo.history import fill_home
from trainer.home import Home
from trainer.opening import open_library, open_store
from trainer.stats.figures import Figures
from trainer.stats.gather import gather

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def shown(world: World, *argv: str, columns: int = 80) -> list[str]:
    """Return the lines that `stats` prints."""
    world.columns = columns
    assert world.run("stats", *argv) == 0
    return world.out.splitlines()


def json_of(world: World, *argv: str) -> dict[str, Any]:
    """Return what `stats --json` prints."""
    assert world.run("stats", "--json", *argv) == 0
    found: dict[str, Any] = json.loads(world.out)
    return found


def figures_of(world: World) -> Figures:
    """Return the figures of a home, without own answers."""
    home = Home(world.home, world.environment())
    with open_store(home) as store, open_library(home, store) as library:
        return gather(store, library, lambda _: None, home.today)


def demo_world(home: Path, *, days: int = 70, interview_in: int | None = 9) -> World:
    """Return a world with the home of the demo's candidate, who has practised until yesterday."""
    world = World(home, now=NOON)
    world._warm_up()
    fill_home(Home(home, world.environment()), days=days, interview_in=interview_in)
    return world


def reviewed_world(tmp_path: Path, cards: int = 2) -> World:
    """Return a world in which this many cards of one deck were rated for the first time today."""
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--deck", "mine", "--limit", str(cards), typed="\na\n\n" * cards) == 0
    return world
