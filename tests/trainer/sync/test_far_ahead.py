"""Rows and files from clocks that are far ahead wait; a sync says so, and nothing is lost."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.log.stamps import HIGHEST
from scheduler.log.validity import MOST_AHEAD, is_ahead, limit_at
from tests.trainer.sync.devices import Device, healthy, make_device, rate, synced, write_decks
from tests.trainer.sync.machines import Machine, machines
from tests.trainer.sync.rows import rows_of
from trainer.sync.segment import PackedSegment, Record, Segment, device_digits, pack, unpack

CENTURY = MOST_AHEAD // timedelta(milliseconds=1)
GOOD = '[[cards]]\nid = "good"\nquestion = "Good?"\n'


def now_ms(device: Device) -> int:
    return round(device.now.timestamp() * 1000)


def row_of(shared: Path) -> Record:
    """Return the review in the folder."""
    packed = [PackedSegment(path.name, path.read_bytes()) for path in shared.glob("*.greenroom")]
    return next(row for each in packed for row in unpack(each).records if row["log"] == "reviews")


def forge(shared: Path, *rows: Record) -> None:
    """Put rows into the folder that nobody made."""
    packed = pack(Segment(device_digits("nobody"), "first", 1, 1, rows, "nobody"))
    (shared / packed.name).write_bytes(packed.data)


@pytest.mark.parametrize("stamp", [HIGHEST, HIGHEST - 1, 2**53])
def test_a_row_that_would_outrank_all_to_come_is_told_and_not_obeyed(laptop: Device, shared: Path, stamp: int) -> None:
    row = row_of(shared)
    forge(shared, {**row, "uuid": "forged", "stamp": stamp}, {**row, "uuid": "another"})
    for pulled in (1, 0):
        outcome: dict[str, Any] = synced(laptop)
        assert outcome["pulled"] == pulled  # the row beside it is taken
        (told,) = outcome["told"]
        assert told.startswith("1 change from another machine is dated over 100 years ahead, so it is on hold.")
    laptop.now += timedelta(minutes=1)
    rate(laptop, 3)

    assert max(row[-1] for row in rows_of(laptop.home)["reviews"]) < now_ms(laptop) + 1000  # the stamps
    assert healthy(laptop)


@pytest.mark.parametrize("column", ["stamp", "reviewed_at_utc_ms"])
def test_a_row_that_is_ahead_is_taken_as_soon_as_the_clock_allows_it(laptop: Device, shared: Path, column: str) -> None:
    row = {**row_of(shared), "uuid": "early"}
    row[column] = row["stamp"] = now_ms(laptop) + CENTURY + 60_000
    forge(shared, row)
    assert synced(laptop)["pulled"] == 0
    laptop.now += timedelta(minutes=2)

    assert synced(laptop)["pulled"] == 1
    assert synced(laptop)["told"] == []


def test_a_clock_that_is_decades_ahead_and_then_right_loses_nothing(tmp_path: Path, shared: Path) -> None:
    laptop, desk = make_device(tmp_path, "laptop"), make_device(tmp_path, "desk")
    write_decks(laptop)
    right = laptop.now
    laptop.now += timedelta(days=365 * 70)
    rate(laptop, 3)
    assert laptop.run("suspend", "mine/why") == 0
    laptop.now = right + timedelta(days=1)
    assert laptop.run("unsuspend", "mine/why") == 0
    synced(laptop, str(shared))
    assert synced(desk, str(shared))["told"] == []

    assert rows_of(desk.home) == rows_of(laptop.home)
    assert desk.run("cards", "mine", "--json") == 0
    assert not any(card["suspended"] for card in json.loads(desk.out))


def test_a_clock_that_starts_in_1970_takes_what_is_of_today(tmp_path: Path, shared: Path, laptop: Device) -> None:
    desk = make_device(tmp_path, "desk")
    desk.now -= timedelta(days=365 * 56)

    assert synced(desk, str(shared))["told"] == []
    assert rows_of(desk.home)["reviews"] == rows_of(laptop.home)["reviews"]


def test_a_time_that_nobody_can_have_is_not_waited_for() -> None:
    limit = limit_at(0)
    assert is_ahead({"stamp": HIGHEST}, limit)
    assert is_ahead({"study_day": "2071-01-01"}, limit)
    assert not is_ahead({"study_day": "2069-12-31"}, limit)
    for row in ({"stamp": HIGHEST + 1}, {"stamp": "x"}, {"study_day": "zzzz"}, {"study_day": 5}, {}):
        assert not is_ahead(row, limit)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machines(tmp_path, 1) as (one,):
        yield one


def version(name: str, stamp: int) -> Record:
    registers = {"dots": [[stamp, "x"]], "units": {"cards/good": 0}, "dead": {}, "seen": {"x": stamp}, "texts": {}}
    return {"log": "file/decks", "path": name, "stamp": 5, "text": GOOD, "registers": json.dumps(registers)}


def test_a_file_changed_by_a_clock_far_ahead_waits_and_others_go_on(machine: Machine) -> None:
    far = machine.home.now_ms + CENTURY + 1
    merged = machine.merge([version("decks/far.toml", far), version("decks/near.toml", far - CENTURY)])
    assert merged.changed == ("decks/near.toml",)
    assert len(merged.told) == merged.waiting == 1
    assert "decks/far.toml was changed by a clock over 100 years ahead" in merged.told[0]
    machine.edit("decks/near.toml", "Good?", "Better?")
    (record,) = machine.collect().records
    assert int(str(record["stamp"])) < far - CENTURY + 10**9

    machine.world.now += timedelta(minutes=1)
    assert machine.merge([]).changed == ("decks/far.toml",)
