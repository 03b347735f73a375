"""What the coming days would be like under a desired retention: the model's estimate, drawn by seeded chance."""

import random
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from cards.key import CardKey
from scheduler.fsrs.formulas import AGAIN, GOOD, Fsrs6, MemoryState
from scheduler.fsrs.memory import Memory, MemoryModel
from scheduler.planning.habits import Habits
from scheduler.settings import Settings

# Enough that the mean of a day hardly moves with the seed: a small deck is played several times, a large one in part.
CARDS_PLAYED = 1000
_SEED = 1


class SeenCard(NamedTuple):
    """A card that has been met.

    Attributes:
        key: Which one, as its due day is spread by that.
        memory: After its last rating. The due day in it is that of the present settings, and not looked at.
        buried: Whether it is out for today.
    """

    key: CardKey
    memory: Memory
    buried: bool = False


class Outcome(NamedTuple):
    """What a desired retention came to, mean of all runs.

    Attributes:
        desired_retention: What was asked for.
        minutes: Of each study day, today first. What a real day takes is spread around that mean.
        answers: A day.
        recalled: Share of reviews that were not Again; None if there were none.
        known: Share of all cards that would be recalled on the last day, those never met as not known.
    """

    desired_retention: float
    minutes: tuple[float, ...]
    answers: float
    recalled: float | None
    known: float


def simulate(
    met: Sequence[SeenCard],
    unseen: int,
    habits: Habits,
    settings: Settings,
    parameters: Sequence[float],
    *,
    today: date,
    days: int,
) -> Outcome:
    """Play so many study days: every due card is answered, a failed one once more that day, new ones as they fit.

    The learner is the memory model itself: a card is recalled as likely as FSRS says. Cards met are due when they would
    be if the settings were in use from today. Chance is seeded, and the same for a card under every desired retention,
    so that they differ by it alone.

    Args:
        met: The cards that have been met.
        unseen: How many others there are.
        habits: How the learner rates, and how many new cards are met on a day.
        settings: The desired retention and the maximum interval to play under.
        parameters: Those of FSRS-6.
        today: The first study day.
        days: How many study days.
    """
    cards: list[tuple[SeenCard | None, int]] = [(card, 0) for card in met]
    new_days = range(days) if habits.new_per_day else ()
    starts = [day for day in new_days for _ in range(habits.new_per_day - (0 if day else habits.met_today))][:unseen]
    cards += [(None, day) for day in starts]
    never_met = unseen - len(starts)
    if not cards:
        return Outcome(settings.desired_retention, (0.0,) * days, 0.0, None, 0.0)
    runs = max(1, CARDS_PLAYED // len(cards))
    played = cards if len(cards) <= CARDS_PLAYED else random.Random(_SEED).sample(cards, CARDS_PLAYED)  # noqa: S311
    each = len(cards) / len(played) / runs
    model = MemoryModel(settings, parameters)
    game = _Game(model.fsrs, habits, settings.maximum_interval, days)
    starting: list[tuple[MemoryState | None, int, int]] = [
        _first_asked(card, today, model) if card else (None, day, day) for card, day in played
    ]
    chance = random.Random()  # noqa: S311  # what is wanted is that it repeats
    for run in range(runs):
        for number, start in enumerate(starting):
            chance.seed((_SEED * CARDS_PLAYED + run) * CARDS_PLAYED + number)
            game.play(*start, chance)
    return Outcome(
        settings.desired_retention,
        tuple(answers * each * habits.seconds / 60 for answers in game.answers),
        sum(game.answers) * each / days,
        game.recalled / game.reviews if game.reviews else None,
        game.known * each / (len(cards) + never_met),
    )


def _first_asked(card: SeenCard, today: date, model: MemoryModel) -> tuple[MemoryState, int, int]:
    """Return what is known of a card, and when it was asked last and will be asked first, in days from today."""
    memory = card.memory
    last = min(0, (memory.last_review - today).days)
    due_in = (model.due(card.key, memory) - today).days
    return MemoryState(memory.stability, memory.difficulty), last, max(int(card.buried), due_in)


class _Game:
    """One card after the other through all days; what happened adds up."""

    def __init__(self, fsrs: Fsrs6, habits: Habits, maximum_interval: int, days: int) -> None:
        self._fsrs = fsrs
        self._habits = habits
        self._maximum = maximum_interval
        self._days = days
        self.answers = [0] * days
        self.reviews = self.recalled = 0
        self.known = 0.0

    def play(self, state: MemoryState | None, last: int, day: int, chance: random.Random) -> None:
        """Play a card, asked last on one day, from the day it is first asked to the last day."""
        fsrs, first, passed = self._fsrs, self._habits.first, self._habits.passed
        while day < self._days:
            self.answers[day] += 1
            if state is None:
                rating = chance.choices((1, 2, 3, 4), first)[0]
                state = fsrs.first(rating)
            else:
                elapsed = day - last
                self.reviews += 1
                rating = AGAIN
                if chance.random() < fsrs.retrievability(state.stability, elapsed):
                    self.recalled += 1
                    rating = chance.choices((2, 3, 4), passed)[0]
                state = fsrs.later(state, rating, elapsed) if elapsed else fsrs.repeat(state, rating)
            if rating == AGAIN:
                self.answers[day] += 1
                state = fsrs.repeat(state, GOOD)
            last = day
            day += min(fsrs.interval(state.stability), self._maximum)
        if state is not None:
            self.known += fsrs.retrievability(state.stability, self._days - 1 - last)
