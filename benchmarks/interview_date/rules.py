"""Rules for what to ask on a study day: greenroom's, and those it is compared with."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from benchmarks.interview_date.learners import BELIEVED, rated
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

# What cards count by the rank of their priority: for the rules greenroom is compared with, and in weighted readiness.
WEIGHTS = (10.0, 1.0, 0.2)


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
            next_day(rated(card, better, today, BELIEVED), days, goal, undelivered=card.rank == 0 and better == 1)
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
