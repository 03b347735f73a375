"""`sync.db`: what is damage and what isn't, and what is kept of a damaged one."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from cards.errors import GreenroomError
from scheduler.log.errors import StoreError
from tests.terminal import DECK
from tests.trainer.sync.devices import Device, make_device, rate, synced, write_decks
from tests.trainer.sync.rows import rows_of
from trainer.home import Home
from trainer.opening import open_store
from trainer.sync.home_sync import sync
from trainer.sync.state import SyncState
from trainer.sync.target import TargetError

PAGE = 4096
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state with much in it."""
    path = tmp_path / "sync.db"
    with closing(SyncState(path)) as state:
        for url in ("/first", "/second"):
            state.choose(url)
        state.put({f"file/{number}": "x" * 500 for number in range(200)})
    return path


def known(path: Path) -> tuple[list[str], int]:
    """Return the targets and how much is remembered."""
    with closing(SyncState(path)) as state:
        return [each.url for each in state.targets()], len([*state.names()])


def test_a_full_disk_is_no_damage(path: Path) -> None:
    with closing(SyncState(path)) as state:
        state.rows("PRAGMA max_page_count = 1")
        with pytest.raises(StoreError, match="could not be written"):
            state.put({f"more/{number}": "x" * 5000 for number in range(99)})
    assert known(path) == (["/second", "/first"], 200)


def test_a_mistake_in_a_query_is_no_damage(path: Path) -> None:
    with closing(SyncState(path)) as state, pytest.raises(StoreError):
        state.rows("SELECT nothing FROM nowhere")
    assert known(path) == (["/second", "/first"], 200)


def test_a_lock_is_no_damage(path: Path) -> None:
    with closing(SyncState(path)) as state, closing(sqlite3.connect(path, isolation_level=None)) as other:
        state.rows("PRAGMA busy_timeout = 1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use"):
            state.put({"a": "b"})
    assert known(path) == (["/second", "/first"], 200)


def test_the_state_of_a_newer_greenroom_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="newer greenroom"):
        SyncState(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 1")
    assert known(path) == (["/second", "/first"], 200)


@pytest.mark.parametrize("version", [0, 1, 5])
def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, version: int) -> None:
    path = tmp_path / "sync.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE theirs(x)")
        database.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(StoreError, match="belongs to another program"):
        SyncState(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_a_damaged_state_keeps_the_targets_that_can_be_read(path: Path) -> None:
    damage(path, "bases")
    with closing(SyncState(path)) as state, pytest.raises(GreenroomError, match="was damaged and has been made again"):
        state.get("file/1")
    assert known(path) == (["/second", "/first"], 0)


def test_a_state_that_is_no_database_is_made_again(path: Path) -> None:
    path.write_bytes(b"nonsense" * 999)
    assert known(path) == ([], 0)


def test_after_damage_a_sync_needs_no_name_and_brings_all_back(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    laptop, desk = make_device(tmp_path, "laptop"), make_device(tmp_path, "desk")
    write_decks(laptop)
    rate(laptop, 3)
    for device in (laptop, desk):
        synced(device, str(tmp_path / "shared"))
    damage(desk.home / "sync.db", "segments")
    rate(laptop, 2)
    synced(laptop)
    assert desk.run("sync") in (0, 1)

    assert desk.run("sync") == 0
    assert desk.run("stats", "--json") == laptop.run("stats", "--json") == 0
    assert desk.out == laptop.out


def test_a_target_known_by_another_address_keeps_what_is_known(path: Path) -> None:
    with closing(SyncState(path)) as state:
        state.want("/first", ["a"], [], "cursor")
        state.rename("/first", "/third")
        assert [each.url for each in state.targets()] == ["/second", "/third"]
        assert state.standings("/third") == {"a": "wanted"}


def test_a_column_with_another_name_is_damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE bases RENAME COLUMN text TO texu")
    assert known(path) == (["/second", "/first"], 0)


@pytest.mark.parametrize(
    ("query", "ask"),
    [
        ("UPDATE targets SET told = '[\"half'", lambda state: state.targets()),
        ("UPDATE targets SET told = '5'", lambda state: state.targets()),
        ("INSERT INTO pending VALUES (1, '/first', '{')", lambda state: state.pending("/first")),
        ("INSERT INTO bases VALUES ('waiting/a', '{')", lambda state: state.get("waiting/a")),
        ("INSERT INTO bases VALUES ('clock', '12x')", lambda state: state.get("clock")),
    ],
)
def test_a_text_that_says_nothing_any_more_is_damage(
    path: Path, query: str, ask: Callable[[SyncState], object]
) -> None:
    with closing(SyncState(path)) as state:
        state.rows(query)
        with pytest.raises(GreenroomError, match="was damaged and has been made again"):
            ask(state)
    assert known(path) == (["/second", "/first"], 0)


def sync_through(device: Device, url: str, *, in_background: bool) -> None:
    """Sync as the command does, but in this process also when it is in the background."""
    home = Home(device.home, device.environment())
    with open_store(home) as store:
        sync(home, store, url, in_background=in_background)


def damage(path: Path, table: str) -> None:
    """Overwrite the first page of a table of a state."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(b"\xff" * PAGE)


@pytest.mark.parametrize("in_background", [False, True])
def test_a_target_of_which_only_the_name_is_known_stays_one(
    laptop: Device, shared: Path, *, in_background: bool
) -> None:
    with closing(SyncState(laptop.home / "sync.db")) as state:
        state.rows("UPDATE targets SET place = ''")
    sync_through(laptop, str(shared), in_background=in_background)

    with closing(SyncState(laptop.home / "sync.db")) as state:
        (target,) = state.targets()
    assert target.url == str(shared)
    assert target.place
    assert target.synced_ms is not None


def test_a_target_that_was_lost_with_a_damaged_page_is_known_again_after_a_sync_in_the_background(
    laptop: Device, shared: Path
) -> None:
    with closing(SyncState(laptop.home / "sync.db")) as state:
        state.detach(str(shared))
    sync_through(laptop, str(shared), in_background=True)

    with closing(SyncState(laptop.home / "sync.db")) as state:
        assert [each.url for each in state.targets()] == [str(shared)]


@pytest.mark.parametrize("table", ["segments", "bases", "outbox"])
@pytest.mark.parametrize("in_background", [False, True])
def test_damage_met_in_a_sync_is_told_as_such_and_the_next_one_works(
    laptop: Device, shared: Path, table: str, *, in_background: bool
) -> None:
    rate(laptop, 2)
    damage(laptop.home / "sync.db", table)
    with pytest.raises(GreenroomError) as raised:
        sync_through(laptop, str(shared), in_background=in_background)
    assert "was damaged and has been made again" in raised.value.what
    assert raised.value.fix == "Sync once more. Nothing is lost."

    sync_through(laptop, str(shared), in_background=in_background)
    with closing(SyncState(laptop.home / "sync.db")) as state:
        (target,) = state.targets()
    assert (target.url, target.failure) == (str(shared), "")
    assert synced(laptop)["pushed"] == 0


@pytest.mark.parametrize("in_background", [False, True])
def test_after_damage_a_folder_that_is_out_of_reach_stays_a_target(
    laptop: Device, shared: Path, *, in_background: bool
) -> None:
    damage(laptop.home / "sync.db", "bases")
    with pytest.raises(GreenroomError):
        sync_through(laptop, str(shared), in_background=in_background)
    shared.rename(shared.with_name("away"))
    for _ in range(2):
        with pytest.raises(TargetError):
            sync_through(laptop, str(shared), in_background=in_background)
    shared.with_name("away").rename(shared)

    assert synced(laptop)["told"] == []


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Device, Device]:
    """Two machines that share a folder; the second has much in its state, and something new on both sides."""
    (tmp_path / "shared").mkdir()
    laptop, desk = make_device(tmp_path, "laptop"), make_device(tmp_path, "desk")
    write_decks(laptop)
    rate(laptop, 3)
    for device in (laptop, desk, laptop):
        synced(device, str(tmp_path / "shared"))
    (desk.home / "decks" / "mine.toml").write_text("[[cards")  # what comes for it waits
    (laptop.home / "decks" / "mine.toml").write_text(DECK.replace("A method.", "A way."))
    for device in (laptop, desk):
        synced(device)
    rate(laptop, 2)
    synced(laptop)
    rate(desk, 1, deck="many")
    with closing(sqlite3.connect(desk.home / "sync.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return laptop, desk


def scribble(data: bytearray, rng: Random) -> None:
    """Damage a file: a few bits, a piece of it, its end, or a text in it."""
    at, length = rng.randrange(len(data)), rng.randint(1, 200)
    match rng.randrange(4):
        case 0:
            data[at] ^= 1 << rng.randrange(8)
        case 1:
            data[at : at + length] = rng.randbytes(min(length, len(data) - at))
        case 2:
            del data[at:]
        case 3:
            texts = [place for place, octet in enumerate(data) if 32 <= octet < 127]
            data[rng.choice(texts)] = rng.choice(b'"{}[]0x,:\xff\x00')


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300 if LONG else 12))
def test_whatever_is_changed_in_the_state_a_second_sync_works_and_nothing_is_lost(
    pair: tuple[Device, Device], tmp_path: Path, seed: int
) -> None:
    laptop, desk = pair
    path = desk.home / "sync.db"
    data = bytearray(path.read_bytes())
    scribble(data, Random(seed))
    path.write_bytes(data)
    for command in (["sync", "--status"], ["sync", str(tmp_path / "shared")], ["sync", str(tmp_path / "shared")]):
        code = desk.run(*command)
        assert "unexpected" not in desk.err
    assert code == 0, desk.err

    assert {row[0] for row in rows_of(laptop.home)["reviews"]} < {row[0] for row in rows_of(desk.home)["reviews"]}
