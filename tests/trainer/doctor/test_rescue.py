import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cards.answer import Mode
from cards.key import CardKey
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.store import Event
from scheduler.log.undo import FileNote
from scheduler.repair.salvage import salvage_database
from tests.golden_database import live, make_unreleased_database
from tests.histories import DAY, open_store, review
from tests.terminal import World

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PAGE = 4096
LOGS = (
    *("reviews", "undos", "events", "imported", "parameters", "mock_events", "tellings", "timings", "own_ticks"),
    *("undone", "changes", "change_files", "change_rows", "identities"),
)
# Of these another page tells which rows there were, so that nothing is lost is known.
KNOWN = {"reviews", "undos", "events", "parameters", "mock_events", "tellings", "timings", "undone", "changes"}
Logs = dict[str, list[tuple[object, ...]]]


def database(world: World) -> Path:
    return world.home / "greenroom.db"


def everything(path: Path) -> Logs:
    with closing(sqlite3.connect(path)) as log:
        return {table: sorted(log.execute(f"SELECT * FROM {table}"), key=str) for table in LOGS}


def name_of(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as log:
        return log.execute("SELECT value FROM home WHERE name = 'device'").fetchall()


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as log:
        for statement in statements:
            log.execute(statement)


def zero(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes(PAGE))


def root_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as log:
        ((root,),) = log.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return int(root) - 1


def doctor(world: World, *options: str) -> tuple[int, dict[str, str]]:
    """Run it; return its exit code, and what it says of each thing it looks at."""
    code = world.run("doctor", "--json", *options)
    findings: list[dict[str, Any]] = json.loads(world.out)["findings"]
    told: dict[str, str] = {}
    for each in findings:
        text = f"{each['level']}: {each['message']} {each['fix']}".strip()
        told[each["check"]] = f"{told[each['check']]} | {text}" if each["check"] in told else text
    return code, told


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home in which everything was done, with a backup made just before."""
    world = World(tmp_path_factory.mktemp("lived") / "home")
    live(world)
    assert world.run("backup") == 0
    world.run("doctor", "--fix")  # rights as a home has them
    return world


def copy_of(world: World, folder: Path) -> World:
    shutil.copytree(world.home, folder / "home")
    return World(folder / "home", now=world.now, names=(f"new-{n}" for n in range(10_000)))


@pytest.fixture
def world(lived_in: World, tmp_path: Path) -> World:
    return copy_of(lived_in, tmp_path)


# --- the law -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(4))
def test_whichever_page_is_lost_every_row_of_every_log_comes_back(lived_in: World, tmp_path: Path, part: int) -> None:
    before = everything(database(lived_in))
    pages = range(database(lived_in).stat().st_size // PAGE)
    assert all(before.values())
    assert len(pages) > 30
    for page in pages[part :: 4 if LONG else 16]:
        world = copy_of(lived_in, tmp_path)
        zero(database(world), page)
        code, told = doctor(world, "--fix")

        assert everything(database(world)) == before, page
        assert name_of(database(world)) == name_of(database(lived_in))
        assert told["database"].startswith("wrong: " if code else "mended: ")
        assert not code or "cannot be told" in told["database"]
        assert doctor(world)[0] == 0
        shutil.rmtree(world.home)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home whose logs take many pages each, with a backup."""
    world = World(tmp_path_factory.mktemp("full") / "home")
    world.write_deck()
    store = open_store(world.home)
    with store.at_once():
        for n in range(150):
            store.record(review(f"r{n}", at=n), own_points=True, story=f"ledger-{n}", sections=(1, 2, 3, n))
            store.mark(CardKey("deck", f"card-{n}"), Event.FLAG, DAY, n)
            store.log_mock(f"mock-{n}", "begun", None, n, json.dumps({"script": "long " * 9}))
            store.note("edit", f"card {n}", [FileNote(f"{n}.toml", "x" * 64, "y" * 64)], n)
            store.remember_identities("deck", {f"derived-{n:03}": (f"card-{n:03}", "Why? " * 10)})
        store.use_parameters(DEFAULT_PARAMETERS, 1_000, 200)
        store.use_parameters((), 1_000, 201)
        change = store.note("import", "a history", [], 202)
        brought = (review(f"i{n}", key=CardKey("else", f"c{n}"), at=202, mode=Mode.IMPORTED) for n in range(150))
        store.import_reviews(((one, n % 40) for n, one in enumerate(brought)), change=change)
        for n in range(100):
            store.undo(300 + n)
        for done in store.changes(300)[1::2][:80]:
            store.undo_change(done, 500)
    store.close()
    assert world.run("backup") == 0
    return world


@pytest.mark.parametrize("table", LOGS if LONG else ("undos", "imported", "timings", "change_files"))
def test_whichever_log_loses_its_root_all_of_it_comes_back(full: World, tmp_path: Path, table: str) -> None:
    world = copy_of(full, tmp_path)
    before = everything(database(world))
    zero(database(world), root_of(database(world), table))
    code, told = doctor(world, "--fix")

    assert everything(database(world)) == before
    assert code == 0 or table not in KNOWN, told


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
    code, told = doctor(world, "--fix")

    after = everything(database(world))
    assert {name: rows for name, rows in after.items() if name != table} == {
        name: rows for name, rows in before.items() if name != table
    }
    assert after[table] == (saved if readable else before)[table]
    assert set(readable) <= {table}
    lost = len(before[table]) - len(after[table])
    assert code == int(lost > 0 or (bool(readable) and table not in KNOWN))
    assert not lost or f"Lost, as no backup here has them: {lost} " in told["database"]
    assert doctor(world)[0] == 0


# --- how it is told ------------------------------------------------------------------------------------


def test_what_was_read_and_what_came_from_which_backup_is_said_in_words(world: World) -> None:
    zero(database(world), root_of(database(world), "undos"))
    code, told = doctor(world, "--fix")

    assert code == 0
    assert told["database"] == (
        "mended: The database was damaged (pages are broken (database disk image is malformed)). 7 ratings,"
        " 4 suspensions, flags and buries, 2 other things undone, 2 details of ratings, 2 notes on told stories,"
        " 2 steps of mock interviews, 9 notes on changed files, 1 fit of FSRS and 1 known card without an id could be"
        " read; 1 undone rating came from backup-20260310T120000Z.zip. The damaged file is kept among the backups."
    )


def test_rows_that_are_in_no_backup_are_told_as_lost(world: World) -> None:
    for path in (world.home / "backups").glob("*.zip"):
        path.unlink()
    zero(database(world), root_of(database(world), "undos"))
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "Lost, as no backup here has them: 1 undone rating." in told["database"]
    assert f"A backup from elsewhere can be put into {world.home / 'backups'}" in told["database"]


def test_a_backup_that_is_put_there_later_gives_what_was_lost(world: World, lived_in: World) -> None:
    before = everything(database(world))
    for path in (world.home / "backups").glob("*.zip"):
        path.unlink()
    zero(database(world), root_of(database(world), "undos"))
    doctor(world, "--fix")
    shutil.copy(lived_in.home / "backups" / "backup-20260310T120000Z.zip", world.home / "backups" / "found.zip")
    code, told = doctor(world)
    assert code == 1
    assert "found.zip has what the log lacks: 1 undone rating." in told["backups"]
    code, told = doctor(world, "--fix")

    assert code == 0
    assert "1 undone rating came from found.zip" in told["backups"]
    assert everything(database(world)) == before
    assert doctor(world)[0] == 0


def test_a_log_that_is_missing_in_the_database_is_taken_from_the_backup(world: World) -> None:
    before = everything(database(world))
    run(database(world), "DROP TABLE undos", "DROP TABLE change_rows")
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "Whether there were other undone ratings and notes on changed files that came after" in told["database"]
    assert everything(database(world)) == before


def test_rows_that_are_gone_from_a_sound_database_are_seen_and_come_back(world: World) -> None:
    before = everything(database(world))
    run(database(world), "DELETE FROM undos", "DELETE FROM events")
    code, told = doctor(world)
    assert code == 1
    assert "has what the log lacks: 1 undone rating and 4 suspensions, flags and buries." in told["backups"]
    code, told = doctor(world, "--fix")

    assert code == 0
    assert "mended: The log lacked what is in it now: 1 undone rating and 4" in told["backups"]
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
    code, told = doctor(world, "--fix")

    assert code == 1
    assert f"{newest} is no sound backup" in told["backups"]
    assert "Move it out of" in told["backups"]
    assert "came from backup-20260310T120000Z.zip" in told["database"]
    assert everything(database(world)) == before


def test_a_backup_from_before_the_first_release_is_told_and_not_taken_in(world: World) -> None:
    name = name_of(database(world))[0][0]
    before = everything(database(world))
    log = database(world).read_bytes()
    database(world).unlink()
    make_unreleased_database(8, database(world))
    run(database(world), f"INSERT INTO home VALUES ('device', '{name}')")
    assert world.run("backup") == 0
    database(world).write_bytes(log)
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "was made before greenroom's first release (format 8)" in told["backups"]
    assert everything(database(world)) == before


# --- whose rows are taken ------------------------------------------------------------------------------


def test_the_backup_of_another_home_is_left_alone(world: World, full: World) -> None:
    (theirs,) = (full.home / "backups").glob("backup-*.zip")
    shutil.copy(theirs, world.home / "backups" / "theirs.zip")
    before = everything(database(world))
    assert doctor(world)[0] == 0
    zero(database(world), root_of(database(world), "undos"))
    code, told = doctor(world, "--fix")

    assert code == 0
    assert "theirs.zip" not in told["database"]
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
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "theirs.zip" not in told["database"]
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
        code, told = doctor(world, *options)

        assert code == 1
        assert f"{backup} is no sound backup (its database is damaged: there is a trigger 't')" in told["backups"]
        assert "Move it out of" in told["backups"]
    assert everything(database(world)) == sound | {"events": []}


def test_what_cannot_be_added_is_told(world: World) -> None:
    run(database(world), "DELETE FROM undos")
    (world.home / "config.toml").write_text("new_per_day = -4\n")
    (world.home / "config.toml").chmod(0o600)
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "What a backup has cannot be added: new_per_day = -4 is not between 0 and 9999 cards." in told["backups"]
    assert world.run("config", "new_per_day", "5") == 0
    assert doctor(world, "--fix")[0] == 0


# --- a log that is gone --------------------------------------------------------------------------------


@pytest.mark.parametrize("empty", [False, True])
def test_a_log_that_is_gone_comes_back_from_the_backups(world: World, empty: bool) -> None:
    before = everything(database(world))
    database(world).write_bytes(b"") if empty else database(world).unlink()
    code, told = doctor(world)
    assert code == 1
    assert "backup-20260310T120000Z.zip has what the log lacks: 7 ratings, " in told["backups"]
    code, told = doctor(world, "--fix")

    assert code == 1
    assert "There was no review log. 7 ratings, " in told["database"]
    assert (
        "Whether there was anything else that came after backup-20260310T120000Z.zip cannot be told."
        in told["database"]
    )
    assert everything(database(world)) == before
    assert doctor(world)[0] == 0


@pytest.mark.parametrize("empty", [False, True])
def test_a_log_that_is_made_anew_beside_backups_is_told_once(world: World, empty: bool) -> None:
    database(world).write_bytes(b"") if empty else database(world).unlink()
    assert world.run("due") == 0
    assert world.err == (
        "A new review log is begun here; backup-20260310T120000Z.zip is the newest backup of one, with 7 reviews:"
        " `greenroom restore backup-20260310T120000Z.zip` puts it back.\n"
    )
    assert world.run("due") == 0
    assert world.err == ""

    assert world.run("restore", "backup-20260310T120000Z.zip") == 0
    assert len(everything(database(world))["reviews"]) == 7


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
    told = f"{database(world)} is no file. Move it away; `greenroom doctor --fix` then adds what the backups have."
    for command in ("due", "stats", "backup", "restore backup-20260310T120000Z.zip"):
        assert world.run(*command.split()) == 1
        assert world.err == f"greenroom: {told}\n"
    for options in ((), ("--fix",)):
        code, said = doctor(world, *options)
        assert (code, said["database"]) == (1, f"wrong: {told}")
        assert "rights" not in said
    database(world).rmdir()
    doctor(world, "--fix")

    assert doctor(world)[0] == 0
    assert len(everything(database(world))["reviews"]) == 7


def test_a_link_to_nowhere_for_a_database_is_told_alike(world: World) -> None:
    database(world).unlink()
    database(world).symlink_to("/nowhere/greenroom.db")

    assert world.run("due") == 1
    assert f"{database(world)} is no file. Move it away" in world.err
    assert doctor(world)[1]["database"].startswith(f"wrong: {database(world)} is no file.")
