"""Homes for the tests of backups, and backups that are made or changed by hand."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from tests.terminal import DECK, World
from trainer.files.home_files import saved_files


def rate_one(world: World) -> None:
    """Review one card of the deck `mine`, and rate it Good."""
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n") == 0


def reviews(world: World) -> int:
    """Return how many reviews the log has."""
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        ((found,),) = database.execute("SELECT count(*) FROM reviews")
        return int(found)


def backups(world: World) -> list[str]:
    """Return the file names of the backups in the home."""
    return sorted(path.name for path in (world.home / "backups").glob("*.zip"))


def state(world: World) -> tuple[object, ...]:
    """Return everything that a backup saves: the number of reviews, and the files by name."""
    return reviews(world), {name: (world.home / name).read_text() for name in saved_files(world.home)}


def change_everything(world: World) -> None:
    """Change a deck, add a deck, an answer and a setting, and rate a card."""
    world.write_deck(DECK.replace("Why us?", "Why them?"))
    world.write_deck(DECK.replace('"mine"', '"other"'), "other.toml")
    (world.home / "answers").mkdir(exist_ok=True)
    (world.home / "answers" / "mine.toml").write_text('text = "mine"\n')
    world.run("config", "new_per_day", "7")
    rate_one(world)


def zipped(path: Path, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a backup of one file, `a.toml`; return its path."""
    manifest = {"format": 1, "made": "2026-03-02", "why": "asked", "reviews": 0, "database": None}
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {"files": {"a.toml": sha256(content).hexdigest()}}))
        archive.writestr("a.toml", content)
    return path


# --- changes to a backup: each is given the content of its members by name --------------------------------

Change = Callable[[dict[str, bytes]], None]


def rewritten(source: Path, target: Path, change: Change) -> Path:
    """Copy a backup with a change; return the path of the copy."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def with_file(name: str, content: bytes = b"x = 1\n") -> Change:
    """Add or replace a file, in the manifest too."""

    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["files"][name] = sha256(content).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()
        members[name] = content

    return change


def sql(*statements: str) -> Change:
    """Run SQL on the database."""

    def change(members: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            database.deserialize(members["greenroom.db"].replace(b"\x02\x02", b"\x01\x01", 1))  # out of WAL mode
            for statement in statements:
                database.execute(statement)
            with_file("greenroom.db", database.serialize())(members)

    return change


def setting(key: str, value: object) -> Change:
    """Set a key of the manifest."""

    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {key: value}).encode()

    return change


def without(name: str) -> Change:
    """Remove a file, but leave it in the manifest."""

    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change
