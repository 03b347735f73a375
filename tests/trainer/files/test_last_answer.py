"""The last answer of `due`: printed again only as long as a new one would be the same."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from tests.terminal import World, sit
from trainer.files import last_answer

CACHE = "due.cache"
SECOND = 10**9


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("due")
    return world


def let_time_pass(world: World) -> None:
    """Set the dates of files that were just written back by ten seconds, as if they had been written then."""
    newest = max(path.stat().st_mtime_ns for path in world.home.rglob("*") if path.exists())
    for path in filter(Path.exists, world.home.rglob("*")):
        status = path.stat()
        if path.is_file() and status.st_mtime_ns > newest - 5 * SECOND:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 10 * SECOND))


def due(world: World, *form: str) -> str:
    let_time_pass(world)
    assert world.run("due", *form) == 0
    return world.out


def marked(answer: bytes) -> bytes:
    """Return what the file would have if its text ended with a mark."""
    head, _, text = answer.partition(b"\n")
    text += b" (kept)"
    return b"%b %08x\n%b" % (head.rpartition(b" ")[0], crc32(text), text)


def is_kept(world: World, *form: str) -> bool:
    """Return whether an answer is printed again: one with a mark in it that only the file has."""
    due(world, *form)
    path = world.home / CACHE
    if not path.exists():
        return False
    before = path.read_bytes()
    path.write_bytes(marked(before))
    kept = due(world, *form).endswith("(kept)\n")
    if kept:
        path.write_bytes(before)
    return kept


@pytest.mark.parametrize("form", [(), ("--json",), ("--format", "{due} {minutes} {streak}")])
def test_an_answer_is_printed_again_until_something_changes(world: World, form: tuple[str, ...]) -> None:
    assert is_kept(world, *form)
    before = due(world, *form)
    sit(world, "\na\n1\nq\n")

    assert due(world, *form) != before


def change_a_deck(world: World) -> None:
    world.now += timedelta(seconds=1)
    path = world.write_deck()
    path.write_text(f'{path.read_text()}\n[[cards]]\nid = "x{world.now:%H%M%S}"\nquestion = "More?"\n')


def cut_short(path: Path) -> None:
    """Leave half of a file, as a power failure may."""
    if path.exists():
        os.truncate(path, path.stat().st_size - 9)


CHANGES: dict[str, Callable[[World], object]] = {
    "rating": lambda world: sit(world, "\na\n3\nq\n"),
    "undo": lambda world: world.run("undo"),
    "suspend": lambda world: world.run("suspend", "mine/why"),
    "unsuspend": lambda world: world.run("unsuspend", "mine/why"),
    "deck": change_a_deck,
    "removed": lambda world: (world.home / "decks" / "mine.toml").unlink(missing_ok=True),
    "written": lambda world: world.write_deck(),
    "setting": lambda world: world.run("config", "new_per_day", str(world.now.day)),
    "language": lambda world: world.run("config", "language", "de" if world.now.day % 2 else "en-GB"),
    "pack": lambda world: world.run("decks", "--enable", "software"),
    "day": lambda world: world.pass_days(1),
    "interview": lambda world: world.run("interview", "set", "in 9 days"),
    "no interview": lambda world: world.run("interview", "clear"),
    "story": lambda world: world.run("story", "add", typed="The strike\nWe lost a day\n\n\n\n\n"),
    "country": lambda world: world.run("config", "country", "FR" if world.now.day % 2 else "GB"),
    "backup": lambda world: world.run("backup"),
    "clock set back": lambda world: world.pass_days(-1),
    "cut short": lambda world: cut_short(world.home / CACHE),
    "damage": lambda world: (world.home / CACHE).write_bytes(b"\xff\n\0"),
}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_an_answer_is_what_a_new_one_would_be(world: World, seed: int) -> None:
    rng = Random(seed)
    for _ in range(12):
        CHANGES[rng.choice(list(CHANGES))](world)
        for _ in range(rng.randrange(1, 3)):
            printed = due(world, "--json")
        (world.home / CACHE).unlink(missing_ok=True)

        assert printed == due(world, "--json")


def test_a_rating_in_a_sitting_that_goes_on_changes_the_answer(world: World) -> None:
    """The rating is in the write-ahead log then, and the database is as it was."""
    assert is_kept(world, "--json")
    with closing(sqlite3.connect(world.home / "greenroom.db")) as other:
        assert is_kept(world, "--json")
        other.execute("INSERT INTO marks(deck, card, suspended) VALUES ('mine', 'why', 1)")
        other.commit()
        new = json.loads(due(world, "--json"))["decks"]

        (world.home / CACHE).unlink(missing_ok=True)
        assert new == json.loads(due(world, "--json"))["decks"]
        assert is_kept(world, "--json")


def test_what_is_said_beside_an_answer_is_said_each_time(world: World) -> None:
    (world.home / "config.toml").write_text("new_per_day = 'many'\n")
    for _ in range(3):
        due(world)

        assert "new_per_day" in world.err


def test_nothing_is_kept_of_files_that_have_just_changed(world: World) -> None:
    (world.home / CACHE).unlink(missing_ok=True)
    change_a_deck(world)
    assert world.run("due") == 0

    assert not (world.home / CACHE).exists()
    assert is_kept(world)  # as it is later


def test_what_is_cut_short_is_not_printed(world: World) -> None:
    whole = due(world, "--json")
    cut_short(world.home / CACHE)

    assert due(world, "--json") == whole


def test_a_program_that_was_updated_answers_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rooms = [tmp_path / "planning"]
    rooms[0].mkdir()
    os.utime(rooms[0], (1, 1))
    monkeypatch.setattr(last_answer, "_PROGRAM", rooms)
    assert is_kept(world)
    (world.home / CACHE).write_bytes(marked((world.home / CACHE).read_bytes()))
    (rooms[0] / "queue.py").touch()

    assert "(kept)" not in due(world)


def test_nothing_is_kept_while_a_deck_cannot_be_read(world: World) -> None:
    (world.home / "decks" / "gone.toml").symlink_to(world.home / "nowhere")

    assert not is_kept(world)


def test_another_question_is_answered_anew(world: World) -> None:
    assert due(world, "--format", "{new}") == "10\n"
    assert due(world, "--format", "n{new}") == "n10\n"
    assert json.loads(due(world, "--json"))["new"] == 10
    assert due(world).endswith("10 new\n")


def test_a_copied_home_has_no_answer_yet(world: World, tmp_path: Path) -> None:
    import shutil

    assert is_kept(world)
    copy = World(tmp_path / "copy")
    shutil.copytree(world.home, copy.home)
    (copy.home / CACHE).write_bytes(marked((world.home / CACHE).read_bytes()))

    assert "(kept)" not in due(copy)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_in_its_place_is_not_waited_for(world: World) -> None:
    (world.home / CACHE).unlink(missing_ok=True)
    os.mkfifo(world.home / CACHE)

    assert due(world) == due(world)


def test_a_home_that_cannot_be_written_is_answered_all_the_same(world: World) -> None:
    (world.home / CACHE).unlink(missing_ok=True)
    (world.home / CACHE).mkdir()

    assert due(world) == due(world)
    assert not [path for path in world.home.iterdir() if path.name.endswith(".new")]
