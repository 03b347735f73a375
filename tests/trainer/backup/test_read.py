"""Unpacking a backup: the room it needs, and what is counted rather than believed."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.terminal import World
from tests.trainer.backup.homes import (
    rate_one,
    rewritten,
    setting,
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


def test_what_was_restored_is_counted_and_not_believed(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    boasting = rewritten(tmp_path / "then.zip", tmp_path / "boasting.zip", setting("reviews", 999_999))

    assert world.run("restore", str(boasting)) == 0
    assert world.out.startswith(f"Restored 1 review and 1 file from {boasting}.\n")
    assert world.run("restore", str(boasting), "--json") == 0
    assert json.loads(world.out)["reviews"] == 1
