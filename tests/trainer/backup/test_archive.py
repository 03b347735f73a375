"""Files that claim to be backups: each is a sound one or is refused in one sentence, and changes nothing."""

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import NOON, World
from tests.trainer.backup.homes import (
    Change,
    backups,
    rate_one,
    rewritten,
    setting,
    sql,
    state,
    with_file,
    without,
    zipped,
)
from trainer.backup.archive import ArchiveError, LogOrigin, manifest_in, open_archive, read_manifest
from trainer.backup.read import unpack

HOSTILE: dict[str, tuple[Change, str]] = {
    "a path upwards": (with_file("../evil.toml"), "doesn't belong in a data folder"),
    "a path upwards inside": (with_file("decks/../../evil.toml"), "doesn't belong in a data folder"),
    "an absolute path": (with_file("/evil.toml"), "doesn't belong in a data folder"),
    "another kind of file": (with_file("decks/evil.py"), "doesn't belong in a data folder"),
    "another folder": (with_file("backups/evil.toml"), "doesn't belong in a data folder"),
    "a name that steers": (with_file("decks/\x1b]0;.py"), "decks/0;.py doesn't belong in a data folder"),
    "another checksum": (
        lambda members: members.update({"decks/mine.toml": b"y = 1\n"}),
        "differs from what was saved",
    ),
    "a file missing": (without("decks/mine.toml"), "no item named"),
    "no manifest": (without("manifest.json"), "(There is no item named 'manifest.json' in the archive). "),
    "another manifest": (
        lambda members: members.update({"manifest.json": b"[]"}),
        "its manifest has an unknown format",
    ),
    "a manifest that is no JSON": (
        lambda members: members.update({"manifest.json": b"{"}),
        "cannot be used as a backup",
    ),
    "a later form": (setting("format", 2), "its manifest has an unknown format"),
    "no instant": (setting("made", "'garbage"), """(Invalid isoformat string: "'garbage"). """),
    "an instant that is no text": (setting("made", 7), "cannot be used as a backup"),
    "nothing that was restored": (setting("instead", 7), "cannot be used as a backup"),
    "no instant of what was restored": (setting("instead", ["once", None]), "cannot be used as a backup"),
    "no number": (setting("reviews", None), "cannot be used as a backup"),
    "a database that is none": (with_file("greenroom.db", b"none" * 2000), "its database is damaged"),
    "a foreign database": (sql("DROP TABLE home", "DROP TABLE reviews"), "its database is foreign"),
    "a newer database": (sql("PRAGMA user_version = 99"), "was made by a newer greenroom"),
    "a trigger": (
        sql("CREATE TRIGGER t AFTER INSERT ON reviews BEGIN DELETE FROM undos; END"),
        "the trigger 't' does not belong there). ",
    ),
    "a view": (sql("CREATE VIEW vv AS SELECT 1"), "the view 'vv' does not belong there). "),
    "a missing table": (sql("DROP TABLE undos"), "the table undos is missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_backup_that_is_not_sound_changes_nothing(world: World, tmp_path: Path, name: str) -> None:
    change, sentence = HOSTILE[name]
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    bad = rewritten(tmp_path / "then.zip", tmp_path / "bad.zip", change)
    rate_one(world)
    before, kept = state(world), backups(world)
    assert world.run("restore", str(bad)) == 1
    assert sentence in world.err
    assert world.err.count("\n") == 1
    assert state(world) == before
    assert backups(world) == kept
    assert not list(world.home.glob("*.new"))
    assert not (tmp_path / "evil.toml").exists()


@pytest.mark.parametrize("cut", [0, 10, 1000, -1])
def test_a_backup_that_is_cut_off_changes_nothing(world: World, tmp_path: Path, cut: int) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    content = (tmp_path / "then.zip").read_bytes()
    (tmp_path / "then.zip").write_bytes(content[:cut])
    before = state(world)

    assert world.run("restore", str(tmp_path / "then.zip")) == 1
    assert state(world) == before
    assert world.run("restore", "none.zip") == 1
    assert world.err == "greenroom: There is no backup none.zip. `greenroom backup --list` shows your backups.\n"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_backup_or_one_sentence(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        with pytest.raises(ArchiveError):
            read_manifest(Path(file.name))


def test_a_backup_cannot_steer_the_terminal(world: World) -> None:
    rate_one(world)
    (made,) = (world.home / "backups").glob("*.zip")
    rewritten(made, world.home / "backups" / "evil-1.zip", setting("why", "\x1b]0;owned\x07\u202eevil"))
    assert world.run("backup", "--list") == 0

    assert "evil" in world.out
    assert "\x1b" not in world.out
    assert "\u202e" not in world.out


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(3):
            archive.writestr(str(number), "")

    with pytest.raises(ArchiveError, match="it has too many files"), open_archive(tmp_path / "x.zip") as archive:
        manifest_in(archive, max_files=2)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "x.zip", b"#")
    with zipfile.ZipFile(bomb, "a") as archive:
        archive.getinfo("a.toml").file_size = 300 * 1024 * 1024
        archive.comment = b"changed"  # without a change, closing it writes nothing
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match="its content is too large"):
        unpack(bomb, tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []
    with pytest.raises(ArchiveError, match="its content is too large"):
        read_manifest(bomb)


def test_a_backup_says_which_restore_replaced_its_log_under_the_key_it_always_had(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    assert world.run("restore", str(tmp_path / "then.zip")) == 0
    (before,) = (world.home / "backups").glob("before-restore-*.zip")
    with zipfile.ZipFile(before) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    assert list(manifest) == ["made", "why", "reviews", "database", "files", "format", "instead"]
    assert manifest["instead"] == [NOON.isoformat(), "id-0"]
    assert read_manifest(before).replaced_by_restore == LogOrigin(NOON.isoformat(), "id-0")
    assert read_manifest(tmp_path / "then.zip").replaced_by_restore is None


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_take_any_memory_are_refused(tmp_path: Path, how: int) -> None:
    with pytest.raises(ArchiveError, match="its compression isn't supported"):
        unpack(zipped(tmp_path / "x.zip", b"#", how), tmp_path)
