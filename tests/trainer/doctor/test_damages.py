"""Every damage to a home: seen, reported and repaired."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from re import escape

import pytest

from scheduler.log.errors import StoreBusy
from tests.damaged_homes import CARDS, DAMAGES
from tests.golden_database import live
from tests.terminal import World
from tests.trainer.backup.homes import reviews
from tests.trainer.doctor.findings import examine
from trainer.backup.folder import make_backup
from trainer.doctor import checks
from trainer.opening import open_home, open_store


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if n % 5 else ()) for n, name in enumerate(DAMAGES)]
)
def test_every_damage_is_seen_told_and_mended_where_that_can_be(world: World, name: str) -> None:
    damage = DAMAGES[name]
    if os.name == "nt" and damage.check == "modes":
        pytest.skip("Windows has no modes; the home is in the user's own profile")
    damage.do(world)
    damaged = (world.home / "greenroom.db").read_bytes()
    code, findings = examine(world)
    assert code == 1
    found = [finding for finding in findings if finding["level"] == "wrong"]
    assert damage.said in " ".join(finding["message"] for finding in found if finding["check"] == damage.check)
    assert (world.home / "greenroom.db").read_bytes() == damaged
    assert all(len(finding["message"].splitlines()) == 1 for finding in findings)
    world.run("due")
    assert "unexpected" not in world.err
    code, findings = examine(world, "--fix")
    assert code == (0 if damage.fixable and not damage.doubtful else 1)
    if damage.fixable:
        assert ("wrong" if damage.doubtful else "mended") in {
            finding["level"] for finding in findings if finding["check"] == damage.check
        }
        assert world.run("doctor") == 0
        assert world.run("due") == 0
    if damage.reviews:
        assert reviews(world) >= damage.reviews * CARDS
    if damage.check == "database" and damage.fixable:
        (kept,) = (world.home / "backups").glob("damaged-*/greenroom.db")
        assert kept.read_bytes() == damaged


def test_what_was_written_last_and_is_not_in_the_file_yet_is_rescued_too(world: World) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO reviews SELECT NULL, 'last', device, deck, card, rating, suggested,"
            " reviewed_at_utc_ms, zone_offset_min, study_day, answer_ms, points_covered, phrasing, mode,"
            " answer_text, stamp FROM reviews WHERE seq = 1"
        )
        files = {path: path.read_bytes() for path in world.home.glob("greenroom.db*")}
    for path, content in files.items():  # as a power cut leaves them
        path.write_bytes(content)
    with (world.home / "greenroom.db").open("r+b") as file:
        file.write(b"\x00" * 100)
    assert world.run("doctor", "--fix") == 0

    assert reviews(world) == CARDS + 1


def test_everything_else_in_the_logs_is_rescued_with_the_reviews(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    live(world)
    world.run("cards", "mine", "--json")
    before = world.out
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        tables = (
            *("reviews", "undos", "events", "imported", "parameters", "mock_events", "tellings", "timings"),
            *("own_ticks", "planned", "spoken", "undone", "changes", "change_files", "change_rows", "identities"),
        )
        logs = [database.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        device = database.execute("SELECT value FROM home WHERE name = 'device'").fetchall()
        database.execute("DROP TABLE marks")
    assert world.run("doctor", "--fix") == 0
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        assert [database.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == logs
        assert database.execute("SELECT value FROM home WHERE name = 'device'").fetchall() == device
    world.run("cards", "mine", "--json")

    assert world.out == before


def test_of_a_database_of_which_nothing_can_be_read_the_backup_gives_what_it_has(world: World) -> None:
    DAMAGES["no database, but a backup"].do(world)
    (backup,) = (world.home / "backups").glob("*.zip")
    code, findings = examine(world, "--fix")
    finding = next(each for each in findings if each["check"] == "database")

    assert code == 1
    assert finding["level"] == "wrong"
    assert f"Nothing could be read; {CARDS} ratings" in finding["message"]
    assert f"came from {backup.name}. There may have been more rows added after {backup.name}" in finding["message"]
    assert reviews(world) == CARDS
    assert world.run("doctor") == 0
    assert "more than the log" not in " ".join(world.out.split())


def test_backups_without_a_log_and_what_is_no_backup_do_not_keep_an_older_one_from_giving_its_log(world: World) -> None:
    world.run("backup")
    DAMAGES["no database"].do(world)
    world.pass_days(1)
    make_backup(open_home(world.environment(), None), "later", "asked", skip_damaged=True)  # of all but the damaged log
    world.pass_days(1)
    world.run("backup", str(world.home / "backups" / "mine.zip"))
    (world.home / "backups" / "mine.zip").write_bytes(b"no zip")

    assert world.run("doctor", "--fix") == 1
    assert reviews(world) == CARDS
    assert "mine.zip cannot be used as a backup" in " ".join(world.out.split())


def test_a_rescue_does_not_wait_for_bad_settings(world: World) -> None:
    DAMAGES["undos missing"].do(world)
    DAMAGES["bad settings"].do(world)

    assert world.run("doctor", "--fix") == 1
    assert "The database was damaged" in world.out
    assert world.run("config", "new_per_day", "5") == 0
    assert world.run("doctor") == 0


def test_a_rescue_without_room_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    DAMAGES["undos missing"].do(world)
    before = (world.home / "greenroom.db").read_bytes()
    monkeypatch.setattr("shutil.copyfile", full)
    assert world.run("doctor", "--fix") == 1
    assert "cannot be rescued (No space left on device)" in world.err

    assert (world.home / "greenroom.db").read_bytes() == before


@pytest.mark.parametrize("damage", ["CREATE TABLE theirs(x)", "DROP INDEX reviews_by_day"])
def test_a_rating_given_beside_a_rescue_is_kept(world: World, damage: str) -> None:
    with open_store(open_home(world.environment(), None)) as store:
        before = store.last_rating()
        assert before is not None
        store.rows("SELECT 1")
        with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
            database.execute(damage)
        assert world.run("doctor", "--fix") == 0
        store.record(before._replace(uuid="beside", study_day=store.memories(before.key.deck)[before.key].last_review))

    with open_store(open_home(world.environment(), None)) as store:
        assert [review.uuid for review in store.reviews(newest=1)] == ["beside"]
    assert examine(world)[0] == 0


def test_a_database_in_use_is_told_and_not_called_damaged(world: World) -> None:
    other = sqlite3.connect(world.home / "greenroom.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy, match=f"^{escape(str(world.home / 'greenroom.db'))} is in use by another program"):
        list(checks.examine(open_home(world.environment(), None), fix=False, busy_seconds=0.1))
    other.close()


def test_of_a_database_of_another_program_all_say_the_same(world: World) -> None:
    DAMAGES["foreign"].do(world)
    before = (world.home / "greenroom.db").read_bytes()
    for argv in (["due"], ["suspend", "mine/why"], ["backup"]):
        assert world.run(*argv) == 1
        assert "belongs to another program. Move it away, or choose another folder with --home DIR" in world.err
    world.run("doctor", "--fix")
    assert "belongs to another program. Move it away" in " ".join(world.out.split())

    assert (world.home / "greenroom.db").read_bytes() == before


@pytest.mark.parametrize("version", [-3, 0, 3])
def test_a_wrong_number_of_the_format_is_told_by_every_command_and_makes_no_backup(world: World, version: int) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(f"PRAGMA user_version = {version}")
    for argv in (["due"], ["stats"], ["undo"]):
        assert world.run(*argv) == 1
        assert f"format {version}" in world.err
        assert "`greenroom doctor` says more; --fix" in world.err

    assert not [*world.home.glob("backups/*.zip")]
