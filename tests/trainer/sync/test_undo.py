"""`undo` after a sync: it takes back what you did, not what the sync brought."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.terminal import World, sit


@pytest.fixture
def two(tmp_path: Path) -> tuple[World, World]:
    """Two homes that share a folder. The first has rated a card; the second has imported a list."""
    (tmp_path / "shared").mkdir()
    one, other = World(tmp_path / "one"), World(tmp_path / "other")
    other.names = (f"other-{number}" for number in range(10_000))
    one.write_deck()
    sit(one, "\na\n3\nq\n")
    (tmp_path / "list.md").write_text("## Why us?\n\n- Name what you read about them\n")
    assert other.run("import", str(tmp_path / "list.md")) == 0
    for world in (one, other, one):
        assert world.run("sync", str(tmp_path / "shared")) == 0
    return one, other


def test_undo_takes_back_your_rating_and_not_the_deck_that_a_sync_brought(two: tuple[World, World]) -> None:
    one, _ = two
    assert one.run("undo") == 0

    assert "Good mine/" in one.out
    assert (one.home / "decks" / "list.toml").exists()


def test_undo_takes_back_your_import_and_not_the_deck_that_came_after(two: tuple[World, World]) -> None:
    _, other = two
    assert (other.home / "decks" / "mine.toml").exists()
    assert other.run("undo") == 0

    assert "imported list.md" in other.out
    assert (other.home / "decks" / "mine.toml").exists()
    assert not (other.home / "decks" / "list.toml").exists()


def test_what_a_sync_brought_is_undone_by_its_number(two: tuple[World, World]) -> None:
    one, _ = two
    assert one.run("undo", "--list") == 0
    number = next(line.split()[0] for line in one.out.splitlines() if "synced decks/list.toml" in line)

    assert one.run("undo", number) == 0
    assert not (one.home / "decks" / "list.toml").exists()


def test_what_another_machine_did_to_its_files_is_not_listed_as_something_to_undo(two: tuple[World, World]) -> None:
    one, other = two
    for value in ("7", "8"):
        assert other.run("config", "new_per_day", value) == 0
    for world in (other, one):
        assert world.run("sync") == 0
    assert one.run("undo", "--list") == 0
    assert "new_per_day = 8" not in one.out
    assert one.out.count("synced config.toml") == 1
    assert other.run("undo", "--list") == 0
    assert "new_per_day = 8" in other.out
    assert other.out.count("synced") == 1


def test_what_you_did_after_a_clock_was_ahead_comes_first(two: tuple[World, World]) -> None:
    one, other = two
    other.now += timedelta(days=365)
    sit(other, "\na\n3\nq\n")
    for world in (other, one):
        assert world.run("sync") == 0
    assert one.run("config", "new_per_day", "7") == 0
    assert one.run("undo") == 0

    assert "set new_per_day = 7" in one.out


def test_where_nothing_was_done_there_is_nothing_to_undo(two: tuple[World, World], tmp_path: Path) -> None:
    one, _ = two
    third = World(tmp_path / "third", names=(f"third-{number}" for number in range(99)))
    assert third.run("sync", str(tmp_path / "shared")) == 0
    assert third.run("undo", "--list") == 0
    assert "Good mine/" in third.out

    assert third.run("undo") == 1
    assert "There's nothing to undo from this machine" in third.err
    assert third.run("undo", "--list", "--json") == 0
    rating = next(each["number"] for each in json.loads(third.out) if each["kind"] == "rating")
    assert third.run("undo", str(rating)) == 0
    assert "Undone" in third.out
    for world in (third, one):
        assert world.run("sync") == 0
    assert one.run("undo", "--list") == 0
    assert "Good mine/" not in one.out


def test_a_review_takes_back_no_rating_that_was_given_elsewhere(two: tuple[World, World], tmp_path: Path) -> None:
    one, _ = two
    third = World(tmp_path / "third", names=(f"third-{number}" for number in range(99)))
    assert third.run("sync", str(tmp_path / "shared")) == 0
    assert third.run("review", "--plain", "--deck", "mine", typed="\nu\nq\n") == 0
    for world in (third, one):
        assert world.run("sync") == 0

    assert one.run("undo", "--list") == 0
    assert "Good mine/" in one.out
