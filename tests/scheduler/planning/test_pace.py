"""The seconds a card takes."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from scheduler.log.store import Store
from scheduler.planning.pace import LONGEST_GRADING_MS, DaySpent, pace_seconds, read_paces, seconds_spent
from tests.histories import DAY, open_store, review


def answers(store: Store, deck: str, *seconds: float, start: int = 0, mode: Mode = Mode.SPOKEN) -> None:
    for number, taken in enumerate(seconds, start=start):
        one = review(f"{deck}-{number}", key=CardKey(deck, f"x{number}"), mode=mode, answer_ms=round(taken * 1000))
        store.record(one)


def test_a_deck_takes_as_long_as_its_own_answers_once_ten_are_known(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert read_paces(store, ["a"]) == {"a": 90.0}
    answers(store, "a", *[20.0] * 9)
    answers(store, "b", *[40.0] * 10)
    answers(store, "c", *[999.0] * 10)
    answers(store, "d", *[1.0] * 10)
    answers(store, "e", *[1.0] * 30, mode=Mode.IMPORTED)
    found = read_paces(store, ["a", "b", "c", "d", "e"])
    store.undo(0)
    usual = found["a"]
    store.close()

    assert found == {"a": usual, "b": 40.0, "c": 600.0, "d": 5.0, "e": usual}
    assert usual == pytest.approx(40.0)


def test_a_card_takes_from_question_to_question_breaks_left_out(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(21):
        at = number * 100_000 + (number >= 11) * 3_600_000
        store.record(review(f"{number}", key=CardKey("a", f"{number}"), at=at, answer_ms=30_000))
    assert read_paces(store, ["a", "b"]) == {"a": 100.0, "b": 100.0}
    assert pace_seconds(store) == 100.0
    store.close()


def test_the_longest_grading_is_no_break_yet(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    longest = 30_000 + LONGEST_GRADING_MS
    for number, at in enumerate((0, longest, 2 * longest + 1)):
        store.record(review(f"{number}", key=CardKey("a", f"{number}"), at=at, answer_ms=30_000))
    assert seconds_spent(store, DAY) == {"a": 30.0 + longest / 1000 + 30.0}
    store.close()


@pytest.mark.parametrize("minutes", [3, 5, 10, 12])
def test_a_break_between_two_sittings_uses_up_no_minutes(tmp_path: Path, minutes: int) -> None:
    store = open_store(tmp_path)
    for number in range(3):
        at = number * minutes * 60_000
        store.record(review(f"{number}", key=CardKey("a", f"{number}"), at=at, answer_ms=20_000))
    assert seconds_spent(store, DAY) == {"a": 60.0}
    store.close()


def test_few_answers_do_not_tell_a_pace_and_untimed_or_imported_ones_never_do(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    answers(store, "a", *[40.0] * 19)
    answers(store, "untimed", *[0.0] * 40)
    answers(store, "elsewhere", *[10.0] * 40, mode=Mode.IMPORTED)
    assert pace_seconds(store) == 90.0
    assert read_paces(store, ["untimed"]) == {"untimed": 90.0}
    answers(store, "a", 40.0, start=19)
    assert pace_seconds(store) == 40.0
    answers(store, "a", *[1.0] * 40, start=20)
    assert pace_seconds(store) == 5.0
    store.close()


def test_the_time_spent_is_what_passed_between_answers_unless_that_was_a_break(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    minute = 60_000
    for number, (deck, at) in enumerate([("a", 0), ("a", 2 * minute), ("b", 4 * minute), ("b", 90 * minute)]):
        store.record(review(f"{number}", key=CardKey(deck, f"{number}"), at=at, answer_ms=30_000))
    store.record(review("imported", key=CardKey("b", "i"), at=91 * minute, mode=Mode.IMPORTED))
    store.record(review("later", day=DAY + timedelta(days=1), key=CardKey("b", "l")))
    assert seconds_spent(store, DAY) == {"a": 30 + 120, "b": 120 + 30}
    assert seconds_spent(store, DAY - timedelta(days=1)) == {}
    store.undo(0)
    assert seconds_spent(store, DAY + timedelta(days=1)) == {}
    store.close()


STEPS = st.tuples(st.sampled_from(["rate", "rate", "rate", "elsewhere", "undo", "undo older"]), st.integers(0, 9))


@pytest.mark.slow
@given(st.lists(STEPS, max_size=12))
def test_minutes_counted_rating_by_rating_are_those_of_a_new_start(steps: list[tuple[str, int]]) -> None:
    with (
        TemporaryDirectory() as folder,
        closing(open_store(Path(folder), prefix="here")) as store,
        closing(open_store(Path(folder), prefix="there")) as other,
    ):
        spent = DaySpent(store, DAY)
        for number, (step, at) in enumerate(steps):
            if step in ("rate", "elsewhere"):
                key, day = CardKey("ab"[at % 2], f"{at}"), DAY + timedelta(days=at // 8)
                (store if step == "rate" else other).record(
                    review(f"{number}", day=day, key=key, at=(number + at) * 20_000, answer_ms=1_000 * at)
                )
            elif step == "undo":
                store.undo(0)
            elif changes := store.changes(10):
                store.undo_change(changes[at % len(changes)], 0)
            assert spent.by_deck() == seconds_spent(store, DAY)
