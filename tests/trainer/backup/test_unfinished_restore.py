"""A restore that is cut off after it counts: who finishes it, and what becomes of ratings and files that came since."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from cards.key import CardKey
from decks.toml.atomic import remove_own
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Store
from scheduler.settings import Settings
from tests import ROOT
from tests.histories import review
from tests.terminal import DECK, NOON, World
from tests.trainer.backup.homes import (
    rate_one,
)
from trainer.backup import unfinished_restore
from trainer.backup.archive import read_manifest
from trainer.backup.unfinished_restore import copy_damaged, finish_restore
from trainer.files.home_files import saved_files
from trainer.opening import open_home, open_store

MINE = CardKey("mine", "why")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A home with a rating, a backup of that state beside it, and since then another rating and another deck."""
    world = World(tmp_path / "home")
    world.write_deck()
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    rate_one(world)
    world.write_deck(DECK.replace('"mine"', '"other"'), "other.toml")
    return world


def uuids(path: Path) -> list[str]:
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
    return uuids(folder / "greenroom.db")


def test_what_nobody_has_changed_since_is_backed_up_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert len(kept(world)) == 1
    assert world.err == ""
    begin(world, monkeypatch)
    assert world.run("due") == 0
    assert world.err == ""

    assert len(kept(world)) == 2
    assert len(uuids(world.home / "greenroom.db")) == 1
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

    assert uuids(world.home / "greenroom.db")[1:] == ["since"]


def test_a_rating_that_was_on_its_way_is_backed_up_before_it_is_replaced(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(world.environment(), None)
    session = Store(home.database, hook=BackupHook(), settings=Settings(), new_uuid=lambda: "x")
    begin(world, monkeypatch)
    session.record(review("since", key=MINE))
    session.close()
    assert world.run("due") == 0
    assert len(uuids(world.home / "greenroom.db")) == 1
    _, more = kept(world)

    assert world.err == f"Anything added during the restore is saved in {more}\n"
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
    assert len(uuids(world.home / "greenroom.db")) == 1
    assert not (world.home / "restoring").exists()


@pytest.mark.parametrize("step", ["_put_database", "_put_files"])
def test_what_came_in_past_its_database_is_kept_and_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    home = open_home(world.environment(), None)
    with closing(Store(home.database, hook=BackupHook(), settings=Settings(), new_uuid=lambda: "x")) as session:
        cut_off_after(world, monkeypatch, step, "wal")
        session.record(review("since", key=MINE))
    world.write_deck(DECK + "# mine\n")
    assert world.run("due") == 0
    _, more = kept(world)

    assert world.err == f"Anything added during the restore is saved in {more}\n"
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
        world.err.splitlines()[1]
        == "Left alone, because they changed during the restore: decks/new.toml, decks/other.toml"
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


def test_programs_that_are_started_at_once_finish_it_once_and_all_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(world, monkeypatch)
    command = [sys.executable, "-m", "trainer", "due", "--json", "--home", str(world.home)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    outcomes = [one.communicate() for one in started]

    assert [(one.returncode, err) for one, (_, err) in zip(started, outcomes, strict=True)] == [(0, "")] * 3
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
    shutil.rmtree(world.home / "restoring" / "files")  # what should be there and is not
    assert world.run("due") == 1

    assert re.search(r"cannot be written \(.*(No such file|not found|cannot find)", world.err)


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
    assert (set(plan), plan["instead"]) == ({"files", "before", "instead"}, [NOON.isoformat(), "id-0"])


def test_a_file_that_is_written_just_before_it_would_be_removed_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(world, monkeypatch)
    path = world.home / "decks" / "other.toml"

    def be_overtaken(path: Path, *, seen: bytes) -> None:
        path.write_text("# mine\n")
        remove_own(path, seen=seen)

    monkeypatch.setattr(unfinished_restore, "remove_own", be_overtaken)
    assert world.run("due") == 0

    assert world.err == "Left alone, because they changed during the restore: decks/other.toml\n"
    assert path.read_text() == "# mine\n"
