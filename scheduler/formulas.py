"""The formulas of FSRS-6 on bare numbers, for looking ahead: hundreds of cards over weeks while a person waits.

The same as py-fsrs, which `scheduler/memory.py` uses for what is stored; a test holds the two together. Source:
https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

DEFAULT_PARAMETERS = (
    0.212,
    1.2931,
    2.3065,
    8.2956,
    6.4133,
    0.8334,
    3.0194,
    0.001,
    1.8722,
    0.1666,
    0.796,
    1.4835,
    0.0614,
    0.2629,
    1.6483,
    0.6014,
    1.8729,
    0.5425,
    0.0912,
    0.0658,
    0.1542,
)
# How people rate, as fsrs-rs assumes in its simulator: a first meeting (Again to Easy), and what was recalled
# (Hard to Easy).
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALLED_RATINGS = (0.224, 0.631, 0.145)
_LOWEST, _HIGHEST = 0.001, 36500.0


class State(NamedTuple):
    """FSRS state of a card: stability in days (0.001 to 36500) and difficulty (1 to 10)."""

    stability: float
    difficulty: float


class Formulas:
    """FSRS-6 with 21 parameters. Ratings are 1 (Again) to 4 (Easy); days are whole study days."""

    def __init__(self, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> None:
        self._w = w = tuple(parameters)
        self._decay = -w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = exp(w[8])
        self._longest_after_again = 1 / exp(w[17] * w[18])
        self._easiest = w[4] - exp(w[5] * 3) + 1

    def recall(self, stability: float, days: int) -> float:
        """Return the probability of recall so many days after the last review."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def first(self, rating: int) -> State:
        """Return the state after the first rating ever."""
        w = self._w
        return State(max(w[rating - 1], _LOWEST), _between(1.0, w[4] - exp(w[5] * (rating - 1)) + 1, 10.0))

    def after(self, state: State, rating: int, days: int) -> State:
        """Return the state after a rating so many days, at least one, after the last review."""
        w, (stability, difficulty) = self._w, state
        forgotten = 1 - self.recall(stability, days)
        if rating == 1:
            grown = self._after_again(stability, difficulty, forgotten)
        else:
            weight = (w[15], 1.0, w[16])[rating - 2]
            grown = stability * (1 + self._gained(stability, difficulty, forgotten) * weight)
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        moved = w[7] * self._easiest + (1 - w[7]) * moved
        return State(_between(_LOWEST, grown, _HIGHEST), _between(1.0, moved, 10.0))

    def recall_after(self, state: State, days: int, horizon: int) -> float:
        """Return the expected probability of recall `horizon` days after a review that is `days` after the last."""
        w, decay, (stability, difficulty) = self._w, self._decay, state
        recalled = (1 + self._factor * days / stability) ** decay
        again = max(_LOWEST, self._after_again(stability, difficulty, 1 - recalled))
        grown = self._gained(stability, difficulty, 1 - recalled)
        passed = self._factor * horizon  # as in `recall`, which is too slow to be called four times here
        unchanged = passed / stability
        hard, good, easy = RECALLED_RATINGS
        kept = (
            hard * (1 + unchanged / (1 + grown * w[15])) ** decay
            + good * (1 + unchanged / (1 + grown)) ** decay
            + easy * (1 + unchanged / (1 + grown * w[16])) ** decay
        )
        return float((1 - recalled) * (1 + passed / again) ** decay + recalled * kept)

    def _after_again(self, stability: float, difficulty: float, forgotten: float) -> float:
        w = self._w
        long: float = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp(forgotten * w[14])
        return min(long, stability * self._longest_after_again)

    def _gained(self, stability: float, difficulty: float, forgotten: float) -> float:
        w = self._w
        grown: float = self._growth * (11 - difficulty) * stability ** -w[9] * (exp(forgotten * w[10]) - 1)
        return grown


def _between(low: float, value: float, high: float) -> float:
    return max(low, min(value, high))
