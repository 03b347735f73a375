"""Answers in real interviews against what was predicted for them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile

from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Store
from scheduler.stats.interviews import AskedAnswer, HeldInterview, asked_answers, delivery_of, recalls_before
from tests.histories import DAY, KEY, OTHER, review, temporary_store
from tests.scheduler.stats.by_hand import KEYS, STEPS, write

HELD = DAY + timedelta(days=7)
NOON = 100


def rehearsed(store: Store) -> None:
    store.record(review("first", day=DAY, at=10))
    store.record(review("again", day=DAY + timedelta(days=2), at=20))


def predicted(store: Store) -> float:
    memory = store.memory(KEY)
    assert memory is not None
    return store.model.retrievability(memory, HELD)


def test_an_answer_is_set_against_the_memory_from_before_the_interview() -> None:
    with temporary_store() as store:
        rehearsed(store)
        expected = predicted(store)
        store.record(review("asked", Rating.AGAIN, HELD, at=NOON))
        store.record(review("that evening", Rating.EASY, HELD, at=NOON + 1))
        store.record(review("never seen", Rating.HARD, HELD, OTHER, at=NOON))

        assert asked_answers(store, HeldInterview(HELD, "Acme", ("asked", "never seen", "left out", ""))) == [
            AskedAnswer(KEY, expected, delivered=False),
            AskedAnswer(OTHER, None, delivered=True),
        ]


def test_a_debrief_days_later_changes_nothing_in_what_was_predicted() -> None:
    with temporary_store() as store:
        rehearsed(store)
        expected = predicted(store)
        store.record(review("since", Rating.AGAIN, HELD + timedelta(days=3), at=500))
        written, _ = store.record(review("asked", Rating.GOOD, HELD, at=NOON))
        assert written.study_day == HELD + timedelta(days=3)

        assert asked_answers(store, HeldInterview(HELD, "Acme", ("asked",))) == [
            AskedAnswer(KEY, expected, delivered=True)
        ]


def test_a_rehearsal_on_the_morning_counts_and_an_undone_answer_does_not() -> None:
    with temporary_store() as store:
        rehearsed(store)
        store.record(review("that morning", day=HELD, at=NOON - 1))
        store.record(review("asked", day=HELD, at=NOON))
        interview = HeldInterview(HELD, "Acme", ("asked",))
        assert asked_answers(store, interview) == [AskedAnswer(KEY, 1.0, delivered=True)]
        store.undo(NOON + 1)

        assert asked_answers(store, interview) == []


@profile(max_examples=20)
@given(STEPS)
def test_after_the_last_review_the_recall_is_that_of_the_memories(steps: list[tuple[Any, ...]]) -> None:
    with temporary_store() as store:
        day = write(store, steps) + timedelta(days=1)
        for deck in {key.deck for key in KEYS}:
            expected = {key.card: store.model.retrievability(m, day) for key, m in store.memories(deck).items()}
            assert recalls_before(store, deck, day, 0) == expected
            for card in ("1", "gone"):
                one = recalls_before(store, deck, day, 0, card=card)
                assert one == {name: recall for name, recall in expected.items() if name == card}


def answers(*pairs: tuple[float | None, bool]) -> list[AskedAnswer]:
    return [AskedAnswer(CardKey("a", "1"), recall, delivered) for recall, delivered in pairs]


def test_the_share_delivered_is_set_against_the_mean_predicted() -> None:
    found = delivery_of(answers((0.9, True), (0.7, False), (None, True)))

    assert found is not None
    assert (found.n, found.new) == (3, 1)
    assert found.predicted == pytest.approx(1.6 / 3)
    assert found.delivered == pytest.approx(2 / 3)
    assert not found.is_off
    assert delivery_of([]) is None


@pytest.mark.parametrize(
    ("pairs", "off"),
    [
        ([(0.9, True)] * 9 + [(0.9, False)], False),
        ([(0.9, False)] * 9, False),  # too few
        ([(0.9, False)] * 9 + [(0.9, True)], True),
        ([(0.5, True)] * 10, True),
        ([(1.0, True)] * 10, False),
        ([(0.97, True)] * 10, False),
        ([(0.9, True)] * 8 + [(0.9, False)] + [(None, True)] * 3 + [(None, False)] * 2, False),
        ([(0.9, True)] * 9 + [(None, True)] * 9, True),
    ],
)
def test_a_prediction_is_off_by_more_than_chance_only_with_enough_answers(
    pairs: list[tuple[float | None, bool]], *, off: bool
) -> None:
    found = delivery_of(answers(*pairs))

    assert found is not None
    assert found.is_off is off
