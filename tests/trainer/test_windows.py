"""What Windows does differently: names of devices, files in use, read-only files, long paths."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from decks.model.errors import DeckFileError
from decks.toml.atomic import replace_own
from tests.terminal import DECK, World
from tests.trainer.backup.homes import rate_one, reviews
from trainer.environment import Environment
from trainer.files.editor import EditorFailed, run_editor

only_windows = pytest.mark.skipif(os.name != "nt", reason="other systems let a file be replaced while it is open")


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", columns=400)
    world.write_deck()
    return world


@pytest.mark.parametrize("deck", ["con", "aux", "nul.de", "com1"])
def test_a_deck_may_be_called_like_a_device_and_is_a_deck_like_any_other(
    world: World, tmp_path: Path, deck: str
) -> None:
    (tmp_path / "cards.csv").write_text("Question,Answer\nWhy now?,It fits.\n")
    assert world.run("import", str(tmp_path / "cards.csv"), "--deck", deck) == 0, world.err
    assert world.run("review", "--deck", deck, typed="I said so\n\n3\nq\n") == 0, world.err
    assert reviews(world) == 1
    assert world.run("backup", str(tmp_path / "it.zip")) == 0
    other = World(tmp_path / "other")
    assert other.run("restore", str(tmp_path / "it.zip")) == 0, other.err
    assert other.run("cards", deck) == 0
    assert "Why now?" in other.out
    assert (other.home / "decks" / f"_{deck}.toml").is_file()


def test_own_answers_to_a_deck_called_like_a_device_are_found_again(world: World) -> None:
    world.write_deck(DECK.replace('"mine"', '"aux"'), "whatever.toml")
    assert world.run("review", "--deck", "aux", "--limit", "1", typed="\n\nw\n- mine\n\n3\nq\n") == 0
    assert world.run("answers", "aux/sure") == 0

    assert "mine" in world.out
    assert (world.home / "answers" / "_aux.toml").is_file()
    world.run("doctor")
    assert "_aux" not in world.out


@pytest.mark.parametrize("name", ["NUL", "NUL.zip", "CON", "COM1.zip"])
@pytest.mark.skipif(os.name != "nt", reason="a file may be called so elsewhere")
@pytest.mark.parametrize("command", [["backup", "--force"], ["export", "mine", "--force", "--to"]])
def test_a_device_is_no_place_for_a_file(world: World, name: str, command: list[str], tmp_path: Path) -> None:
    ending = ".csv" if command[0] == "export" and "." not in name else ""
    for argv in ([*command, str(tmp_path / f"{name}{ending}")], ["import", str(tmp_path / name)], ["restore", name]):
        assert world.run(*argv) == 1
        assert world.err.count("\n") == 1
        assert "unexpected" not in world.err


def test_an_editor_may_be_a_script_in_the_path_or_have_spaces_in_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my editors"
    folder.mkdir()
    script = folder / ("myed.cmd" if os.name == "nt" else "myed")
    script.write_text("@exit 7\n" if os.name == "nt" else "#!/bin/sh\nexit 7\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    for chosen in ("myed", f'"{script}" --wait'):
        env = Environment.real()._replace(variables={"EDITOR": chosen})
        with pytest.raises(EditorFailed):
            run_editor(env, tmp_path / "x.toml", 1)


@contextmanager
def held_open(path: Path, seconds: float) -> Iterator[None]:
    """Have another program hold a file open for some time, as a virus scanner or an editor does."""
    hold = "import sys, time; file = open(sys.argv[1]); print(flush=True); time.sleep(float(sys.argv[2]))"
    command = [sys.executable, "-c", hold, str(path), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield
        child.kill()


def test_a_file_that_another_program_reads_for_a_moment_is_replaced(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    with held_open(path, 0.3):
        replace_own(path, b"# new\n")

    assert path.read_bytes() == b"# new\n"


@only_windows
def test_a_file_that_another_program_keeps_open_is_named_and_stays(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    before = path.read_bytes()
    with held_open(path, 60):
        began = time.monotonic()
        with pytest.raises(DeckFileError, match="Close the programs that have it open"):
            replace_own(path, b"# new\n")
        assert time.monotonic() - began >= 1
        assert world.run("check", "--fix") in (0, 1)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["mine.toml"]
    replace_own(path, b"# new\n")
    assert path.read_bytes() == b"# new\n"


def test_a_read_only_file_is_replaced_or_named_and_nothing_is_left_beside_it(world: World, tmp_path: Path) -> None:
    path = world.home / "decks" / "mine.toml"
    path.chmod(0o444)
    before = path.read_bytes()
    (tmp_path / "more.csv").write_text("Question,Answer\nWhy now?,It fits.\n")
    code = world.run("import", str(tmp_path / "more.csv"), "--deck", "mine")
    assert code in ((0, 1) if os.name == "nt" else (0,))  # newer Windows may replace it
    assert "unexpected" not in world.err
    assert (path.read_bytes() == before) == (code == 1)
    assert [each.name for each in path.parent.iterdir()] == ["mine.toml"]
    path.chmod(0o644)
    assert world.run("import", str(tmp_path / "more.csv"), "--deck", "mine") == 0, world.err


def test_a_restore_goes_on_under_a_program_that_reads(world: World, tmp_path: Path) -> None:
    rate_one(world)
    assert world.run("backup", str(tmp_path / "then.zip")) == 0
    rate_one(world)
    with (world.home / "decks" / "mine.toml").open("rb") as reader:
        closing = Timer(0.3, reader.close)
        closing.start()
        assert world.run("restore", str(tmp_path / "then.zip")) == 0, world.err
        closing.join()

    assert reviews(world) == 1


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return the folder of a test as a network shares it: Windows shares each drive with its administrators."""
    share = Path(f"//localhost/{tmp_path.drive[:1]}$", *tmp_path.parts[1:])
    if not tmp_path.drive or not share.is_dir():
        pytest.skip("needs Windows, and an administrator's rights or .ci/windows")
    return share


def test_a_home_may_be_a_network_folder(shared: Path, tmp_path: Path) -> None:
    world = World(shared / "home", columns=400)
    world.write_deck()
    rate_one(world)
    rate_one(world)
    (tmp_path / "more.csv").write_text("Question,Answer\nWhy now?,It fits.\n")
    for command in (
        ["import", str(tmp_path / "more.csv"), "--deck", "mine"],
        ["undo"],
        ["stats", "--json"],
        ["backup", str(shared / "it.zip")],
        ["restore", str(shared / "it.zip")],
        ["export", "mine", "--to", str(shared / "it.apkg")],
        ["import", str(shared / "it.apkg")],
        ["doctor"],
    ):
        assert world.run(*command) == 0, (command, world.out, world.err)
    assert reviews(world) == 2
    here = World(tmp_path / "home")
    assert here.run("doctor") == 0, here.out
    assert reviews(here) == 2


def test_two_homes_sync_through_a_network_folder(shared: Path) -> None:
    one, other = World(shared / "one", columns=400), World(shared / "other", columns=400)
    one.write_deck()
    rate_one(one)
    (shared / "between").mkdir()
    for world in (one, other, one):
        assert world.run("sync", str(shared / "between")) == 0, world.err
    assert reviews(other) == 1
    assert other.run("cards", "mine") == 0


@only_windows
def test_a_file_that_another_program_lets_nobody_read_is_said_and_stays(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    before = path.read_bytes()
    with kept_from_all(path):
        for command in (["check"], ["backup"], ["due"], ["doctor"], ["doctor", "--fix"]):
            assert world.run(*command) in (0, 1)
            assert "unexpected" not in world.err
            assert ("mine.toml" in world.out + world.err) or command == ["due"]
    assert path.read_bytes() == before
    assert world.run("doctor") == 0, world.out


@contextmanager
def kept_from_all(path: Path) -> Iterator[None]:
    """Hold a file open as Windows programs do that share nothing."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # other systems have none
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x80000000, 0, None, 3, 0x80, None)
    assert handle != ctypes.c_void_p(-1).value
    try:
        yield
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


@pytest.mark.slow
def test_a_home_with_a_very_long_path_works_or_is_one_sentence(tmp_path: Path) -> None:
    home = tmp_path.joinpath(*["a folder with quite a long name " * 3] * 3, "home")
    world = World(home, columns=1000)
    for command in ("due", "doctor", "backup"):
        assert world.run(command) in (0, 1)
        assert "unexpected" not in world.err
        assert world.err.count("\n") <= 1
