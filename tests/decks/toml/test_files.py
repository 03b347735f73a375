"""Deck files on disk: what can be read of them, and where a card is in one."""

from pathlib import Path

import pytest

from decks.toml.files import Unreadable, deck_id_of, locate, read_file, read_text
from decks.toml.regular_files import MAX_BYTES
from tests.decks.library.shelf import DECK


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


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"cannot be read \(.*(No such file|found|find)"):
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


@pytest.mark.parametrize(
    ("text", "deck_id"),
    [
        ('[deck]\nid = "x"\n[[cards]]\nquestion = "Why?"\nanswer = "So."\n', "x"),
        ('[deck]\ntitle = "T"\n[[cards]]\nquestion = "Why?"\nanswer = "So."\n', "some-name"),
        ('[[cards]]\nquestion = "Why?"\nanswer = "So."\n[deck]\nid = "x"\n', "x"),
        ('cards = [{question = "Why?", answer = "So."}]\ndeck = {id = "x"}\n', "x"),
        ('[deck]\nid = "No Slug"\n[[cards]]\nquestion = "Why?"\nanswer = "So."\n', None),
        ("[deck]\nid = \n[[cards]]\n", None),
    ],
)
def test_the_deck_of_a_file_is_known_without_its_cards(text: str, deck_id: str | None, tmp_path: Path) -> None:
    path = tmp_path / "Some name.toml"
    path.write_text(text)
    deck, _ = read_file(path)

    assert deck_id_of(path) == (deck and deck.head.id) == deck_id
