"""Readiness on past days, from the log."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from cards.key import CardKey
from scheduler.fsrs.formulas import Fsrs6, MemoryState, effective_rating
from scheduler.log.active import ACTIVE, IN_ORDER
from scheduler.log.store import Store


def readiness_history(
    store: Store, cards: Collection[CardKey], days: Sequence[date], *, on: date | None = None
) -> list[float]:
    """Return the readiness at the end of each day: the mean probability of recall, with unseen cards as 0.

    Args:
        store: The log.
        cards: The cards.
        days: Study days, in order.
        on: The day on which to recall, not before the last of `days`; None for each day itself.
    """
    sums = [0.0] * len(days)
    ordinals = [day.toordinal() for day in days]
    recall_days = ordinals if on is None else [on.toordinal()] * len(days)
    for deck in sorted({key.deck for key in cards}):  # in one order, or the last digits of the sums would vary
        rows = store.rows(f"SELECT card, rating, study_day {ACTIVE} AND deck = ? ORDER BY card, {IN_ORDER}", (deck,))
        for card, history in groupby(rows, key=itemgetter(0)):
            if CardKey(deck, card) in cards:
                ratings = [(rating, date.fromisoformat(day)) for _, rating, day in history]
                _add(sums, _states(ratings, store.model.fsrs), ordinals, recall_days, store.model.fsrs)
    return [total / len(cards) for total in sums]


def _states(ratings: Sequence[tuple[int, date]], fsrs: Fsrs6) -> list[tuple[date, MemoryState]]:
    """Return the state of a card after each study day on which it was rated."""
    last, state = ratings[0][1], fsrs.first(ratings[0][0])
    states = [(last, state)]
    for rating, day in ratings[1:]:
        counted, elapsed = effective_rating(rating, day, last)
        if elapsed:
            last, state = day, fsrs.later(state, counted, elapsed)
            states.append((last, state))
        else:
            state = fsrs.repeat(state, counted)
            states[-1] = last, state
    return states


def _add(
    sums: list[float],
    states: Sequence[tuple[date, MemoryState]],
    days: Sequence[int],
    recall_days: Sequence[int],
    fsrs: Fsrs6,
) -> None:
    """Add a card's recall on each of `recall_days` to the sums, from its state at the end of each of `days`."""
    lasts = [day.toordinal() for day, _ in states]
    starts = [*(bisect_left(days, last) for last in lasts), len(days)]
    stabilities: list[float] = []
    elapsed: list[int] = []
    for last, (_, state), start, end in zip(lasts, states, starts, starts[1:], strict=False):
        stabilities += [state.stability] * (end - start)
        elapsed += [day - last for day in recall_days[start:end]]
    for at, recall in enumerate(fsrs.retrievabilities(stabilities, elapsed), start=starts[0]):
        sums[at] += recall
