"""The benchmark that compares the interview plan with other rules."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from benchmarks.interview_date.learners import LARGE, SETTINGS, SMALL, Cell, Learner, Setting
from benchmarks.interview_date.rehearsals import Outcome, Outcomes, measure, rehearse
from benchmarks.interview_date.rules import RULES, Today
from benchmarks.interview_date.tables import cells_text, means_text, targets
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import fitting

GOOD = Outcome(must=95.0, ready=96.0, twice=100.0, all=50.0, weighted=80.0, kept=99.0)


def alike(outcome: Outcome, *, ours: Outcome) -> Outcomes:
    """Return the same outcome for two learners by every rule, except for ours."""
    return {
        (SETTINGS[0], cell, rule): [ours if rule == "greenroom" else outcome] * 2
        for cell in (LARGE[0], SMALL[0])
        for rule in RULES
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_learner_of_the_benchmark_is_the_same_every_time(setting: Setting) -> None:
    cell = Cell((6, 12, 4), 6, 10)
    first, again = (rehearse(RULES["greenroom"], Learner(7, setting, cell), cell) for _ in range(2))

    assert first == again
    assert 0 < first.all <= first.must <= 100


def test_must_haves_do_better_by_the_plan_than_by_unseen_cards_first_and_promises_are_kept() -> None:
    cell, setting = Cell((8, 40, 8), 7, 10), SETTINGS[0]
    found = measure([setting], [cell], learners=3)

    for ours, former in zip(found[setting, cell, "greenroom"], found[setting, cell, "unseen first"], strict=True):
        assert ours.must > former.must
        assert ours.twice == 100
        assert former.kept is None
        assert ours.kept is not None
        assert ours.kept >= 90


class Sure(Learner):
    """A learner who never fails."""

    def rate(self, number: int, true: Candidate, today: int) -> int:
        return max(2, super().rate(number, true, today))


@profile(max_examples=15)
@given(st.integers(1, 12), st.integers(0, 30), st.integers(2, 14), st.integers(2, 20), st.integers(0, 99))
def test_each_card_is_asked_by_its_promised_day_if_no_day_is_missed_and_none_fails(
    musts: int, others: int, days: int, minutes: int, seed: int
) -> None:
    cell, late = Cell((musts, others, others // 3), days, minutes), list[Candidate]()

    def watched(cards: Sequence[Candidate], today: int, day: int, seconds: float) -> Today:
        plan = RULES["greenroom"](cards, today, day, seconds)
        in_order = list(plan.order)
        asked = sum(1 for _ in fitting(in_order, seconds))
        late.extend(each for each in in_order[asked:] if 0 < each.planned <= today)
        return plan._replace(order=in_order)

    rehearse(watched, Sure(seed, SETTINGS[0], cell), cell)
    assert late == []


def test_learners_who_fail_more_remember_less_by_every_rule() -> None:
    cell = Cell((6, 12, 4), 6, 10)
    assumed, failing = SETTINGS[0], SETTINGS[-1]
    found = measure([assumed, failing], [cell], learners=4)

    for rule in RULES:
        means = [sum(outcome.weighted for outcome in found[at, cell, rule]) for at in (assumed, failing)]
        assert means[0] > means[1]


def test_the_benchmark_tells_which_target_is_missed_and_where() -> None:
    assert not any(targets(alike(GOOD, ours=GOOD), 1.0).values())

    worse = Outcome(must=90.0, ready=80.0, twice=90.0, all=40.0, weighted=70.0, kept=94.0)
    missed = list(targets(alike(GOOD, ours=worse), 60.0).values())
    assert [len(cells) for cells in missed] == [2, 2, 1, 1, 2, 1]
    assert missed[0][0] == "as assumed, 204 cards, 9 d x 15 min: -5.0 (noise 1.0)"
    assert missed[-1] == ["60.0 ms"]


def test_a_point_less_is_noise() -> None:
    within = GOOD._replace(must=94.1, ready=95.1, all=45.1, weighted=79.1, kept=95.0)

    assert not any(targets(alike(GOOD, ours=within), 50.0).values())


def test_the_tables_are_markdown_with_the_mean_over_the_large_set_and_each_cell() -> None:
    outcomes = alike(GOOD, ours=GOOD._replace(must=96.25)) | alike(GOOD._replace(kept=None), ours=GOOD)

    assert "| as assumed | greenroom | 95.0 | 96.0 | 100.0 | 50.0 | 80.0 | 99.0 |" in means_text(outcomes)
    assert "| as assumed | reference | 95.0 | 96.0 | 100.0 | 50.0 | 80.0 | - |" in means_text(outcomes)
    assert "| 60 cards, 7 d x 10 min | 95.0 · 95.0 · 95.0 |" in cells_text(outcomes, SETTINGS[0])
