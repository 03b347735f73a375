"""Missing file rights: every command that needs them says so in one sentence, doctor too, and the others still work."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.golden_database import make_unreleased_database
from tests.rights import Said, give_away, run_bound
from tests.terminal import World

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX file rights")

READING = [
    ("due",),
    ("stats",),
    ("undo", "--list"),
    ("cards", "mine"),
    ("simulate", "--deck", "mine", "--days", "7"),
    ("answers",),
    ("answers", "mine/sure", "--json"),
    ("story", "list"),
    ("interview", "show"),
    ("optimize", "--dry-run"),
]


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are not for everybody
    folder.chmod(0o755)
    world = World(folder / "home")
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n")
    world.run("backup", str(folder / "then.zip"))
    (folder / "then.zip").chmod(0o644)
    world.run("backup")
    world.run("doctor", "--fix")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def world(sound: Path) -> Iterator[World]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    shutil.rmtree(folder / "home" / "backups" / "before", ignore_errors=True)
    give_away(folder)
    yield World(folder / "home", names=(f"new-{number}" for number in count()))
    for path in (folder / "home", *(folder / "home").iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder)


def expected_of_all(said: list[Said]) -> None:
    assert not any("unexpected" in each.out + each.err for each in said), said


def test_backups_that_may_not_be_read_are_told_by_all_that_need_them(world: World) -> None:
    (world.home / "backups").chmod(0)
    then = str(world.home.parent / "then.zip")
    commands = [("backup",), ("backup", "--list"), ("restore", then), ("doctor",), ("undo",), ("suspend", "mine/why")]
    said = run_bound(world, *commands, ("config", "new_per_day", "5"), ("restore", "x.zip"))
    (backup, listing, restore, doctor, undo, suspend, config, unknown) = said

    expected_of_all(said)
    assert [each.code for each in said] == [1, 1, 1, 1, 0, 0, 0, 1]
    assert f"{world.home / 'backups'} cannot be read (Permission denied)" in listing.err
    assert "There are no backups" not in listing.out + doctor.out
    assert f"{world.home / 'backups'} cannot be read" in doctor.out
    assert "Permission denied" in backup.err
    assert "cannot be written. Check its permissions; nothing was changed." in restore.err
    assert all("Today's backup was not made" in each.err for each in (undo, suspend, config))
    assert unknown.err.count("greenroom:") == 1


def test_decks_that_may_not_be_read_are_left_out_of_no_backup_unseen(world: World) -> None:
    (world.home / "decks").chmod(0)
    before = sorted(world.home.glob("backups/*.zip"))
    backup, *_, doctor = said = run_bound(
        world, ("backup",), ("due",), ("suspend", "close-and-follow-up/thank"), ("doctor",)
    )

    expected_of_all(said)
    assert backup.code == doctor.code == 1
    assert f"{world.home / 'decks'} cannot be read (Permission denied)" in backup.err
    assert sorted(world.home.glob("backups/*.zip")) == before
    assert f"wrong You can't read {world.home / 'decks'}." in doctor.out


def test_a_folder_within_the_decks_that_may_not_be_read_is_told_too(world: World) -> None:
    (world.home / "decks" / "old").mkdir(mode=0)
    give_away(world.home)
    (backup,) = run_bound(world, ("backup",))

    assert backup.code == 1
    assert f"{world.home / 'decks' / 'old'} cannot be read (Permission denied)" in backup.err


def test_a_restore_that_could_not_be_finished_is_not_begun(world: World) -> None:
    (world.home / "decks").chmod(0o500)
    before = sorted(path.name for path in world.home.rglob("*"))
    (restore,) = run_bound(world, ("restore", str(world.home.parent / "then.zip")))

    assert restore.code == 1
    refused = f"{world.home / 'decks'} cannot be written. Check its permissions; nothing was changed."
    assert restore.err == f"greenroom: {refused}"
    assert sorted(path.name for path in world.home.rglob("*")) == before


def test_a_restore_that_cannot_be_finished_says_so_and_what_it_needs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = str(world.home.parent / "then.zip")
    with monkeypatch.context() as patch:
        patch.setattr("trainer.backup.restore.finish_restore", lambda _: None)
        assert world.run("restore", then) == 0
    give_away(world.home)
    (world.home / "decks").chmod(0o500)
    due, again, listing, doctor = said = run_bound(
        world, ("due",), ("restore", then), ("backup", "--list"), ("doctor", "--fix")
    )

    expected_of_all(said)
    assert [each.code for each in said] == [1, 1, 0, 1]
    needs = f"A restore isn't finished: {world.home / 'decks' / 'mine.toml'}: cannot be written"
    for each in (due, again):
        assert needs in each.err
        assert "`greenroom doctor` and `greenroom backup --list` still work" in each.err
    assert "asked for" in listing.out
    assert f"wrong {needs}" in doctor.out
    assert "ok 1 review, format" in doctor.out
    (world.home / "decks").chmod(0o700)
    doctor, due = run_bound(world, ("doctor",), ("due",))
    assert "not finished" not in doctor.out + due.err
    assert due.code == 0
    assert not (world.home / "restoring").exists()


@pytest.mark.parametrize("plan", ["{", "[]", "null", '{"files": {}}'])
def test_a_plan_that_cannot_be_read_is_told_with_the_way_out(
    world: World, monkeypatch: pytest.MonkeyPatch, plan: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("trainer.backup.restore.finish_restore", lambda _: None)
        assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    (world.home / "restoring" / "plan.json").write_text(plan)
    assert world.run("due") == 1
    assert f"Move {world.home / 'restoring'} away" in world.err
    shutil.move(world.home / "restoring", world.home.parent / "away")

    assert world.run("due") == 0


def test_an_added_file_that_may_not_be_removed_is_one_sentence(world: World) -> None:
    assert world.run("add", "--deck", "new", typed="What drives you?\n\nThe work.\n\n\n") == 0
    give_away(world.home)
    (world.home / "decks").chmod(0o500)
    (undo,) = run_bound(world, ("undo",))

    assert undo.code == 1
    assert undo.err.startswith(f"greenroom: {world.home / 'decks' / 'new.toml'}: cannot be written")


@pytest.mark.parametrize("fix", [(), ("--fix",)])
def test_doctor_tells_a_home_that_cannot_be_written(world: World, fix: tuple[str, ...]) -> None:
    world.home.chmod(0o500)
    (doctor,) = run_bound(world, ("doctor", *fix))

    assert doctor.code == 1
    assert f"wrong You can't write {world.home}." in doctor.out
    assert doctor.out.endswith("1 thing is wrong.")


def test_a_home_in_which_nothing_may_be_written_stays_as_it_is(world: World) -> None:
    everything = [world.home, *world.home.rglob("*")]
    before = {path: path.read_bytes() for path in everything if path.is_file()}
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    commands = [("restore", str(world.home.parent / "then.zip")), ("backup",), ("suspend", "mine/why"), ("undo",)]
    said = run_bound(world, *commands, ("doctor",))
    for path in everything:
        path.chmod(0o700 if path.is_dir() else 0o600)

    expected_of_all(said)
    assert [(each.code, each.err.count("greenroom: ")) for each in said] == [(1, 1)] * 4 + [(1, 0)]
    assert {path: path.read_bytes() for path in everything if path.is_file()} == before


def test_doctor_goes_on_where_the_log_may_not_be_read(world: World) -> None:
    (world.home / "greenroom.db").chmod(0)
    doctor, restore = said = run_bound(world, ("doctor",), ("restore", str(world.home.parent / "then.zip")))

    expected_of_all(said)
    assert doctor.code == restore.code == 1
    assert f"wrong {world.home / 'greenroom.db'} cannot be read. Check its permissions" in doctor.out
    assert re.search(r"\d+ decks?, \d+ cards", doctor.out)  # not the built-in ones if the checkout is closed to others
    assert "2 backups" in doctor.out
    assert "greenroom.db cannot be written" in restore.err
    assert not [*world.home.glob("backups/before-restore-*")]


def test_doctor_tells_a_log_that_may_not_be_written(world: World) -> None:
    (world.home / "greenroom.db").chmod(0o400)
    doctor, due, review = run_bound(world, ("doctor",), ("due",), ("review",))

    assert (doctor.code, due.code, review.code) == (1, 0, 1)
    assert f"wrong You can't write {world.home / 'greenroom.db'}." in doctor.out
    assert "greenroom.db cannot be written." in review.err
    assert "?" not in review.out  # nothing has been asked


def test_unfinished_work_that_cannot_be_moved_is_told(world: World) -> None:
    left = world.home / "decks" / "mine.toml.new"
    left.write_text("half")
    left.chmod(0o600)
    os.utime(left, (0, 0))
    give_away(world.home)
    (world.home / "decks").chmod(0o500)
    (doctor,) = run_bound(world, ("doctor", "--fix"))

    assert ", mine.toml.new. Moving them failed (Permission denied)." in doctor.out
    assert left.exists()


def test_backups_that_are_no_folder_are_told(world: World) -> None:
    shutil.rmtree(world.home / "backups")
    (world.home / "backups").write_text("")
    (world.home / "backups").chmod(0o600)

    assert world.run("backup", "--list") == 1
    assert f"{world.home / 'backups'} cannot be read (Not a directory)" in world.err
    assert world.run("doctor") == 1
    assert f"{world.home / 'backups'} isn't a folder. Move it away" in " ".join(world.out.split())
    assert world.out.endswith(" 1 thing is wrong.\n")
    assert world.run("backup") == 1
    assert f"{world.home / 'backups'} isn't a folder). Move that away; nothing was changed." in world.err
    world.pass_days(1)
    world.run("suspend", "mine/why")
    assert f"{world.home / 'backups'} isn't a folder). Move that away" in world.err
    assert "rights" not in world.err


@pytest.mark.slow
def test_what_only_reads_works_where_nothing_may_be_written(world: World) -> None:
    before = run_bound(world, *READING)
    assert all(each.code == 0 for each in before)
    for path in world.home.glob("*.db-*"):
        path.unlink()
    give_away(world.home)
    world.home.chmod(0o500)
    said = run_bound(world, *READING)
    writing = run_bound(world, ("review",), ("suspend", "mine/why"), ("undo",), ("mock", "--questions", "1"))

    assert said == before
    assert not any(each.err for each in said)
    assert [each.code for each in writing] == [1] * 4
    assert all(f"{world.home / 'greenroom.db'} cannot be written." in each.err for each in writing)
    assert not any(each.out for each in writing)


def test_an_interview_is_shown_where_nothing_may_be_written(world: World) -> None:
    world.run("interview", "set", "2026-03-20", "--minutes", "20", "--deck", "mine")
    assert world.run("interview", "show") == 0
    for path in world.home.glob("*.db-*"):
        path.unlink()
    give_away(world.home)
    world.home.chmod(0o500)
    shown, calendar = run_bound(world, ("interview", "show"), ("interview", "export", "--ics", "-"))

    assert (shown.code, shown.out, shown.err) == (0, " ".join(world.out.split()), "")
    assert (calendar.code, calendar.err) == (0, "")
    assert "BEGIN:VEVENT" in calendar.out


def test_answers_to_cards_that_are_gone_are_found_where_nothing_may_be_written(world: World) -> None:
    answers = world.home / "answers" / "mine.toml"
    answers.parent.mkdir()
    answers.write_text('[[answers]]\ncard = "gone"\nnotes = "No longer asked."\n')
    for path in world.home.glob("*.db-*"):
        path.unlink()
    give_away(world.home)
    world.home.chmod(0o500)
    (check,) = run_bound(world, ("check", str(answers)))

    assert check.code == 0
    assert 'answer "gone": there is no such card' in check.out
    assert check.err == ""


def test_a_log_that_is_older_or_not_whole_is_not_read_where_nothing_may_be_written(world: World) -> None:
    database = world.home / "greenroom.db"
    log = database.with_name("greenroom.db-wal")
    for path in world.home.glob("*.db-*"):
        path.unlink()
    log.write_bytes(b"what was written last")
    log.chmod(0)
    give_away(world.home)
    world.home.chmod(0o500)
    (due,) = run_bound(world, ("due",))
    assert (due.code, due.err.count("greenroom.db cannot be")) == (1, 1)
    world.home.chmod(0o700)
    log.unlink()
    database.unlink()
    make_unreleased_database(8, database)
    give_away(world.home)
    world.home.chmod(0o500)
    (due,) = run_bound(world, ("due",))

    assert due.code == 1
    assert due.err.startswith(f"greenroom: {database} was written before greenroom's first release (format 8, ")


def test_files_that_may_not_be_read_are_each_told(world: World) -> None:
    names = ["interviews.toml", "stories.toml", "config.toml", "answers/mine.toml", "decks/mine.toml"]
    for name in names:
        path = world.home / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0)
    (world.home / "decks" / ".#lock.toml").symlink_to("an editor's lock, which leads nowhere")
    give_away(world.home)
    doctor, *others = said = run_bound(world, ("doctor",), ("backup",), *READING)

    expected_of_all(said)
    assert doctor.code == 1
    assert all(f"You can't read {world.home / name}." in doctor.out for name in names)
    assert ".#lock" not in doctor.out
    assert all(each.code in (0, 1) for each in others)


def test_an_advert_without_the_right_to_read_it_says_what_to_check(world: World) -> None:
    advert = world.home.parent / "advert.txt"
    advert.write_text("Requirements: accuracy\n")
    advert.chmod(0)
    give_away(world.home.parent)
    (said,) = run_bound(world, ("prepare", str(advert)))

    assert (said.code, said.out) == (1, "")
    assert said.err == f"greenroom: {advert} cannot be read (Permission denied). Check its permissions."
