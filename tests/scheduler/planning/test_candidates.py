from pathlib import Path

from cards.key import CardKey
from cards.review import Rating
from scheduler.planning.candidates import read_candidates
from tests.histories import DAY, open_store, review

DECKS: dict[str, list[list[str]]] = {"a": [["a1"], ["a2"], []], "b": [["b1", "b2"], [], ["b3"]], "empty": [[], [], []]}
A1 = CardKey("a", "a1")


def test_cards_are_read_must_first_and_the_decks_in_turn_with_what_is_known(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, memory = store.record(review("1", Rating.GOOD, key=A1))
    found = read_candidates(store, DECKS, frozenset({CardKey("b", "b1")}))
    store.close()

    assert [each.key.card for each in found] == ["a1", "b2", "a2", "b3"]
    assert [each.rank for each in found] == [0, 0, 1, 2]
    assert (found[0].state, found[0].last) == ((memory.stability, memory.difficulty), DAY.toordinal())
    assert (found[1].state, found[1].seconds) == (None, 90.0)


def test_a_deck_may_have_fewer_ranks_than_another(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    found = read_candidates(store, {"a": [["a1"], ["a2"], ["a3"]], "b": [["b1"]]}, frozenset())
    store.close()

    assert [(each.key.card, each.rank, each.last) for each in found] == [
        ("a1", 0, 0),
        ("b1", 0, 0),
        ("a2", 1, 0),
        ("a3", 2, 0),
    ]


def test_no_decks_have_no_cards(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert read_candidates(store, {}, frozenset()) == []
    store.close()
