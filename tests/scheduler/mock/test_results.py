"""The results of mock interviews."""

from datetime import UTC, datetime, timedelta

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.log.store import Store
from scheduler.mock.log import MockAnswer, MockEvent, Script, begin_mock, read_mocks, record_event
from scheduler.mock.results import (
    UnratedAnswer,
    debrief_reviews,
    mock_result,
    mock_results,
    result_and_earlier,
    unrated_answers,
)
from tests.histories import DAY, review
from tests.log_connection import connection_of
from tests.scheduler.mock.questions import question


def test_the_result_is_told_by_the_standing_reviews(store: Store) -> None:
    mock = begin_mock(store, "m", Script(manner="silent", questions=tuple(question(card=c) for c in "abc")), 1)
    for position, seconds in enumerate((60, 10)):
        answer = MockAnswer(100 + position, seconds * 1000)
        mock = record_event(store, mock, MockEvent.ANSWERED, answer.at_utc_ms, position=position, answer=answer)
    assert mock_result(store, mock) is None
    a, b = CardKey("deck", "a"), CardKey("deck", "b")
    store.record(review("spoken", Rating.EASY, key=a, at=100))
    store.record(review("another mock", Rating.EASY, key=a, at=99, mode=Mode.MOCK))
    store.record(review("1", Rating.GOOD, key=a, at=100, mode=Mode.MOCK))
    store.record(review("2", Rating.AGAIN, key=b, at=101, mode=Mode.MOCK))

    assert {position: found.uuid for position, found in debrief_reviews(store, mock).items()} == {0: "1", 1: "2"}
    result = mock_result(store, mock)
    assert result is not None
    assert (result.planned, result.answered, result.in_band, result.seconds) == (3, 2, 1, 70)
    assert (result.points, result.of_points, result.ratings) == (4, 6, (1, 0, 1, 0))
    assert result.coverage == pytest.approx(4 / 6)
    assert (result.at_utc_ms, result.day, result.manner) == (1, DAY, "silent")
    store.undo(0)
    after = mock_result(store, mock)
    assert after is not None
    assert after.ratings == (0, 0, 1, 0)


def test_every_rating_counts_and_points_that_were_not_asked_for_do_not(store: Store) -> None:
    mock = begin_mock(store, "m", Script(manner="silent", questions=tuple(question(card=c) for c in "abcde")), 1)
    ratings = (Rating.HARD, Rating.EASY, Rating.HARD, Rating.EASY, Rating.EASY)
    for position, rating in enumerate(ratings):
        answer = MockAnswer(100 + position, 1000)
        mock = record_event(store, mock, MockEvent.ANSWERED, answer.at_utc_ms, position=position, answer=answer)
        one = review(
            f"{position}",
            rating,
            DAY + timedelta(days=1 - position),
            CardKey("deck", "abcde"[position]),
            at=100 + position,
            mode=Mode.MOCK,
        )
        store.record(one._replace(points_covered=None))
    result = mock_result(store, mock)

    assert result is not None
    assert result.ratings == (0, 2, 0, 3)
    assert (result.points, result.of_points, result.coverage) == (0, 0, None)
    assert result.day == DAY - timedelta(days=3)


def test_typed_answers_wait_for_a_rating_the_newest_first_and_again_when_it_is_taken_back(store: Store) -> None:
    a, b = CardKey("deck", "a"), CardKey("deck", "b")
    questions = tuple(question(card=card, follow_up="And?") for card in "abb")
    for name, at in (("one", 100), ("two", 200)):
        mock = begin_mock(store, name, Script(manner="silent", questions=questions), at)
        for position, text in enumerate(("typed", "", "more")):
            answer = MockAnswer(at + position, 1000, text)
            mock = record_event(store, mock, MockEvent.ANSWERED, answer.at_utc_ms, position=position, answer=answer)
        record_event(store, mock, MockEvent.FOLLOWED_UP, at + 9, position=0, answer=MockAnswer(at + 9, 1, "follow-up"))
    store.record(review("rated", key=a, at=200, mode=Mode.MOCK))
    store.record(review("another card", key=b, at=100, mode=Mode.MOCK))
    waiting = [
        UnratedAnswer(b, MockAnswer(202, 1000, "more")),
        UnratedAnswer(b, MockAnswer(102, 1000, "more")),
        UnratedAnswer(a, MockAnswer(100, 1000, "typed")),
    ]

    assert unrated_answers(store) == waiting
    store.undo(0)
    store.undo(0)
    assert unrated_answers(store) == [waiting[0], UnratedAnswer(a, MockAnswer(200, 1000, "typed")), *waiting[1:]]


def test_without_mocks_nothing_waits(store: Store) -> None:
    assert unrated_answers(store) == []


@pytest.mark.parametrize("late", [-1, 0, 1, 40])
def test_ratings_count_whatever_the_study_day_is_where_one_was(store: Store, late: int) -> None:
    noon = int(datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC).timestamp() * 1000)
    mock = begin_mock(store, "m", Script(manner="silent", questions=(question(),)), noon)
    mock = record_event(store, mock, MockEvent.ANSWERED, noon, position=0, answer=MockAnswer(noon, 1000))
    day = DAY + timedelta(days=late)
    store.record(review("r", day=day, key=CardKey("deck", "a"), at=noon, mode=Mode.MOCK))
    result = mock_result(store, mock)

    assert result is not None
    assert (result.at_utc_ms, result.day) == (noon, day)


def test_results_come_in_order_and_can_end_before_one(store: Store) -> None:
    for number, name in enumerate(("one", "two")):
        mock = begin_mock(store, name, Script(manner=name, questions=(question(),)), number)
        record_event(store, mock, MockEvent.ANSWERED, number, position=0, answer=MockAnswer(number, 1))
        store.record(review(name, key=CardKey("deck", "a"), at=number, mode=Mode.MOCK))

    assert [result.manner for result in mock_results(store)] == ["one", "two"]
    second, earlier = result_and_earlier(store, read_mocks(store)[1])
    assert second
    assert second.manner == "two"
    assert [result.manner for result in earlier] == ["one"]


def test_results_take_a_few_looks_at_the_log_however_many_mocks_there_are(store: Store) -> None:
    for number in range(6):
        mock = begin_mock(store, f"{number}", Script(manner="silent", questions=(question(),)), number)
        record_event(store, mock, MockEvent.ANSWERED, number, position=0, answer=MockAnswer(number, 1))
        store.record(review(f"{number}", key=CardKey("deck", "a"), at=number, mode=Mode.MOCK))
    looks: list[str] = []
    connection_of(store).set_trace_callback(looks.append)
    results = mock_results(store)
    connection_of(store).set_trace_callback(None)

    assert (len(results), len(looks)) == (6, 3)
    assert not [look for look in looks if "mode" not in look and "mock_events" not in look]
