"""Readiness on past days: what a replay up to each day gives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.review import Rating
from scheduler.stats.readiness_history import readiness_history
from tests.histories import DAY, HISTORIES, KEY, OTHER, dated, review, temporary_store


@pytest.mark.slow
@given(st.lists(HISTORIES, min_size=1, max_size=2), st.sampled_from([None, DAY + timedelta(days=800)]))
def test_it_is_the_mean_recall_of_a_replay_up_to_each_day(
    histories: list[list[tuple[Rating, int]]], on: date | None
) -> None:
    days = [DAY + timedelta(days=n) for n in range(-1, 240, 7)]
    with temporary_store() as store:
        wanted = [0.0] * len(days)
        for key, history in zip((KEY, OTHER), map(dated, histories), strict=False):
            for number, (rating, day) in enumerate(history):
                store.record(review(f"{key.card}{number}", rating, day, key, at=number))
            for at, day in enumerate(days):
                memory, _ = store.model.replay(key, [(rating, at_day) for rating, at_day in history if at_day <= day])
                wanted[at] += store.model.retrievability(memory, on or day) / 4 if memory else 0.0
        cards = {KEY, OTHER, KEY._replace(card="unseen"), KEY._replace(card="new")}

        assert readiness_history(store, cards, days, on=on) == pytest.approx(wanted)


def test_a_rating_that_was_undone_and_a_card_left_out_do_not_count() -> None:
    with temporary_store() as store:
        store.record(review("a", key=KEY))
        store.record(review("b", key=OTHER))
        store.record(review("c", Rating.AGAIN, DAY + timedelta(days=3), KEY))
        store.undo(9)

        assert readiness_history(store, {KEY}, [DAY - timedelta(days=1), DAY]) == [0.0, 1.0]
        assert readiness_history(store, {KEY}, []) == []


def test_the_sum_goes_by_the_names_of_the_decks_so_that_no_digit_varies() -> None:
    keys = [KEY._replace(deck=f"deck-{number}") for number in range(40)]
    with temporary_store() as store:
        for number, key in enumerate(keys):
            store.record(review(f"{number}", Rating(1 + number % 4), DAY - timedelta(days=number), key))
        total = 0.0
        for key in sorted(keys):
            memory = store.memory(key)
            assert memory is not None
            total += store.model.retrievability(memory, DAY)

        assert readiness_history(store, set(keys), [DAY]) == [total / len(keys)]
