"""A damaged log: every row comes back that can be read or is in a backup, and what happened is said."""

import shutil
from pathlib import Path

import pytest

from scheduler.repair.salvage import salvage_database
from tests.terminal import World
from tests.trainer.doctor.findings import doctor
from tests.trainer.doctor.logs import (
    LOGS,
    LONG,
    PAGE,
    copy_of,
    database,
    everything,
    name_of,
    root_of,
    run,
    zero,
)

# For these, a page of an index says which rows there were, so that it is known when nothing is lost.
KNOWN = {"reviews", "undos", "events", "parameters", "mock_events", "tellings", "timings", "undone", "changes"}


@pytest.fixture
def world(lived_in: World, tmp_path: Path) -> World:
    return copy_of(lived_in, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_whichever_page_is_lost_every_row_of_every_log_comes_back(lived_in: World, tmp_path: Path, part: int) -> None:
    before = everything(database(lived_in))
    pages = range(database(lived_in).stat().st_size // PAGE)
    assert all(before.values())
    assert len(pages) > 30
    for page in pages[part :: 4 if LONG else 16]:
        world = copy_of(lived_in, tmp_path)
        zero(database(world), page)
        code, found = doctor(world, "--fix")

        assert everything(database(world)) == before, page
        assert name_of(database(world)) == name_of(database(lived_in))
        assert found["database"].startswith("wrong: " if code else "mended: ")
        assert not code or "There may have been" in found["database"]
        assert doctor(world)[0] == 0
        shutil.rmtree(world.home)


@pytest.mark.parametrize("table", LOGS if LONG else ("undos", "imported", "timings", "change_files"))
def test_whichever_log_loses_its_root_all_of_it_comes_back(full: World, tmp_path: Path, table: str) -> None:
    world = copy_of(full, tmp_path)
    before = everything(database(world))
    zero(database(world), root_of(database(world), table))
    code, found = doctor(world, "--fix")

    assert everything(database(world)) == before
    assert code == 0 or table not in KNOWN, found


@pytest.mark.parametrize("table", LOGS if LONG else ("reviews", "undone", "change_rows"))
def test_of_an_older_backup_and_what_can_be_read_all_rows_are_joined(
    lived_in: World, tmp_path: Path, table: str
) -> None:
    world = copy_of(lived_in, tmp_path)
    saved = everything(database(world))
    world.pass_days(9)
    world.run("review", "--deck", "mine", typed="\na\n3\n\na\n4\nq\n")
    for command in ("undo", "unsuspend mine/why", "suspend mine/sure", "undo"):
        assert world.run(*command.split()) == 0
    for path in (world.home / "backups").glob("auto-20260319*"):
        path.unlink()
    before = everything(database(world))
    zero(database(world), root_of(database(world), table))
    readable = salvage_database(database(world), tmp_path / "readable.db").incomplete
    code, found = doctor(world, "--fix")

    after = everything(database(world))
    assert {name: rows for name, rows in after.items() if name != table} == {
        name: rows for name, rows in before.items() if name != table
    }
    assert after[table] == (saved if readable else before)[table]
    assert set(readable) <= {table}
    lost = len(before[table]) - len(after[table])
    assert code == int(lost > 0 or (bool(readable) and table not in KNOWN))
    assert not lost or f"Lost, because no backup here has them: {lost} " in found["database"]
    assert doctor(world)[0] == 0


def test_what_was_read_and_what_came_from_which_backup_is_said_in_words(world: World) -> None:
    zero(database(world), root_of(database(world), "undos"))
    code, found = doctor(world, "--fix")

    assert code == 0
    assert found["database"] == (
        "mended: The database was damaged (some pages are broken (database disk image is malformed)). 9 ratings,"
        " 4 suspensions, flags and buries, 2 other undone changes, 6 rating details, 2 told stories,"
        " 2 mock interview steps, 13 records of file changes, 1 FSRS fit and 1 card without an id could be"
        " read; 1 undone rating came from backup-20260310T120000Z.zip. The damaged file is kept among the backups."
    )


def test_rows_that_are_in_no_backup_are_told_as_lost(world: World) -> None:
    for path in (world.home / "backups").glob("*.zip"):
        path.unlink()
    zero(database(world), root_of(database(world), "undos"))
    code, found = doctor(world, "--fix")

    assert code == 1
    assert "Lost, because no backup here has them: 1 undone rating." in found["database"]
    assert f"If you have another backup, put it into {world.home / 'backups'}" in found["database"]


def test_a_log_that_is_missing_in_the_database_is_taken_from_the_backup(world: World) -> None:
    before = everything(database(world))
    run(database(world), "DROP TABLE undos", "DROP TABLE change_rows")
    code, found = doctor(world, "--fix")

    assert code == 1
    assert "There may have been more undone ratings and records of file changes added after" in found["database"]
    assert everything(database(world)) == before
