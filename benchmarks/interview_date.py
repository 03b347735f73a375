"""Rules for what to ask before an interview, compared on simulated learners with fixed seeds.

Usage: python -m benchmarks.interview_date [--learners N] [--short] [--json]

All cards are new. A review takes 1.5 minutes, and twice as long if it fails, as the card is asked once more. No card
is asked again on the same day otherwise, and none on the day of the interview. Every rule meets the same learners, and
a learner answers a card's n-th review alike under every rule. Learners forget as FSRS-6 says, so all figures are
model-based.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from math import exp
from typing import NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, Fsrs6, fsrs6
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.planning.candidates import Candidate
from scheduler.planning.forecast import forecast
from scheduler.planning.interview import (
    TOMORROW_COMES,
    counted_on,
    days_ahead,
    goal_for,
    is_final,
    next_day,
    order,
    recall_if_asked,
    recall_on,
    value,
)
from scheduler.planning.musts import READY

SECONDS = 90.0
# What cards count by the rank of their priority: for the rules greenroom is compared with, and in weighted readiness.
WEIGHTS = (10.0, 1.0, 0.2)
BELIEVED = fsrs6()


class Cell(NamedTuple):
    """A set of cards, and the time there is for it.

    Attributes:
        cards: How many cards there are of each priority, `must` cards first.
        days: The study days until the interview.
        minutes: Minutes a day.
    """

    cards: tuple[int, int, int]
    days: int
    minutes: int

    def __str__(self) -> str:
        return f"{sum(self.cards)} cards, {self.days} d x {self.minutes} min"


LARGE = [Cell((42, 122, 40), days, minutes) for days in (9, 14, 21) for minutes in (15, 20, 30)]  # the decks we ship
SMALL = [Cell((15, 35, 10), days, minutes) for days, minutes in ((7, 10), (14, 20))]
SHORT = [LARGE[1], SMALL[0]]


class Setting(NamedTuple):
    """The kind of learners.

    Attributes:
        name: What the tables call them.
        missed: The share of days they miss, 0 to 1.
        apart: How far their FSRS parameters are from the defaults: the standard deviation of the logarithm of each.
        fails: How many times as fast they forget, and how many times as often their first rating of a card is Again.
    """

    name: str
    missed: float = 0.0
    apart: float = 0.0
    fails: int = 1


SETTINGS = (
    Setting("as assumed"),
    Setting("a quarter of days missed", missed=0.25),
    Setting("other true parameters", apart=0.2),
    Setting("failing twice as often", fails=2),
)


class Learner:
    """A learner whose missed days and answers depend on the seed alone.

    Attributes:
        present: For each study day, the first being day 1, whether the learner rehearses on it.
    """

    def __init__(self, seed: int, setting: Setting, cell: Cell) -> None:
        chance = random.Random(seed)
        self._truth = BELIEVED
        if setting.apart:
            # The decay stays: most fits share it among all learners, and it sets the shape of the curve.
            drawn = [parameter * exp(chance.gauss(0, setting.apart)) for parameter in DEFAULT_PARAMETERS[:20]]
            drawn[:4] = sorted(drawn[:4])
            self._truth = fsrs6([*drawn, DEFAULT_PARAMETERS[20]])
        self.present = [False, *(chance.random() >= setting.missed for _ in range(cell.days))]
        again, *others = FIRST_RATINGS
        failed = setting.fails * again
        self._first = [failed, *(share * (1 - failed) / (1 - again) for share in others)]
        self._pace = setting.fails
        self._chances = [random.Random(chance.random()) for _ in range(sum(cell.cards))]

    def rate(self, number: int, true: Candidate, today: int) -> int:
        """Return the rating the learner gives a card today."""
        chance = self._chances[number]
        recalled = chance.random()
        first = chance.choices((1, 2, 3, 4), self._first)[0]
        later = chance.choices((2, 3, 4), RECALLED_RATINGS)[0]
        if true.state is None:
            return first
        return later if recalled < self.recall(true, today) else 1

    def recall(self, true: Candidate, day: int) -> float:
        """Return the true probability of recall of a card on a day; 0 for an unseen card."""
        return recall_on(true, true.last + self._pace * (day - true.last), self._truth)

    def rated(self, true: Candidate, rating: int, today: int) -> Candidate:
        """Return a card with the true memory that a rating leaves."""
        return _rated(true, rating, today, self._truth, self._pace)


def _rated(card: Candidate, rating: int, today: int, fsrs: Fsrs6, pace: int = 1) -> Candidate:
    if card.state is None:
        return card._replace(state=fsrs.first(rating), last=today, first=today)
    return card._replace(state=fsrs.later(card.state, rating, pace * (today - card.last)), last=today)


# --- rules ---------------------------------------------------------------------------------------------


class Today(NamedTuple):
    """What a rule does on a study day.

    Attributes:
        order: The cards to ask, in order.
        promise: (a card before its rating, the rating) -> the day it is promised for; 0 for none.
    """

    order: Iterable[Candidate]
    promise: Callable[[Candidate, int], int] = lambda _card, _rating: 0


# (the cards with the memories greenroom computes, today, day of the interview, seconds a day) -> what to do today.
Rule = Callable[[Sequence[Candidate], int, int, float], Today]


def greenroom(cards: Sequence[Candidate], today: int, day: int, seconds: float) -> Today:
    """Ask and promise as greenroom does, which is in `trainer/interview/plan.py`."""
    goal = goal_for(cards, day, seconds, BELIEVED)
    needed = forecast(cards, today, goal, (seconds, seconds), runs=1).needed[1:]

    def promise(card: Candidate, rating: int) -> int:
        others = [other for other in cards if other.key != card.key]
        days = days_ahead(others, today, goal, seconds, needed)
        return min(
            next_day(_rated(card, better, today, BELIEVED), days, goal, undelivered=card.rank == 0 and better == 1)
            or day
            for better in range(rating, 5)  # a worse rating never brings a card back later
        )

    counted = seconds * counted_on(cards, today)
    return Today(order(cards, today, day, counted, lambda card: value(card, today, goal)), promise)


def gain(card: Candidate, today: int, day: int) -> float:
    """Return how much a review today is expected to raise the recall on the day of the interview."""
    return recall_if_asked(card, today, day, BELIEVED) - recall_on(card, day, BELIEVED)


def gain_over_waiting(card: Candidate, today: int, day: int) -> float:
    """Return the gain today, less that of a review tomorrow, times the probability that it is done."""
    return gain(card, today, day) - (TOMORROW_COMES * gain(card, today + 1, day) if today + 1 < day else 0.0)


def plain_gain(cards: Sequence[Candidate], today: int, day: int, _seconds: float) -> Today:
    """Ask what gains most today, weighted by priority."""
    return Today(sorted(cards, key=lambda card: -WEIGHTS[card.rank] * gain(card, today, day)))


def reference(cards: Sequence[Candidate], today: int, day: int, _seconds: float) -> Today:
    """Ask what gains most over waiting until tomorrow, weighted by priority."""
    return Today(sorted(cards, key=lambda card: -WEIGHTS[card.rank] * gain_over_waiting(card, today, day)))


def unseen_first(cards: Sequence[Candidate], today: int, day: int, _seconds: float) -> Today:
    """Ask as greenroom once did.

    Unseen cards come first, by priority. Then, in the last two days, each `must` card once more, which on the eve comes
    before all unseen cards but `must` ones. Then what gains most over waiting, whatever its priority.
    """

    def place(card: Candidate) -> tuple[int, float]:
        if card.state is None:
            return (2 if card.rank and day - today == 1 else 0), card.rank
        return (1 if is_final(card, today, day) else 3), -gain_over_waiting(card, today, day)

    return Today(sorted(cards, key=place))


def due_first(cards: Sequence[Candidate], today: int, _day: int, _seconds: float) -> Today:
    """Ask as FSRS does without an interview: due cards, lowest retrievability first, then new ones by priority."""
    due = (card for card in cards if card.state and today - card.last >= BELIEVED.interval(card.state.stability))
    unseen = (card for card in cards if card.state is None)
    return Today([*sorted(due, key=lambda card: recall_on(card, today, BELIEVED)), *unseen])


RULES: dict[str, Rule] = {
    "FSRS 90 %, due first": due_first,
    "unseen first": unseen_first,
    "plain gain": plain_gain,
    "reference": reference,
    "greenroom": greenroom,
}


# --- rehearsals ----------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """How one learner does on the day of the interview: true recalls, in per cent.

    Attributes:
        must: The mean recall of `must` cards.
        ready: The share of `must` cards with a recall of at least `READY`.
        twice: The share of `must` cards asked on at least two days.
        all: The mean recall of all cards; an unseen one counts as 0.
        weighted: The same, weighted by `WEIGHTS`.
        kept: The share of promised days on which the card was asked, and not before; None without promises. A card
            promised for the interview keeps its day if it isn't asked before. Days the learner missed are left out.
    """

    must: float
    ready: float
    twice: float
    all: float
    weighted: float
    kept: float | None


def rehearse(rule: Rule, learner: Learner, cell: Cell) -> Outcome:
    """Let a learner rehearse by a rule until the eve."""
    day, ranks = cell.days + 1, [rank for rank, count in enumerate(cell.cards) for _ in range(count)]
    believed = [Candidate(CardKey("deck", f"{number:03}"), rank, SECONDS) for number, rank in enumerate(ranks)]
    true, asked = list(believed), [0] * len(believed)
    kept: list[bool] = []
    for today in range(1, day):
        if not learner.present[today]:
            continue
        spare = cell.minutes * 60.0
        plan = rule(believed, today, day, spare)
        for card in plan.order:
            if spare < card.seconds / 2:
                break
            number = int(card.key.card)
            rating = learner.rate(number, true[number], today)
            if card.planned and (card.planned == day or learner.present[card.planned]):
                kept.append(card.planned == today)
            promised = plan.promise(card, rating)
            believed[number] = _rated(card, rating, today, BELIEVED)._replace(planned=promised)
            true[number] = learner.rated(true[number], rating, today)
            asked[number] += 1
            spare -= card.seconds * (1 + (rating == 1))
    waiting = [card.planned for card in believed if card.planned]
    kept += [planned == day for planned in waiting if planned == day or learner.present[planned]]
    return _outcome([learner.recall(card, day) for card in true], asked, ranks, kept)


def _outcome(recalls: Sequence[float], asked: Sequence[int], ranks: Sequence[int], kept: Sequence[bool]) -> Outcome:
    musts = ranks.count(0)  # they are the first cards
    weights = [WEIGHTS[rank] for rank in ranks]
    return Outcome(
        must=100 * statistics.fmean(recalls[:musts]),
        ready=100 * statistics.fmean(recall >= READY for recall in recalls[:musts]),
        twice=100 * statistics.fmean(count >= 2 for count in asked[:musts]),
        all=100 * statistics.fmean(recalls),
        weighted=100 * statistics.fmean(recalls, weights),
        kept=100 * statistics.fmean(kept) if kept else None,
    )


# (setting, cell, rule) -> the outcome of each learner.
Outcomes = dict[tuple[Setting, Cell, str], list[Outcome]]


def measure(settings: Sequence[Setting], cells: Sequence[Cell], learners: int) -> Outcomes:
    """Let all learners rehearse by all rules, on all processors."""
    jobs = [(*job, learners) for job in product(settings, cells, RULES)]
    with ProcessPoolExecutor() as pool:
        return dict(zip((job[:3] for job in jobs), pool.map(_rehearse_all, jobs), strict=True))


def _rehearse_all(job: tuple[Setting, Cell, str, int]) -> list[Outcome]:
    setting, cell, rule, learners = job
    return [rehearse(RULES[rule], Learner(seed, setting, cell), cell) for seed in range(learners)]


def planning_ms() -> tuple[float, float]:
    """Return the processor time, in ms, to put 300 cards in order, and to look ahead, once before the first rating."""
    cards = [
        Candidate(CardKey("deck", str(number)), number % 3, SECONDS, BELIEVED.first(number % 4 + 1), number % 9 + 1)
        for number in range(300)
    ]
    today, day, seconds = 10, 24, 20 * 60.0
    goal = goal_for(cards, day, seconds, BELIEVED)
    return (
        _median_ms(lambda: order(cards, today, day, seconds, lambda card: value(card, today, goal))),
        _median_ms(lambda: forecast(cards, today, goal, (seconds, seconds), runs=1)),
    )


def _median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(9):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times) * 1000


# --- what is printed -----------------------------------------------------------------------------------

# What is allowed for noise, in points: this, or two standard errors of the difference if that is more.
NOISE = 1.0
# How many points of breadth greenroom may give, with the large set, for asking every `must` card on two days.
BREADTH = 4.0
KEPT = 95.0
PLANNED_MS = 50.0


def _mean(outcomes: Iterable[Outcome], figure: str) -> float | None:
    """Return the mean of a figure; None if no learner has it."""
    found = [getattr(outcome, figure) for outcome in outcomes]
    return statistics.fmean(known) if (known := [each for each in found if each is not None]) else None


def _lead(ours: Sequence[Outcome], theirs: Sequence[Outcome], figure: str) -> tuple[float, float]:
    """Return how many points greenroom leads by, over the same learners, and how many are allowed for noise."""
    leads = [getattr(one, figure) - getattr(other, figure) for one, other in zip(ours, theirs, strict=True)]
    return statistics.fmean(leads), max(NOISE, 2 * statistics.stdev(leads) / len(leads) ** 0.5)


def targets(outcomes: Outcomes, planned: float) -> dict[str, list[str]]:
    """Return each target, with the cells that miss it and by how much.

    Args:
        outcomes: The outcomes of all rules, for at least two learners.
        planned: The milliseconds it takes to put 300 cards in order.
    """
    missed: dict[str, list[str]] = {
        "must-have recall at least the reference's": [],
        "share of must-haves at 0.9 at least the reference's": [],
        f"breadth at most {BREADTH:.0f} points under the reference's": [],
        "weighted readiness of small sets at least that of unseen first": [],
        f"{KEPT:.0f} % of promised days kept where no day is missed": [],
        f"300 cards planned in {PLANNED_MS:.0f} ms": [f"{planned:.1f} ms"] if planned > PLANNED_MS else [],
    }
    must, ready, breadth, small, kept, _ = missed.values()
    for setting, cell in dict.fromkeys((setting, cell) for setting, cell, _ in outcomes):
        ours = outcomes[setting, cell, "greenroom"]
        reference, former = outcomes[setting, cell, "reference"], outcomes[setting, cell, "unseen first"]
        compared = [
            (must, reference, "must", 0.0),
            (ready, reference, "ready", 0.0),
            (small, former, "weighted", 0.0) if cell in SMALL else (breadth, reference, "all", BREADTH),
        ]
        for cells, theirs, figure, given in compared:
            lead, noise = _lead(ours, theirs, figure)
            if lead < -given - noise:
                cells.append(f"{setting.name}, {cell}: {lead:+.1f} (noise {noise:.1f})")
        share = _mean(ours, "kept")
        if not setting.missed and share is not None and share < KEPT:
            kept.append(f"{setting.name}, {cell}: {share:.1f} %")
    return missed


FIGURES = {"must": "must R", "ready": ">= .9", "twice": "2 days", "all": "all", "weighted": "weighted", "kept": "kept"}


def means_text(outcomes: Outcomes) -> str:
    """Return the means over the budgets of the large set as Markdown, a row for each setting and rule."""
    lines = [f"| learners | rule | {' | '.join(FIGURES.values())} |", "| --- | --- |" + " --- |" * len(FIGURES)]
    for setting, rule in dict.fromkeys((setting, rule) for setting, _, rule in outcomes):
        rows = [
            outcome
            for (at, cell, by), found in outcomes.items()
            if (at, by) == (setting, rule) and cell not in SMALL
            for outcome in found
        ]
        figures = [_shown(rows, figure) for figure in FIGURES]
        lines.append(f"| {setting.name} | {rule} | {' | '.join(figures)} |")
    return "\n".join(lines)


def cells_text(outcomes: Outcomes, setting: Setting) -> str:
    """Return a setting's cells as Markdown: greenroom, the reference and unseen first."""
    lines = [f"| cards, days x minutes | {' | '.join(FIGURES.values())} |", "| --- |" + " --- |" * len(FIGURES)]
    for cell in dict.fromkeys(cell for at, cell, _ in outcomes if at == setting):
        rules = [outcomes[setting, cell, rule] for rule in ("greenroom", "reference", "unseen first")]
        compared = [" · ".join(_shown(found, figure) for found in rules) for figure in FIGURES if figure != "kept"]
        lines.append(f"| {cell} | {' | '.join(compared)} | {_shown(rules[0], 'kept')} |")
    return "\n".join(lines)


def _shown(outcomes: Sequence[Outcome], figure: str) -> str:
    return "-" if (mean := _mean(outcomes, figure)) is None else f"{mean:.1f}"


def main() -> int:
    """Run the comparison and print it; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview_date", description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=40, help="at least 2")
    parser.add_argument("--short", action="store_true", help="two cells, and learners as assumed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    settings = SETTINGS[:1] if args.short else SETTINGS
    outcomes = measure(settings, SHORT if args.short else LARGE + SMALL, args.learners)
    planned, looked_ahead = planning_ms()
    if args.json:
        print(json.dumps(_as_json(outcomes, args.learners, planned, looked_ahead), indent=2))
    else:
        print(f"204 cards, mean of all days and minutes, {args.learners} learners\n\n{means_text(outcomes)}")
        for setting in settings:
            print(f"\ngreenroom · reference · unseen first: {setting.name}\n\n{cells_text(outcomes, setting)}")
        print(f"\n300 cards, processor time: {planned:.1f} ms to put in order, {looked_ahead:.1f} ms to look ahead")
    missed = {target: cells for target, cells in targets(outcomes, planned).items() if cells}
    for target, cells in missed.items():
        print(f"MISSED: {target}: {'; '.join(cells)}", file=sys.stderr)
    return int(bool(missed))


def _as_json(outcomes: Outcomes, learners: int, planned: float, looked_ahead: float) -> dict[str, object]:
    cells = [
        {"learners": setting.name, **cell._asdict(), "rule": rule}
        | {figure: _mean(found, figure) for figure in FIGURES}
        for (setting, cell, rule), found in outcomes.items()
    ]
    return {"learners": learners, "planning_ms": planned, "look_ahead_ms": looked_ahead, "cells": cells}


if __name__ == "__main__":
    sys.exit(main())
