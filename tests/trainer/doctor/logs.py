"""Logs for the tests of a rescue: compared row by row, damaged page by page."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.terminal import World

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PAGE = 4096
LOGS = (
    *("reviews", "undos", "events", "imported", "parameters", "mock_events", "tellings", "timings", "own_ticks"),
    *("planned", "spoken", "undone", "changes", "change_files", "change_rows", "identities"),
)
Logs = dict[str, list[tuple[object, ...]]]


def database(world: World) -> Path:
    """Return the path of the log."""
    return world.home / "greenroom.db"


def everything(path: Path) -> Logs:
    """Return all rows of every log, by table."""
    with closing(sqlite3.connect(path)) as log:
        return {table: sorted(log.execute(f"SELECT * FROM {table}"), key=str) for table in LOGS}


def name_of(path: Path) -> list[tuple[object, ...]]:
    """Return the name of the home, as rows."""
    with closing(sqlite3.connect(path)) as log:
        return log.execute("SELECT value FROM home WHERE name = 'device'").fetchall()


def run(path: Path, *statements: str) -> None:
    """Run SQL on a database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as log:
        for statement in statements:
            log.execute(statement)


def zero(path: Path, page: int) -> None:
    """Overwrite a page, counted from 0, with zeros."""
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes(PAGE))


def root_of(path: Path, table: str) -> int:
    """Return the first page of a table, counted from 0."""
    with closing(sqlite3.connect(path)) as log:
        ((root,),) = log.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return int(root) - 1


def copy_of(world: World, folder: Path) -> World:
    """Copy a home into a folder."""
    shutil.copytree(world.home, folder / "home")
    return World(folder / "home", now=world.now, names=(f"new-{n}" for n in range(10_000)))
