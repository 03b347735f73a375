"""Which built-in decks are on, and how cards are worded: by packs and by language."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from cards.errors import GreenroomError
from cards.key import CardKey
from decks.library.library import Library, Selection
from tests.decks.library.shelf import Shelf
from trainer.config import Preferences

DECK = '[deck]\ntitle = "{title}"\n[[cards]]\nid = "a"\nquestion = "Why organise it?"\nanswer = "So."\n'
WORDED = DECK + '[cards.wordings.en-US]\nquestion = "Why organize it?"\nphrasings = ["How come?"]\n'


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """A shelf with an English deck and two packs, and a German deck and pack."""
    for name in ("main", "packs/nurse", "packs/teacher", "de/haupt", "de/packs/pflege"):
        path = shelf.builtin / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WORDED.format(title=name))
    (shelf.own / "mine.toml").write_text(WORDED.format(title="Mine"))
    return shelf


@contextmanager
def opened(shelf: Shelf, language: str = "en-GB", *packs: str) -> Iterator[Library]:
    library = Library(shelf.own, shelf.cache, builtin=shelf.builtin, on=Selection(packs, language))
    try:
        yield library
    finally:
        library.close()


def ids(shelf: Shelf, language: str = "en-GB", *packs: str) -> set[str]:
    with opened(shelf, language, *packs) as library:
        return {deck.id for deck in library.decks()}


def test_a_pack_is_there_once_it_is_switched_on(full: Shelf) -> None:
    assert ids(full) == {"mine", "main"}
    assert ids(full, "en-GB", "nurse") == {"mine", "main", "nurse"}
    assert ids(full, "en-GB", "no-such-pack", "../main") == {"mine", "main"}
    with opened(full, "en-GB", "nurse") as library:
        assert library.deck("nurse").builtin
        assert library.card(CardKey("nurse", "a")).question == "Why organise it?"


def test_a_language_has_its_own_decks_and_packs_and_without_any_those_in_english(full: Shelf) -> None:
    assert ids(full, "de", "nurse", "pflege") == {"mine", "haupt", "pflege"}
    assert ids(full, "fr-CA", "nurse") == {"mine", "main", "nurse"}


def test_a_deck_of_the_users_takes_the_place_of_a_pack_and_is_always_on(full: Shelf) -> None:
    (full.own / "nurse.toml").write_text(DECK.format(title="My nursing"))

    assert ids(full) == {"mine", "main", "nurse"}
    with opened(full, "en-GB", "nurse") as library:
        assert (library.deck("nurse").title, library.problems()) == ("My nursing", [])


def test_what_is_off_is_named_with_the_way_to_switch_it_on(full: Shelf) -> None:
    with opened(full) as library:
        for ask in (lambda: library.deck("nurse"), lambda: library.card(CardKey("nurse", "a"))):
            with pytest.raises(GreenroomError, match="The pack nurse is off") as error:
                ask()
            assert error.value.fix == "Switch it on: `greenroom decks --enable nurse`."
        with pytest.raises(GreenroomError, match='Did you mean "nurse"'):
            library.deck("nurs")
        for no_deck in ("packs/teaching", "../builtin/analytical", "a" * 300, "\0"):
            with pytest.raises(GreenroomError, match="There is no deck"):
                library.deck(no_deck)


@pytest.mark.parametrize(("language", "question"), [("en-US", "organize"), ("en-GB", "organise"), ("de", "organise")])
def test_cards_are_asked_as_they_are_worded_in_the_language(full: Shelf, language: str, question: str) -> None:
    with opened(full, language) as library:
        card = library.card(CardKey("mine", "a"))
        assert card.question == f"Why {question} it?"
        assert (card.answer, card.wordings) == ("So.", ())
        assert library.cards("mine") == [card]
        assert dict(library.wordings())[CardKey("mine", "a")] == (card.question, *card.phrasings)
        assert library.whole("mine").cards[0].question == "Why organise it?"
        assert library.whole("mine").cards[0].wordings[0].language == "en-US"


def test_nothing_is_parsed_again_when_the_language_and_the_packs_come_back(full: Shelf) -> None:
    for language in ("en-GB", "de"):
        ids(full, language, "nurse", "pflege")
    with sqlite3.connect(full.cache) as database:
        database.execute("UPDATE cards SET content = replace(content, 'Why ', 'Cached: why ')")
    database.close()

    for language, deck in (("de", "pflege"), ("en-GB", "main"), ("en-US", "nurse"), ("en-GB", "mine"), ("de", "haupt")):
        with opened(full, language, "nurse", "pflege") as library:
            assert library.cards(deck)[0].question.startswith("Cached: why ")


def test_a_built_in_deck_that_no_longer_ships_leaves_the_cache(full: Shelf) -> None:
    ids(full, "en-GB", "nurse")
    (full.builtin / "packs" / "nurse.toml").unlink()
    ids(full)

    with sqlite3.connect(full.cache) as database:
        paths = {path for (path,) in database.execute("SELECT path FROM files")}
    database.close()
    assert paths == {str(full.own / "mine.toml"), str(full.builtin / "main.toml")}


def test_a_pack_can_be_read_though_it_is_off_and_is_marked(full: Shelf) -> None:
    library = Library(
        full.own, full.cache, builtin=full.builtin, on=Selection(["nurse"], also=["nurse", "teacher", "mine"])
    )
    with closing(library):
        assert {deck.id: deck.off for deck in library.decks()} == {
            "mine": False,
            "main": False,
            "nurse": False,
            "teacher": True,
        }


def test_other_decks_can_be_selected_while_the_library_is_open(full: Shelf) -> None:
    with opened(full, "de", "nurse") as library:
        library.select(Selection(["nurse"], "en-US"))
        assert {deck.id for deck in library.decks()} == {"mine", "main", "nurse"}
        assert library.card(CardKey("mine", "a")).question == "Why organize it?"


def test_without_a_choice_the_language_is_that_of_the_settings() -> None:
    assert Selection().language == Preferences().language
