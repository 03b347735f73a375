import pytest

from cards.key import CardKey, Priority


@pytest.mark.parametrize("text", ["", "deck", "deck/", "/card", "a/b/c"])
def test_only_deck_slash_card_is_a_key(text: str) -> None:
    assert CardKey.parse(text) is None


def test_a_key_reads_back_as_it_is_written() -> None:
    key = CardKey("deck", "card")

    assert CardKey.parse(str(key)) == key


def test_priorities_rank_must_core_extra() -> None:
    assert [Priority(word).rank for word in ("must", "core", "extra")] == [0, 1, 2]
