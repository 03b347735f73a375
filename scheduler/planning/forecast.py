"""The forecast for an interview: rehearsal until the day, simulated by the memory model itself.

Ratings are drawn at random with the probabilities FSRS gives, with fixed seeds, and averaged over a few runs. The same
cards and days always give the same forecast. Days are ordinals (`date.toordinal`).
"""

from collections import deque
from collections.abc import Sequence
from functools import partial
from math import fsum, inf
from random import Random
from statistics import fmean
from typing import NamedTuple
from zlib import crc32

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, Fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import FINAL_DAYS, Goal, order, recall_if_asked, recall_on, value, weighted
from scheduler.planning.musts import READY

# How many cards all runs and days together may put in order; more would keep the user waiting.
_WORK = 8_000
MOST_RUNS = 6
# The cache entry of a card that is not in the cache.
_NEVER = (-1, 0, 0.0, 0.0, 0.0)


class Forecast(NamedTuple):
    """The result of rehearsing until the interview.

    Attributes:
        curve: For each study day from today on, the readiness on the day of the interview if you stop after it.
        recalls: The probability of recall of each card on the day of the interview.
        unseen: The cards that are still unseen by then, in the first run.
        needed: For each study day, the lowest value of the cards without a promise that were asked, in the first run:
            -inf if all were asked, inf if none was.
        seen: How many cards will have been asked by then.
        musts_ready: How many `must` cards will be ready: delivered last time, and likely enough to be recalled.
        musts_met: The study day on which the last `must` card is met, in the first run; None if one stays unseen.
    """

    curve: tuple[float, ...]
    recalls: tuple[float, ...]
    unseen: tuple[Candidate, ...]
    needed: tuple[float, ...]
    seen: float
    musts_ready: float
    musts_met: int | None

    @property
    def readiness(self) -> float:
        """The readiness expected on the day of the interview."""
        return self.curve[-1]


class _Run(NamedTuple):
    """The result of one run: the cards at its end, and the `curve`, `needed` and `musts_ready` of `Forecast`."""

    cards: list[Candidate]
    curve: list[float]
    needed: list[float]
    musts_ready: int


def forecast(
    cards: Sequence[Candidate],
    today: int,
    goal: Goal,
    budgets: tuple[float, float],
    *,
    runs: int = MOST_RUNS,
) -> Forecast:
    """Simulate rehearsing on every study day until the eve, or only today if the interview is today.

    With many cards or days there are fewer runs, and cards are put in order only every few days, except in the last
    days. A `must` card that fails comes back the next day. No other promises are made.

    Args:
        cards: All cards of the interview, including those rated today.
        today: Today's study day.
        goal: The goal of the plan.
        budgets: The seconds left today, and the seconds of every other day.
        runs: How many runs to average, at most.
    """
    work = max(1, len(cards) * (goal.day - today))
    stale_after = 1 + work // _WORK
    days = range(today, max(goal.day, today + 1))
    results = [
        _rehearse(cards, days, budgets, _Valuer(goal, stale_after), run)
        for run in range(max(1, min(runs, _WORK // work)))
    ]
    recalls = zip(*([recall_on(card, goal.day, goal.fsrs) for card in run.cards] for run in results), strict=True)
    return Forecast(
        curve=tuple(map(fmean, zip(*(run.curve for run in results), strict=True))),
        recalls=tuple(map(fmean, recalls)),
        unseen=tuple(card for card in results[0].cards if card.state is None),
        needed=tuple(results[0].needed),
        seen=fmean(sum(card.state is not None for card in run.cards) for run in results),
        musts_ready=fmean(run.musts_ready for run in results),
        musts_met=_last_met([card for card in results[0].cards if card.rank == 0]),
    )


class _Valuer:
    """Values cards. Caches a value until the card is rated, for at most `stale_after` days (one in the last days)."""

    def __init__(self, goal: Goal, stale_after: int) -> None:
        self.goal = goal
        self.stale_after = stale_after
        # For each card: the day of its last rating, the day it was valued on, its value, its recall if it is not asked
        # again, and its recall if it is asked a day later.
        self._cache: dict[CardKey, tuple[int, int, float, float, float]] = {}
        self._unseen: dict[tuple[int, bool, float, int], float] = {}

    def value(self, card: Candidate, now: int) -> float:
        if card.state is None:  # unseen cards of one weight and pace are worth the same
            like = card.rank, card.wanted, card.seconds, now
            if like not in self._unseen:
                self._unseen[like] = value(card, now, self.goal)
            return self._unseen[like]
        goal = self.goal
        last, on, worth, without, asked = self._cache.get(card.key, _NEVER)
        if last != card.last:
            without, asked = recall_on(card, goal.day, goal.fsrs), recall_if_asked(card, now, goal.day, goal.fsrs)
        elif now - on < (1 if goal.day - now <= FINAL_DAYS else self.stale_after):
            return worth
        elif now - on > 1:
            asked = recall_if_asked(card, now, goal.day, goal.fsrs)
        later = recall_if_asked(card, now + 1, goal.day, goal.fsrs) if now + 1 < goal.day else without
        worth = weighted(card, asked - without, later - without, now, goal)
        self._cache[card.key] = card.last, now, worth, without, later
        return worth


def _rehearse(cards: Sequence[Candidate], days: range, budgets: tuple[float, float], valuer: _Valuer, run: int) -> _Run:
    """Rehearse on each of `days` until its seconds are used up."""
    current, curve, needed = list(cards), list[float](), list[float]()
    day, fsrs = valuer.goal.day, valuer.goal.fsrs
    place = {card.key: position for position, card in enumerate(current)}
    chances: dict[CardKey, Random] = {}
    recalls = [recall_on(card, day, fsrs) for card in current]
    undelivered = set[CardKey]()
    waiting, ordered = deque[Candidate](), -valuer.stale_after
    for now in days:
        if now - ordered >= valuer.stale_after or day - now <= FINAL_DAYS:
            waiting, ordered = deque(order(current, now, day, budgets[1], partial(valuer.value, now=now))), now
        spare, last = budgets[now > days[0]], None
        while waiting and spare >= waiting[0].seconds / 2:
            card = waiting.popleft()
            if not now <= card.planned < day:
                last = card
            chance = chances.get(card.key) or chances.setdefault(card.key, _chance(card.key, run))
            position = place[card.key]
            current[position], failed = _rated(card, now, chance, fsrs)
            (undelivered.add if failed else undelivered.discard)(card.key)
            recalls[position] = recall_on(current[position], day, fsrs)
            spare -= card.seconds * (1 + failed)
        if not waiting or now < waiting[0].planned < day:
            needed.append(-inf)  # there was time for every card that is not promised for later
        else:
            needed.append(inf if last is None else valuer.value(last, now))
        curve.append(fsum(recalls) / max(1, len(recalls)))
    ready = [
        recall >= READY and card.rank == 0 and card.key not in undelivered
        for card, recall in zip(current, recalls, strict=True)
    ]
    return _Run(current, curve, needed, sum(ready))


def _last_met(musts: Sequence[Candidate]) -> int | None:
    return None if any(card.state is None for card in musts) else max((card.first for card in musts), default=0)


def _chance(key: CardKey, run: int) -> Random:
    """Return a card's own random numbers, so that what happens to other cards does not change them."""
    return Random(crc32(f"{key} {run}".encode()))  # noqa: S311  # not used for security


def _rated(card: Candidate, now: int, chance: Random, fsrs: Fsrs6) -> tuple[Candidate, bool]:
    """Rate a card at random. Return it with its new state, and whether it failed and is asked once more today."""
    recalled, grade = chance.random(), chance.random()
    if card.state is None:
        rating = _pick(FIRST_RATINGS, grade) + 1
        card, state = card._replace(first=now), fsrs.first(rating)
    else:
        elapsed = now - card.last
        failed = recalled >= fsrs.retrievability(card.state.stability, elapsed)
        rating = 1 if failed else _pick(RECALLED_RATINGS, grade) + 2
        state = fsrs.later(card.state, rating, elapsed)
    back = now + 1 if rating == 1 and card.rank == 0 else 0
    return card._replace(state=state, last=now, planned=back), rating == 1


def _pick(shares: Sequence[float], at: float) -> int:
    """Return the position of the share that a number from 0 to 1 falls into."""
    for position, share in enumerate(shares[:-1]):
        at -= share
        if at < 0:
            return position
    return len(shares) - 1
