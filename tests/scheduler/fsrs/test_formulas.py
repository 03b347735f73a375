import random
from datetime import UTC, datetime, timedelta
from math import isclose

import fsrs
import fsrs_rs_python
import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from cards.review import Rating
from scheduler.fsrs.due_day_spread import spread_interval
from scheduler.fsrs.formulas import RECALLED_RATINGS, STABILITY, MemoryState, fsrs6
from scheduler.fsrs.memory import MemoryModel
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, HIGHEST, LOWEST, are_valid
from scheduler.settings import Settings
from tests.histories import DAY, KEY, dated

OTHERS = tuple(
    min(max(value * factor, low), high)
    for value, factor, low, high in zip(DEFAULT_PARAMETERS, (1.3, 0.8, 1.1) * 7, LOWEST, HIGHEST, strict=True)
)
History = list[tuple[Rating, int]]


def random_histories(number: int, seed: int) -> list[History]:
    """Return random ratings with the study days between them: a third on the same day, some after a year."""
    rng = random.Random(seed)
    gaps = (0, 0, 1, 2, 7, 30, 400)
    return [
        [(rng.choice(list(Rating)), position and rng.choice(gaps)) for position in range(rng.randint(1, 12))]
        for _ in range(number)
    ]


def as_fed(history: History) -> list[tuple[int, int]]:
    return [
        (Rating.GOOD if position and not gap and rating is Rating.EASY else rating, gap)
        for position, (rating, gap) in enumerate(history)
    ]


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, OTHERS], ids=["default", "others"])
@pytest.mark.parametrize("retention", [0.8, 0.9, 0.97])
def test_every_memory_is_that_of_py_fsrs_to_the_bit(parameters: tuple[float, ...], retention: float) -> None:
    model = MemoryModel(Settings(desired_retention=retention), parameters)
    scheduler = fsrs.Scheduler(
        parameters, retention, learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False
    )
    for history in random_histories(300, seed=int(retention * 100)):
        card, noon, expected = fsrs.Card(card_id=1, state=fsrs.State.Learning, step=0), None, []
        for rating, gap in as_fed(history):
            # py-fsrs counts whole 24-hour blocks as days.
            noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC) if noon is None else noon
            noon += timedelta(days=gap)
            if card.last_review and gap:
                expected.append(scheduler.get_card_retrievability(card, noon))
            card, _ = scheduler.review_card(card, fsrs.Rating(rating), noon)
        memory, recalls = model.replay(KEY, dated(history))

        assert memory is not None
        assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
        interval = (card.due.date() - memory.last_review).days
        assert memory.interval == spread_interval(interval, KEY, memory.last_review, 365)
        assert [recall.retrievability for recall in recalls if recall] == expected


@pytest.mark.slow
@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, OTHERS], ids=["default", "others"])
def test_10_000_memories_agree_with_an_independent_fsrs(parameters: tuple[float, ...]) -> None:
    histories = random_histories(10_000, seed=1)
    items = [
        fsrs_rs_python.FSRSItem([fsrs_rs_python.FSRSReview(int(rating), gap) for rating, gap in as_fed(history)])
        for history in histories
    ]
    oracle = fsrs_rs_python.FSRS(list(parameters)).memory_state_batch(items)
    model = MemoryModel(Settings(), parameters)

    for history, state in zip(histories, oracle, strict=True):
        memory, _ = model.replay(KEY, dated(history))
        assert memory is not None
        assert isclose(memory.stability, state.stability, rel_tol=1e-4)  # fsrs-rs calculates with 32 bits
        assert isclose(memory.difficulty, state.difficulty, rel_tol=1e-4)


def test_the_default_parameters_and_their_ranges_are_those_of_py_fsrs() -> None:
    assert tuple(fsrs.Scheduler().parameters) == DEFAULT_PARAMETERS
    assert tuple(LOWER_BOUNDS_PARAMETERS) == LOWEST
    assert tuple(UPPER_BOUNDS_PARAMETERS) == HIGHEST


@pytest.mark.parametrize(
    "parameters",
    [(), DEFAULT_PARAMETERS[:19], (*DEFAULT_PARAMETERS, 1.0), (float("nan"), *DEFAULT_PARAMETERS[1:]), ("1",) * 21],
)
def test_what_are_no_parameters_is_refused(parameters: tuple[object, ...]) -> None:
    assert not are_valid(parameters)
    with pytest.raises(ValueError, match="not 21 parameters of FSRS-6"):
        MemoryModel(Settings(), parameters)  # type: ignore[arg-type]  # a file may hold anything


@given(st.builds(MemoryState, st.floats(0.001, 36500), st.floats(1, 10)), st.integers(1, 100), st.integers(0, 100))
def test_what_is_expected_of_a_review_is_the_mean_over_its_ratings(state: MemoryState, days: int, horizon: int) -> None:
    model = fsrs6()
    recalled = model.retrievability(state.stability, days)
    chances = (1 - recalled, *(recalled * share for share in RECALLED_RATINGS))
    after = [model.later(state, rating, days).stability for rating in range(1, 5)]
    mean = sum(
        chance * model.retrievability(days_kept, horizon) for chance, days_kept in zip(chances, after, strict=True)
    )

    # `recall_after` does not cap stability at its maximum of a hundred years, which changes a hundred days little.
    near = 1e-9 if max(after) < STABILITY[1] else 1e-3
    assert model.recall_after(state, days, horizon) == pytest.approx(mean, rel=near)


@given(st.lists(st.tuples(st.floats(0.001, 36500), st.integers(0, 1000))))
def test_the_recall_of_many_cards_at_once_is_to_the_bit_that_of_each(memories: list[tuple[float, int]]) -> None:
    fsrs = MemoryModel(Settings()).fsrs
    stabilities, elapsed = [memory[0] for memory in memories], [memory[1] for memory in memories]

    assert fsrs.retrievabilities(stabilities, elapsed) == [fsrs.retrievability(*memory) for memory in memories]
