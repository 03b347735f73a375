import math
from datetime import timedelta

import fsrs_rs_python
import pytest

from cards.review import Rating
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.store import Store
from scheduler.planning.evaluation import EffectiveRating, histories, read_histories, recall_moments, score
from tests.histories import DAY, review
from tests.learners import OTHER_LEARNER, log_of


def test_ratings_are_fed_by_study_days_as_the_memory_is_fed(store: Store) -> None:
    given = [(Rating.EASY, 0), (Rating.EASY, 0), (Rating.AGAIN, 3), (Rating.EASY, 3), (Rating.GOOD, 9)]
    for number, (rating, day) in enumerate(given):
        store.record(review(f"r{number}", rating, DAY + timedelta(days=day)))
    store.undo(0)

    (ratings,) = read_histories(store).values()

    assert [(rated.rating, rated.elapsed) for rated in ratings] == [(4, 0), (3, 0), (1, 3), (3, 0)]
    assert recall_moments([ratings]) == [(DAY.toordinal() + 3, 2)]


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
    # fsrs-rs weights later reviews more, but gives the plain loss of a single review.
    losses = [oracle.evaluate([item]).log_loss for item in items]

    found = score(parameters, cards)

    assert found.reviews == len(items)
    assert math.isclose(found.log_loss, sum(losses) / len(losses), rel_tol=1e-4)
    assert math.isclose(found.rmse_bins, oracle.evaluate(items).rmse_bins, rel_tol=0.05)


def test_nothing_scores_nothing() -> None:
    assert score(DEFAULT_PARAMETERS, [[EffectiveRating(3, 0, (1, 1))]]) == (0, 0, 0)
