"""The parameters in use: set, undone, or unreadable."""

import math
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from cards.key import CardKey
from cards.review import Rating
from scheduler.fsrs.memory import MemoryModel
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.errors import ParametersChanged, StoreError
from scheduler.log.store import Store
from scheduler.planning.evaluation import EffectiveRating
from scheduler.planning.optimizer import FitFailed, optimize
from scheduler.repair.consistency import count_dangling_rows
from scheduler.settings import Settings
from tests.histories import DAY, KEY, open_store, review
from tests.learners import OTHER_LEARNER, log_of, write_log
from tests.log_connection import connection_of


@pytest.mark.parametrize("found", [[math.nan] * 21, [0.5] * 20 + [math.inf], [0.5] * 35], ids=["nan", "inf", "FSRS-7"])
def test_a_fit_that_came_to_no_parameters_is_told_and_not_taken(
    monkeypatch: pytest.MonkeyPatch, found: list[float]
) -> None:
    fsrs = SimpleNamespace(compute_parameters=lambda _: found)
    module = SimpleNamespace(FSRS=lambda _: fsrs, FSRSItem=list, FSRSReview=lambda rating, gap: (rating, gap))
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", module)
    ratings = [EffectiveRating(3, int(number > 0), (number, number)) for number in range(1001)]

    with pytest.raises(FitFailed, match="did not give valid parameters of FSRS-6"):
        optimize([ratings], DEFAULT_PARAMETERS)


def test_adopted_parameters_move_due_days_by_replay_and_last(tmp_path: Path) -> None:
    write_log(tmp_path, log_of(DEFAULT_PARAMETERS, 200))
    store = open_store(tmp_path)
    before = store.memories("deck")
    store.use_parameters(OTHER_LEARNER, 150, 7)
    moved = store.memories("deck")
    store.close()

    again = open_store(tmp_path, prefix="again")
    assert again.memories("deck") == moved != before
    assert again.fitted == (OTHER_LEARNER, 150, 7)
    again.rebuild()
    assert again.memories("deck") == moved
    written, memory = again.record(review("new"))
    assert memory == MemoryModel(Settings(), OTHER_LEARNER).review(None, written.rating, DAY, KEY)
    again.undo(0)

    again.use_former_parameters(8)
    assert again.fitted is None
    assert again.memories("deck") == before
    again.use_parameters((), 0, 10)
    fitted = " ".join(map(repr, OTHER_LEARNER))
    assert again.rows("SELECT device, version, weights, reviews, at_utc_ms FROM parameters ORDER BY seq") == [
        (again.device, "FSRS-6", fitted, 150, 7),
        (again.device, "FSRS-6", "", 0, 10),
    ]
    again.close()


def test_taking_changes_of_parameters_back_walks_back_one_by_one(store: Store) -> None:
    for at, reviews in enumerate((1000, 2000, 3000)):
        store.use_parameters(OTHER_LEARNER, reviews, at)
    store.use_parameters((), 0, 4)
    found = []
    for at in range(5, 9):
        store.use_former_parameters(at)
        found.append(store.fitted and store.fitted.reviews)

    assert found == [3000, 2000, 1000, None]
    with pytest.raises(LookupError):
        store.use_former_parameters(9)
    assert store.fitted is None

    store.use_parameters(OTHER_LEARNER, 4000, 10)
    assert store.fitted == (OTHER_LEARNER, 4000, 10)
    store.use_former_parameters(11)
    assert store.fitted is None


def test_taking_a_change_of_parameters_back_is_noted_as_other_things_are(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.use_parameters(OTHER_LEARNER, 1000, 7)
    store.use_former_parameters(8)
    query = "SELECT undone.device, undone.at_utc_ms FROM undone JOIN parameters ON item = parameters.uuid"

    assert store.rows(query) == [(store.device, 8)]
    store.close()
    assert count_dangling_rows(tmp_path / "greenroom.db") == 0
    again = open_store(tmp_path, prefix="again")
    assert again.fitted is None
    assert again.changes(5) == []
    again.close()


def test_parameters_that_cannot_be_taken_into_use_leave_the_former_ones(store: Store) -> None:
    store.use_parameters(OTHER_LEARNER, 150, 7)
    _, memory = store.record(review("a"))
    refuse = "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.memories BEGIN SELECT raise(ABORT, 'full'); END"
    connection_of(store).execute(refuse)
    with pytest.raises(StoreError):
        store.use_parameters((), 0, 8)
    with pytest.raises(StoreError):
        store.use_former_parameters(9)
    connection_of(store).execute("DROP TRIGGER refuse")
    assert store.fitted == (OTHER_LEARNER, 150, 7)
    _, other = store.record(review("b", key=CardKey("deck", "other")))

    assert other.stability == memory.stability
    assert store.rows("SELECT value FROM home WHERE name = 'memory'") != [("stale",)]


def test_parameters_never_changed_cannot_be_taken_back(store: Store) -> None:
    with pytest.raises(LookupError):
        store.use_former_parameters(0)


def test_parameters_that_another_process_changed_meanwhile_are_left_as_they_are(tmp_path: Path) -> None:
    store, other = open_store(tmp_path), open_store(tmp_path, prefix="other")
    other.use_parameters(OTHER_LEARNER, 1000, 7)
    with pytest.raises(ParametersChanged, match="Another greenroom has just changed the FSRS parameters"):
        store.use_parameters(OTHER_LEARNER, 2000, 8)
    with pytest.raises(ParametersChanged):
        store.use_former_parameters(8)
    assert store.rows("SELECT device, reviews FROM parameters") == [(other.device, 1000)]
    assert store.rows("SELECT * FROM undone") == []
    assert store.fitted is None

    other.use_former_parameters(9)  # now they are again what the first one was opened with
    store.use_parameters(OTHER_LEARNER, 2000, 10)
    assert store.fitted == (OTHER_LEARNER, 2000, 10)
    store.close()
    other.close()


@pytest.mark.parametrize(
    ("version", "weights"),
    [("FSRS-7", " ".join(["1"] * 35)), ("FSRS-6", "1 2 3"), ("FSRS-6", "a b"), ("FSRS-6", " ".join(["nan"] * 21))],
)
def test_parameters_that_are_not_understood_are_not_used(tmp_path: Path, version: str, weights: str) -> None:
    store = open_store(tmp_path)
    store.use_parameters(OTHER_LEARNER, 150, 7)
    row = ("u", "d", 8, version, weights, 5000)
    query = "INSERT INTO parameters(uuid, device, at_utc_ms, version, weights, reviews) VALUES (?, ?, ?, ?, ?, ?)"
    connection_of(store).execute(query, row)
    store.close()

    again = open_store(tmp_path, prefix="again")
    assert again.fitted == (OTHER_LEARNER, 150, 7)
    again.close()


def test_what_changes_while_another_process_rates_is_made_good_when_next_opened(tmp_path: Path) -> None:
    rating, fitting = open_store(tmp_path), open_store(tmp_path, prefix="other")
    rating.record(review("a"))
    fitting.use_parameters(OTHER_LEARNER, 1000, 0)
    rating.record(review("b", day=DAY + timedelta(days=2)))  # still under the parameters it was opened with
    rating.close()
    fitting.close()

    again = open_store(tmp_path, prefix="again")
    model = MemoryModel(Settings(), OTHER_LEARNER)
    assert again.memory(KEY) == model.replay(KEY, [(3, DAY), (3, DAY + timedelta(days=2))])[0]
    again.close()


def test_a_replay_goes_by_the_parameters_that_another_terminal_has_just_taken_into_use(tmp_path: Path) -> None:
    store, other = open_store(tmp_path), open_store(tmp_path, prefix="other")
    store.record(review("1"))
    other.use_parameters(OTHER_LEARNER, 1000, 7)
    store.rebuild()

    assert store.fitted == other.fitted
    assert store.memories("deck") == other.memories("deck")
    store.close()
    other.close()
    again = open_store(tmp_path)
    assert again.memory(KEY) == MemoryModel(Settings(), OTHER_LEARNER).review(None, Rating.GOOD, DAY, KEY)
    again.close()
