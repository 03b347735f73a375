"""Unpacking a backup: the room it needs, and what is counted rather than believed."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from scheduler.log.stamps import HIGHEST
from tests.terminal import World
from tests.trainer.backup.homes import (
    rate_one,
    rewritten,
    setting,
    sql,
    state,
    zipped,
)
from trainer.backup.archive import ArchiveError
from trainer.backup.read import unpack


def test_a_backup_that_needs_more_than_is_free_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=999))
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match=r"x\.zip needs 1 kB, but the disk of .* has only 999 bytes free"):
        unpack(zipped(tmp_path / "x.zip", b"#" * 1000), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    unpack(zipped(tmp_path / "y.zip", b"#" * 999), tmp_path / "out")


def test_where_free_space_cannot_be_asked_a_backup_is_unpacked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: Path) -> None:
        raise OSError

    monkeypatch.setattr("shutil.disk_usage", unknown)
    (tmp_path / "out").mkdir()
    unpack(zipped(tmp_path / "x.zip", b"#"), tmp_path / "out")

    assert (tmp_path / "out" / "a.toml").read_bytes() == b"#"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE reviews SET stamp = {HIGHEST - 1}",
        f"INSERT OR REPLACE INTO home VALUES ('stamp', '{HIGHEST}')",
        "UPDATE reviews SET stamp = 6000000000000",  # in 2160
    ],
)
def test_a_backup_that_would_use_up_the_stamps_is_refused_and_nothing_changes(
    world: World, tmp_path: Path, statement: str
) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    rate_one(world)
    before = state(world)
    forged = rewritten(tmp_path / "then.zip", tmp_path / "forged.zip", sql(statement))

    assert world.run("restore", str(forged)) == 1
    assert f"{forged} has reviews or changes dated over 100 years ahead" in world.err
    assert state(world) == before


def test_a_backup_of_a_clock_that_was_a_little_ahead_is_restored(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    late = rewritten(tmp_path / "then.zip", tmp_path / "late.zip", sql("UPDATE reviews SET stamp = 4000000000000"))

    assert world.run("restore", str(late)) == 0


def test_what_was_restored_is_counted_and_not_believed(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    boasting = rewritten(tmp_path / "then.zip", tmp_path / "boasting.zip", setting("reviews", 999_999))

    assert world.run("restore", str(boasting)) == 0
    assert world.out.startswith(f"Restored 1 review and 1 file from {boasting}.\n")
    assert world.run("restore", str(boasting), "--json") == 0
    assert json.loads(world.out)["reviews"] == 1
