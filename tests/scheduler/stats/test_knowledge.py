"""What the user knows today."""

from collections import Counter
from datetime import timedelta
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.memory import MemoryModel
from scheduler.log.store import Event
from scheduler.settings import Settings
from scheduler.stats.knowledge import STABILITY_DAYS, CardGroup, DeckCards, read_known
from tests.histories import DAY, open_store, review, temporary_store
from tests.log_connection import connection_of
from tests.scheduler.stats.by_hand import DECKS, KEYS, STEPS, ByHand, write


@profile(max_examples=12)
@given(STEPS, st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(Event)), max_size=4), st.integers(0, 40))
def test_what_is_known_today_agrees_with_counting_by_hand(
    steps: list[tuple[Any, ...]], events: list[tuple[CardKey, Event]], later: int
) -> None:
    with temporary_store() as store:
        today = write(store, steps) + timedelta(days=later)
        for key, event in events:
            store.mark(key, event, today, 0)
        hand, marks = ByHand(store), store.marks()
        known = read_known(store, DECKS, today)
    out = {key for key, mark in marks.items() if mark.suspended}
    there = {CardKey(deck, card): deck for deck, cards in DECKS.items() for card in cards.ids}
    asked = {key for key in there if key not in out}
    memories = {key: memory for key, memory in hand.memories.items() if key in asked}
    model = MemoryModel(Settings())
    recall = {key: model.retrievability(memory, today) for key, memory in memories.items()}

    def ready(keys: set[CardKey]) -> CardGroup:
        return CardGroup(len(keys), sum(key in recall for key in keys), sum(recall.get(key, 0.0) for key in keys))

    def close(first: CardGroup, second: CardGroup) -> bool:
        return first[:2] == second[:2] and isclose(first.recalled, second.recalled, abs_tol=1e-9)

    kind_of = {key: DECKS[key.deck].other_kinds.get(key.card, DECKS[key.deck].kind) for key in asked}
    assert close(known.all, ready(asked))
    assert all(close(known.decks[deck], ready({key for key in asked if key.deck == deck})) for deck in DECKS)
    assert set(known.kinds) == set(kind_of.values())
    assert all(close(found, ready({k for k in asked if kind_of[k] == name})) for name, found in known.kinds.items())
    assert known.mature == sum(memory.interval >= 21 for memory in memories.values())
    assert known.young == len(memories) - known.mature
    assert known.suspended == len(out & set(there))
    ends = [*STABILITY_DAYS[1:], 10**6]
    for low, high, cards in zip(STABILITY_DAYS, ends, known.stability, strict=True):
        assert cards == sum(low <= memory.stability < high for memory in memories.values())
    for low, cards in enumerate(known.difficulty, start=1):
        assert cards == sum(low <= memory.difficulty < low + 1 + (low == 9) for memory in memories.values())
    for low, cards in enumerate(known.retrievability):
        assert cards == sum(min(19, int(value * 20)) == low for value in recall.values())
    due = Counter(
        max(memory.due, today + timedelta(days=marks.get(key) is not None and marks[key].buried_on == today))
        for key, memory in memories.items()
    )
    assert known.due_forecast(today, 40) == [
        (today + timedelta(days=n), due[today + timedelta(days=n)]) for n in range(40)
    ]


@pytest.mark.parametrize("seen", range(1, 8))
def test_a_sort_of_which_nothing_was_seen_is_not_recalled_at_all(tmp_path: Path, seen: int) -> None:
    store = open_store(tmp_path)
    others = [f"card-{number}" for number in range(seen)]
    for number, card in enumerate(others):
        store.record(review(card, Rating(1 + number % 4), DAY - timedelta(days=3 + number), CardKey("deck", card)))
    deck = DeckCards(["unseen", *others], "story", dict.fromkeys(others, "technique"))
    known = read_known(store, {"deck": deck}, DAY)
    store.close()

    assert known.kinds["story"] == CardGroup(1, 0, 0.0)
    assert known.kinds["technique"].recalled == known.decks["deck"].recalled


def test_cards_of_another_sort_than_their_deck_are_counted_with_their_own(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("1", key=CardKey("a", "1")))
    decks = {"a": DeckCards(["1", "2", "3"], "story", {"1": "fit", "2": "fit"}), "b": DeckCards(["1"], "fit", {})}
    known = read_known(store, decks, DAY)
    store.close()

    assert known.kinds == {"story": CardGroup(1, 0, 0.0), "fit": CardGroup(3, 1, 1.0)}


def test_a_stability_on_an_end_of_a_bin_is_counted_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for card, days in (("1", 7.0), ("2", 6.99), ("3", 240.0)):
        store.record(review(card, key=CardKey("a", card)))
        connection_of(store).execute("UPDATE memories SET stability = ? WHERE card = ?", (days, card))
    known = read_known(store, DECKS, DAY)
    store.close()

    assert known.stability == (0, 0, 1, 1, 0, 0, 0, 0, 1)


def test_a_card_forgotten_eight_times_is_a_leech_unless_it_is_out(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(9):
        for key in KEYS:
            store.record(review(f"{key} {number}", Rating.AGAIN, DAY + timedelta(days=number), key))
    store.mark(CardKey("b", "1"), Event.SUSPEND, DAY, 0)
    leeches = read_known(store, DECKS, DAY).leeches
    store.close()

    assert [(str(leech.key), leech.lapses) for leech in leeches] == [("a/1", 8), ("a/2", 8)]


def test_what_is_overdue_counts_as_due_today(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for key in KEYS[:3]:
        store.record(review(f"{key}", Rating.EASY, DAY + timedelta(days=key.card == "2"), key))  # due in 8 days
    known = read_known(store, DECKS, DAY + timedelta(days=9))
    before = read_known(store, DECKS, DAY + timedelta(days=8))
    store.close()

    assert [count for _, count in known.due_forecast(DAY + timedelta(days=9), 3)] == [3, 0, 0]
    assert [count for _, count in before.due_forecast(DAY + timedelta(days=8), 3)] == [2, 1, 0]
    assert (len(known.stability), len(known.difficulty), len(known.retrievability)) == (9, 9, 20)
    assert known.due == before.due == {DAY + timedelta(days=8): 2, DAY + timedelta(days=9): 1}


def test_the_order_of_decks_changes_no_digit(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    keys = [CardKey(f"deck-{number}", str(card)) for number in range(30) for card in range(3)]
    for number, key in enumerate(keys):
        store.record(review(f"{key}", Rating(1 + number % 4), DAY - timedelta(days=1 + number), key))
    kinds = ("story", "technique", "fit")
    decks = {
        name: DeckCards(["0", "1", "2"], kinds[n % 3], {"1": kinds[(n + 1) % 3]})
        for n, name in enumerate(dict.fromkeys(key.deck for key in keys))
    }
    known = read_known(store, decks, DAY)
    other = read_known(store, dict(reversed(decks.items())), DAY)
    store.close()

    assert known.all == other.all
    assert known.kinds == other.kinds
