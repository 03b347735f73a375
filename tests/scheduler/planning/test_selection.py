"""Cards chosen by how they went."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cards.review import Rating
from scheduler.log.store import Store
from scheduler.planning.selection import failed_cards, weak_cards
from tests.histories import DAY, HISTORIES, KEY, OTHER, dated, review, temporary_store


@given(HISTORIES, HISTORIES, st.booleans())
@settings(max_examples=10)  # each writes a log
def test_weak_cards_are_those_with_a_low_rating_on_their_last_day(
    one: list[tuple[Rating, int]], two: list[tuple[Rating, int]], undone: bool
) -> None:
    histories = {KEY: dated(one), OTHER: dated(two)}
    with temporary_store() as store:
        for key, history in histories.items():
            for number, (rating, day) in enumerate(history):
                store.record(review(f"{key.card}-{number}", rating, day, key, at=number))
        if undone:
            store.undo(0)
            histories[OTHER].pop()
        weak = weak_cards(store, DAY + timedelta(days=1000))
    last = {key: history[-1][1] for key, history in histories.items() if history}

    assert set(weak) == {
        key for key, day in last.items() if any(rating <= 2 and on == day for rating, on in histories[key])
    }


def test_the_card_most_likely_forgotten_is_the_weakest(store: Store) -> None:
    store.record(review("a", Rating.HARD, DAY, KEY))
    store.record(review("b", Rating.AGAIN, DAY, OTHER))
    assert weak_cards(store, DAY + timedelta(days=3)) == (OTHER, KEY)
    assert weak_cards(store, DAY) == (OTHER, KEY)  # on the same day, by what lasts the shorter


def test_failed_cards_are_those_of_that_day_in_their_order_without_undone_ones(store: Store) -> None:
    store.record(review("a", Rating.AGAIN, DAY, OTHER))
    store.record(review("b", Rating.GOOD, DAY, OTHER))
    store.record(review("c", Rating.AGAIN, DAY, KEY))
    store.record(review("d", Rating.AGAIN, DAY, OTHER))
    assert failed_cards(store, DAY) == (OTHER, KEY)
    assert failed_cards(store, DAY + timedelta(days=1)) == ()
    store.undo(0)
    store.undo(0)

    assert failed_cards(store, DAY) == (OTHER,)
