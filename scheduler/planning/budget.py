"""The minutes of a study day without an interview ahead: which due and new cards fit into them, and which wait.

If everything fits, the queue stays as it is. Otherwise the cards worth most per minute come first: the weight of
their priority, as in interview plans, times the chance that you have forgotten them. A new card counts as one that
has just come due, so it comes after the due cards of its priority, and a new `must` before due cards that can wait.
That also keeps new cards from bringing more reviews than there are minutes for: in a simulation of 90 days with 1,000
new cards and 30 minutes a day, fewer than 20 due cards ever waited; with a quarter of the minutes kept for new cards,
200 did.

A waiting card is likelier to be forgotten every day, so its turn comes: that spreads a backlog, after an interview or
a holiday, over the following days. The same cards, memories, settings and study day always give the same cards in the
same order.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, takewhile
from math import fsum
from typing import NamedTuple

from cards.key import CardKey
from scheduler.log.store import Store
from scheduler.planning.pace import read_paces, seconds_spent
from scheduler.planning.queue import CardIds, Queue
from scheduler.settings import Settings


class Share(NamedTuple):
    """A queue, and how much of it fits into the minutes of a day.

    Attributes:
        keys: The due and new cards, in the order in which they are asked.
        fitting: How many of them are expected to fit.
        waiting: How many due cards do not fit.
        pace_seconds: The seconds one card takes, as the mean of those that fit.
        limit: The time left; None for no limit.
    """

    keys: tuple[CardKey, ...]
    fitting: int
    waiting: int
    pace_seconds: float
    limit: timedelta | None

    def fits(self, queue: Queue) -> Queue:
        """Return the part of the queue that fits, in the order asked; cards to repeat always fit."""
        fitting, new = self.keys[: self.fitting], frozenset(queue.new)
        due = tuple(key for key in fitting if key not in new)
        return Queue(due, tuple(key for key in fitting if key in new), queue.again)


def share_of_day(
    store: Store,
    day: date,
    queue: Queue,
    decks: CardIds,
    settings: Settings,
    *,
    minutes: int | None = None,
) -> Share:
    """Return how much of a queue fits into the minutes left of a study day; at least one card if none were used yet.

    Args:
        store: The log.
        day: The study day.
        queue: The queue of that day.
        decks: The decks it was built from.
        settings: The user's settings.
        minutes: The minutes of this sitting; None for those left of the day.
    """
    if not queue.keys and not queue.again:
        return Share((), 0, 0, pace_seconds=0.0, limit=None)
    paces = read_paces(store, list(decks))

    def seconds(keys: Sequence[CardKey]) -> float:
        return fsum(paces[deck] for deck, _ in keys)

    keys, used = queue.keys, 0.0
    if minutes is None:
        minutes, used = settings.minutes_per_day, fsum(seconds_spent(store, day).values())
    if not minutes:
        everything = keys + queue.again
        return Share(keys, len(keys), 0, seconds(everything) / len(everything), limit=None)
    left = max(0.0, minutes * 60 - used)
    room = left - seconds(queue.again)
    fitting = _fitting(keys, paces, room)
    if fitting < len(keys):
        keys = _by_value(store, queue, decks, paces, settings.desired_retention)
        fitting = max(_fitting(keys, paces, room), not used)
    asked = keys[:fitting] + queue.again
    pace = seconds(asked) / len(asked) if asked else 0.0
    if asked:  # a session counts with the mean, so one more card may fit
        fitting = min(len(keys), max(fitting, int(left // pace) - len(queue.again)))
    waiting = len(queue.due) - len(frozenset(keys[:fitting]).difference(queue.new))
    return Share(keys, fitting, waiting, pace, timedelta(seconds=left))


def _fitting(keys: Sequence[CardKey], paces: Mapping[str, float], seconds: float) -> int:
    return sum(1 for _ in takewhile(seconds.__ge__, accumulate(paces[deck] for deck, _ in keys)))


def _by_value(
    store: Store, queue: Queue, decks: CardIds, paces: Mapping[str, float], desired_retention: float
) -> tuple[CardKey, ...]:
    """Return the cards of a queue, those worth most per minute first."""
    from scheduler.fsrs.formulas import fsrs6
    from scheduler.planning.weights import WEIGHTS

    # Recall depends only on the elapsed days divided by the stability.
    recalls = fsrs6(store.parameters_in_use).retrievabilities([1.0] * len(queue.due), queue.waited)
    recalls += [desired_retention] * len(queue.new)
    weights = {
        deck: {card: WEIGHTS[rank] for rank in (0, 2) for card in decks[deck][rank]}  # `core` cards weigh 1
        for deck in {deck for deck, _ in queue.keys}
    }
    values = [
        weights[deck].get(card, 1.0) * (1 - recall) / paces[deck]
        for (deck, card), recall in zip(queue.keys, recalls, strict=True)
    ]
    keys = queue.keys
    return tuple(keys[position] for position in sorted(range(len(keys)), key=values.__getitem__, reverse=True))
