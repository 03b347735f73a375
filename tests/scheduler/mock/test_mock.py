"""What a mock interview asks, and what is kept of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.answer import Mode
from cards.card import TARGETS, Kind
from cards.key import CardKey, Priority
from cards.review import Rating
from scheduler.log.store import Store
from scheduler.mock.draw import MockCard, draw_weight, fresh_phrasing, pick_questions, shortlist
from scheduler.mock.log import (
    Mock,
    MockAnswer,
    MockEvent,
    MockQuestion,
    Script,
    Step,
    begin_mock,
    read_mocks,
    record_event,
    unfinished_mock,
)
from scheduler.mock.results import UnratedAnswer, debrief_reviews, mock_result, mock_results, unrated_answers
from tests.histories import DAY, review

ONCE = (Kind.OPENER, Kind.CURVEBALL, Kind.DEFLECTION, Kind.CLOSING)
KINDS = [kind for kind in Kind if kind is not Kind.NOTE]
BANK = [MockCard(CardKey(kind.value, str(n)), kind, 1.0) for kind in KINDS for n in range(20)]


def question(kind: Kind = Kind.STORY, card: str = "a", follow_up: str = "") -> MockQuestion:
    return MockQuestion(
        key=CardKey("deck", card),
        kind=kind,
        phrasing=1,
        wording=f"Ünd {card}?",
        target=TARGETS[kind],
        lead="So.",
        follow_up=follow_up,
        between="Hm." if follow_up else "",
    )


def mock_of(*questions: MockQuestion, minutes: int | None = None) -> Mock:
    script = Script(manner="silent", questions=questions, minutes=minutes, goodbye="Bye.")
    return Mock(name="m", begun_at_utc_ms=0, script=script)


def answered(mock: Mock, *positions: int, seconds: int = 60) -> Mock:
    for position in positions:
        mock = mock.after(MockEvent.ANSWERED, position, 0, {"milliseconds": seconds * 1000, "text": ""})
    return mock


@given(st.integers(1, 40), st.integers(0, 2**32))
@settings(max_examples=50)
def test_an_interview_opens_and_closes_and_mixes_the_kinds(questions: int, seed: int) -> None:
    picked = pick_questions(BANK, questions, Random(seed))
    kinds = Counter(card.kind for card in picked)

    assert len(picked) == questions == len({card.key for card in picked})
    assert picked[0].kind is Kind.OPENER
    assert all(kinds[kind] <= 1 for kind in ONCE)
    assert kinds[Kind.QUESTION_TO_ASK] <= 3
    if questions >= 3:
        assert picked[-1].kind is Kind.CLOSING
    if questions >= 10:
        assert all(kinds[kind] for kind in (*ONCE, Kind.STORY, Kind.TECHNIQUE, Kind.FIT, Kind.QUESTION_TO_ASK))
        assert kinds[Kind.STORY] >= 2
        assert kinds[Kind.SKILL] + kinds[Kind.ATTRIBUTE] >= 1
    order = [
        (0, 2, 3, 1)[(Kind.OPENER, Kind.QUESTION_TO_ASK, Kind.CLOSING, card.kind).index(card.kind)] for card in picked
    ]
    assert order == sorted(order)


@given(st.lists(st.sampled_from(KINDS), max_size=12), st.integers(1, 12), st.integers(0, 99))
@settings(max_examples=50)
def test_whatever_cards_there_are_as_many_are_asked_as_can_be(kinds: list[Kind], questions: int, seed: int) -> None:
    few = [MockCard(CardKey("deck", str(n)), kind, 1.0 + n) for n, kind in enumerate(kinds)]
    picked = pick_questions(few, questions, Random(seed))

    assert len(picked) == min(questions, len(few))
    assert set(picked) <= set(few)
    assert picked == pick_questions(few, questions, Random(seed))


def test_the_same_chance_gives_the_same_interview_and_another_one_another() -> None:
    assert pick_questions(BANK, 10, Random(1)) == pick_questions(BANK, 10, Random(1))
    assert pick_questions(BANK, 10, Random(1)) != pick_questions(BANK, 10, Random(2))


def test_what_matters_and_is_weak_weighs_more() -> None:
    assert draw_weight(Priority.MUST, 0.5) > draw_weight(Priority.CORE, 0.5) > draw_weight(Priority.EXTRA, 0.5)
    for weaker, stronger in pairwise([0.1, 0.5, 0.9, 1.0]):
        assert draw_weight(Priority.CORE, weaker) > draw_weight(Priority.CORE, stronger) > 0
    assert draw_weight(Priority.CORE, 0.1) > draw_weight(Priority.CORE, None) > draw_weight(Priority.CORE, 0.9)


def test_a_card_that_weighs_more_is_asked_more_often() -> None:
    two = [MockCard(CardKey("deck", "weak"), Kind.FIT, 4.0), MockCard(CardKey("deck", "known"), Kind.FIT, 1.0)]
    drawn = Counter(pick_questions(two, 1, Random(seed))[0].key.card for seed in range(1000))

    assert 750 <= drawn["weak"] <= 850  # 4 to 1


def test_a_shortlist_prefers_what_weighs_more() -> None:
    weights = {CardKey("deck", str(n)): 100.0 if n < 5 else 0.01 for n in range(50)}

    assert {int(key.card) for key in shortlist(weights, 5, Random(3))} == set(range(5))
    assert len(shortlist(weights, 99, Random(3))) == 50


@given(st.integers(1, 5), st.lists(st.integers(0, 9), max_size=8), st.integers(0, 99))
def test_the_wording_is_one_that_was_not_met_lately(wordings: int, asked: list[int], seed: int) -> None:
    chosen = fresh_phrasing(wordings, asked, Random(seed))
    met = [phrasing % wordings for phrasing in asked]

    assert 0 <= chosen < wordings
    if chosen in met:  # only when all were met, and then the one met longest ago
        assert set(met) == set(range(wordings))
        assert all(met.index(other) <= met.index(chosen) for other in range(wordings))


def test_the_questions_come_in_order_each_with_its_follow_up() -> None:
    mock = mock_of(question(follow_up="And?"), question(card="b"))

    assert mock.step == Step(0)
    mock = answered(mock, 0)
    assert mock.step == Step(0, follow_up=True)
    mock = mock.after(MockEvent.FOLLOWED_UP, 0, 0, {"milliseconds": 5000, "text": "x"})
    assert (mock.step, mock.seconds) == (Step(1), 65)
    assert answered(mock, 1).step is None
    assert mock.after(MockEvent.CUT_SHORT, None, 0, {}).step is None


def test_when_time_runs_out_the_end_is_still_asked() -> None:
    body = [question(card=str(n), follow_up="And?") for n in range(4)]
    ending = [question(Kind.QUESTION_TO_ASK, "ask"), question(Kind.CLOSING, "close")]
    mock = mock_of(*body, *ending, minutes=4)

    assert answered(mock, 0).step == Step(0, follow_up=True)
    late = answered(mock, 0, seconds=200)
    assert late.step == Step(4)
    assert answered(late, 4).step == Step(5)
    assert answered(late, 4, 5).step is None


def test_the_first_question_is_asked_however_little_time_there_is() -> None:
    assert mock_of(question(), question(Kind.CLOSING), minutes=1).step == Step(0)


def test_a_mock_reads_back_as_it_was_written(store: Store) -> None:
    script = Script(manner="clumsy", questions=(question(follow_up="And?"), question(card="b")), minutes=9, goodbye="B")
    mock = begin_mock(store, "m", script, 5)
    assert mock == Mock(name="m", begun_at_utc_ms=5, script=script)
    assert read_mocks(store) == [mock]
    mock = record_event(store, mock, MockEvent.ANSWERED, 6, position=0, answer=MockAnswer(6, 1000, 'a "b"\nü'))
    mock = record_event(store, mock, MockEvent.FOLLOWED_UP, 7, position=0, answer=MockAnswer(7, 2000))

    assert unfinished_mock(store) == mock == read_mocks(store)[0]
    mock = record_event(store, mock, MockEvent.CUT_SHORT, 8)
    assert unfinished_mock(store) == mock
    record_event(store, mock, MockEvent.FINISHED, 9)
    assert unfinished_mock(store) is None
    assert read_mocks(store)[0].ended is MockEvent.FINISHED


def test_only_the_last_mock_can_be_resumed_and_not_an_abandoned_one(store: Store) -> None:
    first = begin_mock(store, "one", Script(manner="silent", questions=(question(),)), 1)
    second = begin_mock(store, "two", Script(manner="silent", questions=(question(),)), 2)

    assert unfinished_mock(store) == second
    record_event(store, second, MockEvent.ABANDONED, 3)
    assert unfinished_mock(store) is None
    assert read_mocks(store)[0] == first


def test_events_of_a_mock_whose_beginning_is_missing_are_left_out(store: Store) -> None:
    store.log_mock("lost", "answered", 0, 1, '{"milliseconds": 1, "text": ""}')

    assert read_mocks(store) == []


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
    assert [result.manner for result in mock_results(store, until=read_mocks(store)[1])] == ["one"]


def test_results_take_a_few_looks_at_the_log_however_many_mocks_there_are(store: Store) -> None:
    for number in range(6):
        mock = begin_mock(store, f"{number}", Script(manner="silent", questions=(question(),)), number)
        record_event(store, mock, MockEvent.ANSWERED, number, position=0, answer=MockAnswer(number, 1))
        store.record(review(f"{number}", key=CardKey("deck", "a"), at=number, mode=Mode.MOCK))
    looks: list[str] = []
    store._database.set_trace_callback(looks.append)
    results = mock_results(store)
    store._database.set_trace_callback(None)

    assert (len(results), len(looks)) == (6, 3)
    assert not [look for look in looks if "mode" not in look and "mock_events" not in look]


def test_only_the_last_mock_is_read_to_go_on_with_it(store: Store) -> None:
    store.log_mock("one", "begun", None, 1, "damaged beyond reading")
    second = begin_mock(store, "two", Script(manner="silent", questions=(question(),)), 2)

    assert unfinished_mock(store) == second


def test_rebuilding_leaves_the_mocks_as_they_are(store: Store) -> None:
    begin_mock(store, "m", Script(manner="silent", questions=(question(),)), 1)
    before = store.rows("SELECT * FROM mock_events")
    store.rebuild()

    assert store.rows("SELECT * FROM mock_events") == before
