"""The benchmark that compares the order with other rules."""

from benchmarks.interview_date import SETTINGS, Cell, Learner, due_first, ours, rehearse, table_text, targets


def test_a_learner_of_the_benchmark_is_the_same_every_time_and_does_better_by_our_order() -> None:
    missing = SETTINGS[3]
    first, again = (rehearse(ours, Learner(7, missing, 14), 14, 10) for _ in range(2))

    assert first == again
    assert first > rehearse(due_first, Learner(7, missing, 14), 14, 10)


def test_the_benchmark_tells_which_target_is_missed() -> None:
    names = ("FSRS 90 %, new first", "new first, 90 %, capped", "new first, 97 %, capped", "greenroom")
    table = {name: [Cell(90.0, 0.1)] * 6 for name in names}
    tables = {setting.name: table for setting in SETTINGS}
    assert all(targets(tables, 1.0).values())

    worse = {setting.name: table | {"greenroom": [Cell(70.0, 0.1)] * 6} for setting in SETTINGS}
    assert not any(targets(worse, 60.0).values())
    assert "| greenroom | 90.0 ± 0.1 |" in table_text(table)
