"""Learners rehearsing by each rule, and how they do on the day."""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import NamedTuple

from benchmarks.interview_date.learners import BELIEVED, Cell, Learner, Setting, rated
from benchmarks.interview_date.rules import RULES, WEIGHTS, Rule
from cards.key import CardKey
from scheduler.planning.candidates import Candidate
from scheduler.planning.forecast import forecast
from scheduler.planning.interview import goal_for, order, value
from scheduler.planning.musts import READY

SECONDS = 90.0


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
            believed[number] = rated(card, rating, today, BELIEVED)._replace(planned=promised)
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
