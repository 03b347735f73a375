"""Rows that only backups have: which backups count as those of this home, and what a restore has given up."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.golden_database import make_unreleased_database
from tests.terminal import World
from tests.trainer.doctor.findings import doctor
from tests.trainer.doctor.logs import copy_of, database, everything, name_of, root_of, run, zero


@pytest.fixture
def world(lived_in: World, tmp_path: Path) -> World:
    return copy_of(lived_in, tmp_path)


def test_a_backup_that_is_put_there_later_gives_what_was_lost(world: World, lived_in: World) -> None:
    before = everything(database(world))
    for path in (world.home / "backups").glob("*.zip"):
        path.unlink()
    zero(database(world), root_of(database(world), "undos"))
    doctor(world, "--fix")
    shutil.copy(lived_in.home / "backups" / "backup-20260310T120000Z.zip", world.home / "backups" / "found.zip")
    code, found = doctor(world)
    assert code == 1
    assert "found.zip has 1 undone rating that the log lacks." in found["backups"]
    code, found = doctor(world, "--fix")

    assert code == 0
    assert "1 undone rating came from found.zip" in found["backups"]
    assert everything(database(world)) == before
    assert doctor(world)[0] == 0


def test_rows_that_are_gone_from_a_sound_database_are_seen_and_come_back(world: World) -> None:
    before = everything(database(world))
    run(database(world), "DELETE FROM undos", "DELETE FROM events")
    code, found = doctor(world)
    assert code == 1
    assert "has 1 undone rating and 4 suspensions, flags and buries that the log lacks." in found["backups"]
    code, found = doctor(world, "--fix")

    assert code == 0
    assert "mended: The log lacked some rows: 1 undone rating and 4" in found["backups"]
    assert everything(database(world)) == before
    assert doctor(world)[0] == 0


def test_backups_that_are_not_sound_are_told_and_others_used(world: World) -> None:
    before = everything(database(world))
    world.pass_days(1)
    world.run("backup")
    (newest,) = (world.home / "backups").glob("backup-20260311*.zip")
    content = bytearray(newest.read_bytes())
    with zipfile.ZipFile(newest) as archive:
        content[archive.getinfo("greenroom.db").header_offset + 200] ^= 0xFF
    newest.write_bytes(content)
    database(world).unlink()
    code, found = doctor(world, "--fix")

    assert code == 1
    assert f"{newest} cannot be used as a backup" in found["backups"]
    assert "Move it out of" in found["backups"]
    assert "came from backup-20260310T120000Z.zip" in found["database"]
    assert everything(database(world)) == before


def test_the_backup_of_another_home_is_left_alone(world: World, full: World) -> None:
    (theirs,) = (full.home / "backups").glob("backup-*.zip")
    shutil.copy(theirs, world.home / "backups" / "theirs.zip")
    before = everything(database(world))
    assert doctor(world)[0] == 0
    zero(database(world), root_of(database(world), "undos"))
    code, found = doctor(world, "--fix")

    assert code == 0
    assert "theirs.zip" not in found["database"]
    assert everything(database(world)) == before


def test_what_a_restore_has_dropped_stays_dropped(world: World) -> None:
    kept = everything(database(world))
    world.pass_days(1)
    world.run("review", "--deck", "mine", "--ahead", "30", typed="\n\n1\n3\nq\n")
    later = everything(database(world))
    world.pass_days(1)
    world.run("unsuspend", "mine/why")  # and the day's backup has what is dropped now
    assert world.run("restore", "backup-20260310T120000Z.zip") == 0
    assert doctor(world)[0] == 0
    zero(database(world), root_of(database(world), "reviews"))

    assert doctor(world, "--fix")[0] == 0
    assert everything(database(world)) == kept != later


def test_a_restore_that_is_itself_taken_back_brings_its_rows_back_into_reach(world: World) -> None:
    world.pass_days(1)
    world.run("review", "--deck", "mine", "--ahead", "30", typed="\n\n1\n3\nq\n")
    later = everything(database(world))
    world.run("restore", "backup-20260310T120000Z.zip")
    (before,) = (world.home / "backups").glob("before-restore-*.zip")
    world.pass_days(1)
    assert world.run("restore", before.name) == 0
    zero(database(world), root_of(database(world), "reviews"))
    doctor(world, "--fix")

    assert everything(database(world)) == later


def test_of_several_restores_each_leaves_away_what_it_dropped(world: World) -> None:
    names = ["first.zip", "second.zip"]
    states = []
    for name in names:
        world.pass_days(1)
        world.run("review", "--deck", "mine", "--ahead", "30", typed="\n\n1\n3\nq\n")
        world.run("backup", str(world.home / "backups" / name))
        states.append(everything(database(world)))
    for name in reversed(names):
        world.pass_days(1)
        world.run("suspend", "mine/why")
        world.run("review", "--deck", "mine", "--ahead", "30", typed="\n\n1\n3\nq\n")
        assert world.run("restore", name) == 0
    assert doctor(world)[0] == 0
    zero(database(world), root_of(database(world), "reviews"))
    doctor(world, "--fix")

    assert everything(database(world)) == states[0]


def test_after_a_restore_from_another_home_what_is_lost_comes_from_its_backups(world: World, full: World) -> None:
    theirs = everything(database(full))
    (backup,) = (full.home / "backups").glob("backup-*.zip")
    shutil.copy(backup, world.home / "backups" / "theirs.zip")
    world.pass_days(1)
    assert world.run("restore", "theirs.zip") == 0
    assert doctor(world)[0] == 0
    zero(database(world), root_of(database(world), "undos"))
    doctor(world, "--fix")

    assert everything(database(world)) == theirs  # and of what was here before the restore, nothing


def test_without_a_log_the_daily_backups_tell_which_are_of_this_home(world: World, full: World, tmp_path: Path) -> None:
    before = everything(database(world))
    other = copy_of(full, tmp_path / "other")
    other.pass_days(30)
    assert other.run("backup", str(world.home / "backups" / "theirs.zip")) == 0
    database(world).unlink()
    code, found = doctor(world, "--fix")

    assert code == 1
    assert "theirs.zip" not in found["database"]
    assert everything(database(world)) == before


def test_a_backup_whose_log_is_not_sound_gives_nothing_and_is_told(world: World) -> None:
    sound = everything(database(world))
    run(database(world), "CREATE TRIGGER t AFTER INSERT ON reviews BEGIN SELECT 1; END")
    world.pass_days(1)
    for path in (world.home / "backups").glob("*.zip"):
        path.unlink()
    assert world.run("backup") == 0
    (backup,) = (world.home / "backups").glob("*.zip")
    run(database(world), "DROP TRIGGER t", "DELETE FROM events")
    for options in ((), ("--fix",)):
        code, found = doctor(world, *options)

        assert code == 1
        assert (
            f"{backup} cannot be used as a backup (its database is damaged: the trigger 't' does not belong there)"
            in found["backups"]
        )
        assert "Move it out of" in found["backups"]
    assert everything(database(world)) == sound | {"events": []}


def test_rows_are_added_beside_settings_with_a_mistake(world: World) -> None:
    run(database(world), "DELETE FROM undos")
    (world.home / "config.toml").write_text("new_per_day = -4\n")
    (world.home / "config.toml").chmod(0o600)
    code, found = doctor(world, "--fix")

    assert code == 0
    assert "new_per_day = -4 is not between 0 and 9999 cards." in found["settings"]
    assert doctor(world)[0] == 0


def test_a_backup_from_before_the_first_release_is_told_and_not_taken_in(world: World) -> None:
    name = name_of(database(world))[0][0]
    before = everything(database(world))
    log = database(world).read_bytes()
    database(world).unlink()
    make_unreleased_database(8, database(world))
    run(database(world), f"INSERT INTO home VALUES ('device', '{name}')")
    assert world.run("backup") == 0
    database(world).write_bytes(log)
    code, found = doctor(world, "--fix")

    assert code == 1
    assert "was made before greenroom's first release (format 8)" in found["backups"]
    assert everything(database(world)) == before
