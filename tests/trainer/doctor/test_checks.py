"""The checks of the log, the settings, the decks and the clock."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from tests.damaged_homes import CARDS, DAMAGES
from tests.terminal import World
from tests.trainer.doctor.findings import examine
from trainer.opening import open_home, open_store


def test_a_sound_home_is_healthy_and_left_as_it_is(world: World) -> None:
    before = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file()}
    code, findings = examine(world)

    assert code == 0
    assert {finding["check"] for finding in findings} == {
        "database",
        "settings",
        "replay",
        "decks",
        "orphans",
        "clock",
        "space",
        *(["modes"] if os.name == "posix" else []),
        "backups",
    }
    assert {finding["level"] for finding in findings} == {"ok", "note"}
    after = {path: path.read_bytes() for path in world.home.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    assert {path: content for path, content in after.items() if path in before} == {
        path: content for path, content in before.items() if path in after
    }


def test_an_empty_home_is_healthy(tmp_path: Path) -> None:
    world = World(tmp_path / "new")

    assert world.run("doctor") == 0
    assert "There is no review log yet." in world.out
    assert world.out.endswith("All is well.\n")


def test_cards_with_history_that_are_in_no_deck_are_only_told(world: World) -> None:
    code, findings = examine(world)
    message = next(finding["message"] for finding in findings if finding["check"] == "orphans")

    assert code == 0
    assert message.startswith(f"{CARDS - 1} cards with history but no deck: gone/card-1, gone/card-10, ")


def test_what_is_found_fits_a_narrow_terminal(world: World) -> None:
    DAMAGES["undos missing"].do(world)
    for world.columns in (20, 40):
        world.run("doctor")
        words = [word for word in world.out.split() if len(word) > world.columns]
        assert all(len(line) <= world.columns or line.strip() in words for line in world.out.splitlines())


def test_what_is_derived_is_compared_under_the_parameters_in_use(world: World) -> None:
    with open_store(open_home(world.environment(), None)) as store:
        store.use_parameters((0.25, *DEFAULT_PARAMETERS[1:]), 1_000, 0)
    assert world.run("doctor") == 0
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute(
            "UPDATE days SET good = good + 1 WHERE (deck, study_day) = (SELECT deck, study_day FROM days LIMIT 1)"
        )
    assert world.run("doctor") == 1
    assert "1 of days" in " ".join(world.out.split())
    assert world.run("doctor", "--fix") == 0
    assert world.run("doctor") == 0


def test_a_rating_under_a_clock_that_was_ahead_is_no_longer_told_once_it_is_taken_back(world: World) -> None:
    world.pass_days(30)
    world.run("review", "--deck", "mine", typed="\n\n1\n3\nq\n")
    world.pass_days(-30)
    assert world.run("doctor") == 1
    assert "30 days behind the last rating" in world.out
    world.run("undo")

    assert world.run("doctor") == 0


def test_rows_of_the_log_that_speak_of_nothing_are_counted_and_do_no_harm(world: World) -> None:
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute("INSERT INTO tellings VALUES ('a', 'here', 'gone', 'strike', 0)")
        database.execute("INSERT INTO timings VALUES ('b', 'here', 'gone', '1 2 3 4', 0)")
        database.execute("INSERT INTO undone VALUES ('c', 'here', 'gone', 0)")
        database.execute("INSERT INTO change_rows VALUES ('gone', 'gone')")

    assert world.run("doctor") == 0
    assert "4 rows refer to something deleted, which does no harm." in " ".join(world.out.split())


def test_every_bad_setting_is_told(world: World) -> None:
    path = world.home / "config.toml"
    path.write_text('maximum_interval = 0\nnew_per_day = "many"\nsuggest_points = 3\ndesired_retention = 0.9\n')
    path.chmod(0o600)
    code, findings = examine(world)

    assert code == 1
    assert [finding["message"] for finding in findings if finding["check"] == "settings"] == [
        f"{path}: new_per_day is not a number.",
        f"{path}: suggest_points is not true or false.",
        "maximum_interval = 0 is not between 1 and 36500 days.",
    ]


@pytest.mark.parametrize(
    "nested", ["x = " + "[" * 2000 + "]" * 2000, "x" + ".x" * 2000 + " = 1"], ids=["lists", "keys"]
)
def test_settings_nested_too_deeply_are_one_sentence(world: World, nested: str) -> None:
    (world.home / "config.toml").write_text(nested)

    for argv, code in ((["due"], 0), (["config"], 0), (["config", "new_per_day", "5"], 1)):
        assert world.run(*argv) == code
        assert f"{world.home / 'config.toml'} is not valid TOML (nested too deeply" in world.err
    assert world.run("doctor") == 1
    assert "nested too deeply" in " ".join(world.out.split())
    assert (world.home / "config.toml").read_text() == nested


@pytest.mark.parametrize("content", ["x = ", "new_per_day = 12\nkeys = 3\nmine = 1", "a = " + "1" * 5000, None])
def test_a_file_of_settings_with_a_mistake_is_set_aside(world: World, content: str | None) -> None:
    path = world.home / "config.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_text(content)
    assert world.run("doctor", "--fix") == 0

    (aside,) = (world.home / "backups").glob("config-*.toml")
    assert str(aside) in "".join(world.out.split("\n")).replace("         ", "") or aside.name in world.out
    if content is not None:
        assert aside.read_text() == content
    assert world.run("config", "new_per_day") == 0
    assert (world.out, world.err) == ("12\n" if content and "12" in content else "10\n", "")
    assert world.run("doctor") == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_links_that_lead_nowhere_among_the_decks_are_told(world: World) -> None:
    decks = world.home / "decks"
    (decks / "loop.toml").symlink_to("loop.toml")
    (decks / "dangling.toml").symlink_to("/nowhere.toml")
    code, findings = examine(world)

    assert code == 1
    assert [finding["message"] for finding in findings if finding["check"] == "decks"] == [
        f"{decks / 'dangling.toml'}:1: cannot be read (No such file or directory).",
        f"{decks / 'loop.toml'}:1: cannot be read (Too many levels of symbolic links).",
    ]
    assert world.run("cards", "mine") == 0  # which the circle once hid
