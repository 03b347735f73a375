import os
import sqlite3
import threading
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from cards.card import Card, Kind
from cards.key import CardKey
from decks.library.library import Library
from decks.model.errors import UnknownCard, UnknownDeck
from decks.model.ids import match_reworded
from decks.toml.files import MAX_BYTES, Unreadable, digest, locate, read_file, read_text

DECK = '[deck]\ntitle = "Mine"\n[[cards]]\nid = "a"\nquestion = "Why?"\nanswer = "So."\npriority = "must"\n'


class Shelf:
    """A home with a folder of own decks and one of built-in ones."""

    def __init__(self, path: Path) -> None:
        self.own, self.builtin, self.cache = path / "decks", path / "builtin", path / "cache.db"
        self.own.mkdir()
        self.builtin.mkdir()

    def library(self) -> Library:
        return Library(self.own, self.cache, builtin=self.builtin)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def cards_read(library: Library, deck: str) -> list[Card]:
    try:
        return library.cards(deck)
    finally:
        library.close()


def test_a_deck_is_listed_without_loading_its_cards(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    library = shelf.library()
    (deck,) = library.decks()
    library.close()

    assert (deck.id, deck.title, deck.cards, deck.builtin, deck.ids) == ("mine", "Mine", 1, False, [["a"], [], []])


def test_a_file_that_did_not_change_is_not_parsed_again(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    stat = path.stat()
    cards_read(shelf.library(), "mine")
    path.write_text(DECK.replace("Why?", "Who?"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # same size and date: nothing tells that it changed

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


def test_a_changed_file_is_read_again(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    library = shelf.library()
    path.write_text(DECK.replace("Why?", "Who is it?"))
    library.refresh()

    assert cards_read(library, "mine")[0].question == "Who is it?"


def test_a_deleted_deck_is_gone_and_returns_with_its_file(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    library = shelf.library()
    path.unlink()
    library.refresh()
    assert library.decks() == ()
    path.write_text(DECK)
    library.refresh()

    assert cards_read(library, "mine")[0].id == "a"


@pytest.mark.parametrize("content", [b"garbage", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_cache_is_made_anew(shelf: Shelf, content: bytes) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    shelf.cache.write_bytes(content)

    assert cards_read(shelf.library(), "mine")[0].id == "a"


@pytest.mark.parametrize("head", ["{}", "null", '{"id": "mine", "name": "Mine"}'])
def test_a_cache_that_says_something_else_of_a_deck_is_made_anew(shelf: Shelf, head: str) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    cards_read(shelf.library(), "mine")
    with sqlite3.connect(shelf.cache) as database:
        database.execute("UPDATE files SET head = ?", (head,))
    database.close()
    library = shelf.library()

    assert library.deck("mine").title == "Mine"
    assert cards_read(library, "mine")[0].id == "a"


@pytest.mark.parametrize(
    "head",
    ['title = "Mine"', 'id = "own"\ndescription = "All."\nkind = "story"\nlanguage = "de"\nlicense = "CC0-1.0"'],
)
def test_a_whole_deck_is_what_its_file_says_whether_just_read_or_kept(shelf: Shelf, head: str) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(f'[deck]\n{head}\n[[cards]]\nid = "a"\nquestion = "Why?"\nanswer = "So."\nkind = "probe"\n')
    expected, _ = read_file(path)
    assert expected is not None
    for _ in ("read", "kept"):
        library = shelf.library()
        found = library.whole(expected.head.id)
        kind = library.deck(expected.head.id).kind
        library.close()
        assert (found.head, found.cards) == (expected.head, expected.cards)
        assert (type(found.head.kind), type(kind)) == (Kind, str)


def test_a_cache_of_another_version_is_made_anew(shelf: Shelf) -> None:
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


def test_an_own_deck_takes_the_place_of_a_built_in_one(shelf: Shelf) -> None:
    (shelf.builtin / "mine.toml").write_text(DECK)
    library = shelf.library()
    assert library.deck("mine").builtin
    (shelf.own / "copy.toml").write_text(DECK.replace("[deck]", '[deck]\nid = "mine"').replace("Why?", "Own?"))
    library.refresh()
    assert not library.deck("mine").builtin
    assert library.problems() == []

    assert cards_read(library, "mine")[0].question == "Own?"


def test_two_own_decks_with_one_id_are_a_problem(shelf: Shelf) -> None:
    (shelf.own / "a.toml").write_text(DECK.replace("[deck]", '[deck]\nid = "mine"'))
    (shelf.own / "b.toml").write_text(DECK.replace("[deck]", '[deck]\nid = "mine"'))
    library = shelf.library()
    (problem,) = library.problems()
    library.close()

    assert str(problem).startswith(f'{shelf.own / "b.toml"}:1: the deck\'s id "mine" is that of {shelf.own / "a.toml"}')


def test_problems_of_a_file_are_remembered(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK + "[[cards]]\nanswer = 'x'\n")
    shelf.library().close()
    library = shelf.library()
    (problem,) = library.problems()
    library.close()

    assert problem.line == 8


def test_a_name_nearly_right_is_guessed(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK.replace('"a"', '"made-sure"'))
    library = shelf.library()
    with pytest.raises(UnknownDeck, match='There is no deck "mien"') as deck:
        library.deck("mien")
    with pytest.raises(UnknownCard, match='Did you mean "mine/made-sure"') as card:
        library.card(CardKey("mine", "made-sur"))
    with pytest.raises(UnknownCard, match="lists the cards"):
        library.card(CardKey("mine", "zzz"))
    library.close()

    assert 'Did you mean "mine"?' in str(deck.value)
    assert card.value.exit_code == 1


def test_cards_without_an_id_take_the_ids_they_are_identified_by(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(
        '[[cards]]\nquestion = "Why you?"\nanswer = "b"\n[[cards]]\nid = "who"\nquestion = "Who?"\nanswer = "b"\n'
    )

    def identify(deck: str, fresh: Mapping[str, str], taken: Collection[str]) -> Mapping[str, str]:
        assert (deck, dict(fresh), set(taken)) == ("mine", {"why-you": "Why you?"}, {"who"})
        return {"why-you": "why-us"}

    library = Library(shelf.own, shelf.cache, builtin=shelf.builtin, identify=identify)

    assert cards_read(library, "mine")[0].id == "why-us"


def test_a_reworded_question_is_matched_to_the_closest_lost_one() -> None:
    lost = {"a": "Why do you want this job?", "b": "What is your greatest weakness?"}
    fresh = {"x": "Why do you want the job?", "y": "Something else entirely, isn't it?"}

    assert match_reworded(lost, fresh) == {"x": "a"}


def test_one_lost_question_is_given_to_one_fresh_one_only() -> None:
    assert match_reworded({"a": "Why us then?"}, {"x": "Why us then??", "y": "Why us then!"}) in (
        {"x": "a"},
        {"y": "a"},
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "is not UTF-8 text. Save it as UTF-8 in your editor."),
        (b"#" * (MAX_BYTES + 1), "is larger than 16 MB. Split it into several decks."),
    ],
)
def test_a_file_that_is_no_text_is_one_problem(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(content)
    deck, (problem,) = read_file(path)

    assert deck is None
    assert str(problem) == f"{path}:1: {sentence}"


def test_what_cannot_be_read_is_a_problem_and_hides_no_other_deck(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    (shelf.own / "loop.toml").symlink_to("loop.toml")
    (shelf.own / "dangling.toml").symlink_to("/nowhere.toml")
    (shelf.own / "folder.toml").mkdir()
    (shelf.own / ".#mine.toml").symlink_to("somebody@somewhere.4711")  # as Emacs says that it has a file open
    for _ in range(2):  # read, and remembered
        library = shelf.library()
        problems = library.problems()
        library.close()

        assert [deck.id for deck in library.decks()] == ["mine"]
        assert [(Path(each.path).name, each.message.split(" (")[0]) for each in problems] == [
            ("dangling.toml", "cannot be read"),
            ("folder.toml", "cannot be read"),
            ("loop.toml", "cannot be read"),
        ]


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"cannot be read \(No such file or directory\)"):
        read_text(tmp_path / "none.toml")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(b"\xef\xbb\xbf" + DECK.encode())

    assert read_file(path)[1] == []


def test_a_card_is_located_by_its_id_or_its_question(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(DECK + '[[cards]]\nquestion = "No id?"\nanswer = "x"\n')

    assert locate(path, "a", "Why?") == 3
    assert locate(path, "no-id", "No id?") == 8
    assert locate(path, "zzz", "zzz") == 1
    path.write_text("not = toml =")
    assert locate(path, "a", "Why?") == 1
    assert locate(tmp_path / "none.toml", "a", "Why?") == 1


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


def test_wordings_of_all_cards_are_read_without_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.toml").write_text('[[cards]]\nid = "x"\nquestion = "Q?"\nphrasings = ["P?"]\nanswer = "A"\n', "utf-8")
    (own / "b.toml").write_text('[[cards]]\nid = "y"\nquestion = "R?"\nanswer = "B"\n', "utf-8")
    library = Library(own, tmp_path / "cache.db", builtin=tmp_path / "none")

    assert dict(library.wordings()) == {CardKey("a", "x"): ("Q?", "P?"), CardKey("b", "y"): ("R?",)}
    library.close()


def test_a_file_that_is_taken_away_while_it_is_read_is_not_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)

    def taken_away(file: Path) -> str:
        file.unlink()
        return digest(file)

    monkeypatch.setattr("decks.library.index.digest", taken_away)
    library = shelf.library()

    assert library.decks() == ()
    assert library.problems() == []
    library.close()
