"""A home that an earlier greenroom filled, kept as it was: it must open with nothing lost, whatever we rebuild."""

import json
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests import GOLDEN
from tests.terminal import World

WANTED = json.loads((GOLDEN / "home-format9.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The home, on the day its figures were written down."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with ZipFile(GOLDEN / "home-format9.zip") as kept:
        kept.extractall(home)
    names = (f"new-{number}" for number in count())  # the home has rows of its own called id-0, id-1 ...
    return World(home, now=datetime.fromisoformat(WANTED["now"]), names=names)


def shown(world: World, command: str) -> Any:
    assert world.run(*command.split(), "--json") == 0, world.err
    assert world.err == ""
    return json.loads(world.out)


def within(found: Any, wanted: Any) -> Any:
    """Return what was found without the keys that came later."""
    if isinstance(wanted, dict):
        return {name: within(found[name], value) for name, value in wanted.items()}
    if isinstance(wanted, list) and len(wanted) == len(found):
        return [within(one, other) for one, other in zip(found, wanted, strict=True)]
    return found


def test_it_is_sound_and_its_log_agrees_with_its_memories(world: World) -> None:
    assert world.run("doctor", "--fix") == 0, world.out
    assert "The stored rows match the log." in world.out


def test_the_same_can_be_undone(world: World) -> None:
    """Things of one moment may have another order among themselves."""

    def unnumbered(changes: list[dict[str, Any]]) -> list[str]:
        return sorted(json.dumps({**change, "number": 0}, sort_keys=True) for change in changes)

    wanted = WANTED["undo --list"]
    found = within(shown(world, "undo --list"), wanted)
    assert [change["at_utc_ms"] for change in found] == [change["at_utc_ms"] for change in wanted]
    assert unnumbered(found) == unnumbered(wanted)


@pytest.mark.parametrize("command", ["cards mine", "answers"])
def test_lists_are_what_they_were(world: World, command: str) -> None:
    assert within(shown(world, command), WANTED[command]) == WANTED[command]


@pytest.mark.parametrize("command", ["stats", "interview show"])
def test_figures_are_what_they_were(world: World, command: str) -> None:
    found = shown(world, command)
    assert within(found, WANTED[command]) == WANTED[command]


def test_the_same_cards_are_due(world: World) -> None:
    due = shown(world, "due")
    own = [deck for deck in due["decks"] if deck["id"] in ("mine", "past", "tales", "talk")]
    assert within({"study_day": due["study_day"], "due": due["due"], "decks": own}, WANTED["due"]) == WANTED["due"]


def test_a_review_can_be_given_and_undone(world: World) -> None:
    before = shown(world, "cards mine")
    world.now += timedelta(minutes=1)  # the last change of the home was made this very instant
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\n\n") == 0
    assert shown(world, "stats")["reviews"] == WANTED["stats"]["reviews"] + 1
    assert world.run("undo") == 0
    assert shown(world, "cards mine") == before


def test_its_own_backup_restores_it(world: World) -> None:
    assert world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\n\n") == 0
    (backup,) = (world.home / "backups").glob("backup-*.zip")
    assert world.run("restore", str(backup)) == 0, world.err

    assert shown(world, "stats")["reviews"] == WANTED["stats"]["reviews"]
    assert within(shown(world, "answers"), WANTED["answers"]) == WANTED["answers"]
