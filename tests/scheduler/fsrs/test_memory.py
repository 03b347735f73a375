import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.review import Rating
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.settings import Settings
from scheduler.study_day import study_day
from tests.histories import DAY, HISTORIES, KEY, RATINGS, dated

MODEL = MemoryModel(Settings())


def remembered(history: list[tuple[Rating, int]]) -> Memory:
    memory, _ = MODEL.replay(KEY, dated(history))
    assert memory is not None
    return memory


@pytest.mark.parametrize("maximum", [3, 25, 365])
@given(history=HISTORIES)
def test_replay_is_the_live_memory(history: list[tuple[Rating, int]], maximum: int) -> None:
    model = MemoryModel(Settings(maximum_interval=maximum))
    live: Memory | None = None
    recalls = []
    for rating, day in dated(history):
        recalls.append(model.recall(live, day))
        live = model.review(live, rating, day, KEY)

    assert model.replay(KEY, dated(history)) == (live, recalls)


@given(HISTORIES, st.integers(-3, 400))
def test_a_preview_is_what_the_rating_will_be(history: list[tuple[Rating, int]], gap: int) -> None:
    """The preview is computed with our formulas, the rating with py-fsrs."""
    memory = remembered(history) if history else None
    day = (memory.last_review if memory else DAY) + timedelta(days=gap)

    assert MODEL.preview(memory, day, KEY) == {rating: MODEL.review(memory, rating, day, KEY) for rating in Rating}


def test_nothing_replays_to_nothing() -> None:
    assert MODEL.replay(KEY, []) == (None, [])


@given(HISTORIES, st.integers(0, 400))
def test_better_ratings_never_come_back_sooner(history: list[tuple[Rating, int]], gap: int) -> None:
    memory = remembered(history)
    preview = MODEL.preview(memory, memory.last_review + timedelta(days=gap), KEY)
    due = [preview[rating].due for rating in Rating]

    assert due == sorted(due)
    assert due[0] > memory.last_review


def test_a_new_card_gets_the_first_intervals_of_fsrs_6() -> None:
    assert [memory.interval for memory in MODEL.preview(None, DAY, KEY).values()] == [1, 1, 2, 8]


@given(HISTORIES, st.integers(1, 400))
def test_a_lapse_never_raises_stability_and_a_pass_never_lowers_it(history: list[tuple[Rating, int]], gap: int) -> None:
    memory = remembered(history)
    after = MODEL.preview(memory, memory.last_review + timedelta(days=gap), KEY)

    assert after[Rating.AGAIN].stability <= memory.stability
    assert all(after[rating].stability >= memory.stability for rating in (Rating.HARD, Rating.GOOD, Rating.EASY))


@given(HISTORIES)
def test_retrievability_starts_at_one_and_only_falls(history: list[tuple[Rating, int]]) -> None:
    memory = remembered(history)
    curve = [MODEL.retrievability(memory, memory.last_review + timedelta(days=n)) for n in range(0, 400, 7)]

    assert curve[0] == 1
    assert curve == sorted(curve, reverse=True)
    assert all(0 < value <= 1 for value in curve)


@given(st.lists(st.tuples(RATINGS, st.integers(0, 36500)), min_size=1, max_size=30))
def test_memory_stays_in_range(history: list[tuple[Rating, int]]) -> None:
    memory = remembered([(rating, gap % 3000) for rating, gap in history])

    assert 0.001 <= memory.stability <= 36500
    assert 1 <= memory.difficulty <= 10
    assert 1 <= memory.interval <= 365


@given(RATINGS, HISTORIES)
def test_a_day_before_the_last_counts_as_the_last(rating: Rating, history: list[tuple[Rating, int]]) -> None:
    memory = remembered(history)
    back = memory.last_review - timedelta(days=9)

    assert MODEL.review(memory, rating, back, KEY) == MODEL.review(memory, rating, memory.last_review, KEY)


def test_drilling_a_card_all_evening_cannot_inflate_it() -> None:
    once = remembered([(Rating.GOOD, 0)])
    drilled = remembered([(Rating.GOOD, 0)] + [(Rating.EASY, 0)] * 20)

    assert drilled.stability == pytest.approx(once.stability, rel=0.01)
    assert drilled.reviews == 21


def test_next_evening_an_hour_earlier_is_a_day_later() -> None:
    evening = datetime(2026, 3, 2, 20, tzinfo=UTC)
    first, second = (study_day(at, UTC) for at in (evening, evening + timedelta(hours=23)))
    memory = MODEL.review(None, Rating.GOOD, first, KEY)

    assert MODEL.review(memory, Rating.GOOD, second, KEY).stability > memory.stability


def test_lapses_count_days_that_began_with_again() -> None:
    again = Rating.AGAIN
    assert remembered([(again, 0)]).lapses == 0
    assert remembered([(Rating.GOOD, 0), (again, 3), (again, 0)]).lapses == 1
    assert remembered([(Rating.GOOD, 0), (again, 3), (again, 2)]).lapses == 2


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_what_is_no_rating_is_refused(rating: int) -> None:
    with pytest.raises(ValueError, match="is not a valid Rating"):
        MODEL.review(None, rating, DAY, KEY)  # type: ignore[arg-type]  # a damaged row may hold it


@pytest.mark.parametrize(
    ("stability", "difficulty"), [(0.0, 5.0), (-1, 5), (math.nan, 5), (math.inf, 5), (1, 0), (1, 50)]
)
def test_a_damaged_memory_is_refused(stability: float, difficulty: float) -> None:
    with pytest.raises(ValueError, match="is not between"):
        Memory(stability=stability, difficulty=difficulty, last_review=DAY, due=DAY, first_review=DAY)


def test_the_maximum_interval_holds() -> None:
    model = MemoryModel(Settings(maximum_interval=3))

    assert model.review(None, Rating.EASY, DAY, KEY).interval == 3
