import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cards.key import CardKey
from cards.review import Rating
from scheduler.log.files import open_database
from scheduler.log.hooks import BackupHook
from scheduler.log.schema import FIRST_FORMAT, MIGRATIONS, NEWEST_FORMAT
from scheduler.log.store import Marks, Store
from scheduler.repair.inspect import DatabaseState, inspect_database
from scheduler.settings import Settings
from tests import GOLDEN
from tests.golden_database import golden_file, live, main, make_database, make_unreleased_database
from tests.terminal import DECK, World
from trainer.backup.daily import DailyBackup
from trainer.opening import open_home

VERSIONS = sorted(int(path.stem.removeprefix("format")) for path in GOLDEN.glob("format*.sql"))
SURE, WHY = CardKey("mine", "sure"), CardKey("mine", "why")


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    world.pass_days(8)
    return world


def test_there_is_a_golden_database_of_the_newest_format() -> None:
    assert [*range(FIRST_FORMAT, NEWEST_FORMAT + 1)] == VERSIONS, "python -m tests.golden_database writes it"
    assert main() == 1  # it is never overwritten


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_every_format_is_opened_whole(world: World, version: int) -> None:
    make_database(version, world.home / "greenroom.db")
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        before = database.execute("SELECT * FROM reviews ORDER BY seq").fetchall()
        memories = database.execute("SELECT * FROM memories").fetchall()
    assert world.run("due", "--json") == 0
    assert inspect_database(world.home / "greenroom.db").state is DatabaseState.SOUND
    assert world.run("doctor") == (1 if os.name == "posix" else 0)  # others can read the file
    assert "The stored rows match the log." in world.out
    store = Store(
        world.home / "greenroom.db", hook=BackupHook(), settings=Settings(), new_uuid=lambda: "never used before"
    )

    found = store.rows("SELECT * FROM reviews ORDER BY seq")
    assert [row[: len(before[0])] for row in found] == before
    assert store.rows("SELECT * FROM memories") == memories
    assert [review.rating for review in store.reviews() if review.key.deck == "mine" and review.mode != "imported"] == [
        Rating.GOOD,
        Rating.AGAIN,
        Rating.EASY,
        Rating.GOOD,
    ]
    assert "I reconciled the totals." in {review.answer_text for review in store.reviews(SURE)}
    assert store.marks()[WHY] == Marks(suspended=True)
    assert store.identities("mine")["what-did-you-learn"][0] == "what-did-you-learn"
    store.rebuild()
    assert store.rows("SELECT * FROM memories") == memories
    store.close()


def test_a_database_is_backed_up_before_it_is_migrated(world: World) -> None:
    path = world.home / "greenroom.db"
    make_database(NEWEST_FORMAT, path)
    hook = DailyBackup(open_home(world.environment(), None))
    open_database(path, hook.before_migration, (*MIGRATIONS, "CREATE TABLE more(x TEXT) STRICT")).close()
    (backup,) = (world.home / "backups").glob("*.zip")
    assert backup.name == f"format{NEWEST_FORMAT}-20260310T120000Z.zip"
    world.run("backup", "--list", "--json")
    (listed,) = json.loads(world.out)
    assert listed["why"] == "migration"
    assert listed["files"] == ["decks/mine.toml", "greenroom.db"]
    assert world.run("due") == 1  # this greenroom does not know the format
    assert world.run("restore", backup.name) == 0
    assert world.run("due") == 0


@pytest.mark.parametrize("version", [1, FIRST_FORMAT - 1])
def test_a_database_from_before_the_first_release_is_refused_byte_for_byte(world: World, version: int) -> None:
    path = world.home / "greenroom.db"
    make_unreleased_database(version, path)
    before = path.read_bytes()
    for command in ("due", "review", "undo", "stats", "suspend mine/why", "doctor", "doctor --fix"):
        assert world.run(*command.split()) == 1
        said = " ".join((world.err + world.out).split())
        assert f"was written before greenroom's first release (format {version}" in said
        assert "Move it away, and greenroom starts a new log" in said

    assert path.read_bytes() == before
    assert [*world.home.glob("greenroom.db-*")] == []


def test_a_backup_from_before_the_first_release_is_not_restored(world: World) -> None:
    path = world.home / "greenroom.db"
    make_unreleased_database(8, path)
    assert world.run("backup") == 0
    (backup,) = (world.home / "backups").glob("*.zip")
    path.unlink()
    assert world.run("restore", backup.name) == 1

    assert world.err == (
        f"greenroom: {backup} was made before greenroom's first release (format 8)."
        " Choose a newer one; nothing was changed.\n"
    )
    assert not path.exists()


def test_a_newer_database_is_refused_byte_for_byte(world: World) -> None:
    path = world.home / "greenroom.db"
    make_database(VERSIONS[-1], path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {NEWEST_FORMAT + 1}")
    before = path.read_bytes()
    for command in ("due", "review", "undo", "stats", "doctor"):
        assert world.run(command) == 1
        assert "newer greenroom" in world.err + world.out
    assert world.run("doctor", "--fix") == 1

    assert path.read_bytes() == before


def test_the_newest_golden_database_is_what_greenroom_writes(tmp_path: Path) -> None:
    make_database(VERSIONS[-1], tmp_path / "golden.db")
    world = World(tmp_path / "home")
    live(world)
    with (
        closing(sqlite3.connect(tmp_path / "golden.db")) as golden,
        closing(sqlite3.connect(world.home / "greenroom.db")) as now,
    ):
        tables = [name for (name,) in golden.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert [table for table in tables if not golden.execute(f"SELECT 1 FROM {table}").fetchone()] == []
        for query in (f"SELECT * FROM {table}" for table in tables):
            assert sorted(map(repr, now.execute(query))) == sorted(map(repr, golden.execute(query))), query
    assert golden_file(VERSIONS[-1]).exists()
