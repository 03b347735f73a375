import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Answer
from cards.key import CardKey
from cards.review import Rating
from scheduler.planning.session import Session, Turn, start_session

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANSWER = Answer(milliseconds=1000, text="so", covered=frozenset({0}))
KEYS = tuple(CardKey("deck", str(number)) for number in range(12))


def asked(session: Session) -> CardKey | None:
    return session.current.key if session.current else None


def rate(session: Session, rating: Rating = Rating.GOOD, now: datetime = NOW) -> Session:
    return session.answered(ANSWER).rate(rating, now)


def test_cards_are_asked_in_order_and_then_nothing() -> None:
    session = start_session(KEYS[:2], NOW)
    assert asked(session) == KEYS[0]
    session = rate(session)
    assert asked(session) == KEYS[1]
    session = rate(session)

    assert session.current is None
    assert [rated.turn.key for rated in session.rated] == list(KEYS[:2])


def test_a_failed_card_comes_once_more_after_five_others() -> None:
    session = rate(start_session(KEYS, NOW), Rating.AGAIN)
    order = []
    while session.current:
        order.append(session.current.key)
        session = rate(session, Rating.AGAIN if session.current.key == KEYS[0] else Rating.GOOD)

    assert order == [*KEYS[1:6], KEYS[0], *KEYS[6:]]


def test_a_failed_card_comes_once_more_after_ten_minutes() -> None:
    session = rate(start_session(KEYS, NOW), Rating.AGAIN)
    session = rate(session, now=NOW + 9 * MINUTE)
    assert asked(session) == KEYS[2]
    session = rate(session, now=NOW + 10 * MINUTE)

    assert session.current == Turn(key=KEYS[0], repeat=True)


def test_a_failed_card_comes_once_more_at_the_end() -> None:
    session = rate(rate(start_session(KEYS[:2], NOW), Rating.AGAIN))
    assert session.current == Turn(key=KEYS[0], repeat=True)

    assert rate(session, Rating.AGAIN).current is None


def test_cards_failed_before_a_restart_are_still_asked_once_more() -> None:
    session = start_session((), NOW, again=KEYS[:1])

    assert session.current == Turn(key=KEYS[0], repeat=True)


def test_a_card_failed_before_a_restart_waits_for_five_others_or_ten_minutes() -> None:
    session = start_session(KEYS[1:], NOW, again=KEYS[:1])
    order: list[CardKey] = []
    while len(order) < 7 and session.current is not None:
        order.append(session.current.key)
        session = rate(session)
    assert order == [*KEYS[1:6], KEYS[0], KEYS[6]]

    session = rate(start_session(KEYS[1:], NOW, again=KEYS[:1]), now=NOW + 10 * MINUTE)
    assert session.current == Turn(key=KEYS[0], repeat=True)


def test_all_that_was_interrupted_comes_next_the_last_first() -> None:
    session = start_session(KEYS[:2], NOW).answered(ANSWER)
    for number in (5, 6, 7):
        session = session.reopen(Turn(key=KEYS[number], answer=ANSWER))
    order: list[CardKey] = []
    while session.current is not None:
        order.append(session.current.key)
        session = session.rate(Rating.GOOD, NOW) if session.current.answer else rate(session)

    assert order == [KEYS[7], KEYS[6], KEYS[5], KEYS[0], KEYS[1]]


def test_undo_asks_for_the_rating_again_and_keeps_both_answers() -> None:
    session = rate(start_session(KEYS[:3], NOW)).answered(ANSWER)
    back = session.undo()
    assert back.current == Turn(key=KEYS[0], answer=ANSWER)
    forward = back.rate(Rating.EASY, NOW)
    assert forward.current == Turn(key=KEYS[1], answer=ANSWER)
    end = rate(forward.rate(Rating.GOOD, NOW))

    assert end.current is None
    assert len(end.rated) == 3


def test_undo_after_the_last_card_reopens_it() -> None:
    session = rate(start_session(KEYS[:1], NOW))

    assert asked(session.undo()) == KEYS[0]


def test_undoing_an_again_takes_its_repeat_with_it() -> None:
    session = rate(start_session(KEYS[:2], NOW), Rating.AGAIN).undo().rate(Rating.GOOD, NOW)

    assert rate(session).current is None


def test_an_answered_repeat_that_is_interrupted_is_asked_once() -> None:
    session = rate(rate(start_session(KEYS[:2], NOW), Rating.AGAIN)).answered(ANSWER)
    session = session.undo().rate(Rating.GOOD, NOW)
    assert session.current == Turn(key=KEYS[0], answer=ANSWER, repeat=True)

    assert session.rate(Rating.GOOD, NOW).current is None


def test_a_turn_of_an_earlier_sitting_can_be_rated_again() -> None:
    older = Turn(key=CardKey("deck", "older"), phrasing=0, answer=ANSWER)
    session = start_session(KEYS[:1], NOW).reopen(older)
    assert session.current == older
    session = session.rate(Rating.GOOD, NOW)
    assert asked(session) == KEYS[0]

    assert start_session((), NOW).reopen(older).current == older
    same = start_session(KEYS[:1], NOW).reopen(Turn(key=KEYS[0], answer=ANSWER))
    assert same.rate(Rating.GOOD, NOW).current is None


def test_a_skipped_card_is_not_asked_again_even_if_it_had_failed() -> None:
    session = rate(start_session(KEYS[:3], NOW), Rating.AGAIN).skip(NOW)
    assert asked(session) == KEYS[2]
    session = rate(session)
    assert asked(session) == KEYS[0]

    assert session.skip(NOW).current is None


def test_an_interrupted_card_that_is_set_aside_does_not_return() -> None:
    session = rate(start_session(KEYS[:2], NOW)).answered(ANSWER).reopen(Turn(key=KEYS[5], answer=ANSWER))
    session = session.reopen(Turn(key=KEYS[1], answer=ANSWER)).skip(NOW)
    assert asked(session) == KEYS[5]

    assert session.rate(Rating.GOOD, NOW).current is None


def test_peeking_is_remembered_by_the_answer() -> None:
    session = start_session(KEYS[:1], NOW).peeked().answered(ANSWER)

    assert session.current is not None
    assert session.current.answer is not None
    assert session.current.answer.peeked


def test_ticks_go_to_the_answer_and_another_wording_opens_it_again() -> None:
    session = start_session(KEYS[:1], NOW).answered(Answer(milliseconds=5)).ticked(frozenset({1}))
    assert session.current is not None
    assert session.current.answer == Answer(milliseconds=5, covered=frozenset({1}))

    assert session.asked_as(2).current == Turn(key=KEYS[0], phrasing=2)


def test_steps_out_of_order_are_refused() -> None:
    session = start_session(KEYS[:1], NOW)
    with pytest.raises(ValueError, match="still open"):
        session.ticked(frozenset())
    with pytest.raises(ValueError, match="nothing is being asked"):
        rate(session).answered(ANSWER)


def test_a_limited_sitting_begins_only_what_fits() -> None:
    session = start_session(KEYS, NOW, limit=3 * MINUTE, pace_seconds=60)
    assert session.progress(NOW).total == 3
    session = rate(session, now=NOW + 2 * MINUTE)
    assert asked(session) == KEYS[1]
    assert session.progress(NOW + 2 * MINUTE).minutes_left == 1
    session = rate(session, Rating.AGAIN, now=NOW + timedelta(seconds=121))

    assert session.current is None


def test_a_limited_sitting_asks_at_least_one_card() -> None:
    assert asked(start_session(KEYS, NOW, limit=MINUTE, pace_seconds=90)) == KEYS[0]


def test_failed_cards_of_a_day_are_asked_once_more_after_its_limit_and_time_is_kept_for_them() -> None:
    session = start_session(KEYS, NOW, limit=4 * MINUTE, repeats_fit=False, pace_seconds=60)
    session = rate(session, Rating.AGAIN, now=NOW + MINUTE)
    assert asked(session) == KEYS[1]
    assert session.progress(NOW + MINUTE) == (2, 4, 3)
    session = rate(session, Rating.AGAIN, now=NOW + 2 * MINUTE)
    assert session.current == Turn(key=KEYS[0], repeat=True)
    assert session.progress(NOW + 2 * MINUTE) == (3, 4, 2)
    session = rate(session, now=NOW + 9 * MINUTE)
    assert session.current == Turn(key=KEYS[1], repeat=True)
    assert session.progress(NOW + 9 * MINUTE) == (4, 4, 0)

    assert rate(session, now=NOW + 10 * MINUTE).current is None


def test_time_kept_for_repeats_that_took_less_goes_to_other_cards() -> None:
    session = start_session(KEYS, NOW, limit=3 * MINUTE, repeats_fit=False, pace_seconds=60)
    session = rate(session, Rating.AGAIN, now=NOW + timedelta(seconds=90))
    assert session.current == Turn(key=KEYS[0], repeat=True)
    session = rate(session, now=NOW + 2 * MINUTE)

    assert asked(session) == KEYS[1]


def test_the_total_of_a_limited_sitting_stays_while_a_question_is_put_on_the_screen() -> None:
    session = start_session(KEYS, NOW, limit=5 * MINUTE, pace_seconds=60)

    assert session.progress(NOW) == session.progress(NOW + timedelta(seconds=3)) == (1, 5, 5)
    assert session.progress(NOW + timedelta(seconds=40)) == (1, 4, 4)


def test_progress_counts_repeats_and_what_is_left() -> None:
    session = start_session(KEYS[:3], NOW)
    assert session.progress(NOW)[:2] == (1, 3)
    session = rate(session, Rating.AGAIN)
    assert session.progress(NOW)[:2] == (2, 4)
    session = rate(rate(rate(session)))

    assert session.progress(NOW)[:2] == (4, 4)


def test_progress_counts_what_was_interrupted_once() -> None:
    older = Turn(key=KEYS[9], answer=ANSWER)
    session = rate(start_session(KEYS[:3], NOW), Rating.AGAIN).answered(ANSWER).reopen(older)
    assert session.progress(NOW)[:2] == (2, 5)  # the older one, the interrupted one, another, the failed one again

    session = session.rate(Rating.GOOD, NOW)
    assert asked(session) == KEYS[1]
    assert session.progress(NOW)[:2] == (3, 5)


def test_progress_of_a_limited_sitting_never_counts_more_than_fits_nor_less_than_is_asked() -> None:
    session = start_session(KEYS[:2], NOW, limit=10 * MINUTE, pace_seconds=60)
    assert session.progress(NOW) == (1, 2, None)  # the limit is out of reach
    assert session.progress(NOW + 8 * MINUTE) == (1, 2, None)
    assert session.progress(NOW + timedelta(seconds=490)) == (1, 1, 2)
    assert session.progress(NOW + 11 * MINUTE) == (1, 1, 0)
    session = rate(session, now=NOW + 11 * MINUTE)

    assert session.current is None
    assert session.progress(NOW + 11 * MINUTE) == (1, 1, 0)


def test_another_queue_leaves_room_for_what_is_to_be_asked_again() -> None:
    session = rate(start_session(KEYS[:4], NOW, most=4), Rating.AGAIN)
    session = session.requeued(KEYS[4:10])
    assert session.queue == (KEYS[4], KEYS[5])  # the failed one and the one being asked are of the four

    assert start_session(KEYS[:1], NOW, again=KEYS[1:3], most=1).requeued(KEYS[4:]).queue == ()


@given(st.integers(0, 12), st.integers(0, 2**32))
def test_any_way_through_asks_every_card_once_and_failed_ones_twice(cards: int, seed: int) -> None:
    rng = random.Random(seed)
    now = NOW
    session = start_session(KEYS[:cards], now)
    for _ in range(200):
        now += timedelta(seconds=rng.randint(1, 300))
        if session.current is None:
            break
        if session.rated and rng.random() < 0.3:
            before = session
            session = session.undo()
            assert len(session.rated) == len(before.rated) - 1
            continue
        assert session.current is not None
        session = session.answered(ANSWER) if session.current.answer is None else session
        step = session.rate(rng.choice(list(Rating)), now)
        undone = step.undo()
        if step.current is None or step.current.answer is None:
            assert undone == session
        session = step
    else:
        return

    times = Counter(rated.turn.key for rated in session.rated)
    failed = {rated.turn.key for rated in session.rated if rated.rating is Rating.AGAIN and not rated.turn.repeat}
    assert times == {key: 2 if key in failed else 1 for key in KEYS[:cards]}


def test_another_queue_takes_over_from_the_next_turn_on() -> None:
    session = start_session(KEYS[:4], NOW).answered(ANSWER)
    session = session.requeued((KEYS[3], KEYS[0], KEYS[1], KEYS[5])).rate(Rating.GOOD, NOW)
    assert asked(session) == KEYS[3]
    assert session.progress(NOW).total == 4

    session = rate(session.undo().requeued(KEYS[1:3]))
    assert asked(session) == KEYS[1]


def test_another_queue_leaves_out_what_was_set_aside_and_keeps_the_limit_of_cards() -> None:
    session = start_session(KEYS[:2], NOW, again=(KEYS[9],), most=3).skip(NOW)
    assert asked(session) == KEYS[1]
    session = rate(session.requeued(KEYS[:6]), Rating.AGAIN)

    assert session.queue == (KEYS[2],)
    asked_in_turn = []
    while session.current is not None:
        asked_in_turn.append(session.current.key)
        session = rate(session.requeued(KEYS[:6]))
    assert asked_in_turn == [KEYS[2], KEYS[9], KEYS[1]]


def test_a_queue_asks_each_card_once_and_counts_it_once() -> None:
    session = start_session((KEYS[0], KEYS[1], KEYS[0]), NOW).requeued((KEYS[2], KEYS[1], KEYS[2]))

    assert session.queue == (KEYS[2], KEYS[1])
    assert session.progress(NOW).total == 3


def test_what_is_undone_after_a_shorter_queue_took_over_can_be_rated_again() -> None:
    session = rate(rate(start_session(KEYS[:5], NOW))).requeued(KEYS[:1])
    session = rate(session.undo())

    assert session.current is None
