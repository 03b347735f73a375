"""An import that is killed between its files and its reviews, and what the next program makes of its journal."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from cards.errors import GreenroomError
from decks.model.errors import DeckFileError
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Store
from scheduler.settings import Settings
from tests import ROOT
from tests.terminal import DECK, NOON, World
from trainer.files.journal import journaled
from trainer.home import Home
from trainer.opening import open_store


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home that has a deck, and a package with history from another home."""
    folder = tmp_path_factory.mktemp("prepared")
    other = World(folder / "other")
    other.write_deck()
    other.run("review", "--deck", "mine", typed="\na\n3\n\n3\n\n")
    other.run("export", "mine", "--to", str(folder / "past.apkg"))
    world = World(folder / "home")
    world.write_deck('[deck]\nid = "own"\n[[cards]]\nid = "a"\nquestion = "Mine?"\nanswer = "Mine."\n', "own.toml")
    world.pass_days(1)
    world.run("due")
    return folder


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> World:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return World(tmp_path / "home", now=NOON + timedelta(days=1), names=(f"new-{number}" for number in count()))


_DIE = """
import os, sys
from datetime import datetime
from pathlib import Path
from scheduler.log.store import Store
from tests.terminal import World
Store.import_reviews = lambda *_, **__: os._exit(9)
home = Path(sys.argv[1])
names = (f"new-{number}" for number in range(1000))
World(home, now=datetime.fromisoformat(sys.argv[2]), names=names).run("import", str(home.parent / "past.apkg"))
"""


def import_and_die(world: World) -> None:
    """Import, and end without any last act when the decks are written and the reviews are not."""
    command = [sys.executable, "-c", _DIE, str(world.home), world.now.isoformat()]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9


def journals(world: World) -> list[Path]:
    return list(world.home.glob("importing-*"))


def test_an_import_that_was_killed_half_way_is_taken_back_by_whoever_comes_next(world: World) -> None:
    import_and_die(world)
    assert (world.home / "decks" / "mine.toml").exists()
    assert world.run("stats", "--json") == 0

    assert "greenroom was cut off while adding past.apkg" in world.err
    assert not (world.home / "decks" / "mine.toml").exists()
    assert json.loads(world.out)["reviews"] == 0
    assert journals(world) == []
    assert world.run("import", str(world.home.parent / "past.apkg")) == 0
    assert "with 2 past reviews" in world.out


def test_what_was_written_since_into_a_half_imported_deck_stays(world: World) -> None:
    import_and_die(world)
    path = world.home / "decks" / "mine.toml"
    path.write_text(edited := path.read_text() + "# mine\n")
    assert world.run("due") == 0

    assert "greenroom was cut off while adding past.apkg, so only half" in world.err
    assert str(path) in world.err
    assert path.read_text() == edited
    assert journals(world) == []
    assert world.run("due") == 0
    assert world.err == ""


def test_an_import_that_goes_on_is_left_in_peace(world: World) -> None:
    import_and_die(world)
    with open_store(Home(world.home, world.environment())) as store, store.at_once():  # as an import holds it
        assert world.run("decks") == 0
        assert len(journals(world)) == 1
        assert (world.home / "decks" / "mine.toml").exists()
    assert world.run("decks") == 0
    assert journals(world) == []


class Meanwhile(BackupHook):
    """Does something just before the first append, as another program may."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do

    def before_append(self) -> None:
        self._do()


def begin_after(world: World, do: Callable[[], object], texts: dict[Path, str]) -> str:
    """Begin to write files after something else has been done; return what stops it."""
    home = Home(world.home, world.environment())
    store = Store(home.database, hook=Meanwhile(do), settings=Settings(), new_uuid=lambda: "u")
    with (
        closing(store),
        pytest.raises(GreenroomError) as stopped,
        journaled(home, store, "import", "more.csv") as change,
        change.writing(texts),
    ):
        raise DeckFileError("more.toml", "is not as it was seen", "Try again.")
    return str(stopped.value)


def test_a_file_that_another_program_wrote_meanwhile_stays_even_if_it_is_the_same(world: World) -> None:
    path = world.home / "decks" / "more.toml"

    assert "is not as it was seen" in begin_after(world, lambda: path.write_text("# the same"), {path: "# the same"})
    assert path.read_text() == "# the same"
    assert journals(world) == []


def test_who_was_about_to_write_when_another_was_cut_off_is_told_to_try_again(world: World) -> None:
    message = begin_after(world, lambda: import_and_die(world), {world.home / "decks" / "mine.toml": "# more"})

    assert message.startswith("greenroom was cut off while adding past.apkg; ")
    assert not (world.home / "decks" / "mine.toml").exists()
    assert journals(world) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"change": 1}', '{"change": "x", "told": "y", "files": [[1]]}'])
def test_a_journal_that_cannot_be_read_stops_nothing(world: World, content: str) -> None:
    (world.home / "importing-x").write_text(content)

    assert world.run("due") == 0
    assert world.err == ""


def test_a_card_whose_note_the_log_refuses_is_not_added(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    world.run("due")
    with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
        database.execute("CREATE TRIGGER t BEFORE INSERT ON changes BEGIN SELECT RAISE(ABORT, 'full'); END")
    assert world.run("add", "--deck", "mine", typed="Why now?\n\nIt fits.\n\n\n") == 1
    (tmp_path / "decks.toml").write_text(DECK.replace('"mine"', '"other"'))
    assert world.run("import", str(tmp_path / "decks.toml")) == 1

    assert (world.home / "decks" / "mine.toml").read_text() == DECK
    assert not (world.home / "decks" / "other.toml").exists()
    assert not list(world.home.glob("importing-*"))
