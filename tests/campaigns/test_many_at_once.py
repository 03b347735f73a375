"""Many programs on one home: `python -m tests.crowd --rounds 40` is the long form."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crowd import CARDS_A_ROUND, Done, at_once, call, crowd, deck, prepare
from tests.histories import open_store

pytestmark = pytest.mark.slow


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


def import_into_it(home: Path, number: int) -> list[Done]:
    table = home.parent / f"more-{number}.csv"
    table.write_text(f"question,answer\nWhy {number}?,Because.\n")
    return [call(home, "import", "--deck", "mine", str(table)), call(home, "check", "--fix"), call(home, "due")]


@pytest.mark.skipif(os.name != "nt", reason="other systems let a file be replaced while it is open")
def test_eight_programs_say_that_another_one_has_a_file_open(tmp_path: Path) -> None:
    home = prepare(tmp_path, days=0, cards=CARDS_A_ROUND)
    path = home / "decks" / "mine.toml"
    before = path.read_bytes()
    with path.open("rb"):
        done = [each for some in at_once([import_into_it] * 8, [(home, 1)]) for each in some]
    assert path.read_bytes() == before
    refused = ("Close the programs that have it open", "the files are back as they were")  # either may find it first
    imports = [each for each in done if each.argv[0] == "import"]
    assert all(each.code == 1 and any(words in each.err for words in refused) for each in imports), imports
    assert [each for each in done if each not in imports and not each.is_clean] == []
    assert call(home, "doctor").code == 0
    (imported, *_) = import_into_it(home, 2)
    assert imported.code == 0, imported.err
    assert deck("mine", CARDS_A_ROUND) in path.read_text()
