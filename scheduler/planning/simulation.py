"""The simulated workload of the coming days at a desired retention, with seeded random ratings."""

import random
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import AGAIN, GOOD, Fsrs6, MemoryState
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.planning.habits import Habits
from scheduler.settings import Settings

# Enough that a day's mean hardly changes with the seed. Fewer cards are simulated several times, more are sampled.
CARDS_SIMULATED = 1000
_SEED = 1


class SeenCard(NamedTuple):
    """A card that has been rated, and whether it is buried today.

    The due day in its memory is ignored, because it comes from the settings in use.
    """

    key: CardKey
    memory: Memory
    buried: bool = False


class Projection(NamedTuple):
    """The workload to expect and its result at one desired retention, as the mean of all runs.

    Attributes:
        minutes: The mean minutes of each study day, today first. A real day may take more or less.
        answers: The mean answers per day.
        recalled: The share of reviews not rated Again, 0 to 1; None if there were none.
        known: The share of all cards that would be recalled on the last day, 0 to 1. Unseen cards count as not known.
    """

    desired_retention: float
    minutes: tuple[float, ...]
    answers: float
    recalled: float | None
    known: float


def simulate(
    seen: Sequence[SeenCard],
    unseen: int,
    habits: Habits,
    settings: Settings,
    parameters: Sequence[float],
    *,
    today: date,
    days: int,
) -> Projection:
    """Simulate the next study days: each due card is answered, failed ones once more that day, new ones as allowed.

    The learner is the memory model itself: a card is recalled with the probability that FSRS gives. A card gets the
    same random numbers at every desired retention, so that only the setting makes a difference.

    Args:
        seen: The cards that have been rated. They come due as these settings would have them.
        unseen: How many cards have not been rated yet.
        habits: How the user rates, and how fast.
        settings: The settings to simulate.
        parameters: The FSRS parameters.
        today: The first study day.
        days: How many study days.
    """
    cards: list[tuple[SeenCard | None, int]] = [(card, 0) for card in seen]
    new_days = range(days) if habits.new_per_day else ()
    starts = [day for day in new_days for _ in range(habits.new_per_day - (0 if day else habits.met_today))][:unseen]
    cards += [(None, day) for day in starts]
    if not cards:
        return Projection(settings.desired_retention, (0.0,) * days, 0.0, None, 0.0)
    runs = max(1, CARDS_SIMULATED // len(cards))
    sample = cards if len(cards) <= CARDS_SIMULATED else random.Random(_SEED).sample(cards, CARDS_SIMULATED)  # noqa: S311
    cards_each = len(cards) / len(sample) / runs  # cards that one simulated card counts for
    model = MemoryModel(settings, parameters)
    simulation = _Simulation(model.fsrs, habits, settings.maximum_interval, days)
    starting: list[tuple[MemoryState | None, int, int]] = [
        _first_asked(card, today, model) if card else (None, day, day) for card, day in sample
    ]
    chance = random.Random()  # noqa: S311  # seeded, so that results repeat
    for run in range(runs):
        for number, start in enumerate(starting):
            chance.seed((_SEED * CARDS_SIMULATED + run) * CARDS_SIMULATED + number)
            simulation.run(*start, chance)
    return Projection(
        settings.desired_retention,
        tuple(answers * cards_each * habits.seconds / 60 for answers in simulation.answers),
        sum(simulation.answers) * cards_each / days,
        simulation.recalled / simulation.reviews if simulation.reviews else None,
        simulation.known * cards_each / (len(seen) + unseen),
    )


def _first_asked(card: SeenCard, today: date, model: MemoryModel) -> tuple[MemoryState, int, int]:
    """Return the state of a card, the day it was last asked and the day it is next asked, in days from today."""
    memory = card.memory
    last = min(0, (memory.last_review - today).days)
    due_in = (model.due(card.key, memory) - today).days
    return MemoryState(memory.stability, memory.difficulty), last, max(int(card.buried), due_in)


class _Simulation:
    """Simulates one card after another and adds up the answers, minutes and recalls."""

    def __init__(self, fsrs: Fsrs6, habits: Habits, maximum_interval: int, days: int) -> None:
        self._fsrs = fsrs
        self._habits = habits
        self._maximum = maximum_interval
        self._days = days
        self.answers = [0] * days
        self.reviews = self.recalled = 0
        self.known = 0.0

    def run(self, state: MemoryState | None, last: int, day: int, chance: random.Random) -> None:
        """Simulate one card, new if it has no state, until the last day.

        It was last asked on `last` and is next asked on `day`, in days from today.
        """
        fsrs, habits = self._fsrs, self._habits
        while day < self._days:
            self.answers[day] += 1
            if state is None:
                rating = chance.choices((1, 2, 3, 4), habits.first_ratings)[0]
                state = fsrs.first(rating)
            else:
                elapsed = day - last
                self.reviews += 1
                rating = AGAIN
                if chance.random() < fsrs.retrievability(state.stability, elapsed):
                    self.recalled += 1
                    rating = chance.choices((2, 3, 4), habits.recalled_ratings)[0]
                state = fsrs.later(state, rating, elapsed) if elapsed else fsrs.repeat(state, rating)
            if rating == AGAIN:
                self.answers[day] += 1
                state = fsrs.repeat(state, GOOD)
            last = day
            day += min(fsrs.interval(state.stability), self._maximum)
        if state is not None:
            self.known += fsrs.retrievability(state.stability, self._days - 1 - last)
