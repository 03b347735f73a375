"""The events of a mock interview, and what is asked next."""

from cards.card import Kind
from scheduler.log.store import Store
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
from tests.scheduler.mock.questions import question


def mock_of(*questions: MockQuestion, minutes: int | None = None) -> Mock:
    script = Script(manner="silent", questions=questions, minutes=minutes, goodbye="Bye.")
    return Mock(name="m", begun_at_utc_ms=0, script=script)


def answered(mock: Mock, *positions: int, seconds: int = 60) -> Mock:
    for position in positions:
        mock = mock.after(MockEvent.ANSWERED, position, 0, {"milliseconds": seconds * 1000, "text": ""})
    return mock


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


def test_only_the_last_mock_is_read_to_go_on_with_it(store: Store) -> None:
    store.log_mock("one", "begun", None, 1, "damaged beyond reading")
    second = begin_mock(store, "two", Script(manner="silent", questions=(question(),)), 2)

    assert unfinished_mock(store) == second


def test_rebuilding_leaves_the_mocks_as_they_are(store: Store) -> None:
    begin_mock(store, "m", Script(manner="silent", questions=(question(),)), 1)
    before = store.rows("SELECT * FROM mock_events")
    store.rebuild()

    assert store.rows("SELECT * FROM mock_events") == before
