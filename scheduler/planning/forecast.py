"""The forecast for an interview: rehearsal until the day, simulated by the memory model itself.

Ratings are drawn at random with the probabilities FSRS gives, with fixed seeds, and averaged over a few runs. The same
cards and days always give the same forecast. Days are ordinals (`date.toordinal`).
"""

from collections import deque
from collections.abc import Sequence
from functools import partial
from math import inf
from random import Random
from statistics import fmean
from typing import NamedTuple
from zlib import crc32

from cards.key import CardKey
from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, Fsrs6
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import FINAL_DAYS, is_final, order, recall_on, weight

# Cards put in order over all runs and days; more would keep the user waiting.
_WORK = 8_000
_MOST_RUNS = 6


class Forecast(NamedTuple):
    """The result of rehearsing until the interview.

    Attributes:
        curve: For each study day from today on, the readiness on the day of the interview if you stop after it.
        recalls: The probability of recall of each card on the day of the interview.
        unseen: The cards that are still unseen by then, in the first run.
        needed: For each study day, the weight a seen card had to have to be asked, in the first run: -inf if all cards
            were asked, inf if no seen card was.
    """

    curve: tuple[float, ...]
    recalls: tuple[float, ...]
    unseen: tuple[Candidate, ...]
    needed: tuple[float, ...]

    @property
    def readiness(self) -> float:
        """The readiness expected on the day of the interview."""
        return self.curve[-1]


class _Run(NamedTuple):
    """The result of one run: the cards at its end, and the `curve` and `needed` of `Forecast`."""

    cards: list[Candidate]
    curve: list[float]
    needed: list[float]


def forecast(
    cards: Sequence[Candidate],
    today: int,
    day: int,
    budgets: tuple[float, float],
    fsrs: Fsrs6,
    *,
    runs: int = _MOST_RUNS,
) -> Forecast:
    """Simulate rehearsing on every study day until the eve, or today if the interview is today.

    With many cards or days there are fewer runs, and cards are put in order only every few days, except for the last.

    Args:
        cards: All cards of the interview, including those rated today.
        today: The study day it is.
        day: The day of the interview.
        budgets: The seconds left today, and the seconds of every other day.
        fsrs: FSRS.
        runs: The most runs that are averaged.
    """
    work = max(1, len(cards) * (day - today))
    stale_after = 1 + work // _WORK
    results = [
        _rehearse(cards, range(today, max(day, today + 1)), day, budgets, _Weigher(day, fsrs, stale_after), run)
        for run in range(max(1, min(runs, _WORK // work)))
    ]
    recalls = zip(*([recall_on(card, day, fsrs) for card in run.cards] for run in results), strict=True)
    return Forecast(
        curve=tuple(map(fmean, zip(*(run.curve for run in results), strict=True))),
        recalls=tuple(map(fmean, recalls)),
        unseen=tuple(card for card in results[0].cards if card.state is None),
        needed=tuple(results[0].needed),
    )


class _Weigher:
    """Weighs cards, and caches each weight for `stale_after` days or until the card is rated."""

    def __init__(self, day: int, fsrs: Fsrs6, stale_after: int) -> None:
        self.fsrs = fsrs
        self.stale_after = stale_after
        self._day = day
        self._cache: dict[CardKey, tuple[int, int, float]] = {}

    def weigh(self, card: Candidate, now: int) -> float:
        last, weighed_on, value = self._cache.get(card.key, (-1, 0, 0.0))
        if last != card.last or now - weighed_on >= self.stale_after:
            value = weight(card, now, self._day, self.fsrs)
            self._cache[card.key] = card.last, now, value
        return value


def _rehearse(
    cards: Sequence[Candidate], days: range, day: int, budgets: tuple[float, float], weigher: _Weigher, run: int
) -> _Run:
    """Rehearse on each of `days`, in order, until the day's seconds are used up."""
    current, curve, needed = list(cards), list[float](), list[float]()
    fsrs, place = weigher.fsrs, {card.key: position for position, card in enumerate(current)}
    chances: dict[CardKey, Random] = {}
    recalls = [recall_on(card, day, fsrs) for card in current]
    waiting, ordered = deque[Candidate](), -weigher.stale_after
    for now in days:
        if now - ordered >= weigher.stale_after or day - now <= FINAL_DAYS:
            waiting, ordered = deque(order(current, now, day, partial(weigher.weigh, now=now))), now
        spare, last = budgets[now > days[0]], None
        while waiting and spare >= waiting[0].seconds / 2:
            last = waiting.popleft()
            chance = chances.get(last.key) or chances.setdefault(last.key, _chance(last.key, run))
            position = place[last.key]
            current[position], failed = _rated(last, now, chance, fsrs)
            recalls[position] = recall_on(current[position], day, fsrs)
            spare -= last.seconds * (1 + failed)
        if not waiting:
            needed.append(-inf)  # there was time for every card
        else:
            needed.append(inf if last is None or last.state is None else weight(last, now, day, fsrs))
        curve.append(sum(recalls) / max(1, len(recalls)))
    return _Run(current, curve, needed)


def _chance(key: CardKey, run: int) -> Random:
    """Return a card's own random numbers, so that what happens to other cards does not change them."""
    return Random(crc32(f"{key} {run}".encode()))  # noqa: S311  # not used for security


def next_day_asked(card: Candidate, today: int, day: int, expected: Forecast, fsrs: Fsrs6) -> int | None:
    """Return the first day after today on which a card would be asked again; None if not before the interview.

    Args:
        card: A seen card.
        today: The study day it is, the first of the forecast.
        day: The day of the interview.
        expected: The forecast for all cards: what weight each day takes.
        fsrs: FSRS.
    """
    for now, needed in enumerate(expected.needed[1:], start=today + 1):
        if now > card.last and (is_final(card, now, day) or weight(card, now, day, fsrs) >= needed):
            return now
    return None


def _rated(card: Candidate, now: int, chance: Random, fsrs: Fsrs6) -> tuple[Candidate, bool]:
    """Rate a card at random. Return it with its new state, and whether it failed and is asked once more today."""
    recalled, grade = chance.random(), chance.random()
    if card.state is None:
        rating = _pick(FIRST_RATINGS, grade) + 1
        return card._replace(state=fsrs.first(rating), last=now), rating == 1
    elapsed = now - card.last
    failed = recalled >= fsrs.retrievability(card.state.stability, elapsed)
    rating = 1 if failed else _pick(RECALLED_RATINGS, grade) + 2
    return card._replace(state=fsrs.later(card.state, rating, elapsed), last=now), failed


def _pick(shares: Sequence[float], at: float) -> int:
    """Return the position of the share that a number from 0 to 1 falls into."""
    for position, share in enumerate(shares[:-1]):
        at -= share
        if at < 0:
            return position
    return len(shares) - 1
