"""Rules for what to ask before an interview, compared on simulated learners with fixed seeds.

Usage: python -m benchmarks.interview_date [--learners N] [--short] [--json]

There are 60 new cards. A review takes 1.5 minutes, no card is asked twice a day, and none on the day of the interview.
An unseen card counts as 0. Every rule meets the same learners, and a learner answers a card's n-th review alike under
every rule. Learners forget as FSRS-6 says, so all figures are model-based.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from math import exp
from typing import NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, Fsrs6, fsrs6
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import order, readiness, weight

CARDS = 60
SECONDS = 90.0
CELLS = ((7, 10), (7, 20), (14, 10), (14, 20), (30, 10), (30, 20))  # days, minutes a day
BELIEVED = fsrs6()
# (today, day of the interview, cards with the memories greenroom computes) -> the cards to ask, in order.
Rule = Callable[[int, int, Sequence[Candidate]], Sequence[Candidate]]


def _unseen(cards: Sequence[Candidate]) -> list[Candidate]:
    return [card for card in cards if card.state is None]


def _due(cards: Sequence[Candidate], today: int, day: int, retention: float, *, capped: bool) -> list[Candidate]:
    """Return the cards plain FSRS would ask, lowest retrievability first; `capped` makes all due by the eve."""
    share = (retention ** (-1 / DEFAULT_PARAMETERS[20]) - 1) / (0.9 ** (-1 / DEFAULT_PARAMETERS[20]) - 1)
    found = []
    for card in cards:
        if card.state is None or card.last >= today:
            continue
        due = card.last + max(1, round(card.state.stability * share))
        if today >= (min(due, day - 1) if capped else due):
            found.append((BELIEVED.retrievability(card.state.stability, today - card.last), card.key, card))
    return [card for *_, card in sorted(found)]


def due_first(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return what plain FSRS at 90 % asks: due cards, then new ones."""
    return [*_due(cards, today, day, 0.90, capped=False), *_unseen(cards)]


def new_first(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return what plain FSRS at 90 % asks if new cards come before due ones."""
    return [*_unseen(cards), *_due(cards, today, day, 0.90, capped=False)]


def capped(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return new cards, then those FSRS at 90 % asks, every card due by the eve."""
    return [*_unseen(cards), *_due(cards, today, day, 0.90, capped=True)]


def raised(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return new cards, then those FSRS at 97 % asks, every card due by the eve."""
    return [*_unseen(cards), *_due(cards, today, day, 0.97, capped=True)]


def ours(today: int, day: int, cards: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the cards in greenroom's own order."""
    return order(cards, today, day, lambda card: weight(card, today, day, BELIEVED))


RULES: dict[str, Rule] = {
    "FSRS 90 %, due first": due_first,
    "FSRS 90 %, new first": new_first,
    "new first, 90 %, capped": capped,
    "new first, 97 %, capped": raised,
    "greenroom": ours,
}


class Setting(NamedTuple):
    """The kind of learners.

    Attributes:
        name: What the tables call them.
        missed: The share of days they miss, 0 to 1.
        apart: How far their FSRS parameters are from the defaults: the standard deviation of the logarithm of each.
    """

    name: str
    missed: float
    apart: float


SETTINGS = (
    Setting("as assumed", 0.0, 0.0),
    Setting("25 % of days missed", 0.25, 0.0),
    Setting("other true parameters", 0.0, 0.2),
    Setting("both", 0.25, 0.2),
)


class Learner:
    """A learner whose missed days and answers depend on the seed alone."""

    def __init__(self, seed: int, setting: Setting, days: int) -> None:
        chance = random.Random(seed)
        self.truth = BELIEVED
        if setting.apart:
            # The decay stays: most fits share it among all learners, and it sets the shape of the curve.
            drawn = [value * exp(chance.gauss(0, setting.apart)) for value in DEFAULT_PARAMETERS[:20]]
            drawn[:4] = sorted(drawn[:4])
            self.truth = fsrs6([*drawn, DEFAULT_PARAMETERS[20]])
        self.present = [chance.random() >= setting.missed for _ in range(days)]
        self._chances = [random.Random(chance.random()) for _ in range(CARDS)]

    def rate(self, card: int, true: Candidate, today: int) -> int:
        """Return the rating the learner gives a card today."""
        recalled, grade = self._chances[card].random(), self._chances[card].random()
        if true.state is None:
            return _pick(FIRST_RATINGS, grade) + 1
        if recalled >= self.truth.retrievability(true.state.stability, today - true.last):
            return 1
        return _pick(RECALLED_RATINGS, grade) + 2


def _pick(shares: Sequence[float], at: float) -> int:
    for position, share in enumerate(shares):
        at -= share
        if at < 0:
            return position
    return len(shares) - 1


def _rated(card: Candidate, rating: int, today: int, fsrs: Fsrs6) -> Candidate:
    if card.state is None:
        return card._replace(state=fsrs.first(rating), last=today)
    return card._replace(state=fsrs.later(card.state, rating, today - card.last), last=today)


def rehearse(rule: Rule, learner: Learner, days: int, minutes: int) -> float:
    """Let a learner rehearse by a rule; return their true readiness on the day of the interview, in per cent."""
    return 100 * readiness(rehearsed(rule, learner, days, minutes), days + 1, learner.truth)


def rehearsed(rule: Rule, learner: Learner, days: int, minutes: int, *, musts: int = 0) -> list[Candidate]:
    """Let a learner rehearse by a rule, and return the cards with their true memories.

    Args:
        rule: What to ask.
        learner: Who answers.
        days: How many days until the interview.
        minutes: Minutes a day.
        musts: How many of the cards are `must` cards.
    """
    believed = [Candidate(CardKey("deck", f"{number:02}"), int(number >= musts), SECONDS) for number in range(CARDS)]
    true = list(believed)
    for today in range(1, days + 1):
        if not learner.present[today - 1]:
            continue
        for card in rule(today, days + 1, believed)[: int(minutes * 60 // SECONDS)]:
            number = int(card.key.card)
            rating = learner.rate(number, true[number], today)
            believed[number] = _rated(believed[number], rating, today, BELIEVED)
            true[number] = _rated(true[number], rating, today, learner.truth)
    return true


class Cell(NamedTuple):
    """Readiness in per cent, and the standard error of its mean over the learners."""

    mean: float
    error: float


def measure(rules: dict[str, Rule], setting: Setting, learners: int) -> dict[str, list[Cell]]:
    """Return each rule's cells, in the order of `CELLS`."""
    found = {}
    for name, rule in rules.items():
        found[name] = [
            _cell([rehearse(rule, Learner(seed, setting, days), days, minutes) for seed in range(learners)])
            for days, minutes in CELLS
        ]
    return found


def _cell(values: Sequence[float]) -> Cell:
    return Cell(statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5)


def planning_ms() -> float:
    """Return the milliseconds it takes to order 300 seen cards."""
    cards = [
        Candidate(CardKey("deck", str(number)), 1, SECONDS, BELIEVED.first(number % 4 + 1), number % 9 + 1)
        for number in range(300)
    ]
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        ours(10, 24, cards)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def main() -> int:
    """Run the comparison and print it; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview_date", description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=400)
    parser.add_argument("--short", action="store_true", help="40 learners, and only the first two settings")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    learners = 40 if args.short else args.learners
    tables = {s.name: measure(RULES, s, learners) for s in (SETTINGS[:2] if args.short else SETTINGS)}
    plan = planning_ms()
    if args.json:
        print(json.dumps({"learners": learners, "planning_ms": plan, "tables": tables}, indent=2))
    else:
        for name, table in tables.items():
            print(f"\nReadiness on the day, %, {learners} learners: {name}\n")
            print(table_text(table))
        print(f"\nPlanning 300 cards: {plan:.1f} ms")
    missed = [sentence for sentence, met in targets(tables, plan).items() if not met]
    for sentence in missed:
        print(f"MISSED: {sentence}", file=sys.stderr)
    return int(bool(missed))


def table_text(table: dict[str, list[Cell]]) -> str:
    """Return a table as Markdown."""
    head = [f"{days} d, {minutes} min" for days, minutes in CELLS]
    lines = [f"| rule | {' | '.join(head)} | mean |", "| --- |" + " --- |" * (len(CELLS) + 1)]
    for name, cells in table.items():
        shown = " | ".join(f"{mean:.1f} ± {error:.1f}" for mean, error in cells)
        lines.append(f"| {name} | {shown} | {_mean(cells):.1f} |")
    return "\n".join(lines)


def _mean(cells: Sequence[Cell]) -> float:
    return statistics.fmean(cell.mean for cell in cells)


def targets(tables: dict[str, dict[str, list[Cell]]], plan: float) -> dict[str, bool]:
    """Return each target, and whether it is met."""
    whole, missed = (tables[setting.name] for setting in SETTINGS[:2])
    simple = ("FSRS 90 %, new first", "new first, 90 %, capped", "new first, 97 %, capped")
    best = [max(whole[name][cell].mean for name in simple) for cell in range(len(CELLS))]
    raised_cells = missed["new first, 97 %, capped"]
    return {
        "mean readiness of at least 86.2 %": _mean(whole["greenroom"]) >= 86.2,
        "no cell more than 0.4 under the best simple rule": all(
            cell.mean >= simply - 0.4 for cell, simply in zip(whole["greenroom"], best, strict=True)
        ),
        "with missed days a mean of at least 79.0 %": _mean(missed["greenroom"]) >= 79.0,
        "with missed days no cell more than 0.2 under raised retention": all(
            cell.mean >= other.mean - 0.2 for cell, other in zip(missed["greenroom"], raised_cells, strict=True)
        ),
        "300 cards planned in 50 ms": plan <= 50,
    }


if __name__ == "__main__":
    sys.exit(main())
