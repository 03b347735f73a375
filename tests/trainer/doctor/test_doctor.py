import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.errors import StoreBusy
from tests.damaged_homes import CARDS, DAMAGES, make_home
from tests.golden_database import live
from tests.terminal import DECK, World
from trainer.backup.folder import make_backup
from trainer.doctor import checks
from trainer.opening import open_home, open_store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights are told as POSIX has them")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("sound") / "home").home


@pytest.fixture
def world(sound: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(sound, tmp_path / "home")
    yield World(tmp_path / "home")
    (tmp_path / "home").chmod(0o700)


def examine(world: World, *options: str) -> tuple[int, list[dict[str, Any]]]:
    code = world.run("doctor", "--json", *options)
    told = json.loads(world.out)
    assert told["healthy"] == (code == 0)
    return code, told["findings"]


def reviews(world: World) -> int:
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        ((found,),) = database.execute("SELECT count(*) FROM reviews")
        return int(found)


def test_a_sound_home_is_healthy_and_left_as_it_is(world: World) -> None:
    before = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file()}
    code, findings = examine(world)

    assert code == 0
    assert {finding["check"] for finding in findings} == {
        "database",
        "settings",
        "replay",
        "decks",
        "orphans",
        "clock",
        "space",
        "modes",
        "backups",
    }
    assert {finding["level"] for finding in findings} == {"ok", "note"}
    after = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    assert {path: content for path, content in after.items() if path in before} == {
        path: content for path, content in before.items() if path in after
    }


def test_an_empty_home_is_healthy(tmp_path: Path) -> None:
    world = World(tmp_path / "new")

    assert world.run("doctor") == 0
    assert "There is no review log yet." in world.out
    assert world.out.endswith("All is well.\n")


def test_cards_with_history_that_are_in_no_deck_are_only_told(world: World) -> None:
    code, findings = examine(world)
    told = next(finding["message"] for finding in findings if finding["check"] == "orphans")

    assert code == 0
    assert told.startswith(f"{CARDS - 1} cards with history are in no deck: gone/card-1, gone/card-10, ")


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_is_seen_told_and_mended_where_that_can_be(world: World, name: str) -> None:
    damage = DAMAGES[name]
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
    assert code == (0 if damage.mended and not damage.doubtful else 1)
    if damage.mended:
        assert ("wrong" if damage.doubtful else "mended") in {
            finding["level"] for finding in findings if finding["check"] == damage.check
        }
        assert world.run("doctor") == 0
        assert world.run("due") == 0
    if damage.reviews:
        assert reviews(world) >= damage.reviews * CARDS
    if damage.check == "database" and damage.mended:
        (kept,) = (world.home / "backups").glob("damaged-*/greenroom.db")
        assert kept.read_bytes() == damaged


def test_what_is_found_fits_a_narrow_terminal(world: World) -> None:
    DAMAGES["undos missing"].do(world)
    for world.columns in (20, 40):
        world.run("doctor")
        words = [word for word in world.out.split() if len(word) > world.columns]
        assert all(len(line) <= world.columns or line.strip() in words for line in world.out.splitlines())


def test_what_was_written_last_and_is_not_in_the_file_yet_is_rescued_too(world: World) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO reviews SELECT NULL, 'last', device, deck, card, rating, suggested,"
            " reviewed_at_utc_ms, zone_offset_min, study_day, answer_ms, points_covered, phrasing, mode,"
            " answer_text FROM reviews WHERE seq = 1"
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
            *("undone", "changes", "change_files", "change_rows", "identities"),
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


def test_what_is_derived_is_compared_under_the_parameters_in_use(world: World) -> None:
    with open_store(open_home(world.environment(), None)) as store:
        store.use_parameters((0.25, *DEFAULT_PARAMETERS[1:]), 1_000, 0)
    assert world.run("doctor") == 0
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(
            "UPDATE days SET good = good + 1 WHERE (deck, study_day) = (SELECT deck, study_day FROM days LIMIT 1)"
        )
    assert world.run("doctor") == 1
    assert "1 of days" in " ".join(world.out.split())
    assert world.run("doctor", "--fix") == 0
    assert world.run("doctor") == 0


def test_a_rating_under_a_clock_that_was_ahead_is_no_longer_told_once_it_is_taken_back(world: World) -> None:
    world.pass_days(30)
    world.run("review", "--deck", "mine", typed="\n\n1\n3\nq\n")
    world.pass_days(-30)
    assert world.run("doctor") == 1
    assert "30 days behind the last rating" in world.out
    world.run("undo")

    assert world.run("doctor") == 0


def test_rows_of_the_log_that_speak_of_nothing_are_counted_and_do_no_harm(world: World) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute("INSERT INTO tellings VALUES ('a', 'here', 'gone', 'strike', 0)")
        database.execute("INSERT INTO timings VALUES ('b', 'here', 'gone', '1 2 3 4', 0)")
        database.execute("INSERT INTO undone VALUES ('c', 'here', 'gone', 0)")
        database.execute("INSERT INTO change_rows VALUES ('gone', 'gone')")

    assert world.run("doctor") == 0
    assert "4 rows of the log speak of what is not there; they do no harm." in " ".join(world.out.split())


def test_of_a_database_of_which_nothing_can_be_read_the_backup_gives_what_it_has(world: World) -> None:
    DAMAGES["no database, but a backup"].do(world)
    (backup,) = (world.home / "backups").glob("*.zip")
    code, findings = examine(world, "--fix")
    told = next(finding for finding in findings if finding["check"] == "database")

    assert code == 1
    assert told["level"] == "wrong"
    assert f"Nothing could be read; {CARDS} ratings" in told["message"]
    assert f"came from {backup.name}. Whether there was anything else that came after {backup.name}" in told["message"]
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
    assert "mine.zip is no sound backup" in " ".join(world.out.split())


def test_the_newest_backup_of_another_log_that_has_more_is_only_told(world: World) -> None:
    run = World(world.home.parent / "other", names=(f"other-{n}" for n in range(100)))
    DAMAGES["no database"].do(world)
    (world.home / "greenroom.db").unlink()
    world.run("due")
    run.write_deck()
    run.run("review", "--deck", "mine", typed="\n\n1\n3\nq\n")
    run.run("backup", str(world.home / "backups" / "theirs.zip"))
    (world.home / "backups" / "theirs.zip").chmod(0o600)

    assert world.run("doctor") == 0
    told = " ".join(world.out.split())
    assert "1 review more than the log has. `greenroom restore` puts one in the place of what is here" in told


def test_unfinished_work_of_one_name_is_all_kept(world: World) -> None:
    DAMAGES["unfinished work"].do(world)
    world.run("doctor", "--fix")
    (aside,) = (world.home / "backups").glob("leftovers-*")

    assert {path.relative_to(aside).as_posix(): path.read_text() for path in aside.rglob("*.toml.new")} == {
        "decks/mine.toml.new": "half of the decks",
        "answers/mine.toml.new": "half of the answers",
    }
    assert (aside / "restore-x.new").is_dir()


def test_unfinished_work_that_vanishes_while_it_is_looked_at_is_no_finding(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    path = world.write_deck(DECK)
    path.with_name("gone.toml.new").symlink_to("nowhere")  # listed, and not there to be looked at
    world.run("doctor", "--json")

    assert "leftovers" not in world.out
    assert world.err == ""


def test_a_rescue_with_bad_settings_waits_for_them(world: World) -> None:
    DAMAGES["undos missing"].do(world)
    DAMAGES["bad settings"].do(world)

    assert world.run("doctor", "--fix") == 1
    assert "The database was damaged" in world.out
    assert world.run("config", "new_per_day", "5") == 0
    assert world.run("doctor") == 0


def test_a_newest_backup_that_cannot_be_read_is_told(world: World) -> None:
    world.run("backup")
    (backup,) = (world.home / "backups").glob("*.zip")
    backup.write_bytes(b"no zip")

    assert world.run("doctor") == 1
    assert "is no sound backup" in world.out.replace("\n         ", " ")


def test_a_full_disk_is_told_before_it_hurts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(world.home)._replace(free=1_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    assert world.run("doctor") == 1
    assert "Only 1.0 MB are free" in world.out


def test_rights_that_cannot_be_changed_are_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    DAMAGES["open to all"].do(world)
    monkeypatch.setattr(Path, "chmod", refuse)

    assert world.run("doctor", "--fix") == 1
    assert "Operation not permitted" in " ".join(world.out.split())
    monkeypatch.undo()


def test_a_database_in_use_is_told_and_not_called_damaged(world: World) -> None:
    other = sqlite3.connect(world.home / "greenroom.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy, match=f"^{world.home / 'greenroom.db'} is in use by another program"):
        list(checks.examine(open_home(world.environment(), None), fix=False, busy_seconds=0.1))
    other.close()


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


def test_every_bad_setting_is_told(world: World) -> None:
    path = world.home / "config.toml"
    path.write_text('maximum_interval = 0\nnew_per_day = "many"\nsuggest_points = 3\ndesired_retention = 0.9\n')
    path.chmod(0o600)
    code, findings = examine(world)

    assert code == 1
    assert [finding["message"] for finding in findings if finding["check"] == "settings"] == [
        f"{path}: new_per_day is not a number.",
        f"{path}: suggest_points is not true or false.",
        "maximum_interval = 0 is not between 1 and 36500 days.",
    ]


@pytest.mark.parametrize(
    "nested", ["x = " + "[" * 5000 + "]" * 5000, "x" + ".x" * 5000 + " = 1"], ids=["lists", "keys"]
)
def test_settings_nested_too_deeply_are_one_sentence(world: World, nested: str) -> None:
    (world.home / "config.toml").write_text(nested)

    for argv in (["due"], ["config"], ["config", "new_per_day", "5"]):
        assert world.run(*argv) == 1
        assert f"{world.home / 'config.toml'} is nested too deeply." in world.err
    assert world.run("doctor") == 1
    assert "nested too deeply" in " ".join(world.out.split())
    assert (world.home / "config.toml").read_text() == nested


@pytest.mark.parametrize("version", [-3, 0, 3])
def test_a_wrong_number_of_the_format_is_told_by_every_command_and_makes_no_backup(world: World, version: int) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(f"PRAGMA user_version = {version}")
    for argv in (["due"], ["stats"], ["undo"]):
        assert world.run(*argv) == 1
        assert f"format {version}" in world.err
        assert "`greenroom doctor` tells more; with --fix" in world.err

    assert not [*world.home.glob("backups/*.zip")]


def test_of_a_database_of_another_program_all_say_the_same(world: World) -> None:
    DAMAGES["foreign"].do(world)
    before = (world.home / "greenroom.db").read_bytes()
    for argv in (["due"], ["suspend", "mine/why"], ["backup"]):
        assert world.run(*argv) == 1
        assert "belongs to another program. Move it away, or choose another folder with --home DIR" in world.err
    world.run("doctor", "--fix")
    assert "belongs to another program. Move it away" in " ".join(world.out.split())

    assert (world.home / "greenroom.db").read_bytes() == before


def test_links_that_lead_nowhere_among_the_decks_are_told(world: World) -> None:
    decks = world.home / "decks"
    (decks / "loop.toml").symlink_to("loop.toml")
    (decks / "dangling.toml").symlink_to("/nowhere.toml")
    code, findings = examine(world)

    assert code == 1
    assert [finding["message"] for finding in findings if finding["check"] == "decks"] == [
        f"{decks / 'dangling.toml'}:1: cannot be read (No such file or directory).",
        f"{decks / 'loop.toml'}:1: cannot be read (Too many levels of symbolic links).",
    ]
    assert world.run("cards", "mine") == 0  # which the circle once hid
