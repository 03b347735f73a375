"""Other orders tried before an interview, compared with the shipped one, learner by learner.

Usage: python -m benchmarks.interview_alternatives [--learners N]

The learners are those of `benchmarks.interview_date`. A difference is the readiness of the shipped order less that of
the other, in percentage points, ± one standard error over the learners.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence

from benchmarks.interview_date import BELIEVED, CELLS, SETTINGS, Learner, Rule, Setting, ours, raised, rehearsed
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import order, readiness, recall_on, weight

MUSTS = 16


def gain(card: Candidate, today: int, day: int) -> float:
    """Return how much a review on day `today` raises the expected recall on `day`."""
    if card.state is None:
        raise ValueError("an unseen card comes first")
    return BELIEVED.recall_after(card.state, today - card.last, day - today) - recall_on(card, day, BELIEVED)


def two_ahead(card: Candidate, today: int, day: int) -> float:
    """Return the shipped weight, plus half of what a second review would gain on the best of some later days."""
    shipped = weight(card, today, day, BELIEVED) * card.seconds / 60
    waiting = max((_at(card, later, day) for later in _later(today, day)), default=recall_on(card, day, BELIEVED))
    return shipped + 0.5 * (_then(card, today, day) - waiting)


def _then(card: Candidate, today: int, day: int) -> float:
    """Return the recall expected on `day` after a review today, rated Again or Good, and the best later one."""
    if card.state is None:
        raise ValueError("an unseen card comes first")
    elapsed = today - card.last
    recalled = BELIEVED.retrievability(card.state.stability, elapsed)
    expected = 0.0
    for rating, chance in ((1, 1 - recalled), (3, recalled)):
        after = card._replace(state=BELIEVED.later(card.state, rating, elapsed), last=today)
        later = [_at(after, at, day) for at in _later(today, day)[::2]]
        expected += chance * max(later, default=recall_on(after, day, BELIEVED))
    return expected


def _at(card: Candidate, later: int, day: int) -> float:
    """Return the recall expected on `day` after one review on day `later`."""
    return recall_on(card, day, BELIEVED) + gain(card, later, day)


def _later(today: int, day: int) -> list[int]:
    """Return at most five days between today and the interview, evenly spread."""
    left = day - 1 - today
    steps = min(left, 5)
    return sorted({today + 1 + round(step * (left - 1) / max(1, steps - 1)) for step in range(steps)})


def by(weigh: Callable[[Candidate, int, int], float]) -> Rule:
    """Return a rule that orders the cards by another weight."""
    return lambda today, day, cards: order(cards, today, day, lambda card: weigh(card, today, day))


def without_pass(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the shipped order without its final pass: a card that has been seen is no longer a `must`."""
    return ours(today, day, [card if card.state is None else card._replace(rank=1) for card in cards])


OTHERS: dict[str, Rule] = {
    "plain gain per minute": by(gain),
    "new first, 97 %, capped": raised,
    "two reviews ahead": by(two_ahead),
}


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.interview_alternatives", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--learners", type=int, default=100)
    learners = parser.parse_args().learners
    for setting in SETTINGS[:2]:
        for name, other in OTHERS.items():
            _print(f"{setting.name}: {name}", setting, other, learners, CELLS[2:], musts=0)
        _print(f"{setting.name}: no final pass, all cards", setting, without_pass, learners, CELLS[1:5], musts=MUSTS)
        title = f"{setting.name}: no final pass, must cards"
        _print(title, setting, without_pass, learners, CELLS[1:5], musts=MUSTS, only=MUSTS)


def _print(
    title: str,
    setting: Setting,
    other: Rule,
    learners: int,
    cells: Sequence[tuple[int, int]],
    *,
    musts: int,
    only: int | None = None,
) -> None:
    columns = []
    for days, minutes in cells:
        differences = []
        for seed in range(learners):
            shipped, alternative = (
                100 * readiness(rehearsed(rule, learner, days, minutes, musts=musts)[:only], days + 1, learner.truth)
                for rule in (ours, other)
                for learner in [Learner(seed, setting, days)]
            )
            differences.append(shipped - alternative)
        error = statistics.stdev(differences) / learners**0.5
        columns.append(f"{days} d, {minutes} min {statistics.fmean(differences):+.2f} ± {error:.2f}")
    print(f"{title}: {' | '.join(columns)}", flush=True)


if __name__ == "__main__":
    main()
