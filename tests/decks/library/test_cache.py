"""The deck cache: what it saves, and how it survives damage, locks and other processes."""

import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from cards.key import CardKey
from decks.library.library import Library
from tests.decks.library.shelf import DECK, Shelf, cards_read


def test_a_file_that_did_not_change_is_not_parsed_again(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    stat = path.stat()
    cards_read(shelf.library(), "mine")
    path.write_text(DECK.replace("Why?", "Who?"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # same size and date, so it counts as unchanged

    assert cards_read(shelf.library(), "mine")[0].question == "Why?"


def test_a_file_that_was_only_touched_is_known_by_its_content(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    cards_read(shelf.library(), "mine")
    with sqlite3.connect(shelf.cache) as database:
        database.execute("UPDATE cards SET content = replace(content, 'Why?', 'From the cache?')")
    database.close()
    os.utime(path, (1, 1))

    assert cards_read(shelf.library(), "mine")[0].question == "From the cache?"


@pytest.mark.parametrize("content", [b"garbage", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_cache_is_rebuilt(shelf: Shelf, content: bytes) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    shelf.cache.write_bytes(content)

    assert cards_read(shelf.library(), "mine")[0].id == "a"


@pytest.mark.parametrize("head", ["{}", "null", '{"id": "mine", "name": "Mine"}'])
def test_a_cache_that_says_something_else_of_a_deck_is_rebuilt(shelf: Shelf, head: str) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    cards_read(shelf.library(), "mine")
    with sqlite3.connect(shelf.cache) as database:
        database.execute("UPDATE files SET head = ?", (head,))
    database.close()
    library = shelf.library()

    assert library.deck("mine").title == "Mine"
    assert cards_read(library, "mine")[0].id == "a"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cards",
        "UPDATE cards SET content = '-1'",
        "UPDATE files SET problems = '-1'",
        "UPDATE files SET problems = '[3]'",
        "UPDATE files SET deck = ''",
        "UPDATE files SET head = '[]'",
        "UPDATE files SET head = json_set(head, '$.title', 3)",
        "UPDATE files SET ids = '3'",
        "UPDATE files SET ids = '[[3]]'",
        """UPDATE files SET ids = '["a"]'""",
        "UPDATE files SET unanswered = '[[]]'",
        """UPDATE files SET renamed = '{"b": 1}'""",
        """UPDATE files SET apart = '{"a": "story"}'""",
        """UPDATE files SET apart = '{"a": [3, null]}'""",
    ],
)
def test_a_cache_that_does_not_fit_together_is_rebuilt(shelf: Shelf, statement: str) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    shelf.library().close()
    with closing(sqlite3.connect(shelf.cache)) as database, database:
        database.execute(statement)
    library = shelf.library()

    assert library.known_cards(path, path.read_bytes()) == library.cards("mine")
    assert library.problems() == []
    assert [card.id for card in cards_read(library, "mine")] == ["a"]


def test_a_trigger_in_the_cache_loses_no_cards(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    shelf.library().close()
    with closing(sqlite3.connect(shelf.cache)) as database, database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON cards BEGIN DELETE FROM cards; END")
    (shelf.own / "other.toml").write_text(DECK)
    library = shelf.library()

    assert library.cards("mine")
    assert cards_read(library, "other")


def test_a_cache_of_another_version_is_rebuilt(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    cards_read(shelf.library(), "mine")
    with sqlite3.connect(shelf.cache) as database:
        database.execute("UPDATE files SET deck = 'stale'")
        database.execute("PRAGMA user_version = 999")
    database.close()

    assert cards_read(shelf.library(), "mine")[0].id == "a"


def test_whichever_page_of_the_cache_is_damaged_a_changed_deck_is_read_with_all_others(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    for number in range(20):
        (shelf.own / f"other-{number}.toml").write_text(DECK.replace("Why?", f"Why {'really ' * 20}{number}?"))
    path.write_text(DECK)
    shelf.library().close()
    sound = shelf.cache.read_bytes()
    size = int.from_bytes(sound[16:18], "big")
    for number in range(len(sound) // size):
        shelf.cache.write_bytes(sound[: number * size] + b"\xff" * size + sound[(number + 1) * size :])
        path.write_text(DECK.replace("Why?", f"Why, with page {number} gone?"))
        library = shelf.library()

        assert library.cards("mine")[0].question == f"Why, with page {number} gone?"
        assert all(library.cards(f"other-{number}") for number in range(20))
        library.close()


def test_a_cache_that_cannot_be_made_is_kept_in_memory(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    shelf.cache.mkdir()

    assert cards_read(shelf.library(), "mine")[0].id == "a"


def test_a_locked_cache_goes_on_in_memory(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    library = shelf.library()
    other = sqlite3.connect(shelf.cache, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    path.write_text(DECK.replace("Why?", "Who is it?"))
    library.refresh()
    other.close()

    assert cards_read(library, "mine")[0].question == "Who is it?"


def test_problems_of_a_file_are_remembered(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK + "[[cards]]\nanswer = 'x'\n")
    shelf.library().close()
    library = shelf.library()
    (problem,) = library.problems()
    library.close()

    assert problem.line == 8


def test_two_libraries_may_fill_one_cache_at_once(shelf: Shelf) -> None:
    for number in range(10):
        (shelf.own / f"deck-{number}.toml").write_text(DECK)
    found: list[int] = []

    def open_and_count() -> None:
        library = shelf.library()
        found.append(sum(deck.cards for deck in library.decks()))
        library.close()

    threads = [threading.Thread(target=open_and_count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [10] * 4


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
