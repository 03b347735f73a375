import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from tests import ROOT
from tests.terminal import DECK, World
from trainer.backup.archive import MAX_FILES, ArchiveError, read_manifest
from trainer.backup.daily import DailyBackup
from trainer.backup.read import unpack
from trainer.backup.restore import replace_database
from trainer.backup.retention import kept
from trainer.files.home_files import belongs, saved_files
from trainer.opening import open_home, open_store
from trainer.terminal.words import size

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
START = datetime(2024, 1, 1, 12, tzinfo=UTC)
INSTANTS = st.integers(0, 4 * 365 * 24).map(lambda hours: START + timedelta(hours=hours))


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    return world


def rate_one(world: World) -> None:
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n") == 0


def reviews(world: World) -> int:
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        ((found,),) = database.execute("SELECT count(*) FROM reviews")
        return int(found)


def backups(world: World) -> list[str]:
    return sorted(path.name for path in (world.home / "backups").glob("*.zip"))


def state(world: World) -> tuple[object, ...]:
    """Everything a backup holds."""
    return reviews(world), {name: (world.home / name).read_text() for name in saved_files(world.home)}


# --- which backups there are -------------------------------------------------------------------------


def test_the_first_write_of_a_study_day_makes_a_backup_of_what_was_before(world: World) -> None:
    rate_one(world)
    rate_one(world)
    world.pass_days(10)
    world.run("due")
    assert backups(world) == ["auto-20260302T120000Z.zip"]  # a look is no write
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
    *(["interview", "clear", "--at", "Acme"], ["interview", "debrief"]),
)


@pytest.mark.parametrize("argv", CHANGING, ids=" ".join)
def test_every_command_that_changes_anything_makes_the_backup_of_the_day(world: World, argv: list[str]) -> None:
    source = world.home.parent / "talk.csv"
    source.write_text("question,answer\nWhy?,So.\n")
    world.write_deck('[[cards]]\nquestion = "Who?"\nanswer = "Me."\n', "idless.toml")
    rate_one(world)
    world.run("interview", "set", "today", "--at", "Acme")
    (world.home / "stories.toml").write_text('[[stories]]\nid = "strike"\ntitle = "The strike"\n')
    (world.home / "answers").mkdir(mode=0o700)
    (world.home / "answers" / "mine.toml").write_text('[[answers]]\ncard = "why"\nnotes = "Because."\n')
    (world.home / "answers" / "mine--why.draft").write_text("Because of")
    with open_store(open_home(world.environment(), None)) as store:
        store.use_parameters(DEFAULT_PARAMETERS, 1_000, 0)
    world.pass_days(1)
    before = state(world)
    world.run_program = lambda _: 0
    world.variables = {"EDITOR": "ed"}
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
    assert "`greenroom doctor` tells more" in world.err
    assert backups(world) == ["auto-20260302T120000Z.zip"]


def wait_for(hook: DailyBackup) -> None:
    assert hook._timer is not None
    hook._timer.join()


def test_a_review_makes_the_backup_while_the_question_is_thought_about(world: World) -> None:
    rate_one(world)
    world.pass_days(1)
    hook = DailyBackup(open_home(world.environment(), None), delay=0.0)
    hook.begin()
    wait_for(hook)
    made = backups(world)
    hook.before_append()

    assert len(made) == 2
    assert backups(world) == made
    hook.begin()
    wait_for(hook)
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
    wait_for(hook)
    hook.close()
    hook.close()

    assert isinstance(env.stderr, StringIO)
    assert env.stderr.getvalue().count("Today's backup was not made") == 1


def test_whoever_leaves_before_the_first_rating_waits_for_no_backup(world: World) -> None:
    hook = DailyBackup(open_home(world.environment(), None))
    hook.begin()
    hook.close()

    assert backups(world) == []


def test_daily_backups_are_thinned_and_no_other_file_is_touched(world: World) -> None:
    folder = world.home / "backups"
    folder.mkdir(mode=0o700)
    named = ["mine.zip", "backup-20200101T000000Z.zip", "auto-mine.zip", "auto-20269999T000000Z.zip", "deck.toml"]
    for name in named:
        (folder / name).touch()
    for day in range(60):
        (folder / f"auto-{NOON - timedelta(days=day + 1):%Y%m%dT%H%M%S}Z.zip").touch()
    rate_one(world)
    left = {path.name for path in folder.iterdir()}

    assert set(named) <= left
    made = sorted(name for name in left - set(named) if name.startswith("auto-"))
    assert made[-7:] == [f"auto-202602{day}T120000Z.zip" for day in range(24, 29)] + [
        "auto-20260301T120000Z.zip",
        "auto-20260302T120000Z.zip",
    ]
    assert made[:-7] == [f"auto-2026{day}T120000Z.zip" for day in ("0131", "0215", "0222")]


@given(st.sets(INSTANTS, max_size=80))
def test_thinning_keeps_the_newest_and_few_others_and_is_stable(made: set[datetime]) -> None:
    keep = kept(made)

    assert keep <= made
    assert len(keep) <= 7 + 4 + 12
    assert not made or max(made) in keep
    assert kept(keep) == keep
    for period, periods in (("%Y%m%d", 7), ("%G%V", 4), ("%Y%m", 12)):
        newest = sorted({f"{instant:{period}}" for instant in made})[-periods:]
        assert set(newest) <= {f"{instant:{period}}" for instant in keep}


@profile(max_examples=30)
@given(st.sets(st.integers(0, 800), min_size=1, max_size=200))
def test_a_year_of_thinning_day_by_day_loses_no_month(days: set[int]) -> None:
    there: set[datetime] = set()
    for day in sorted(days):
        there = kept(there | {START + timedelta(days=day)})
    months = sorted({f"{START + timedelta(days=day):%Y%m}" for day in days})[-12:]

    assert months == sorted({f"{instant:%Y%m}" for instant in there})[-12:]


# --- the command ---------------------------------------------------------------------------------------


def test_a_backup_goes_where_it_is_wanted_and_replaces_nothing_unasked(world: World, tmp_path: Path) -> None:
    rate_one(world)
    target = tmp_path / "usb" / "mine.zip"
    assert world.run("backup", str(target)) == 0
    assert world.out.startswith(f"Backed up 1 review and 1 file: {target} (")
    assert world.run("backup", str(target)) == 1
    assert "is there already" in world.err
    assert world.run("backup", "--force", str(target)) == 0
    assert world.run("backup", str(tmp_path / "usb"), "--json") == 0
    told = json.loads(world.out)

    assert set(told) == {"path", "made", "why", "reviews", "files", "bytes"}
    assert Path(told["path"]).name == "greenroom-20260302T120000Z.zip"
    assert target.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(target).testzip() is None


def test_backups_are_listed_the_newest_first(world: World) -> None:
    assert world.run("backup", "--list") == 0
    assert "There are no backups yet" in world.out
    rate_one(world)
    world.run("backup")
    world.run("backup")
    (world.home / "backups" / "broken-1.zip").write_text("none")
    assert world.run("backup", "--list") == 0
    assert "is no sound backup" in world.err
    assert "Mon 2 Mar 2026 12:00, 1 review and 1 file" in world.out
    assert "made by itself" in world.out
    assert world.run("backup", "--list", "--json") == 0
    names = [Path(told["path"]).name for told in json.loads(world.out)]
    assert sorted(names) == [
        "auto-20260302T120000Z.zip",
        "backup-20260302T120000Z-2.zip",
        "backup-20260302T120000Z.zip",
    ]
    world.columns = 40
    world.run("backup", "--list")
    assert max(map(len, world.out.splitlines())) <= 40


def test_a_backup_that_cannot_be_written_is_one_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert world.run("backup", str(tmp_path / "file" / "x.zip")) == 1
    assert world.err.endswith(f"({tmp_path / 'file'} is no folder). Move that away; nothing was changed.\n")
    assert world.err.count("\n") == 1


def test_sizes_are_told_as_people_read_them() -> None:
    assert [size(n) for n in (1, 999, 12_400, 3_400_000, 2_100_000_000)] == [
        "1 byte",
        "999 bytes",
        "12 kB",
        "3.4 MB",
        "2.1 GB",
    ]


# --- restore -------------------------------------------------------------------------------------------


def change_everything(world: World) -> None:
    world.write_deck(DECK.replace("Why us?", "Why them?"))
    world.write_deck(DECK.replace('"mine"', '"other"'), "other.toml")
    (world.home / "answers").mkdir(exist_ok=True)
    (world.home / "answers" / "mine.toml").write_text('text = "mine"\n')
    world.run("config", "new_per_day", "7")
    rate_one(world)


def test_a_restore_puts_everything_back_and_can_itself_be_taken_back(world: World) -> None:
    (world.home / "stories.toml").write_text('title = "told"\n')
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    then = state(world)
    change_everything(world)
    now = state(world)
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert "Restored 1 review and 2 files from" in world.out
    assert state(world) == then
    assert world.run("undo", "--list") == 0
    assert world.out.count("\n") == 1
    assert world.run("restore", "--json", "before-restore-20260302T120000Z.zip") == 0
    assert state(world) == now

    assert json.loads(world.out)["before"].endswith("before-restore-20260302T120000Z-2.zip")
    assert world.run("doctor") in (0, 1)
    assert "What is stored is what the log says." in world.out


def test_a_restore_into_a_new_home_brings_everything(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    other = World(tmp_path / "other")
    assert other.run("restore", str(tmp_path / "then.zip")) == 0
    assert "What was there before" not in other.out
    assert state(other) == state(world)


def test_whoever_has_the_log_open_goes_on_with_what_was_restored(world: World) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    rate_one(world)
    home = open_home(world.environment(), None)
    with open_store(home) as store:
        assert len(store.reviews()) == 2
        assert world.run("restore", str(world.home.parent / "then.zip")) == 0
        assert len(store.reviews()) == 1
        assert store.undo(0) is not None
    rate_one(world)

    assert reviews(world) == 2


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough " * 200, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_damaged_database_is_kept_aside_when_a_backup_takes_its_place(world: World, content: bytes) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    (world.home / "greenroom.db").write_bytes(content)
    assert world.run("restore", str(world.home.parent / "then.zip")) == 0
    assert reviews(world) == 1
    (aside,) = (world.home / "backups").glob("damaged-*/greenroom.db")

    assert aside.read_bytes() == content


def test_a_database_in_use_is_waited_for_and_then_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    rate_one(world)
    then, connect = state(world), sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda *args, **named: connect(*args, **(named | {"timeout": 0.1})))
    with closing(connect(world.home / "greenroom.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert world.run("restore", str(world.home.parent / "then.zip")) == 1
        assert "is in use by another program" in world.err
    assert world.run("due") == 0  # which finishes what was begun

    assert state(world) != then
    assert reviews(world) == 1


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def with_file(name: str, content: bytes = b"x = 1\n") -> Callable[[dict[str, bytes]], None]:
    from hashlib import sha256

    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["files"][name] = sha256(content).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()
        members[name] = content

    return change


def sql(*statements: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            database.deserialize(members["greenroom.db"].replace(b"\x02\x02", b"\x01\x01", 1))
            for statement in statements:
                database.execute(statement)
            with_file("greenroom.db", database.serialize())(members)

    return change


def setting(key: str, value: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {key: value}).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a path upwards": (with_file("../evil.toml"), "has no place in a home"),
    "a path upwards inside": (with_file("decks/../../evil.toml"), "has no place in a home"),
    "an absolute path": (with_file("/evil.toml"), "has no place in a home"),
    "another kind of file": (with_file("decks/evil.py"), "has no place in a home"),
    "another folder": (with_file("backups/evil.toml"), "has no place in a home"),
    "a name that steers": (with_file("decks/\x1b]0;.py"), "decks/0;.py has no place in a home"),
    "another checksum": (lambda members: members.update({"decks/mine.toml": b"y = 1\n"}), "is not what was saved"),
    "a file missing": (without("decks/mine.toml"), "no item named"),
    "no manifest": (without("manifest.json"), "(There is no item named 'manifest.json' in the archive). "),
    "another manifest": (lambda members: members.update({"manifest.json": b"[]"}), "its manifest is of another form"),
    "a manifest that is no JSON": (lambda members: members.update({"manifest.json": b"{"}), "is no sound backup"),
    "a later form": (setting("format", 2), "its manifest is of another form"),
    "no instant": (setting("made", "'garbage"), """(Invalid isoformat string: "'garbage"). """),
    "an instant that is no text": (setting("made", 7), "is no sound backup"),
    "nothing that was restored": (setting("instead", 7), "is no sound backup"),
    "no instant of what was restored": (setting("instead", ["once", None]), "is no sound backup"),
    "no number": (setting("reviews", None), "is no sound backup"),
    "a database that is none": (with_file("greenroom.db", b"none" * 2000), "its database is damaged"),
    "a foreign database": (sql("DROP TABLE home", "DROP TABLE reviews"), "its database is foreign"),
    "a newer database": (sql("PRAGMA user_version = 99"), "was made by a newer greenroom"),
    "a trigger": (
        sql("CREATE TRIGGER t AFTER INSERT ON reviews BEGIN DELETE FROM undos; END"),
        "there is a trigger 't'). ",
    ),
    "a view": (sql("CREATE VIEW vv AS SELECT 1"), "there is a view 'vv'). "),
    "a missing table": (sql("DROP TABLE undos"), "the table undos is missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_backup_that_is_not_sound_changes_nothing(world: World, tmp_path: Path, name: str) -> None:
    change, sentence = HOSTILE[name]
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    bad = rewritten(tmp_path / "then.zip", tmp_path / "bad.zip", change)
    rate_one(world)
    before, kept = state(world), backups(world)
    assert world.run("restore", str(bad)) == 1
    assert sentence in world.err
    assert world.err.count("\n") == 1
    assert state(world) == before
    assert backups(world) == kept
    assert not list(world.home.glob("*.new"))
    assert not (tmp_path / "evil.toml").exists()


@pytest.mark.parametrize("cut", [0, 10, 1000, -1])
def test_a_backup_that_is_cut_off_changes_nothing(world: World, tmp_path: Path, cut: int) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    content = (tmp_path / "then.zip").read_bytes()
    (tmp_path / "then.zip").write_bytes(content[:cut])
    before = state(world)

    assert world.run("restore", str(tmp_path / "then.zip")) == 1
    assert state(world) == before
    assert world.run("restore", "none.zip") == 1
    assert world.err == "greenroom: There is no backup none.zip. `greenroom backup --list` shows what there is.\n"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_backup_or_one_sentence(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(content)
        file.flush()
        with pytest.raises(ArchiveError):
            read_manifest(Path(file.name))


def test_a_backup_cannot_steer_the_terminal(world: World) -> None:
    rate_one(world)
    (made,) = (world.home / "backups").glob("*.zip")
    rewritten(made, world.home / "backups" / "evil-1.zip", setting("why", "\x1b]0;owned\x07\u202eevil"))
    assert world.run("backup", "--list") == 0

    assert "evil" in world.out
    assert "\x1b" not in world.out
    assert "\u202e" not in world.out


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(MAX_FILES + 1):
            archive.writestr(str(number), "")

    with pytest.raises(ArchiveError, match="it has too many files"):
        unpack(tmp_path / "x.zip", tmp_path)


def test_only_files_of_a_home_belong() -> None:
    assert all(
        map(belongs, ("greenroom.db", "config.toml", "decks/a.toml", "answers/deep/b.toml", "answers/a--b.draft"))
    )
    assert not any(map(belongs, ("decks/a.draft", "a.draft", "answers", "answers/a.txt")))
    assert not any(map(belongs, ("", ".", "a/b.toml", "decks", "decks/", "decks//a.toml", "./config.toml", "x.db")))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process to kill")
def test_a_restore_that_is_killed_anywhere_is_done_whole_or_not_at_all(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    then = state(world)
    change_everything(world)
    now = state(world)
    shutil.copytree(world.home, tmp_path / "now")
    outcomes = set()
    for moment in range(1, 400, 8):
        child = os.fork()
        if child == 0:
            killed_at(moment)
            world.run("restore", str(tmp_path / "then.zip"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert world.run("due") == 0, world.err
        found = state(world)
        assert found in (then, now)
        outcomes.add(found == then)
        if not os.WIFSIGNALED(status):
            break
        shutil.rmtree(world.home)
        shutil.copytree(tmp_path / "now", world.home)

    assert outcomes == {True, False}
    assert not os.WIFSIGNALED(status)


def killed_at(moment: int) -> None:
    """Let this process be killed when it has turned to the file system so many times."""
    left = [moment]

    def hook(event: str, _: object) -> None:
        if event.startswith(("open", "os.", "shutil.", "sqlite3.connect")):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


AS_NOBODY = """
import codecs, importlib, json, os, pathlib, pkgutil, sys
codecs.lookup("cp437")  # which zipfile looks up late
for package in map(importlib.import_module, ("cards", "decks", "scheduler", "trainer")):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from tests.terminal import World
if os.geteuid() == 0:
    os.seteuid(65534)  # rights do not bind root
b"".decode("cp437")  # which zipfile reads late
world, told = World(pathlib.Path(sys.argv[1])), []
for command in json.loads(sys.argv[2]):
    told.append([world.run(*command), world.err])
print(json.dumps(told))
"""


def test_a_home_that_cannot_be_written_is_one_sentence_and_stays() -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are not for everybody
    world = World(folder / "home")
    world.write_deck()
    rate_one(world)
    world.run("backup", str(folder / "then.zip"))
    before = state(world)
    for path in [world.home, *world.home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o755)
    (folder / "then.zip").chmod(0o644)
    commands = [["restore", str(folder / "then.zip")], ["backup"], ["suspend", "mine/why"], ["undo"], ["doctor"]]
    command = [sys.executable, "-c", AS_NOBODY, str(world.home), json.dumps(commands)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    for path in [world.home, *world.home.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert done.returncode == 0, done.stderr
    *changing, (code, sentence) = json.loads(done.stdout)

    assert [(code, sentence.count("\n")) for code, sentence in changing] == [(1, 1)] * 4
    assert not any("unexpected" in told for _, told in changing)
    assert (code, sentence) == (1, "")
    assert state(world) == before
    shutil.rmtree(folder)


def test_a_full_disk_half_way_leaves_everything_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rate_one(world)
    world.run("backup", str(world.home.parent / "then.zip"))
    change_everything(world)
    before = state(world)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for argv in (["restore", str(world.home.parent / "then.zip")], ["backup"]):
        assert world.run(*argv) == 1
        assert "No space left on device" in world.err
        assert world.err.count("\n") == 1
    home = open_home(world.environment(), None)
    new = world.home / "rescued.new"
    shutil.copyfile(world.home / "greenroom.db", new)
    with pytest.raises(ArchiveError, match="No space left"):
        replace_database(home, new)
    monkeypatch.undo()

    assert state(world) == before
    assert not list(world.home.glob("restore-*"))


@pytest.mark.parametrize(
    "name", ["home/greenroom.db", "home/config.toml", "home/new.zip", "notes.txt", "", "/dev/null"]
)
def test_a_backup_takes_the_place_of_nothing_but_a_backup(tmp_path: Path, name: str) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("review", "--plain", typed="said\n\n3\nq\n")
    (world.home / "config.toml").write_text("new_per_day = 4\n")
    (tmp_path / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert world.run("backup", "--force", name and str(tmp_path / name)) == 1
    assert world.err.count("\n") == 1
    assert "unexpected" not in world.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path in before} == before


@pytest.mark.parametrize("argv", [("--list", "--force"), ("y.zip", "--list"), ("--list", "--force", "--json")])
def test_a_list_of_backups_takes_nothing_that_makes_one(world: World, argv: tuple[str, ...]) -> None:
    assert world.run("backup", *argv) == 2
    assert world.err.count("\n") == 1
    assert "Leave one of them out." in world.err
    assert not Path("y.zip").exists()


def test_what_was_restored_is_counted_and_not_believed(world: World, tmp_path: Path) -> None:
    rate_one(world)
    world.run("backup", str(tmp_path / "then.zip"))
    boasting = rewritten(tmp_path / "then.zip", tmp_path / "boasting.zip", setting("reviews", 999_999))

    assert world.run("restore", str(boasting)) == 0
    assert world.out.startswith(f"Restored 1 review and 1 file from {boasting}.\n")
    assert world.run("restore", str(boasting), "--json") == 0
    assert json.loads(world.out)["reviews"] == 1


def test_a_backup_without_a_log_says_so_and_leaves_the_log_as_it_is(world: World, tmp_path: Path) -> None:
    world.run("backup", str(tmp_path / "decks.zip"))
    rate_one(world)
    assert world.run("restore", str(tmp_path / "decks.zip")) == 0
    assert world.out.startswith(
        f"Restored no review log and 1 file from {tmp_path / 'decks.zip'}. The log here is as it was.\n"
    )
    assert reviews(world) == 1
    world.run("backup", str(tmp_path / "whole.zip"))
    (world.home / "greenroom.db").write_text("all of it is gone " * 1000)
    assert world.run("restore", str(tmp_path / "whole.zip")) == 0
    (aside,) = (world.home / "backups").glob("damaged-*")
    assert world.err == f"The database that was there is kept: {aside}\n"
    world.run("backup", "--list")

    assert "no review log and 1 file" in world.out


def test_files_among_the_backups_that_are_none_are_all_named_with_what_clears_them(world: World) -> None:
    rate_one(world)
    world.run("backup")
    for name in ("a.zip", "b.zip"):
        (world.home / "backups" / name).write_text("no zip")
    world.run("doctor", "--fix")
    advice = f"Move it out of {world.home / 'backups'}, so that only backups are there."

    for argv in (["doctor"], ["backup", "--list"]):
        assert world.run(*argv) == (argv == ["doctor"])
        said = "".join((world.out + world.err).split())  # a long path goes over several lines
        assert said.count(advice.replace(" ", "")) == 2
        assert all(f"{world.home / 'backups' / name}isnosoundbackup" in said for name in ("a.zip", "b.zip"))
    for name in ("a.zip", "b.zip"):
        (world.home / "backups" / name).rename(world.home.parent / name)
    assert world.run("doctor") == 0
