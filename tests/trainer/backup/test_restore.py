"""A restore that is cut off after it counts: what others rate and write meanwhile, and who finishes it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from cards.key import CardKey
from scheduler.log.hooks import NoBackups
from scheduler.log.store import Store
from scheduler.settings import Settings
from tests import ROOT
from tests.histories import review
from tests.terminal import DECK, World
from trainer.backup import unfinished_restore
from trainer.backup.archive import read_manifest
from trainer.backup.unfinished_restore import copy_damaged, finish_restore
from trainer.files.home_files import saved_files
from trainer.opening import open_home, open_store

MINE = CardKey("mine", "why")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A home with a rating and a backup of then beside it, another rating, and a deck more since."""
    world = World(tmp_path / "home")
    world.write_deck()
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    rate_one(world)
    world.write_deck(DECK.replace('"mine"', '"other"'), "other.toml")
    return world


def rate_one(world: World) -> None:
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n") == 0


def reviews(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [uuid for (uuid,) in database.execute("SELECT uuid FROM reviews ORDER BY seq")]


def begin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore, and be cut off when it counts."""
    with monkeypatch.context() as patch:
        patch.setattr("trainer.backup.restore.finish_restore", lambda _: None)
        assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert (world.home / "restoring").is_dir()


def kept(world: World) -> list[Path]:
    return sorted((world.home / "backups").glob("before-restore-*.zip"), key=lambda path: path.stat().st_mtime_ns)


def log_in(backup: Path, folder: Path) -> list[str]:
    shutil.unpack_archive(backup, folder)
    return reviews(folder / "greenroom.db")


def test_what_nobody_has_changed_since_is_backed_up_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert len(kept(world)) == 1
    assert world.err == ""
    begin(world, monkeypatch)
    assert world.run("due") == 0
    assert world.err == ""

    assert len(kept(world)) == 2
    assert len(reviews(world.home / "greenroom.db")) == 1
    assert saved_files(world.home) == ["decks/mine.toml"]


def test_a_rating_in_another_session_waits_until_the_restore_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(world.environment(), None)
    with open_store(home) as session:
        begin(world, monkeypatch)
        session.record(review("since", key=MINE))
    assert not (world.home / "restoring").exists()
    assert world.run("due") == 0

    assert reviews(world.home / "greenroom.db")[1:] == ["since"]


def test_a_rating_that_was_on_its_way_is_backed_up_before_it_is_replaced(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(world.environment(), None)
    session = Store(home.database, hook=NoBackups(), settings=Settings(), new_uuid=lambda: "x")
    begin(world, monkeypatch)
    session.record(review("since", key=MINE))
    session.close()
    assert world.run("due") == 0
    assert len(reviews(world.home / "greenroom.db")) == 1
    _, more = kept(world)

    assert world.err == f"What came in while the restore was on its way is kept: {more}\n"
    assert log_in(more, tmp_path / "more")[2:] == ["since"]
    assert read_manifest(more).why == "restore"


class CutOff(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["_put_database", "_put_files"])
@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_nothing_is_told_of_a_restore_cut_off_past_its_database_where_nothing_came_in(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, mode: str
) -> None:
    cut_off_after(world, monkeypatch, step, mode)
    assert world.run("due") == 0

    assert world.err == ""
    assert len(kept(world)) == 1
    assert len(reviews(world.home / "greenroom.db")) == 1
    assert not (world.home / "restoring").exists()


@pytest.mark.parametrize("step", ["_put_database", "_put_files"])
def test_what_came_in_past_its_database_is_kept_and_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    home = open_home(world.environment(), None)
    with closing(Store(home.database, hook=NoBackups(), settings=Settings(), new_uuid=lambda: "x")) as session:
        cut_off_after(world, monkeypatch, step, "wal")
        session.record(review("since", key=MINE))
    world.write_deck(DECK + "# mine\n")
    assert world.run("due") == 0
    _, more = kept(world)

    assert world.err == f"What came in while the restore was on its way is kept: {more}\n"
    assert log_in(more, tmp_path / "more")[1:] == ["since"]
    assert (tmp_path / "more" / "decks" / "mine.toml").read_text().endswith("# mine\n")


def cut_off_after(world: World, monkeypatch: pytest.MonkeyPatch, step: str, mode: str) -> None:
    """Restore, and be cut off after one of the steps that finish it."""
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        database.execute(f"PRAGMA journal_mode = {mode}")
    begin(world, monkeypatch)
    done = getattr(unfinished_restore, step)

    def cut_off(*given: object, **named: object) -> None:
        done(*given, **named)
        raise CutOff

    home = open_home(world.environment(), None, finishing=False)
    with monkeypatch.context() as patch:
        patch.setattr(unfinished_restore, step, cut_off)
        with pytest.raises(CutOff):
            finish_restore(home)


def test_a_file_that_is_written_since_stays_and_one_that_is_replaced_is_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(world, monkeypatch)
    world.write_deck(DECK.replace('"mine"', '"new"'), "new.toml")
    changed = world.write_deck(DECK.replace('"mine"', '"other"') + "# mine\n", "other.toml")
    world.write_deck(DECK + "# mine as well\n")
    assert world.run("due") == 0
    _, more = kept(world)
    assert (
        world.err.splitlines()[1] == "Written since the restore began, so they stay: decks/new.toml, decks/other.toml"
    )
    assert changed.read_text().endswith("# mine\n")
    assert (world.home / "decks" / "mine.toml").read_text() == DECK
    shutil.unpack_archive(more, tmp_path / "more")

    assert (tmp_path / "more" / "decks" / "mine.toml").read_text().endswith("# mine as well\n")


def test_a_file_that_goes_while_it_is_looked_at_does_not_stop_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(world, monkeypatch)
    names = saved_files(world.home)
    monkeypatch.setattr("trainer.backup.unfinished_restore.saved_files", lambda _: [*names, "decks/gone.toml"])
    assert world.run("due") == 0

    assert not (world.home / "restoring").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="without locks, there is none to wait for")
def test_programs_that_are_started_at_once_finish_it_once_and_all_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(world, monkeypatch)
    command = [sys.executable, "-m", "trainer", "due", "--json", "--home", str(world.home)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    told = [one.communicate() for one in started]

    assert [(one.returncode, err) for one, (_, err) in zip(started, told, strict=True)] == [(0, "")] * 4
    assert not (world.home / "restoring").exists()
    assert len(kept(world)) == 1


def test_whoever_comes_when_another_has_just_finished_has_nothing_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(world.environment(), None)
    begin(world, monkeypatch)
    shutil.rmtree(world.home / "restoring" / "files")
    (world.home / "restoring" / "plan.json").unlink()
    finish_restore(home)
    assert not (world.home / "restoring").exists()
    begin(world, monkeypatch)
    shutil.rmtree(world.home / "restoring" / "files")  # what is not there although it should be, is told
    assert world.run("due") == 1

    assert "cannot be written (No such file or directory)" in world.err


def test_a_second_damaged_database_is_kept_beside_the_first(world: World) -> None:
    home = open_home(world.environment(), None)
    first = copy_damaged(home)
    home.database.write_bytes(b"damaged")
    second = copy_damaged(home)

    assert [(path / "greenroom.db").read_bytes() == b"damaged" for path in (first, second)] == [False, True]


def test_the_plan_says_what_may_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(world, monkeypatch)
    plan = json.loads((world.home / "restoring" / "plan.json").read_text())
    sums = {name: sha256((world.home / name).read_bytes()).hexdigest() for name in saved_files(world.home)}

    assert plan["files"] == {"decks/mine.toml": sums["decks/mine.toml"]}
    assert {name: plan["before"][name] for name in sums} == sums
    assert set(plan["before"]) == {*sums, "greenroom.db"}


# --- a stranger's backup -------------------------------------------------------------------------------


def brought(world: World, folder: Path, *statements: str) -> None:
    """Restore a backup from another home, whose log somebody has worked on."""
    other = World(folder / "other")
    other.names = (f"theirs-{number}" for number in range(1000))
    other.write_deck()
    rate_one(other)
    with closing(sqlite3.connect(other.home / "greenroom.db", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)
    assert other.run("backup", str(folder / "theirs.zip")) == 0
    assert world.run("restore", str(folder / "theirs.zip")) == 0, world.err


def changed(path: str, before: str | None, after: str, device: str = "theirs-0") -> tuple[str, str]:
    held = "NULL" if before is None else f"'{before}'"
    return (
        f"INSERT INTO changes(uuid, device, kind, told, at_utc_ms) VALUES ('c', '{device}', 'edit', 'it', {2**42})",
        f"INSERT INTO change_files VALUES ('c', '{path}', {held}, '{after}')",
    )


@pytest.mark.parametrize("path", ["{}", "../mine.txt", "decks/../../mine.txt", "backups/mine.txt", "greenroom.db"])
@pytest.mark.parametrize("wanted", [True, False], ids=["removed", "written"])
def test_undo_of_what_a_backup_brought_touches_files_of_the_home_alone(
    world: World, tmp_path: Path, path: str, *, wanted: bool
) -> None:
    (world.home / "backups").mkdir(exist_ok=True)
    files = (tmp_path / "mine.txt", world.home / "backups" / "mine.txt")
    for file in files:
        file.write_text("mine\n")
    text = sha256(b"mine\n").hexdigest()
    brought(world, tmp_path, *changed(path.format(files[0]), None if wanted else text, text if wanted else "no"))
    assert world.run("undo") == 1

    assert "is no file of this home, and was not changed from here. Nothing was undone" in world.err
    assert [file.read_text() for file in files] == ["mine\n"] * 2


def test_undo_of_what_a_backup_brought_still_puts_files_of_a_home_back(world: World, tmp_path: Path) -> None:
    brought(world, tmp_path, *changed("decks/mine.toml", None, sha256(DECK.encode()).hexdigest()))
    assert world.run("undo") == 0

    assert not (world.home / "decks" / "mine.toml").exists()


def test_a_file_outside_the_home_that_was_changed_here_is_put_back_also_after_a_restore(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    text = '[[cards]]\nquestion = "Who?"\nanswer = "Me."\n'
    (tmp_path / "idless.toml").write_text(text)
    world.pass_days(1)
    assert world.run("check", "--fix", "../idless.toml") == 0
    assert (tmp_path / "idless.toml").read_text() != text
    assert world.run("backup", str(tmp_path / "fixed.zip")) == 0
    assert world.run("restore", str(tmp_path / "fixed.zip")) == 0
    assert world.run("undo") == 0, world.err
    assert world.out.startswith("Undone: Tue 3 Mar 12:00 ids inserted into idless.toml.")

    assert (tmp_path / "idless.toml").read_text() == text


def test_a_checksum_that_is_none_puts_nothing_back(world: World, tmp_path: Path) -> None:
    mine = sha256(DECK.encode()).hexdigest()
    brought(world, tmp_path, *changed("decks/mine.toml", "a' || char(0) || 'b", mine))

    assert world.run("undo") == 1
    assert "is no longer kept" in world.err


def test_nothing_but_the_logs_of_a_backup_is_believed(world: World, tmp_path: Path) -> None:
    brought(
        world,
        tmp_path,
        "UPDATE memories SET last_review = 'once', due = 'never', stability = 77",
        "INSERT INTO marks VALUES ('mine', 'why', 1, 0, NULL)",
        "UPDATE days SET good = 4711",
    )
    for command in (["cards", "mine"], ["due"], ["stats"]):
        assert world.run(*command) == 0, world.err
    world.run("doctor")

    assert "What is stored is what the log says." in world.out


def test_a_review_of_a_day_no_calendar_has_is_refused_with_its_backup(world: World, tmp_path: Path) -> None:
    before = saved_files(world.home)
    with pytest.raises(AssertionError, match="its database is damaged: review 1 cannot be read"):
        brought(world, tmp_path, "UPDATE reviews SET study_day = '9999-12-31'")

    assert saved_files(world.home) == before


def test_a_home_keeps_its_name_whatever_is_restored(world: World, tmp_path: Path) -> None:
    def device() -> str:
        with open_store(open_home(world.environment(), None)) as store:
            return store.device

    before = device()
    brought(world, tmp_path)
    assert device() == before
    (world.home / "greenroom.db").write_bytes(b"damaged " * 1000)
    assert world.run("restore", str(tmp_path / "theirs.zip")) == 0

    assert device() not in (before, "theirs-0")
