"""The library: which decks it lists, and when it reads their files again."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from cards.card import Kind
from cards.key import CardKey
from decks.library.library import Library
from decks.model.errors import UnknownCard, UnknownDeck
from decks.toml.files import digest, read_file
from tests.decks.library.shelf import DECK, Shelf, cards_read


def test_a_deck_is_listed_without_loading_its_cards(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    library = shelf.library()
    (deck,) = library.decks()
    library.close()

    assert (deck.id, deck.title, deck.cards, deck.builtin, deck.ids) == ("mine", "Mine", 1, False, [["a"], [], []])


@pytest.mark.parametrize("year", [1700, 2300])
def test_a_file_may_be_dated_centuries_away(shelf: Shelf, year: int) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    os.utime(path, ((year - 1970) * 31_557_600,) * 2)
    library = shelf.library()
    library.refresh()

    assert [deck.id for deck in library.decks()] == ["mine"]


def test_a_changed_file_is_read_again(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    library = shelf.library()
    path.write_text(DECK.replace("Why?", "Who is it?"))
    library.refresh()

    assert cards_read(library, "mine")[0].question == "Who is it?"


def test_a_card_is_loaded_again_once_another_program_has_read_its_file(shelf: Shelf) -> None:
    path = shelf.own / "mine.toml"
    path.write_text(DECK)
    library = shelf.library()
    before = library.card(CardKey("mine", "a"))
    path.write_text(DECK.replace("Why?", "Who is it?"))
    shelf.library().close()
    after = library.card(CardKey("mine", "a"))
    library.close()

    assert (before.question, after.question) == ("Why?", "Who is it?")


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

    assert str(problem).startswith(
        f'{shelf.own / "b.toml"}:1: the deck\'s id "mine" is also used by {shelf.own / "a.toml"}'
    )


def test_a_name_nearly_right_is_guessed(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK.replace('"a"', '"made-sure"'))
    library = shelf.library()
    with pytest.raises(UnknownDeck, match='There is no deck "mien"') as deck:
        library.deck("mien")
    with pytest.raises(UnknownCard, match='Did you mean "mine/made-sure"') as card:
        library.card(CardKey("mine", "made-sur"))
    with pytest.raises(UnknownCard, match="lists them all"):
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


def test_what_cannot_be_read_is_a_problem_and_hides_no_other_deck(shelf: Shelf) -> None:
    (shelf.own / "mine.toml").write_text(DECK)
    links = [] if os.name == "nt" else ["dangling.toml", "loop.toml"]
    for name, target in zip(links, ("/nowhere.toml", "loop.toml"), strict=False):
        (shelf.own / name).symlink_to(target)
    (shelf.own / "folder.toml").mkdir()
    if links:  # the lock that Emacs makes for an open file
        (shelf.own / ".#mine.toml").symlink_to("somebody@somewhere.4711")
    for _ in range(2):  # read, then from the cache
        library = shelf.library()
        problems = library.problems()
        library.close()

        assert [deck.id for deck in library.decks()] == ["mine"]
        assert [(Path(each.path).name, each.message.split(" (")[0]) for each in problems] == [
            (name, "cannot be read") for name in sorted([*links, "folder.toml"])
        ]


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
