"""What rehearsing till the day would come to, by the model itself: pure, and the same for the same cards and days.

Cards are rated as FSRS expects them to be, by chance with fixed seeds; the mean over some runs is told.
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

# So many cards are put in order in all runs together; more would keep a person waiting.
_WORK = 8_000
_MOST_RUNS = 6


class Forecast(NamedTuple):
    """What is to be expected.

    Attributes:
        curve: Readiness on the day after each study day from today on, if nothing more were done from there.
        recalls: The probability of recall of each card on the day.
        unseen: The cards that will not have been met by then, in the first run.
        needed: For each study day, the weight that a seen card needed to be asked on it, in the first run.
    """

    curve: tuple[float, ...]
    recalls: tuple[float, ...]
    unseen: tuple[Candidate, ...]
    needed: tuple[float, ...]

    @property
    def readiness(self) -> float:
        """The readiness expected on the day."""
        return self.curve[-1]


class _Run(NamedTuple):
    """One way it may go: the cards as they are in the end, and what `Forecast` tells of each day."""

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
    """Rehearse every study day until the eve; today, too, if that is the day itself.

    Where there is much to work out, an order serves for some days, which take from it in turn, until the last days.

    Args:
        cards: All cards of the interview, those rated today included.
        today: The study day it is.
        day: The day of the interview.
        budgets: The seconds left today, and those of every other day.
        fsrs: FSRS.
        runs: How often at most; less often where there is much to work out.
    """
    work = max(1, len(cards) * (day - today))
    stale = 1 + work // _WORK
    done = [
        _rehearse(cards, range(today, max(day, today + 1)), day, budgets, _Weigher(day, fsrs, stale), run)
        for run in range(max(1, min(runs, _WORK // work)))
    ]
    recalls = zip(*([recall_on(card, day, fsrs) for card in run.cards] for run in done), strict=True)
    return Forecast(
        curve=tuple(map(fmean, zip(*(run.curve for run in done), strict=True))),
        recalls=tuple(map(fmean, recalls)),
        unseen=tuple(card for card in done[0].cards if card.state is None),
        needed=tuple(done[0].needed),
    )


class _Weigher:
    """Weighs cards, and remembers their weights for so many days."""

    def __init__(self, day: int, fsrs: Fsrs6, stale: int) -> None:
        self.fsrs = fsrs
        self.stale = stale
        self._day = day
        self._known: dict[CardKey, tuple[int, int, float]] = {}

    def weigh(self, card: Candidate, now: int) -> float:
        last, at, found = self._known.get(card.key, (-1, 0, 0.0))
        if last != card.last or now - at >= self.stale:
            found = weight(card, now, self._day, self.fsrs)
            self._known[card.key] = card.last, now, found
        return found


def _rehearse(
    cards: Sequence[Candidate], days: range, day: int, budgets: tuple[float, float], weigher: _Weigher, run: int
) -> _Run:
    known, curve, needed = list(cards), list[float](), list[float]()
    fsrs, place = weigher.fsrs, {card.key: position for position, card in enumerate(known)}
    chances: dict[CardKey, Random] = {}
    recalls = [recall_on(card, day, fsrs) for card in known]
    waiting, ordered = deque[Candidate](), -weigher.stale
    for now in days:
        if now - ordered >= weigher.stale or day - now <= FINAL_DAYS:
            waiting, ordered = deque(order(known, now, day, partial(weigher.weigh, now=now))), now
        spare, last = budgets[now > days[0]], None
        while waiting and spare >= waiting[0].seconds / 2:
            last = waiting.popleft()
            chance = chances.get(last.key) or chances.setdefault(last.key, _chance(last.key, run))
            position = place[last.key]
            known[position], failed = _rated(last, now, chance, fsrs)
            recalls[position] = recall_on(known[position], day, fsrs)
            spare -= last.seconds * (1 + failed)
        if not waiting:
            needed.append(-inf)  # there was time for all
        else:
            needed.append(inf if last is None or last.state is None else weight(last, now, day, fsrs))
        curve.append(sum(recalls) / max(1, len(recalls)))
    return _Run(known, curve, needed)


def _chance(key: CardKey, run: int) -> Random:
    """Return the chance of one card, which is its own: what happens to others does not change it."""
    return Random(crc32(f"{key} {run}".encode()))  # noqa: S311  # no secret hangs on it


def next_day_asked(card: Candidate, today: int, day: int, outlook: Forecast, fsrs: Fsrs6) -> int | None:
    """Return the first day after today on which a card, as it is now, would be asked again; None if on none.

    Args:
        card: A seen card.
        today: The study day it is, the first of the outlook.
        day: The day of the interview.
        outlook: What the other cards need.
        fsrs: FSRS.
    """
    for now, needed in enumerate(outlook.needed[1:], start=today + 1):
        if now > card.last and (is_final(card, now, day) or weight(card, now, day, fsrs) >= needed):
            return now
    return None


def _rated(card: Candidate, now: int, chance: Random, fsrs: Fsrs6) -> tuple[Candidate, bool]:
    """Rate a card by chance; tell whether it failed and is to be asked once more."""
    recalled, grade = chance.random(), chance.random()
    if card.state is None:
        rating = _pick(FIRST_RATINGS, grade) + 1
        return card._replace(state=fsrs.first(rating), last=now), rating == 1
    elapsed = now - card.last
    failed = recalled >= fsrs.retrievability(card.state.stability, elapsed)
    rating = 1 if failed else _pick(RECALLED_RATINGS, grade) + 2
    return card._replace(state=fsrs.later(card.state, rating, elapsed), last=now), failed


def _pick(shares: Sequence[float], at: float) -> int:
    for position, share in enumerate(shares[:-1]):
        at -= share
        if at < 0:
            return position
    return len(shares) - 1
