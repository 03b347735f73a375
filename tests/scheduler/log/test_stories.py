"""Which stories were told for which cards, and how their time was split, as the log has it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cards.key import CardKey
from cards.timing import Split
from scheduler.log.store import Store
from scheduler.log.stories import cards_by_story, splits, stories_told, story_of, times_told
from tests.histories import DAY, KEY, open_store, review

OTHER = CardKey("deck", "other")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One card answered with a story and later with another, a second card with the first; then one undone."""
    store = open_store(tmp_path)
    store.record(review("1", at=1), story="ledger", sections=(1, 2, 3, 4))
    store.record(review("2", key=OTHER, at=2), story="ledger")
    store.record(review("3", day=DAY + timedelta(days=1), at=3), story="audit", sections=(5, 6, 7, 8))
    store.record(review("4", day=DAY + timedelta(days=2), at=4))
    store.record(review("5", day=DAY + timedelta(days=2), at=5), story="flood", sections=(9, 9, 9, 9))
    store.undo(6)
    yield store
    store.close()


def test_the_story_told_last_is_the_one_of_a_card_and_one_that_was_taken_back_is_none(store: Store) -> None:
    assert stories_told(store) == {KEY: "audit", OTHER: "ledger"}


def test_a_story_carries_the_cards_it_was_told_last_for() -> None:
    stories = {CardKey("deck", "b"): "audit", KEY: "ledger", CardKey("a", "z"): "ledger"}

    assert cards_by_story(stories) == {"ledger": [CardKey("a", "z"), KEY], "audit": [CardKey("deck", "b")]}


def test_every_standing_telling_counts(store: Store) -> None:
    assert times_told(store) == {"ledger": 2, "audit": 1}


def test_a_review_knows_its_story_also_after_it_was_taken_back(store: Store) -> None:
    assert [story_of(store, uuid) for uuid in ("1", "3", "4", "5", "none")] == ["ledger", "audit", "", "flood", ""]


def test_the_sections_of_a_card_s_tellings_come_newest_first(store: Store) -> None:
    assert splits(store, KEY) == [Split(5, 6, 7, 8), Split(1, 2, 3, 4)]
    assert splits(store, OTHER) == []
