"""Figures of spoken answers in the log."""

from pathlib import Path

from cards.key import CardKey
from scheduler.log.spoken import last_spoken, spoken_of
from tests.histories import KEY, open_store, review, spoken


def test_figures_compare_with_the_newest_of_the_same_card_method_and_model(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("other", key=CardKey("else", "other"), at=1), spoken=spoken(8))
    assert last_spoken(store, KEY, spoken()) is None
    for number, name in enumerate(("first", "unheard", "newest", "another model", "another method", "typed")):
        others = {"another model": spoken()._replace(model="x"), "another method": spoken()._replace(method="x")}
        figures = None if name == "typed" else others.get(name, spoken(number))
        store.record(review(name, at=2 + number), spoken=figures)

    assert last_spoken(store, KEY, spoken()) == spoken(2)
    assert last_spoken(store, KEY, spoken(1)) == spoken(1)
    for _ in range(4):
        store.undo(9)
    assert last_spoken(store, KEY, spoken()) == spoken()
    assert spoken_of(store, "newest") == spoken(2), "an undone review can be rated again as it was spoken"
    assert spoken_of(store, "typed") is None
    store.close()
