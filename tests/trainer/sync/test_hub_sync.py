"""`greenroom sync` with a hub: two machines of one person, and one of another."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.sync.hubs import TestHub


def review(world: World, rating: str) -> None:
    assert world.run("review", "--plain", "--deck", "mine", "--limit", "1", typed=f"\n1\n{rating}\n") == 0


def reviews(world: World) -> list[tuple[object, ...]]:
    with sqlite3.connect(world.home / "greenroom.db") as database:
        found = database.execute("SELECT uuid, deck, card, rating FROM reviews ORDER BY uuid").fetchall()
    database.close()
    return found


def machine(folder: Path, name: str) -> World:
    world = World(folder / name, names=(f"{name}-{number}" for number in range(10_000)))
    world.write_deck()
    return world


@pytest.mark.slow
def test_two_machines_meet_on_a_hub_and_a_stranger_sees_nothing(hub: TestHub, tmp_path: Path) -> None:
    laptop, desktop, stranger = (machine(tmp_path, name) for name in ("laptop", "desktop", "stranger"))
    review(laptop, "3")
    review(desktop, "2")
    review(stranger, "1")
    for world in (laptop, desktop, laptop):
        assert world.run("sync", hub.address("Ann")) == 0, world.err
    assert stranger.run("sync", hub.address("Ben")) == 0

    assert len(reviews(laptop)) == 2
    assert reviews(laptop) == reviews(desktop)
    assert len(reviews(stranger)) == 1
    assert laptop.run("sync") == 0
    assert "Nothing new. Everything is in step." in laptop.out
    laptop.run("sync", "--status")
    assert "postgresql://greenroom_" in "".join(laptop.out.split())


@pytest.mark.slow
def test_a_restored_hub_gets_back_what_it_lost(hub: TestHub, tmp_path: Path) -> None:
    laptop, desktop = (machine(tmp_path, name) for name in ("laptop", "desktop"))
    address = hub.address("Ann")
    review(laptop, "3")
    laptop.run("sync", address)
    hub.hub.close()
    hub.cluster.run("pg_dump", "-Fc", "-f", "older", hub.url)
    laptop.pass_days(1)
    review(laptop, "3")
    laptop.run("sync", address)
    hub.cluster.run("pg_restore", "--clean", "-d", hub.url, "older")
    assert laptop.run("sync", address) == 0
    assert "went back to an older state" in " ".join(laptop.out.split())
    desktop.run("sync", address)

    assert reviews(desktop) == reviews(laptop)
    assert len(reviews(laptop)) == 2


def test_a_hub_is_one_target_under_all_its_addresses(hub: TestHub, tmp_path: Path) -> None:
    laptop = machine(tmp_path, "laptop")
    review(laptop, "3")
    address = hub.address("Ann")
    assert laptop.run("sync", address) == 0
    passwords = hub.passwords.read_text()
    hub.passwords.write_text(passwords + passwords.replace("127.0.0.1", "localhost"))
    assert laptop.run("sync", address.replace("127.0.0.1", "localhost")) == 0, laptop.err
    assert "Nothing new. Everything is in step." in laptop.out
    assert laptop.run("sync", "--status", "--json") == 0
    assert len(json.loads(laptop.out)["targets"]) == 1


def test_a_password_in_the_address_is_kept_nowhere(hub: TestHub, tmp_path: Path) -> None:
    laptop = machine(tmp_path, "laptop")
    url = hub.cluster.url(hub.database, "ann:opensesame")

    assert laptop.run("sync", url) == 1
    assert "opensesame" not in laptop.err
    assert laptop.run("sync", "--status") == 0
    assert not [path for path in laptop.home.rglob("*") if path.is_file() and b"opensesame" in path.read_bytes()]


def test_a_hub_that_is_out_of_reach_is_told_and_the_next_sync_sends_all(hub: TestHub, tmp_path: Path) -> None:
    laptop, desktop = (machine(tmp_path, name) for name in ("laptop", "desktop"))
    review(laptop, "3")
    address = hub.address("Ann")
    hub.cluster.stop()
    try:
        assert laptop.run("sync", address) == 1
        assert "No PostgreSQL answers" in laptop.err
    finally:
        hub.cluster.start()
    assert laptop.run("sync", address) == 0
    assert desktop.run("sync", address) == 0
    assert reviews(desktop) == reviews(laptop)
