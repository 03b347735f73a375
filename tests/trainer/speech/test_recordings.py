"""The files of recordings, and what happens to them."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from errno import EACCES
from math import inf
from pathlib import Path
from typing import Any

import pytest

from cards.errors import GreenroomError
from cards.key import CardKey
from tests.terminal import World
from trainer.home import Home
from trainer.opening import open_home
from trainer.speech.audio import wav
from trainer.speech.recordings import Recording, State, clean_up, delete, held, keep, new_recording, recordings, settle

KEY = CardKey("my-deck", "how_sure.kept")


@pytest.fixture
def home(world: World) -> Home:
    return open_home(world.environment(), None)


def made(home: Home, key: CardKey = KEY, seconds: int = 2) -> Recording:
    recording = new_recording(home, key)
    recording.path.write_bytes(wav.header() + bytes(32_000 * seconds))
    recording.path.chmod(0o600)
    os.utime(recording.path, (0, 0))
    return recording


def test_a_recording_is_found_again_whatever_became_of_it(home: Home) -> None:
    first, second, third = made(home), made(home), made(home)
    (home.recordings / "notes.wav").write_bytes(b"mine")
    assert len({each.path for each in (first, second, third)}) == 3
    assert recordings(home) == [third, second, first]
    settle(home, [second], 5)
    kept = keep(home, first)
    found = recordings(home)
    assert [each.state for each in found] == [State.OPEN, State.FINISHED, State.KEPT]
    assert {each.key for each in found} == {KEY}
    assert found[2] == kept
    assert found[2].seconds == 2
    delete(kept)
    delete(kept)
    settle(home, [third], 0)
    assert [each.state for each in recordings(home)] == [State.FINISHED]


@pytest.mark.parametrize(
    "name",
    [
        "20261301T100000000Z--my-deck--why",
        "20260230T100000000Z--my-deck--why",
        "20261201T106000000Z--my-deck--why",
        "00010101T000000000Z--my-deck--why",  # not a date in every time zone
        "99991231T235959999Z--my-deck--why",
        "\N{ARABIC-INDIC DIGIT TWO}0261201T100000000Z--my-deck--why",
        "20261201T100000000Z--My deck--why",
        *([] if os.name == "nt" else ["20261201T100000000Z--my-deck--\x1b[2J"]),
        "20261201T100000000Z--my-deck--why--best",
        "why",
    ],
)
def test_files_of_others_are_left_alone(world: World, home: Home, name: str) -> None:
    recording = made(home)
    theirs = home.recordings / f"{name}.wav"
    theirs.write_bytes(b"theirs")
    os.utime(theirs, (0, 0))
    clean_up(home, 0)
    assert recordings(home) == [recording]
    assert world.run("recordings", "list") == 0
    assert world.run("recordings", "delete", "--all") == 0
    assert theirs.read_bytes() == b"theirs"


def test_what_a_killed_review_left_is_repaired_and_deleted_after_a_week(world: World, home: Home) -> None:
    left, kept = made(home), keep(home, made(home))
    clean_up(home, 0)
    assert left.path.read_bytes()[40:44] == (64_000).to_bytes(4, "little")
    assert left.path.stat().st_mtime == 0
    world.pass_days(6)
    clean_up(home, 0)
    assert left in recordings(home)
    world.pass_days(2)
    clean_up(home, 30)
    assert left in recordings(home)
    clean_up(home, 0)
    assert recordings(home) == [kept]


def in_use(monkeypatch: pytest.MonkeyPatch, paths: Iterable[Path], times: float) -> None:
    """Let deleting and renaming these files fail this often, as on Windows while another process has them open."""
    left = dict.fromkeys(paths, times)

    def refusing(action: Callable[..., Any]) -> Callable[..., Any]:
        def act(path: Path, *arguments: Any, **options: Any) -> Any:
            if left.get(path, 0) > 0:
                left[path] -= 1
                raise PermissionError(EACCES, "The file is in use", str(path))
            return action(path, *arguments, **options)

        return act

    for name in ("unlink", "rename"):
        monkeypatch.setattr(Path, name, refusing(getattr(Path, name)))


def test_a_file_in_use_is_tried_again_for_a_moment(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = made(home), made(home)
    in_use(monkeypatch, [first.path, second.path], 2)
    kept = keep(home, first)
    delete(second)
    assert recordings(home) == [kept]


def test_a_file_in_use_for_long_keeps_no_other_and_goes_with_the_next_clean_up(
    world: World, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, others = made(home), [made(home), made(home)]
    with monkeypatch.context() as patch:
        in_use(patch, [stuck.path], inf)
        with pytest.raises(GreenroomError, match="can't be deleted: The file is in use"):
            settle(home, [stuck, *others], 0)
        assert recordings(home) == [stuck]
        world.pass_days(8)
        clean_up(home, 0)
        assert recordings(home) == [stuck]
    clean_up(home, 0)
    assert recordings(home) == []


def test_a_recording_under_way_is_left_alone(home: Home) -> None:
    growing = made(home)
    os.utime(growing.path)
    before = growing.path.read_bytes()
    with held(growing):
        clean_up(home, 0)
        assert growing.path.read_bytes() == before
        assert growing.is_growing
        os.utime(growing.path, (0, 0))
        assert (growing.is_held, growing.is_growing) == (True, False)
    assert not growing.is_held


def test_what_a_killed_process_recorded_is_not_under_way(home: Home) -> None:
    killed = made(home)
    os.utime(killed.path)
    hold = (
        "import sys, time; from decks.toml.locks import *\nwith path_lock(Path(sys.argv[1])): print(); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-uc", hold, killed.path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert killed.is_growing
        child.kill()
    assert not killed.is_growing


def test_recordings_of_a_review_under_way_are_named_and_left_alone(world: World, home: Home) -> None:
    ended, growing, free = made(home), made(home), made(home)
    os.utime(growing.path)
    with held(ended), held(growing):
        assert world.run("recordings") == 0
        shown = " ".join(world.out.split())
        assert shown.count("being recorded") == 1
        assert shown.count("from a review under way") == 1
        for action in ("delete", "keep"):
            assert world.run("recordings", action, "2") == 1
            assert "under way" in world.err
        assert world.run("recordings", "delete", "--all") == 0
        assert "was left" in world.out
        assert recordings(home) == [growing, ended]
    assert not free.path.exists()


def test_kept_recordings_are_deleted_only_when_the_user_says_so(world: World, home: Home) -> None:
    kept = keep(home, made(home))
    assert world.run("recordings", "delete", "1") == 2
    assert "Add --yes" in world.err
    world.interactive, world.variables["TERM"] = True, "dumb"
    assert world.run("recordings", "delete", "--all", typed="\n") == 1
    assert recordings(home) == [kept]
    assert world.run("recordings", "delete", "1", typed="y\n") == 0
    assert recordings(home) == []


def test_the_command_lists_keeps_and_deletes_by_number(world: World, home: Home) -> None:
    assert world.run("recordings") == 0
    assert "You have no recordings." in world.out
    made(home)
    world.pass_days(1)
    made(home, CardKey("mine", "why"), 65)
    assert world.run("recordings", "list") == 0
    assert world.out.splitlines()[0].startswith(" 1  mine/why")
    assert world.out.splitlines()[0].endswith("1:05")
    assert world.run("recordings", "keep", "2", "2") == 0
    assert world.out == "Kept: 1 recording.\n"
    assert world.run("recordings", "list", "--json") == 0
    assert '"state": "kept"' in world.out
    assert '"card": "my-deck/how_sure.kept"' in world.out
    assert world.run("recordings", "keep", "3") == 1
    assert "There is no recording 3" in world.err
    assert world.run("recordings", "delete") == 1
    assert "No number was given" in world.err
    assert world.run("recordings", "play", "9") == 1
    assert world.run("recordings", "delete", "2", "--yes") == 0
    assert world.run("recordings", "delete", "--all") == 0
    assert recordings(home) == []


def test_a_long_key_takes_one_line_on_a_narrow_terminal(world: World, home: Home) -> None:
    world.columns = 40
    keep(home, made(home, CardKey("questions-you-ask", "the-team-and-its-work")))
    assert world.run("recordings") == 0
    first, second = world.out.splitlines()
    assert first.startswith(" 1  questions-you-ask/the-")
    assert first.endswith("…  0:02")
    assert second.endswith(", kept")


@pytest.mark.parametrize("columns", [80, 40])
def test_the_list_says_when_a_recording_is_deleted(world: World, home: Home, columns: int) -> None:
    assert world.run("config", "keep_recordings", "30") == 0
    world.columns = columns
    finished, kept = made(home), made(home)
    settle(home, [finished], 30)
    keep(home, kept)
    assert world.run("recordings") == 0
    shown = " ".join(world.out.split())
    assert shown.count("deleted on Wed 1 Apr") == 1
    assert shown.count(", kept") == 1
    world.pass_days(30)
    assert world.run("recordings") == 0
    assert "deleted on Wed 1 Apr" in " ".join(world.out.split())
    world.now += timedelta(seconds=1)
    assert world.run("recordings") == 0
    assert "deleted" not in world.out


def test_one_that_is_not_rated_says_that_too(world: World, home: Home) -> None:
    made(home)
    assert world.run("recordings") == 0
    assert "not rated yet, deleted on Mon 9 Mar" in " ".join(world.out.split())


def test_recordings_are_private_and_in_no_backup(world: World, home: Home, tmp_path: Path) -> None:
    recording = made(home)
    if os.name == "posix":  # Windows has no modes; the folder is in the user's own profile
        recording.path.chmod(0o644)
        assert world.run("doctor") == 1
        assert recording.path.name in world.out.replace("\n", "").replace(" ", "")
        assert world.run("doctor", "--fix") == 0
        assert recording.path.stat().st_mode & 0o777 == 0o600
    assert world.run("backup", str(tmp_path / "all.zip")) == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert not [name for name in archive.namelist() if "recordings" in name or name.endswith(".wav")]
