import sys
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import fsrs_rs_python
import pytest

from cards.progress import T
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS, are_valid
from scheduler.planning.evaluation import EffectiveRating, histories, recall_moments, score
from scheduler.planning.optimizer import LEAST_GAIN, OptimizerMissing, optimize
from tests.histories import DAY
from tests.learners import OTHER_LEARNER, log_of


@pytest.mark.parametrize("learner", [DEFAULT_PARAMETERS, OTHER_LEARNER], ids=["default", "other"])
def test_few_reviews_are_not_fitted(learner: tuple[float, ...]) -> None:
    assert optimize(list(histories(log_of(learner, 500)).values()), DEFAULT_PARAMETERS) is None


@pytest.mark.parametrize("reviews", [1500, 20_000])
def test_who_remembers_as_most_do_keeps_the_default_parameters(reviews: int) -> None:
    fit = optimize(list(histories(log_of(DEFAULT_PARAMETERS, reviews)).values()), DEFAULT_PARAMETERS)

    assert fit is not None
    assert not fit.worth_adopting
    assert fit.gain < LEAST_GAIN


@pytest.mark.slow
def test_who_remembers_otherwise_gets_parameters_that_predict_better() -> None:
    cards = list(histories(log_of(OTHER_LEARNER, 20_000)).values())
    fit = optimize(cards, DEFAULT_PARAMETERS)

    assert fit is not None
    assert fit.worth_adopting
    assert are_valid(fit.parameters)
    assert fit.fitted.reviews == len(recall_moments(cards)) // 5
    # Close to the best possible: the learner's own parameters hardly predict better.
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
    # Named steps without a bar, as fsrs-rs does not report how far it is. Reading the log is too fast for a step.
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
