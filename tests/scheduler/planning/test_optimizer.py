import math
import sys
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import fsrs_rs_python
import pytest

from cards.key import CardKey
from cards.progress import T
from cards.review import Rating
from scheduler.fsrs.memory import MemoryModel
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, are_valid
from scheduler.log.errors import ParametersChanged, StoreError
from scheduler.log.store import Store
from scheduler.planning.evaluation import EffectiveRating, histories, read_histories, recall_moments, score
from scheduler.planning.optimizer import LEAST_GAIN, FitFailed, OptimizerMissing, optimize
from scheduler.repair.consistency import count_dangling_rows
from scheduler.settings import Settings
from tests.histories import DAY, KEY, open_store, review
from tests.learners import OTHER_LEARNER, log_of, write_log


def test_ratings_are_fed_by_study_days_as_the_memory_is_fed(store: Store) -> None:
    given = [(Rating.EASY, 0), (Rating.EASY, 0), (Rating.AGAIN, 3), (Rating.EASY, 3), (Rating.GOOD, 9)]
    for number, (rating, day) in enumerate(given):
        store.record(review(f"r{number}", rating, DAY + timedelta(days=day)))
    store.undo(0)

    (ratings,) = read_histories(store).values()

    assert [(rated.rating, rated.elapsed) for rated in ratings] == [(4, 0), (3, 0), (1, 3), (3, 0)]
    assert recall_moments([ratings]) == [(DAY.toordinal() + 3, 3)]


def test_a_day_before_the_last_counts_as_the_last() -> None:
    rows = [("d", "c", 3, "2026-03-05", 1), ("d", "c", 4, "2026-03-02", 2), ("d", "c", 3, "2026-03-06", 3)]
    (ratings,) = histories(rows).values()

    assert [(rated.rating, rated.elapsed) for rated in ratings] == [(3, 0), (3, 0), (3, 1)]


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, OTHER_LEARNER], ids=["default", "other"])
def test_a_score_is_that_of_an_independent_fsrs(parameters: tuple[float, ...]) -> None:
    cards = list(histories(log_of(OTHER_LEARNER, 2000)).values())
    items = []
    for ratings in cards:
        reviews = [fsrs_rs_python.FSRSReview(rated.rating, rated.elapsed) for rated in ratings]
        items += [fsrs_rs_python.FSRSItem(reviews[: n + 1]) for n, rated in enumerate(ratings) if rated.elapsed]
    oracle = fsrs_rs_python.FSRS(list(parameters))
    # fsrs-rs weighs later reviews more; of one review alone it tells the plain loss.
    losses = [oracle.evaluate([item]).log_loss for item in items]

    found = score(parameters, cards)

    assert found.reviews == len(items)
    assert math.isclose(found.log_loss, sum(losses) / len(losses), rel_tol=1e-4)
    assert math.isclose(found.rmse_bins, oracle.evaluate(items).rmse_bins, rel_tol=0.05)


def test_nothing_scores_nothing() -> None:
    assert score(DEFAULT_PARAMETERS, [[EffectiveRating(3, 0, (1, 1))]]) == (0, 0, 0)


@pytest.mark.parametrize("learner", [DEFAULT_PARAMETERS, OTHER_LEARNER], ids=["default", "other"])
def test_few_reviews_are_not_fitted(learner: tuple[float, ...]) -> None:
    assert optimize(list(histories(log_of(learner, 500)).values()), DEFAULT_PARAMETERS) is None


@pytest.mark.parametrize("reviews", [1500, 20_000])
def test_who_remembers_as_most_do_keeps_the_default_parameters(reviews: int) -> None:
    fit = optimize(list(histories(log_of(DEFAULT_PARAMETERS, reviews)).values()), DEFAULT_PARAMETERS)

    assert fit is not None
    assert not fit.worth_adopting
    assert fit.gain < LEAST_GAIN


def test_who_remembers_otherwise_gets_parameters_that_predict_better() -> None:
    cards = list(histories(log_of(OTHER_LEARNER, 20_000)).values())
    fit = optimize(cards, DEFAULT_PARAMETERS)

    assert fit is not None
    assert fit.worth_adopting
    assert are_valid(fit.parameters)
    assert fit.fitted.reviews == len(recall_moments(cards)) // 5
    # Near what can be known at all: the learner's own memory hardly predicts better.
    assert score(fit.parameters, cards).log_loss < score(OTHER_LEARNER, cards).log_loss + 0.001

    again = optimize(cards, fit.parameters)
    assert again is not None
    assert not again.worth_adopting


def test_a_fit_is_judged_by_what_one_to_the_earlier_reviews_says_of_the_later() -> None:
    cards = list(histories(log_of(OTHER_LEARNER, 2000)).values())
    moments = recall_moments(cards)
    since = moments[-(len(moments) // 5)]
    earlier = [[rated for rated in ratings if rated.when < since] for ratings in cards]
    done: list[tuple[str, int]] = []

    def progress(items: Collection[T], doing: str) -> Iterable[T]:
        done.append((doing, len(items)))
        return items

    fit, early = optimize(cards, DEFAULT_PARAMETERS, progress), optimize(earlier, DEFAULT_PARAMETERS)

    assert fit is not None
    assert early is not None
    # Steps that are named, as fsrs-rs tells nothing of how far it is; reading takes no time that is worth a bar.
    assert done == [
        ("1 of 3: fitting to the earlier reviews", 1),
        ("2 of 3: fitting to all reviews", 1),
        ("3 of 3: predicting the last reviews", 1),
    ]
    assert fit.former == DEFAULT_PARAMETERS
    assert are_valid(fit.parameters)
    items = [
        fsrs_rs_python.FSRSItem([fsrs_rs_python.FSRSReview(rated.rating, rated.elapsed) for rated in ratings[: n + 1]])
        for ratings in cards
        for n, rated in enumerate(ratings)
        if rated.elapsed
    ]
    assert fit.parameters == pytest.approx(fsrs_rs_python.FSRS([]).compute_parameters(items), abs=1e-6)
    assert all(value == round(value, 6) for value in fit.parameters)
    assert fit.in_use == score(DEFAULT_PARAMETERS, cards, since)
    assert fit.fitted == score(early.parameters, cards, since)
    assert fit.fitted.reviews == len(moments) // 5
    assert fit.parameters != early.parameters


def test_who_remembers_otherwise_than_at_the_last_fit_is_judged_by_what_neither_has_seen() -> None:
    learned = log_of(DEFAULT_PARAMETERS, 4000)
    since = log_of(OTHER_LEARNER, 1000, today=DAY + timedelta(days=401))
    first = optimize(list(histories(learned).values()), DEFAULT_PARAMETERS)
    assert first is not None
    cards = list(histories([*learned, *(("later", *row[1:4], row[4] + 4000) for row in since)]).values())
    new = [moment for moment in recall_moments(cards) if moment[0] > DAY.toordinal()]

    fit, among_the_seen = optimize(cards, first.parameters, fitted_on=DAY), optimize(cards, first.parameters)

    assert fit is not None
    assert among_the_seen is not None
    assert fit.worth_adopting
    assert fit.seen == 0
    assert fit.fitted.reviews == len(new) // 2
    assert fit.in_use == score(first.parameters, cards, new[-(len(new) // 2)])
    assert not among_the_seen.worth_adopting
    assert fit.parameters == among_the_seen.parameters


@pytest.mark.parametrize(
    ("unseen", "held_out", "seen"), [(0, 400, 400), (399, 400, 1), (400, 200, 0), (798, 399, 0), (900, 400, 0)]
)
def test_a_comparison_is_fair_from_400_new_reviews_on(unseen: int, held_out: int, seen: int) -> None:
    cards = [[EffectiveRating(3, 0, (day, day)), EffectiveRating(3, 1, (day + 1, day))] for day in range(1, 2001)]
    fit = optimize(cards, DEFAULT_PARAMETERS, fitted_on=date.fromordinal(2001 - unseen))

    assert fit is not None
    assert (fit.in_use.reviews, fit.fitted.reviews, fit.seen) == (held_out, held_out, seen)


def test_a_thousand_reviews_that_test_recall_are_enough() -> None:
    ratings = [EffectiveRating(3, int(number > 0), (number, number)) for number in range(1001)]

    assert optimize([ratings[:1000]], DEFAULT_PARAMETERS) is None
    assert optimize([ratings], DEFAULT_PARAMETERS) is not None


def test_the_same_log_gives_the_same_parameters() -> None:
    cards = list(histories(log_of(OTHER_LEARNER, 1500)).values())

    assert optimize(cards, DEFAULT_PARAMETERS) == optimize(cards, DEFAULT_PARAMETERS)


def test_without_the_package_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)

    with pytest.raises(OptimizerMissing, match="pip install"):
        optimize(list(histories(log_of(DEFAULT_PARAMETERS, 1500)).values()), DEFAULT_PARAMETERS)


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
    store._database.execute(refuse)
    with pytest.raises(StoreError):
        store.use_parameters((), 0, 8)
    with pytest.raises(StoreError):
        store.use_former_parameters(9)
    store._database.execute("DROP TRIGGER refuse")
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
    with pytest.raises(ParametersChanged, match="Another greenroom has just changed the parameters of FSRS"):
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
    store._database.execute(query, row)
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
