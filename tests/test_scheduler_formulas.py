import fsrs.scheduler
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.review import Rating
from scheduler.formulas import DEFAULT_PARAMETERS, RECALLED_RATINGS, Formulas, State
from scheduler.memory import MemoryModel
from scheduler.settings import Settings
from tests.histories import DAY, KEY, RATINGS, dated

FORMULAS = Formulas()
MODEL = MemoryModel(Settings())
STATES = st.builds(State, st.floats(0.001, 36500), st.floats(1, 10))
# Study days apart: before an interview a card is rated once a day.
DAILY = st.lists(st.tuples(RATINGS, st.integers(1, 60)), min_size=1, max_size=10)


def test_the_parameters_are_those_of_py_fsrs() -> None:
    assert tuple(fsrs.scheduler.DEFAULT_PARAMETERS) == DEFAULT_PARAMETERS


@profile(max_examples=50)
@given(DAILY, st.integers(0, 400))
def test_looking_ahead_agrees_with_what_is_stored(history: list[tuple[Rating, int]], later: int) -> None:
    memory, _ = MODEL.replay(KEY, dated(history))
    assert memory is not None
    state = FORMULAS.first(history[0][0])
    for rating, gap in history[1:]:
        state = FORMULAS.after(state, rating, gap)
    on = DAY.fromordinal(memory.last_review.toordinal() + later)

    assert state.stability == pytest.approx(memory.stability)
    assert state.difficulty == pytest.approx(memory.difficulty)
    assert FORMULAS.recall(state.stability, later) == pytest.approx(MODEL.retrievability(memory, on))


@profile(max_examples=50)
@given(STATES, st.integers(1, 100), st.integers(0, 100))
def test_what_is_expected_of_a_review_is_the_mean_over_its_ratings(state: State, days: int, horizon: int) -> None:
    recalled = FORMULAS.recall(state.stability, days)
    chances = (1 - recalled, *(recalled * share for share in RECALLED_RATINGS))
    mean = sum(
        chance * FORMULAS.recall(FORMULAS.after(state, rating, days).stability, horizon)
        for rating, chance in enumerate(chances, start=1)
    )

    assert FORMULAS.recall_after(state, days, horizon) == pytest.approx(mean, rel=1e-3)
