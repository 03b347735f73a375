"""Many programs on one home: `python -m tests.crowd --rounds 40` is the long form."""

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from cards.key import CardKey
from decks.library.library import Library
from decks.toml.atomic import take_back, write_own
from tests.crowd import Done, at_once, call, crowd
from tests.histories import open_store
from tests.terminal import DECK, World
from trainer.cli import main


def test_eight_programs_on_one_home_lose_no_rating_and_tell_no_lock(tmp_path: Path) -> None:
    home, report = crowd(tmp_path, rounds=2)
    examined = call(home, "doctor", "--json")
    store = open_store(home)
    given = store.rows(
        "SELECT uuid IN (SELECT review FROM undos), count(*) FROM reviews WHERE mode <> 'imported' GROUP BY 1"
    )
    ((imported,),) = store.rows("SELECT count(*) FROM reviews WHERE mode = 'imported'")
    asked_twice = store.rows(
        "SELECT card FROM reviews WHERE mode <> 'imported' AND uuid NOT IN (SELECT review FROM undos)"
        " GROUP BY card HAVING count(*) > 1"
    )
    times = dict(store.rows("SELECT card, reviews FROM memories"))
    store.close()

    assert [done for done in report.done if not done.is_clean] == []
    assert sum(count for _, count in given) == report.ratings_acknowledged
    assert sum(count for undone, count in given if undone) == report.undos_acknowledged
    assert imported == report.imports_acknowledged
    assert examined.code == 0, examined.out
    # Where both who reviewed have asked the same card, which is chance, both ratings count.
    assert all(times[card] > 1 for (card,) in asked_twice)


def be_first(home: Path, reads: int) -> list[Done]:
    commands = (("undo", "--list", "--json"), ("due", "--json"), ("cards", "analytical-technique", "--json"))
    return [call(home, *argv) for argv in commands[: 1 + reads]]


def test_eight_programs_may_be_the_first_in_a_home(tmp_path: Path) -> None:
    homes = [(tmp_path / f"home-{number}", 0) for number in range(2)]  # none of these reads the decks, which takes long
    everyone = [done for each in at_once([be_first] * 8, [*homes, (tmp_path / "last", 2)]) for done in each]

    assert [done for done in everyone if not done.is_clean] == []
    assert len({(done.argv, done.out) for done in everyone}) == 3
    with closing(sqlite3.connect(tmp_path / "last" / "cache.db")) as cache:
        assert cache.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cache.execute("SELECT count(*) > 5 FROM files").fetchone() == (1,)


# --- one at a time what the crowd has found -----------------------------------------------------------------


def test_a_cache_emptied_while_decks_are_read_does_no_harm(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache.db"
    own.mkdir()
    (own / "a.toml").write_text('[[cards]]\nquestion = "Why?"\nanswer = "x"\n')

    def identify(_: str, fresh: Mapping[str, str], __: Collection[str]) -> Mapping[str, str]:
        return {made: made for made in fresh}

    (own / "b.toml").write_text('[[cards]]\nid = "y"\nquestion = "Who?"\nanswer = "x"\n')
    Library(own, cache, builtin=tmp_path / "none", identify=identify).close()
    (own / "a.toml").write_text('[[cards]]\nquestion = "Why not?"\nanswer = "x"\n')

    def emptied(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        with closing(sqlite3.connect(cache)) as other, other:
            other.execute("DELETE FROM files")
        return identify(deck, fresh, taken)

    library = Library(own, cache, builtin=tmp_path / "none", identify=emptied)

    assert [deck.id for deck in library.decks()] == ["a", "b"]
    library.close()


def test_a_cache_in_use_is_left_to_those_who_use_it(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache.db"
    own.mkdir()
    (own / "a.toml").write_text('[[cards]]\nid = "x"\nquestion = "Why?"\nanswer = "x"\n')
    with closing(sqlite3.connect(cache, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        library = Library(own, cache, builtin=tmp_path / "none")
        assert [deck.id for deck in library.decks()] == ["a"]
        library.close()
        other.execute("CREATE TABLE mine(x)")
        other.execute("COMMIT")
    with closing(sqlite3.connect(cache)) as again:
        assert again.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_pages_of_the_cache_that_cannot_be_read_make_it_anew(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache.db"
    own.mkdir()
    for number in range(40):
        (own / f"d{number}.toml").write_text('[[cards]]\nid = "x"\nquestion = "Why?"\nanswer = "x"\n')
    Library(own, cache, builtin=tmp_path / "none").close()
    with cache.open("r+b") as file:
        size = cache.stat().st_size
        file.seek(2 * 4096)
        file.write(b"\xff" * (size - 2 * 4096))
    library = Library(own, cache, builtin=tmp_path / "none")

    assert len(library.decks()) == 40
    assert library.cards("d7")[0].question == "Why?"
    library.close()


def test_cards_of_the_cache_that_cannot_be_read_are_read_from_their_files(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache.db"
    own.mkdir()
    (own / "a.toml").write_text('[[cards]]\nid = "x"\nquestion = "Why?"\nanswer = "x"\n')
    library = Library(own, cache, builtin=tmp_path / "none")
    looks: tuple[Callable[[], str], ...] = (
        lambda: library.card(CardKey("a", "x")).question,
        lambda: library.cards("a")[0].question,
        lambda: next(library.wordings())[1][0],
    )
    for look in looks:
        with closing(sqlite3.connect(cache)) as other, other:
            other.execute("UPDATE cards SET content = 'no JSON'")
        assert look() == "Why?"
    library.close()


def test_an_import_that_fails_leaves_what_another_has_written_since(tmp_path: Path) -> None:
    path, backups, now = tmp_path / "mine.toml", tmp_path / "backups", datetime(2026, 3, 2, tzinfo=UTC)
    for before in (None, b"before"):
        if before:
            path.write_bytes(before)
        backup = write_own(path, "ours", backups, now, seen=before)
        path.write_bytes(b"theirs")
        take_back(path, backup, b"ours")
        assert path.read_bytes() == b"theirs"
        path.write_bytes(b"ours")
        take_back(path, backup, b"ours")
        assert (path.read_bytes() if path.exists() else None) == before


def test_files_replaced_at_once_are_kept_under_names_of_their_own(tmp_path: Path) -> None:
    path, backups, now = tmp_path / "mine.toml", tmp_path / "backups", datetime(2026, 3, 2, tzinfo=UTC)
    path.write_bytes(b"0")
    kept = [write_own(path, str(number + 1), backups, now, seen=str(number).encode()) for number in range(3)]

    assert [each.read_bytes() for each in kept if each] == [b"0", b"1", b"2"]
    assert {each.stat().st_mode & 0o777 for each in kept if each} == {0o600}


def test_what_two_undo_at_once_is_undone_by_one(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n\n")
    out, looks = StringIO(), iter([True])
    env = world.environment()._replace(stderr=out)

    def clock() -> datetime:  # is asked between the look at what there is and its undoing
        if next(looks, False):
            assert world.run("undo") == 0
        return world.now

    assert main(["undo"], env._replace(clock=clock)) == 1
    assert "Another terminal has just undone this." in out.getvalue()
    world.run("undo", "--list", "--json")

    assert json.loads(world.out) == []


def test_unfinished_work_that_vanishes_while_it_is_looked_at_is_no_finding(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    path = world.write_deck(DECK)
    path.with_name("gone.toml.new").symlink_to("nowhere")  # listed, and not there to be looked at
    world.run("doctor", "--json")

    assert "leftovers" not in world.out
    assert world.err == ""
