"""Compare the shipped order before an interview with others that were tried, learner by learner.

Usage: python -m benchmarks.interview_alternatives [--learners N]

The learners are those of `benchmarks.interview_date`. Differences are in points of readiness, the shipped order less
the other, ± one standard error over the learners.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence

from benchmarks.interview_date import BELIEVED, CELLS, SETTINGS, Learner, Rule, Setting, ours, raised, rehearsed
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import order, readiness, recall_on, weight

MUSTS = 16


def gain(card: Candidate, today: int, day: int) -> float:
    """Return what a review on one day raises the expected recall on another by."""
    if card.state is None:
        raise ValueError("an unseen card comes first")
    return BELIEVED.recall_after(card.state, today - card.last, day - today) - recall_on(card, day, BELIEVED)


def two_ahead(card: Candidate, today: int, day: int) -> float:
    """Return the shipped weight and half of what a second review would bring, at the best of some later days."""
    shipped = weight(card, today, day, BELIEVED) * card.seconds / 60
    waiting = max((_at(card, later, day) for later in _later(today, day)), default=recall_on(card, day, BELIEVED))
    return shipped + 0.5 * (_then(card, today, day) - waiting)


def _then(card: Candidate, today: int, day: int) -> float:
    """Return the recall expected on the day after a review today and the best later one; a rating is Again or Good."""
    if card.state is None:
        raise ValueError("an unseen card comes first")
    elapsed = today - card.last
    recalled = BELIEVED.retrievability(card.state.stability, elapsed)
    found = 0.0
    for rating, chance in ((1, 1 - recalled), (3, recalled)):
        after = card._replace(state=BELIEVED.later(card.state, rating, elapsed), last=today)
        later = [_at(after, at, day) for at in _later(today, day)[::2]]
        found += chance * max(later, default=recall_on(after, day, BELIEVED))
    return found


def _at(card: Candidate, later: int, day: int) -> float:
    """Return the recall expected on the day after one review later on."""
    return recall_on(card, day, BELIEVED) + gain(card, later, day)


def _later(today: int, day: int) -> list[int]:
    """Return at most five days after today, spread until the eve."""
    left = day - 1 - today
    steps = min(left, 5)
    return sorted({today + 1 + round(step * (left - 1) / max(1, steps - 1)) for step in range(steps)})


def by(weigh: Callable[[Candidate, int, int], float]) -> Rule:
    """Return the order that goes by other weights."""
    return lambda today, day, cards: order(cards, today, day, lambda card: weigh(card, today, day))


def without_pass(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Order as shipped, but with no final pass: once it is met, no card is a `must`."""
    return ours(today, day, [card if card.state is None else card._replace(rank=1) for card in cards])


OTHERS: dict[str, Rule] = {
    "plain gain per minute": by(gain),
    "new first, 97 %, capped": raised,
    "two reviews ahead": by(two_ahead),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview_alternatives", description=__doc__)
    parser.add_argument("--learners", type=int, default=100)
    learners = parser.parse_args().learners
    for setting in SETTINGS[:2]:
        for name, other in OTHERS.items():
            _print(f"{setting.name}: {name}", setting, other, learners, CELLS[2:], musts=0)
        _print(f"{setting.name}: no final pass, all cards", setting, without_pass, learners, CELLS[1:5], musts=MUSTS)
        told = f"{setting.name}: no final pass, must cards"
        _print(told, setting, without_pass, learners, CELLS[1:5], musts=MUSTS, only=MUSTS)


def _print(
    told: str,
    setting: Setting,
    other: Rule,
    learners: int,
    cells: Sequence[tuple[int, int]],
    *,
    musts: int,
    only: int | None = None,
) -> None:
    found = []
    for days, minutes in cells:
        differences = []
        for seed in range(learners):
            here, there = (
                100 * readiness(rehearsed(rule, learner, days, minutes, musts=musts)[:only], days + 1, learner.truth)
                for rule in (ours, other)
                for learner in [Learner(seed, setting, days)]
            )
            differences.append(here - there)
        error = statistics.stdev(differences) / learners**0.5
        found.append(f"{days} d, {minutes} min {statistics.fmean(differences):+.2f} ± {error:.2f}")
    print(f"{told}: {' | '.join(found)}", flush=True)


if __name__ == "__main__":
    main()
