"""Pipes, sockets, folders and links in the places of files: nothing waits for them, and each is named."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cards.errors import GreenroomError
from decks.model.errors import DeckFileError
from decks.toml.atomic import replace_own
from decks.toml.regular_files import open_file, real_path
from tests.terminal import DECK, World

pytestmark = pytest.mark.timeout(30)  # instead of waiting for ever
ONLY_UNIX = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="Windows has folders in the place of files, no such files"
)


def bind(path: Path) -> None:
    """Make a socket; its path may not be long."""
    before = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(before)


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (make_pipe, "it is a pipe, not a file"),
    "socket": (bind, "it is a socket, not a file"),
    "folder": (Path.mkdir, "it is a folder, not a file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
}
ALL_KINDS = [kind if kind == "folder" else pytest.param(kind, marks=ONLY_UNIX) for kind in KINDS]
READING = (["due"], ["sheet"], ["backup"])


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", columns=400)
    world.write_deck()
    assert world.run("review", typed="x\n\n\n3\n") == 0
    return world


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("ending", ["toml", "csv", "apkg", "zip"])
def test_what_is_imported_has_to_be_a_file(world: World, kind: str, ending: str, tmp_path: Path) -> None:
    make, reason = KINDS[kind]
    path = tmp_path / f"x.{ending}"
    make(path)

    assert world.run("import", str(path)) == 1
    assert (f"Nothing in {path} is a file greenroom reads" if kind == "folder" else reason) in world.err
    assert str(path) in world.err


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("place", ["decks/x.toml", "answers/mine.toml", "stories.toml"])
def test_what_is_not_a_file_among_the_users_own_is_named_and_does_no_harm(world: World, kind: str, place: str) -> None:
    make, reason = KINDS[kind]
    path = world.home / place
    path.parent.mkdir(exist_ok=True)
    make(path)

    for argv in READING:
        assert world.run(*argv) == 0, (argv, world.err)
    assert world.run("check") == 1
    assert f"{path}:1: cannot be read ({reason})" in world.out
    assert world.run("doctor", "--json") == 1
    messages = [finding["message"] for finding in json.loads(world.out)["findings"]]
    assert any(f"{path}:1: cannot be read ({reason})" in message for message in messages)
    assert path.exists()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_answers_that_are_not_a_file_do_no_harm_to_a_card_with_another_id(world: World, kind: str) -> None:
    world.write_deck(DECK.replace('id = "why"\n', 'id = "reason"\nwas = ["why"]\n'))
    path = world.home / "answers" / "mine.toml"
    path.parent.mkdir(exist_ok=True)
    KINDS[kind][0](path)

    for argv in READING:
        assert world.run(*argv) == 0, (argv, world.err)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_interviews_that_are_not_a_file_are_named(world: World, kind: str) -> None:
    make, reason = KINDS[kind]
    path = world.home / "interviews.toml"
    make(path)

    for argv in (["due"], ["interview"], ["interview", "set", "2026-03-10"]):
        assert world.run(*argv) == 1
        assert str(path) in world.err
        assert reason in world.err
    assert world.run("doctor", "--json") == 1
    assert reason in world.out


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_settings_that_are_not_a_file_are_said_and_set_aside(world: World, kind: str) -> None:
    make, reason = KINDS[kind]
    make(world.home / "config.toml")

    assert world.run("due") == 0
    assert reason in world.err
    assert world.run("doctor", "--fix") == 0
    assert not os.path.lexists(world.home / "config.toml")


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("place", ["greenroom.db", "cache.db", "backups/daily-x.zip", "importing-x", "restoring"])
def test_what_is_not_a_file_elsewhere_in_the_home_never_hangs(world: World, kind: str, place: str) -> None:
    path = world.home / place
    path.unlink(missing_ok=True)
    KINDS[kind][0](path)

    for argv in (["due"], ["backup"], ["backup", "--list"], ["doctor", "--fix"]):
        assert world.run(*argv) in (0, 1)
        assert "unexpected" not in world.err


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_backup_to_restore_or_replace_has_to_be_a_file(world: World, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    KINDS[kind][0](path)

    assert world.run("restore", str(path)) == 1
    if kind != "folder":
        assert world.run("backup", str(path), "--force") == 1
        assert world.run("export", "mine", "--to", str(path.with_suffix(".csv"))) == 0
        KINDS[kind][0](tmp_path / "y.csv")
        assert world.run("export", "mine", "--to", str(tmp_path / "y.csv"), "--force") == 1
        assert KINDS[kind][1] in world.err


@pytest.mark.parametrize("at", ["home", "decks", "above"])
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=ONLY_UNIX) for kind in ("dangling", "loop", "pipe")] + ["file"]
)
def test_what_is_not_a_folder_is_blamed_itself(tmp_path: Path, at: str, kind: str) -> None:
    home = tmp_path / "up" / "home"
    blamed = {"home": home, "decks": home / "decks", "above": tmp_path / "up"}[at]
    blamed.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "dangling":
            blamed.symlink_to(tmp_path / "nowhere")
        case "loop":
            blamed.symlink_to(blamed)
        case "file":
            blamed.touch()
        case _:
            os.mkfifo(blamed)
    world = World(tmp_path / "other", columns=400)

    for command in ("due", "doctor", "backup"):
        assert world.run(command, "--home", str(home)) == 1
        leads = "a link that leads nowhere" if kind in ("dangling", "loop") else "not a folder"
        assert f"cannot be used ({blamed} is {leads}). Move that away" in world.err
        assert world.err.count("\n") == 1


@pytest.mark.parametrize("kind", [*ALL_KINDS, pytest.param("loop", marks=ONLY_UNIX)])
def test_what_is_not_a_file_in_the_place_of_a_deck_is_named_and_stays(world: World, kind: str, tmp_path: Path) -> None:
    source = tmp_path / "mine.csv"
    assert world.run("export", "mine", "--to", str(source)) == 0
    path = world.home / "decks" / "mine.toml"
    path.unlink()
    make, reason = KINDS.get(kind, (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"))
    make(path)

    for argv in (["import", str(source)], ["import", str(source), "--dry-run"], ["check"], ["check", "--fix"]):
        assert world.run(*argv) == 1
        assert f"cannot be read ({reason})" in world.out + world.err
        assert str(path) in world.out + world.err
    assert os.path.lexists(path)
    assert not path.is_file()


@ONLY_UNIX
def test_a_link_in_a_circle_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.symlink_to(path.name)

    assert real_path(path) == path
    with pytest.raises(DeckFileError, match="cannot be written"):
        replace_own(path, b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["x.toml"]


@ONLY_UNIX
def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")

    with open_file(tmp_path / "link") as file:
        assert file.read() == b"x"


def test_json_of_an_import_that_failed_is_said_on_standard_error_too(world: World, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("")

    assert world.run("import", str(path), "--json") == 1
    assert json.loads(world.out)["decks"] == []
    assert world.err == f"greenroom: Nothing from {path} was imported; the problems are in the output.\n"


def test_a_deck_that_cannot_be_read_is_blamed_for_a_backup_that_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainer.backup import write

    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(write, "open_file", refuse)  # as root may read anything
    assert world.run("backup") == 1
    assert f"{world.home / 'decks' / 'mine.toml'} cannot be read (Permission denied)" in world.err
    assert ".zip" not in world.err
    with pytest.raises(GreenroomError):
        write._opened(world.home)
