"""The backup of each study day: when it is made, of what, and what happens if it cannot be made."""

import shutil
import sys
import threading
from io import StringIO
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from tests.terminal import World
from tests.trainer.backup.homes import backups, rate_one, reviews, state
from trainer.backup.archive import read_manifest
from trainer.backup.daily import DailyBackup
from trainer.opening import open_home, open_store


def test_the_first_write_of_a_study_day_makes_a_backup_of_what_was_before(world: World) -> None:
    rate_one(world)
    rate_one(world)
    world.pass_days(10)
    world.run("due")
    assert backups(world) == ["auto-20260302T120000Z.zip"]  # reading is not writing
    for _ in range(2):
        rate_one(world)
    assert backups(world) == ["auto-20260302T120000Z.zip", "auto-20260312T120000Z.zip"]
    first, second = (read_manifest(world.home / "backups" / name) for name in backups(world))

    assert (first.why, first.reviews, first.made) == ("daily", 0, "2026-03-02T12:00:00+00:00")
    assert second.reviews == 2
    assert set(second.files) == {"greenroom.db", "decks/mine.toml"}


CHANGING = (
    *(["suspend", "mine/why"], ["undo"], ["edit", "mine/why"], ["add"], ["check", "--fix"], ["import"]),
    *(["mock", "--deck", "mine"], ["optimize", "--undo"], ["config", "new_per_day", "3"], ["story", "add"]),
    *(["story", "edit", "strike"], ["answers", "mine/why", "--edit"], ["interview", "set", "2026-12-10"]),
    *(["interview", "clear", "--at", "Acme"], ["interview", "debrief"], ["interview", "result", "no"]),
)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every one of these commands has something to change."""
    world = World(tmp_path_factory.mktemp("used") / "home")
    world.write_deck()
    world.write_deck('[[cards]]\nquestion = "Who?"\nanswer = "Me."\n', "idless.toml")
    rate_one(world)
    world.run("interview", "set", "today", "--at", "Acme")
    (world.home / "stories.toml").write_text('[[stories]]\nid = "strike"\ntitle = "The strike"\n')
    (world.home / "answers").mkdir(mode=0o700)
    (world.home / "answers" / "mine.toml").write_text('[[answers]]\ncard = "why"\nnotes = "Because."\n')
    (world.home / "answers" / "mine--why.draft").write_text("Because of")
    with open_store(open_home(world.environment(), None)) as store:
        store.use_parameters(DEFAULT_PARAMETERS, 1_000, 0)
    return world.home


@pytest.mark.parametrize("argv", CHANGING, ids=" ".join)
def test_every_command_that_changes_anything_makes_the_backup_of_the_day(
    used: Path, tmp_path: Path, argv: list[str]
) -> None:
    shutil.copytree(used, tmp_path / "home")
    world = World(tmp_path / "home", names=(f"new-{number}" for number in count()))
    world.pass_days(1)
    before = state(world)
    world.run_program = lambda _: 0
    world.variables = {"EDITOR": "ed"}
    source = tmp_path / "talk.csv"
    source.write_text("question,answer\nWhy?,So.\n")
    files = [str(source)] if argv == ["import"] else []
    assert world.run(*argv, *files, typed="What?\n\nThis.\n\n\n") == 0
    assert "auto-20260303T120000Z.zip" in backups(world)
    world.run("restore", "auto-20260303T120000Z.zip")

    assert state(world) == before


def test_a_home_that_holds_nothing_yet_needs_no_backup(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.run("review", "--limit", "1", typed="\na\n3\nq\n")

    assert backups(world) == []


def test_a_backup_that_cannot_be_made_does_not_stop_a_rating(world: World) -> None:
    (world.home / "backups").write_text("in the way")
    rate_one(world)

    assert "Today's backup was not made: The backup " in world.err
    assert world.err.count("\n") == 1
    assert reviews(world) == 1


def test_what_goes_wrong_with_the_backup_of_the_day_stops_no_rating(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise UnicodeError("who would have thought")

    monkeypatch.setattr("trainer.backup.write.saved_files", broken)
    rate_one(world)
    assert "Today's backup was not made: The backup " in world.err
    assert "(who would have thought)" in world.err
    assert reviews(world) == 1
    monkeypatch.setattr("trainer.backup.write.write_archive", lambda *_, **__: 1 // 0)
    env = world.environment()
    hook = DailyBackup(open_home(env, None), delay=0.0)
    hook.begin()
    wait_for_timers()
    hook.close()

    assert isinstance(env.stderr, StringIO)
    assert "Today's backup was not made (ZeroDivisionError: " in env.stderr.getvalue()


def test_a_damaged_database_is_not_backed_up_over_sound_ones(world: World) -> None:
    rate_one(world)
    rate_one(world)
    world.pass_days(1)
    with (world.home / "greenroom.db").open("r+b") as file:
        pages = (world.home / "greenroom.db").stat().st_size // 4096
        file.seek(4096 * (pages - 1))
        file.write(b"\xff" * 4096)
    world.run("suspend", "mine/why")

    assert "Today's backup was not made" in world.err
    assert "`greenroom doctor` says more" in world.err
    assert backups(world) == ["auto-20260302T120000Z.zip"]


def wait_for_timers() -> None:
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and not thread.interval:  # not that of pytest-timeout
            thread.join()


def test_a_review_makes_the_backup_while_the_question_is_thought_about(world: World) -> None:
    rate_one(world)
    world.pass_days(1)
    hook = DailyBackup(open_home(world.environment(), None), delay=0.0)
    hook.begin()
    wait_for_timers()
    made = backups(world)
    hook.before_append()

    assert len(made) == 2
    assert backups(world) == made
    hook.begin()
    wait_for_timers()
    hook.close()
    assert backups(world) == made


def test_a_backup_that_fails_meanwhile_is_told_even_if_nothing_is_rated(world: World) -> None:
    rate_one(world)
    world.pass_days(1)
    shutil.rmtree(world.home / "backups")
    (world.home / "backups").write_text("no folder")
    env = world.environment()
    hook = DailyBackup(open_home(env, None), delay=0.0)
    hook.begin()
    wait_for_timers()
    hook.close()
    hook.close()

    assert isinstance(env.stderr, StringIO)
    assert env.stderr.getvalue().count("Today's backup was not made") == 1


def test_whoever_leaves_before_the_first_rating_waits_for_no_backup(world: World) -> None:
    hook = DailyBackup(open_home(world.environment(), None))
    hook.begin()
    hook.close()

    assert backups(world) == []


def test_ctrl_c_while_its_thread_starts_is_no_error(world: World) -> None:
    def interrupt(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == "wait":
            sys.setprofile(None)
            raise KeyboardInterrupt

    hook = DailyBackup(open_home(world.environment(), None))
    sys.setprofile(interrupt)
    with pytest.raises(KeyboardInterrupt):
        hook.begin()
    hook.close()

    assert backups(world) == []
