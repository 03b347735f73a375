"""Homes for the campaigns, and what must be true of a home whenever it is opened."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scheduler.repair.consistency import differences
from scheduler.repair.inspect import DatabaseState, inspect_database
from scheduler.settings import Settings
from tests.crash.report import Tally
from tests.terminal import World


def make_home(folder: Path, deck: str) -> World:
    """Make a home with one deck, with the modes greenroom gives it, on the real clock."""
    world = World(folder, now=datetime.now(UTC))
    world.run("decks")
    world.write_deck(deck).chmod(0o600)
    world.run("due")
    return world


def many_cards(number: int) -> str:
    """Return a deck of cards without points, each with its number in the question."""
    cards = (f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nanswer = "x"\n' for n in range(number))
    return '[deck]\nid = "mine"\n' + "".join(cards)


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Query the database of a home with plain SQLite."""
    with closing(sqlite3.connect(f"file:{home / 'greenroom.db'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def check_home(world: World, tally: Tally, *, thoroughly: bool) -> None:
    """Note in a tally what is wrong with a home: that it does not open, is damaged, or contradicts its log.

    Args:
        world: The home.
        tally: Where it is noted.
        thoroughly: Whether to run `doctor` as well.
    """
    world.now = datetime.now(UTC)
    database = world.home / "greenroom.db"
    opens = world.run("due") == 0 and (not world.err or "greenroom was cut off while adding" in world.err)
    tally.check(opens, f"the home does not open: {world.err}")
    condition = inspect_database(database)
    tally.check(condition.state is DatabaseState.SOUND, f"the database is {condition.state} {condition.problems}")
    tally.check(not (wrong := differences(database, Settings())), f"the memory is not what the log says: {wrong}")
    if thoroughly:
        tally.check(world.run("doctor") == 0, f"doctor says: {world.out}{world.err}")
