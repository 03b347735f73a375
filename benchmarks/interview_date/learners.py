"""Simulated learners, and the sets of cards they rehearse."""

import random
from math import exp
from typing import NamedTuple

from scheduler.fsrs.formulas import FIRST_RATINGS, RECALLED_RATINGS, Fsrs6, fsrs6
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import recall_on

BELIEVED = fsrs6()  # the memory model that greenroom assumes for everybody


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
        return rated(true, rating, today, self._truth, self._pace)


def rated(card: Candidate, rating: int, today: int, fsrs: Fsrs6, pace: int = 1) -> Candidate:
    """Return a card with the memory that a rating leaves; `pace` is how many times as fast it is forgotten."""
    if card.state is None:
        return card._replace(state=fsrs.first(rating), last=today, first=today)
    return card._replace(state=fsrs.later(card.state, rating, pace * (today - card.last)), last=today)
