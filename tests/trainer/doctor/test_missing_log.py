"""A log that is gone, and a new one beside backups of the lost one."""

import os
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.doctor.findings import doctor
from tests.trainer.doctor.logs import copy_of, database, everything


@pytest.fixture
def world(lived_in: World, tmp_path: Path) -> World:
    return copy_of(lived_in, tmp_path)


@pytest.mark.parametrize("empty", [False, True])
def test_a_log_that_is_gone_comes_back_from_the_backups(world: World, empty: bool) -> None:
    before = everything(database(world))
    database(world).write_bytes(b"") if empty else database(world).unlink()
    code, found = doctor(world)
    assert code == 1
    assert "backup-20260310T120000Z.zip has 9 ratings, " in found["backups"]
    code, found = doctor(world, "--fix")

    assert code == 1
    assert "There was no review log. 9 ratings, " in found["database"]
    assert "There may have been more rows added after backup-20260310T120000Z.zip." in found["database"]
    assert everything(database(world)) == before
    assert doctor(world)[0] == 0


@pytest.mark.parametrize("empty", [False, True])
def test_a_log_that_is_made_anew_beside_backups_is_told_once(world: World, empty: bool) -> None:
    database(world).write_bytes(b"") if empty else database(world).unlink()
    assert world.run("due") == 0
    assert world.err == (
        "This is a new, empty review log. Your newest backup has 9 reviews:"
        " `greenroom restore backup-20260310T120000Z.zip` brings it back.\n"
    )
    assert world.run("due") == 0
    assert world.err == ""

    assert world.run("restore", "backup-20260310T120000Z.zip") == 0
    assert len(everything(database(world))["reviews"]) == 9


def test_what_was_rated_in_a_log_made_anew_is_joined_with_the_backups(world: World) -> None:
    before = everything(database(world))
    database(world).unlink()
    world.run("review", "--deck", "mine", "--ahead", "30", typed="\n\n1\n3\nq\n")
    ((_, new, *_),) = everything(database(world))["reviews"]
    assert doctor(world)[0] == 1
    assert doctor(world, "--fix")[0] == 0

    after = everything(database(world))
    assert {row[1] for row in after.pop("reviews")} == {new, *(row[1] for row in before.pop("reviews"))}
    assert {name: [row[-6:] for row in rows] for name, rows in after.items()} == {
        name: [row[-6:] for row in rows] for name, rows in before.items()
    }
    assert doctor(world)[0] == 0


def test_a_new_home_and_one_whose_backups_hold_no_rating_say_nothing(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("due") == 0
    assert world.err == ""
    world.run("backup")
    database(world).unlink()

    assert world.run("due") == 0
    assert world.err == ""


def test_a_folder_where_the_database_should_be_is_one_sentence(world: World) -> None:
    database(world).unlink()
    database(world).mkdir(mode=0o700)
    sentence = f"{database(world)} isn't a file. Move it away, and run `greenroom doctor --fix` to use the backups."
    for command in ("due", "stats", "backup", "restore backup-20260310T120000Z.zip"):
        assert world.run(*command.split()) == 1
        assert world.err == f"greenroom: {sentence}\n"
    for options in ((), ("--fix",)):
        code, found = doctor(world, *options)
        assert (code, found["database"]) == (1, f"wrong: {sentence}")
        assert "rights" not in found
    database(world).rmdir()
    doctor(world, "--fix")

    assert doctor(world)[0] == 0
    assert len(everything(database(world))["reviews"]) == 9


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_link_to_nowhere_for_a_database_is_told_alike(world: World) -> None:
    database(world).unlink()
    database(world).symlink_to("/nowhere/greenroom.db")

    assert world.run("due") == 1
    assert f"{database(world)} isn't a file. Move it away" in world.err
    assert doctor(world)[1]["database"].startswith(f"wrong: {database(world)} isn't a file.")
