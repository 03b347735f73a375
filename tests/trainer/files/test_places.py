"""The device name of a home that is moved, copied, or carried between machines."""

import os
import shutil
from pathlib import Path

import pytest

from tests.terminal import DECK, World
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_store


def opened(path: Path, state: Path | None) -> str:
    """Open a home on the machine with this state folder; return its device name."""
    world = World(path)
    env: Environment = world.environment()._replace(
        state_folder=lambda _: state, new_uuid=lambda: f"of {path.name}, {state and state.name}"
    )
    with open_store(open_home(env, str(path))) as store:
        return store.device


@pytest.fixture
def home(tmp_path: Path) -> Path:
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    return world.home


def test_a_home_keeps_its_name_where_it_is_and_where_it_is_moved(home: Path, tmp_path: Path) -> None:
    name = opened(home, tmp_path / "one")
    assert opened(home, tmp_path / "one") == name
    moved = home.rename(tmp_path / "moved")
    assert opened(moved, tmp_path / "one") == name
    assert len(list((tmp_path / "one" / "homes").iterdir())) == 1


def test_a_copied_home_gets_a_name_of_its_own_and_both_keep_theirs(home: Path, tmp_path: Path) -> None:
    name = opened(home, tmp_path / "one")
    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    other = opened(copy, tmp_path / "one")
    assert other != name
    assert [opened(path, tmp_path / "one") for path in (home, copy, home)] == [name, other, name]


def test_a_stick_has_one_name_on_each_machine_however_often_it_is_carried(home: Path, tmp_path: Path) -> None:
    names = [opened(home, tmp_path / machine) for machine in ("one", "two", "one", "two", "one")]
    assert len(set(names)) == 2
    assert names[:2] * 2 + names[:1] == names


@pytest.mark.parametrize("state", [None, Path("/dev/null")])
def test_where_nothing_can_be_noted_every_home_keeps_its_name(home: Path, tmp_path: Path, state: Path | None) -> None:
    name = opened(home, state)
    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    assert opened(copy, state) == opened(home, state) == name


def test_a_home_of_before_keeps_its_name(home: Path, tmp_path: Path) -> None:
    name = opened(home, None)
    assert opened(home, tmp_path / "one") == name


def test_a_home_in_the_folder_for_temporary_files_is_not_noted(home: Path) -> None:
    assert Environment.real().state_folder(home) is None
    assert isinstance(Home(home, Environment.real()), Home)


def test_a_home_reached_by_another_path_is_no_copy(home: Path, tmp_path: Path) -> None:
    name = opened(home, tmp_path / "one")
    other = Path(str(home).swapcase()) if os.name == "nt" else tmp_path / "other"
    if os.name != "nt":
        other.symlink_to(home, target_is_directory=True)
    assert [opened(path, tmp_path / "one") for path in (other, home, other)] == [name] * 3
